/* frequent: see frequent.h. */
#include "cli/frequent.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "cli/history.h"
#include "cli/sources_out.h"

/* NULL: there is none, and nobody asked for one. */
static int open_history(const struct session *session, const struct shared_values *values,
                        struct arena *arena, struct store **store_out, struct err *err)
{
    const char *path;
    bool is_named;
    history_place(arena, values, &session->workspace, &path, &is_named);
    *store_out = NULL;
    if (!is_named && (path == NULL || !fs_exists(AT_FDCWD, path)))
        return 0;
    return history_read(arena, values, &session->workspace, store_out, err);
}

/* *path_out: the lone file, or the folder of several. */
static int place_sources(struct frequent *frequent, struct store *store, int64_t submission,
                         const char **path_out, struct err *err)
{
    struct store_source *sources;
    size_t count;
    struct arena *arena = &frequent->arena;
    const char *folder = arena_printf(arena, "%s/%lld", frequent->folder, (long long)submission);
    if (store_sources(store, submission, arena, &sources, &count, err) != 0)
        return -1;
    if (count == 0)
        return err_set(err, ERR_INPUT, "history: %lld: its sources are gone",
                       (long long)submission);
    if (mkdir(folder, 0700) != 0)
        return err_sys(err, ERR_JUDGE, "%s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", folder);
    *path_out = count == 1 ? fs_join(arena, folder, sources[0].name) : folder;
    return sources_write(dir_fd, sources, count, err);
}

/* NULL: the history has an old name, or one of another table; it is then looked for by the text. */
static const char *known_language(const struct session *session, const char *name)
{
    const struct language *language = language_find(&session->languages, name);
    return language == NULL ? NULL : language->id;
}

static int add_problem(struct frequent *frequent, const struct session *session,
                       struct store *store, struct problem *problem, int64_t most, size_t *capacity,
                       struct err *err)
{
    const struct store_filter filter = {.problem = problem->short_name, .limit = most};
    struct table table;
    struct arena *arena = &frequent->arena;
    if (store_view(store, "frequent", &filter, arena, &table, err) != 0)
        return -1;
    for (size_t i = 0; i < table.row_count; i++) {
        struct err why = {0};
        const char **path = arena_alloc(arena, sizeof(*path));
        if (place_sources(frequent, store, table_whole(&table, i, "id"), path, &why) != 0) {
            say("%s", why.msg);
            continue;
        }
        frequent->jobs = arena_grow(arena, frequent->jobs, frequent->count, frequent->count + 1,
                                    sizeof(*frequent->jobs), capacity);
        frequent->jobs[frequent->count++] = (struct judge_job){
            .paths = path,
            .path_count = 1,
            .language = known_language(session, table_text(&table, i, "language")),
            .problem = problem,
        };
    }
    return 0;
}

int frequent_open(const struct session *session, const struct shared_values *values,
                  struct problem *const *problems, size_t count, int64_t most,
                  struct frequent *frequent, struct err *err)
{
    struct store *store = NULL;
    size_t capacity = 0;
    *frequent = (struct frequent){0};
    if (most == 0)
        return 0;
    if (open_history(session, values, &frequent->arena, &store, err) != 0)
        return -1;
    if (store == NULL)
        return 0;
    int status = fs_make_temporary("evalx-warm", &frequent->arena, &frequent->folder, err);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = add_problem(frequent, session, store, problems[i], most, &capacity, err);
    store_close(store);
    return status;
}

void frequent_close(struct frequent *frequent)
{
    struct err err;
    if (frequent->folder != NULL && fs_remove_tree(AT_FDCWD, frequent->folder, &err) != 0)
        say("warning: %s", err.msg);
    arena_done(&frequent->arena);
    *frequent = (struct frequent){0};
}
