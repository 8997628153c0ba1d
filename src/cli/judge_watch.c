/* judge_watch: see judge_watch.h. What changes while a round is judged is seen, too: it is watched
 * from before the first. Nothing is kept from one round to the next but what the cache keeps. */
#include "cli/judge_watch.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/watch_sources.h"

enum { PLACES_MOST = 10000 };

/* Everything whose changes count. */
struct places {
    struct arena arena;
    const char **folders, **files;
    size_t folder_count, file_count;
    const char *problem;
    struct linked_files linked; /* of the problem */
    struct settings settings;
};

static void places_done(struct places *places)
{
    linked_files_done(&places->linked);
    settings_done(&places->settings);
    arena_done(&places->arena);
}

static void add_place(struct places *places, const char *path)
{
    if (fs_is_directory(AT_FDCWD, path))
        places->folders[places->folder_count++] = path;
    else
        places->files[places->file_count++] = path;
}

static int find_problem(const struct judge_values *values, struct places *places, struct err *err)
{
    struct workspace workspace = {0};
    if (workspace_find(&places->arena, ".", &workspace, err) != 0)
        return -1;
    const char *folder = values->shared.problems ? values->shared.problems : workspace.problems;
    settings_find(&places->settings, &workspace, values->shared.langs);
    return problem_locate(&places->arena, values->problem, folder, &places->problem, err);
}

static int find_places(const struct judge_round *round, struct places *places, struct err *err)
{
    const struct text_list *each = &round->values->each;
    size_t most = round->operand_count + each->count + 1;
    if (most > PLACES_MOST)
        return err_set(err, ERR_USAGE, "judge: --watch: more than %d sources", PLACES_MOST);
    if (find_problem(round->values, places, err) != 0)
        return -1;
    places->folders = arena_alloc(&places->arena, most * sizeof(*places->folders));
    places->files = arena_alloc(&places->arena, most * sizeof(*places->files));
    add_place(places, places->problem); /* the first folder, if it is one */
    for (size_t i = 0; i < each->count; i++)
        add_place(places, each->items[i]);
    for (size_t i = 0; i < round->operand_count; i++) {
        if (strcmp(round->operands[i], "-") == 0)
            return err_set(err, ERR_USAGE, "judge: --watch: standard input cannot be watched");
        add_place(places, round->operands[i]);
    }
    return 0;
}

static int add_files(struct places *places, struct watch *watch, struct err *err)
{
    for (size_t i = 0; i < places->file_count; i++) {
        if (watch_add_file(watch, places->files[i], err) != 0)
            return -1;
    }
    if (settings_watch(&places->settings, watch, err) != 0)
        return -1;
    return linked_files_watch(&places->linked, watch, 0, places->problem, err);
}

static int open_watch(struct places *places, struct watch **watch_out, struct err *err)
{
    struct watch *watch = NULL;
    if (watch_open(places->folders, places->folder_count, &watch, err) != 0)
        return -1;
    if (add_files(places, watch, err) != 0) {
        watch_close(watch);
        return -1;
    }
    *watch_out = watch;
    return 0;
}

/* False: Ctrl-C. */
static int wait_for_change(const struct judge_round *round, struct watch *watch, int cancel_fd,
                           bool *is_cancelled_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct watch_change *changes = NULL;
    size_t count = 0;
    if (watch_wait(watch, cancel_fd, &scratch, &changes, &count, is_cancelled_out, err) != 0)
        return -1;
    if (!*is_cancelled_out && !round->values->shared.is_quiet)
        say("%s%s", changes[0].path, count > 1 ? " and others" : "");
    return 0;
}

static int watch_rounds(const struct judge_round *round, struct places *places, struct watch *watch,
                        int cancel_fd, struct err *err)
{
    bool is_cancelled = false;
    while (!is_cancelled) {
        (void)round->judge(round); /* watching ends by Ctrl-C, not by what is found */
        if (interrupt_is_raised())
            return 0;
        if (!round->values->shared.is_quiet)
            say("watching; Ctrl-C ends it");
        if (wait_for_change(round, watch, cancel_fd, &is_cancelled, err) != 0 ||
            linked_files_watch(&places->linked, watch, 0, places->problem, err) != 0)
            return -1;
    }
    return 0;
}

int judge_watch(const struct judge_round *round)
{
    EV_CLEANUP(places_done) struct places places = {0};
    struct watch *watch = NULL;
    struct err err = {0};
    int cancel_fd = -1, status = -1;
    if (find_places(round, &places, &err) == 0 && open_watch(&places, &watch, &err) == 0 &&
        interrupt_open(&cancel_fd, &err) == 0)
        status = watch_rounds(round, &places, watch, cancel_fd, &err);
    watch_close(watch);
    return status != 0 ? say_error(&err) : err_exit_code(ERR_INTERRUPTED);
}
