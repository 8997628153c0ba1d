/* watch_sources: see watch_sources.h. */
#include "cli/watch_sources.h"

#include <string.h>

#include "cli/shared.h"
#include "problem/problem.h"

static bool is_same(const struct linked_files *a, const struct linked_files *b)
{
    size_t same = 0;
    while (a->count == b->count && same < a->count &&
           a->files[same].is_folder == b->files[same].is_folder &&
           strcmp(a->files[same].path, b->files[same].path) == 0 &&
           strcmp(a->files[same].real, b->files[same].real) == 0)
        same++;
    return a->count == b->count && same == a->count;
}

int linked_files_watch(struct linked_files *linked, struct watch *watch, size_t folder,
                       const char *path, struct err *err)
{
    struct linked_files now = {0};
    problem_outside_files(path, &now.arena, &now.files, &now.count);
    if (is_same(linked, &now)) {
        linked_files_done(&now);
        return 0;
    }
    linked_files_done(linked);
    *linked = now;
    watch_drop_outside(watch, folder);
    for (size_t i = 0; i < linked->count; i++) {
        const struct outside_file *file = &linked->files[i];
        if (watch_add_outside(watch, folder, file->path, file->real, file->is_folder, err) != 0 &&
            err->kind != ERR_INPUT) /* that: its folder has gone */
            return -1;
    }
    return 0;
}

void linked_files_done(struct linked_files *linked)
{
    arena_done(&linked->arena);
    *linked = (struct linked_files){0};
}

void settings_find(struct settings *settings, const struct workspace *workspace, const char *langs)
{
    const char *const files[] = {workspace->file, langs ? langs : workspace->langs,
                                 workspace->hints};
    settings_done(settings);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        if (files[i])
            settings->files[settings->count++] = arena_string(&settings->arena, files[i]);
    }
}

int settings_watch(const struct settings *settings, struct watch *watch, struct err *err)
{
    for (size_t i = 0; i < settings->count; i++) {
        if (watch_add_file(watch, settings->files[i], err) != 0)
            return -1;
    }
    return 0;
}

void settings_done(struct settings *settings)
{
    arena_done(&settings->arena);
    *settings = (struct settings){0};
}

static int wait_for_change(struct watch *watch, int cancel_fd, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    return watch_wait(watch, cancel_fd, &scratch, &changes, &count, &is_cancelled, err);
}

/* Watched from before they are read. */
static int run_again(const struct settings_rounds *rounds, struct settings *settings,
                     bool *is_again_out)
{
    struct watch *watch = NULL;
    struct err err = {0};
    bool is_read = false;
    int cancel_fd = -1, status = -1;
    *is_again_out = false;
    if (watch_open(NULL, 0, &watch, &err) == 0 && settings_watch(settings, watch, &err) == 0 &&
        interrupt_open(&cancel_fd, &err) == 0)
        status = rounds->once(rounds, settings, &is_read, is_again_out);
    if (status >= 0 && !is_read) {
        *is_again_out = true;
        status = wait_for_change(watch, cancel_fd, &err) == 0 ? status : -1;
    }
    watch_close(watch);
    return status < 0 ? say_error(&err) : status;
}

int settings_run(const struct settings_rounds *rounds)
{
    struct settings settings = {0};
    bool is_read, is_again = false;
    int status = rounds->once(rounds, &settings, &is_read, &is_again);
    while (is_again && !interrupt_is_raised())
        status = run_again(rounds, &settings, &is_again);
    settings_done(&settings);
    return interrupt_is_raised() ? err_exit_code(ERR_INTERRUPTED) : status;
}
