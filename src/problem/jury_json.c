/* jury_json: submissions.json of DOMjudge: an object of "submissions/FOLDER/NAME" to an object with
 * langid and entry_point; its teams say nothing here. */
#include <string.h>

#include "base/json.h"
#include "problem/jury.h"

static const char file_name[] = "submissions.json";

static void close_json(struct json **json)
{
    json_close(*json);
}

/* A text of the submission's object, in the problem's arena. */
static int read_text(struct package *package, const struct json *details, const char *path,
                     const char *key, const char **text_out, struct err *err)
{
    const struct json *value = json_get(details, key);
    if (!value)
        return 0;
    const char *text = json_text(value);
    if (!text)
        return package_error(package, file_name, err, "%s: %s: expected a text", path, key);
    *text_out = arena_string(&package->problem.arena, text);
    return 0;
}

int jury_read_json(struct package *package, struct err *err)
{
    EV_CLEANUP(close_json) struct json *root = NULL;
    EV_STR struct str text = {0};
    if (!package_has(package, file_name))
        return 0;
    if (package_read(package, file_name, &text, err) != 0)
        return -1;
    const char *shown = arena_printf(&package->scratch, "%s/%s", package->shown, file_name);
    if (json_parse(shown, str_text(&text), text.count, &root, err) != 0)
        return -1;
    for (size_t i = 0; i < package->problem.jury_count; i++) {
        struct jury_submission *submission = &package->jury[i];
        const struct json *details = json_get(root, submission->path);
        if (details && (read_text(package, details, submission->path, "langid",
                                  &submission->language, err) != 0 ||
                        read_text(package, details, submission->path, "entry_point",
                                  &submission->entry_point, err) != 0))
            return -1;
    }
    return 0;
}
