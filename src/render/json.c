/* json: one document {"version":1,"submissions":[...]}, written as submissions end, so that
 * memory stays flat. */
#include "base/json.h"

#include "render/format.h"

static void json_submission(struct printer *printer, const struct submission_report *report,
                            struct str *out)
{
    (void)printer; /* the same for every printer */
    struct json *value = render_submission_json(report);
    json_write(value, false, out);
    json_close(value);
}

const struct format format_json = {
    .name = "json",
    .before = "{\"version\":1,\"submissions\":[\n",
    .between = ",\n",
    .after = "\n]}\n",
    .after_interrupted = "\n],\"interrupted\":true}\n",
    .submission = json_submission,
};
