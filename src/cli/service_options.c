/* service_options: options that services have in common, and those who talk to one. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/services.h"

enum { SECRET_BYTES_MAX = 4096 };

#define VALUE(member) offsetof(struct shared_values, member)

const struct option queue_name_options[] = {
    {.name = "redis-name",
     .kind = OPTION_TEXT,
     .offset = VALUE(redis_name),
     .value = "NAME",
     .variable = "EVALX_REDIS_NAME",
     .help = "which queue of that Redis (default: evalx)"},
    {.name = NULL},
};

const struct option service_options[] = {
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

const struct option shared_cache_options[] = {
    {.name = "cache-redis",
     .kind = OPTION_TEXT,
     .offset = VALUE(cache_redis),
     .value = "URL",
     .variable = "EVALX_CACHE_REDIS",
     .help = "a second Redis, where machines share what they have compiled and judged"},
    {.name = "cache-redis-password-file",
     .kind = OPTION_TEXT,
     .offset = VALUE(cache_redis_password_file),
     .value = "FILE",
     .variable = "EVALX_CACHE_REDIS_PASSWORD_FILE",
     .choices = "files",
     .help = "a file with its password (default: EVALX_CACHE_REDIS_PASSWORD)"},
    {.name = NULL},
};

#define PLACE(member) offsetof(struct worker_values, member)

const struct option worker_place_options[] = {
    {.name = "redis",
     .kind = OPTION_TEXT,
     .offset = PLACE(redis),
     .value = "URL",
     .variable = "EVALX_REDIS",
     .help = "where submissions wait: redis://[user@]host[:port][/db] or unix:///path"},
    {.name = "redis-password-file",
     .kind = OPTION_TEXT,
     .offset = PLACE(password_file),
     .value = "FILE",
     .variable = "EVALX_REDIS_PASSWORD_FILE",
     .choices = "files",
     .help = "a file with the password of Redis"},
    {.name = "server",
     .kind = OPTION_TEXT,
     .offset = PLACE(shared.server),
     .value = "URL",
     .variable = "EVALX_SERVER",
     .help = "where to fetch problem sets (default: what the server says)"},
    {.name = "token-file",
     .kind = OPTION_TEXT,
     .offset = PLACE(token_file),
     .value = "FILE",
     .variable = "EVALX_TOKEN_FILE",
     .choices = "files",
     .help = "a file with this worker's token (default: EVALX_TOKEN)"},
    {.name = "cache",
     .kind = OPTION_TEXT,
     .offset = PLACE(cache),
     .value = "FOLDER",
     .variable = "EVALX_WORKER_CACHE",
     .choices = "folders",
     .help = "for problem sets (default: worker in the user's cache folder)"},
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

int secret_read(struct arena *arena, const char *path, const char **secret_out, struct err *err)
{
    struct str text EV_STR = {0};
    if (fs_read(AT_FDCWD, path, SECRET_BYTES_MAX, &text, err) != 0)
        return -1;
    *secret_out = arena_string_n(arena, str_text(&text), strcspn(str_text(&text), "\r\n"));
    return 0;
}

int shared_cache_password(struct arena *arena, const struct shared_values *values,
                          const char **password_out, struct err *err)
{
    if (values->cache_redis_password_file != NULL)
        return secret_read(arena, values->cache_redis_password_file, password_out, err);
    *password_out = getenv("EVALX_CACHE_REDIS_PASSWORD");
    return 0;
}
