/* workspace: see workspace.h. One table of keys; limits are read by the table of their options. */
#include "cli/workspace.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/yaml.h"
#include "cli/contest.h"
#include "cli/shared.h"
#include "cli/when.h"

enum {
    PARENTS_MOST = 64,
    PROBLEMS_MOST = 10000,
    NEAR_NAMES_MOST = 5,
};

static const char FILE_NAME[] = "evalx.yaml";

struct reading {
    struct arena *arena;
    struct workspace *workspace;
};

/* A path in the file is relative to the file's folder. */
static int read_path(struct reading *reading, const struct yaml *value, const char **path_out,
                     struct err *err)
{
    const char *text = NULL;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (text[0] == '\0')
        return yaml_error(value, err, "a path is expected");
    *path_out = text[0] == '/' ? text : fs_join(reading->arena, reading->workspace->folder, text);
    return 0;
}

static int read_problems(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return read_path(reading, value, &reading->workspace->problems, err);
}

static int read_langs(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return read_path(reading, value, &reading->workspace->langs, err);
}

static int read_hints(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    if (read_path(reading, value, &reading->workspace->hints, err) != 0)
        return -1;
    if (strcmp(value->text, "none") == 0)
        reading->workspace->hints = value->text;
    return 0;
}

static int read_profile(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_string(value, &reading->workspace->profile, err);
}

static int read_server(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_string(value, &reading->workspace->server, err);
}

static int read_history(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    struct workspace *workspace = reading->workspace;
    if (read_path(reading, value, &workspace->history, err) != 0)
        return -1;
    workspace->is_history_named = true;
    workspace->is_history_off = strcmp(value->text, "none") == 0;
    return 0;
}

static int read_contest(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    struct contest *contest = arena_alloc(reading->arena, sizeof(*contest));
    reading->workspace->contest = contest;
    return contest_read(reading->arena, reading->workspace->folder, value, contest, err);
}

static int read_history_keep(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    struct err cause = {0};
    const char *text = NULL;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (span_parse("history_keep", text, &reading->workspace->history_keep_us, &cause) != 0)
        return yaml_error(value, err, "%s", cause.msg);
    return 0;
}

static int read_slots(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_i64(value, 1, SLOTS_MOST, &reading->workspace->slots, err);
}

static int read_instructions_per_second(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_i64(value, INSTRUCTIONS_LEAST, INSTRUCTIONS_MOST,
                    &reading->workspace->instructions_per_second, err);
}

static int read_cache_size(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_bytes(value, "cache_size", &reading->workspace->cache_bytes, err);
}

static int unknown_limit(const struct yaml *key, struct err *err)
{
    struct str known EV_STR = {0};
    for (const struct option *at = limits_options; at->name != NULL; at++)
        str_printf(&known, "%s%s", at == limits_options ? "" : ", ", at->name);
    return yaml_error(key, err, "limits: unknown key '%s', known are %s", key->text,
                      str_text(&known));
}

static int read_limit(const struct yaml *key, const struct yaml *value,
                      struct shared_values *values, struct err *err)
{
    const struct option *option = limits_options;
    while (option->name != NULL && strcmp(option->name, key->text) != 0)
        option++;
    if (option->name == NULL)
        return unknown_limit(key, err);
    struct err cause = {0};
    const char *text = NULL;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (option_store(option, option->name, text, values, &cause) != 0)
        return yaml_error(value, err, "%s", cause.msg);
    return 0;
}

static int read_limits(void *context, const struct yaml *map, struct err *err)
{
    struct reading *reading = context;
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "limits: a map such as {time: 2s, memory: 256M} is expected");
    struct shared_values values = {.limits = LIMITS_UNSET};
    for (size_t i = 0; i < map->count; i++) {
        if (read_limit(map->keys[i], map->items[i], &values, err) != 0)
            return -1;
    }
    reading->workspace->limits = values.limits;
    return 0;
}

static const struct yaml_key keys[] = {
    {"problems", read_problems}, {"langs", read_langs},
    {"history", read_history},   {"history_keep", read_history_keep},
    {"contest", read_contest},   {"cache_size", read_cache_size},
    {"slots", read_slots},       {"limits", read_limits},
    {"profile", read_profile},   {"server", read_server},
    {"hints", read_hints},       {"instructions_per_second", read_instructions_per_second},
};

static int workspace_read(struct reading *reading, struct err *err)
{
    struct workspace *workspace = reading->workspace;
    struct yaml *root = NULL;
    if (yaml_load(reading->arena, AT_FDCWD, workspace->file, workspace->file, &root, err) != 0)
        return -1;
    return yaml_read_map(root, FILE_NAME, keys, EV_ARRAY_LENGTH(keys), false, reading, err);
}

static void find_own_table(struct arena *arena, const struct workspace *workspace, const char *name,
                           const char **path_out)
{
    const char *path = fs_join(arena, workspace->folder, name);
    if (*path_out == NULL && fs_exists(AT_FDCWD, path))
        *path_out = path;
}

int workspace_find(struct arena *arena, const char *folder, struct workspace *workspace_out,
                   struct err *err)
{
    struct workspace workspace = {.limits = LIMITS_UNSET, .history_keep_us = -1};
    EV_FREE char *absolute = realpath(folder, NULL);
    if (absolute == NULL)
        return err_sys(err, ERR_INPUT, "workspace: %s", folder);
    const char *shown = strcmp(folder, ".") == 0 ? "" : folder;
    for (size_t up = 0; up < PARENTS_MOST; up++) {
        const char *file = shown[0] == '\0' ? FILE_NAME : fs_join(arena, shown, FILE_NAME);
        if (fs_exists(AT_FDCWD, file)) {
            workspace.file = file;
            workspace.folder = shown[0] == '\0' ? "." : shown;
            workspace.problems = shown[0] == '\0' ? "problems" : fs_join(arena, shown, "problems");
            workspace.history = fs_join(arena, workspace.folder, ".evalx/history.db");
            struct reading reading = {arena, &workspace};
            if (workspace_read(&reading, err) != 0)
                return -1;
            find_own_table(arena, &workspace, "langs.yaml", &workspace.langs);
            find_own_table(arena, &workspace, "hints.yaml", &workspace.hints);
            break;
        }
        char *slash = strrchr(absolute, '/');
        if (slash == NULL || slash[1] == '\0')
            break;
        slash[slash == absolute] = '\0';
        shown = shown[0] == '\0' ? ".." : fs_join(arena, shown, "..");
    }
    *workspace_out = workspace;
    return 0;
}

static int problem_missing(struct arena *arena, const char *name, const char *folder,
                           struct err *err)
{
    if (folder == NULL)
        return err_set(err, ERR_INPUT,
                       "problem: %s: not found here, and there is no workspace (evalx.yaml) to "
                       "look in; give its path",
                       name);
    const char **names = NULL;
    size_t count = 0;
    struct err ignored = {0};
    if (fs_list(AT_FDCWD, folder, PROBLEMS_MOST, arena, &names, &count, &ignored) != 0)
        return err_set(err, ERR_INPUT,
                       "problem: %s: not found here; the folder of problems cannot be read: %s",
                       name, ignored.msg);
    const char *near = nearest_word(name, names, count);
    if (near != NULL)
        return err_set(err, ERR_INPUT, "problem: %s: not found in %s, did you mean %s?", name,
                       folder, near);
    struct str known EV_STR = {0};
    for (size_t i = 0; i < count && i < NEAR_NAMES_MOST; i++)
        str_printf(&known, "%s%s", i == 0 ? "" : ", ", names[i]);
    return err_set(err, ERR_INPUT, "problem: %s: not found in %s, which has %s%s", name, folder,
                   count == 0 ? "nothing" : str_text(&known),
                   count > NEAR_NAMES_MOST ? ", ..." : "");
}

int problem_locate(struct arena *arena, const char *name, const char *problems_folder,
                   const char **path_out, struct err *err)
{
    if (strchr(name, '/') != NULL || fs_exists(AT_FDCWD, name)) {
        *path_out = name;
        return 0;
    }
    const char *path = problems_folder == NULL ? NULL : fs_join(arena, problems_folder, name);
    if (path == NULL || name[0] == '\0' || !fs_exists(AT_FDCWD, path))
        return problem_missing(arena, name, problems_folder, err);
    *path_out = path;
    return 0;
}

int workspace_server(struct arena *arena, const char *given, const char **server_out,
                     struct err *err)
{
    struct workspace workspace;
    *server_out = given;
    if (given != NULL)
        return 0;
    if (workspace_find(arena, ".", &workspace, err) != 0)
        return -1;
    *server_out = workspace.server;
    return 0;
}
