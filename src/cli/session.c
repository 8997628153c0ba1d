/* session: workspace, languages and judge, made ready for a command. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/shared.h"

/* Where tables stand, seen from the folder of the program: installed, then in a source tree's build
 * folders. From libexec/evalx it is the second. */
static const char *const beside_program[] = {"../share/evalx/", "../../share/evalx/", "", "../",
                                             "../../"};

enum { PROGRAM_PATH_MAX = 4096 };

const char *program_folder(struct arena *arena)
{
    char path[PROGRAM_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
    if (length <= 0 || length == PROGRAM_PATH_MAX)
        return NULL;
    while (length > 1 && path[length - 1] != '/')
        length--;
    return arena_string_n(arena, path, (size_t)length);
}

const char *installed_file(struct arena *arena, const char *name)
{
    const char *folder = program_folder(arena);
    for (size_t i = 0; folder != NULL && i < EV_ARRAY_LENGTH(beside_program); i++) {
        const char *path = arena_printf(arena, "%s%s%s", folder, beside_program[i], name);
        if (fs_exists(AT_FDCWD, path))
            return path;
    }
    return NULL;
}

const char *installed_languages_file(struct arena *arena)
{
    return installed_file(arena, "langs.yaml");
}

int languages_file_find(struct arena *arena, const char *given, const struct workspace *workspace,
                        const char **path_out, struct err *err)
{
    const char *named = given != NULL ? given : workspace->langs;
    const char *found = named != NULL ? named : installed_languages_file(arena);
    if (found == NULL)
        return err_set(
            err, ERR_INPUT,
            "languages: langs.yaml: not found beside the program; name it with --langs FILE");
    *path_out = found;
    return 0;
}

static int check_language(const struct languages *languages, const char *name, struct err *err)
{
    enum { IDS_MOST = 1024 };
    const char *ids[IDS_MOST];
    size_t count = 0;
    if (name == NULL || language_find(languages, name) != NULL)
        return 0;
    for (; count < languages->count && count < IDS_MOST; count++)
        ids[count] = languages->items[count].id;
    const char *near = nearest_word(name, ids, count);
    if (near != NULL)
        return err_set(err, ERR_USAGE, "--lang: '%s': unknown, did you mean %s?", name, near);
    return err_set(err, ERR_USAGE, "--lang: '%s': unknown, see evalx langs", name);
}

int session_load_workspace(struct session *session, struct err *err)
{
    return workspace_find(&session->arena, ".", &session->workspace, err);
}

int session_load(struct session *session, const struct shared_values *values, struct err *err)
{
    struct languages_options table = {.extended = installed_languages_file(&session->arena)};
    if (session_load_workspace(session, err) != 0 ||
        languages_file_find(&session->arena, values->langs, &session->workspace, &table.path,
                            err) != 0)
        return -1;
    table.profile = values->profile != NULL ? values->profile : session->workspace.profile;
    if (languages_open(&session->arena, &table, &session->languages, err) != 0)
        return -1;
    return check_language(&session->languages, values->language, err);
}

/* Of a command that has no better place for them. */
static void say_note(void *context, const char *line)
{
    (void)context;
    say("%s", line);
}

int session_open_judge(struct session *session, const struct shared_values *values, struct err *err)
{
    struct judge_options *options = &session->options;
    int64_t slots = values->slots > 0 ? values->slots : session->workspace.slots;
    options->slots = (int)slots;
    options->limits = limits_override(session->workspace.limits, &values->limits);
    options->compile_limits = values->compile_limits;
    options->is_trusted_allowed = values->is_trusted;
    options->is_fresh = values->is_fresh;
    options->cache_bytes =
        values->cache_bytes > 0 ? values->cache_bytes : session->workspace.cache_bytes;
    options->languages = &session->languages;
    if (options->events.note == NULL && !values->is_quiet)
        options->events.note = say_note;
    if (interrupt_open(&options->cancel_fd, err) != 0)
        return -1;
    return judge_open(options, &session->judge, err);
}

void session_close(struct session *session)
{
    if (session->judge != NULL)
        judge_close(session->judge);
    session->judge = NULL;
    hints_close(session->hints);
    session->hints = NULL;
    arena_done(&session->arena);
}
