/* ndjson: one submission object a line. */
#include "base/json.h"
#include "render/format.h"

static void ndjson_submission(struct printer *printer, const struct submission_report *report,
                              struct str *out)
{
    (void)printer; /* the same for every printer */
    struct json *value = render_submission_json(report);
    json_write(value, false, out);
    json_close(value);
    str_add_char(out, '\n');
}

const struct format format_ndjson = {
    .name = "ndjson",
    .submission = ndjson_submission,
};
