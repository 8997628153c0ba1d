/* service_options: options that services have in common, and those who talk to one. */
#include <string.h>

#include "cli/services.h"

#define VALUE(member) offsetof(struct shared_values, member)

const struct option service_options[] = {
    {.name = "redis-name",
     .kind = OPTION_TEXT,
     .offset = VALUE(redis_name),
     .value = "NAME",
     .variable = "EVALX_REDIS_NAME",
     .help = "which queue of that Redis (default: evalx)"},
    {.name = "slots",
     .kind = OPTION_COUNT,
     .offset = VALUE(slots),
     .value = "N",
     .variable = "EVALX_SLOTS",
     .least = 1,
     .most = SLOTS_MOST,
     .help = "tests judged at once on this machine (default: one per physical CPU)"},
    {.name = "langs",
     .kind = OPTION_TEXT,
     .offset = VALUE(langs),
     .value = "FILE",
     .variable = "EVALX_LANGS",
     .choices = "files",
     .help = "table of languages (default: the workspace's, or evalx's own)"},
    {.name = "log",
     .kind = OPTION_TEXT,
     .offset = VALUE(log),
     .value = "FORMAT",
     .variable = "EVALX_LOG_FORMAT",
     .choices = "text json",
     .help = "lines of text or JSON on standard error (default: text)"},
    {.name = NULL},
};

const struct option client_options[] = {
    {.name = "server",
     .kind = OPTION_TEXT,
     .offset = VALUE(server),
     .value = "URL",
     .variable = "EVALX_SERVER",
     .help = "the judging service (default: http://127.0.0.1:8080)"},
    {.name = NULL},
};

int log_format_read(const struct shared_values *values, bool *is_json_out, struct err *err)
{
    const char *format = values->log != NULL ? values->log : "text";
    *is_json_out = strcmp(format, "json") == 0;
    if (*is_json_out || strcmp(format, "text") == 0)
        return 0;
    return err_set(err, ERR_USAGE, "--log: '%s': unknown, known are text and json", format);
}
