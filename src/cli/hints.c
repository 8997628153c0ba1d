/* hints: where hints.yaml is, for every command that shows hints. */
#include <string.h>

#include "cli/shared.h"

const struct option hints_options[] = {
    {.name = "hints",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct shared_values, hints),
     .value = "FILE",
     .variable = "EVALX_HINTS",
     .choices = "files",
     .help = "the table of hints, or none (default: the workspace's, else the one that came with "
             "evalx)"},
    {.name = NULL},
};

int session_load_hints(struct session *session, const struct shared_values *values, struct err *err)
{
    const char *installed = installed_file(&session->arena, "hints.yaml");
    const char *named = values->hints != NULL ? values->hints : session->workspace.hints;
    const char *path = named != NULL ? named : installed;
    if (path == NULL || strcmp(path, "none") == 0)
        return 0;
    int status = named == NULL ? hints_open_later(path, &session->hints, err)
                               : hints_open(path, installed, &session->hints, err);
    if (status != 0)
        return -1;
    session->options.hints = session->hints;
    return 0;
}
