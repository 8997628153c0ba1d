/* watch: which files, or files of some folders, are changed, by inotify(7). */
#ifndef EVALX_CLI_WATCH_H
#define EVALX_CLI_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

struct watch;

struct watch_change {
    size_t folder;    /* index of the folder given to watch_open */
    const char *path; /* below it */
};

/* Everything below the folders, but what editors and interpreters leave behind. ERR_INPUT: one of
 * them is no folder; ERR_JUDGE: the host allows no more watches. */
int watch_open(const char *const *folders, size_t count, struct watch **watch_out,
               struct err *err) EV_MUST_CHECK;
/* One file besides, whatever is done with it: written, replaced, made again. Its changes have the
 * index behind that of the last folder, and its name as path. */
int watch_add_file(struct watch *watch, const char *path, struct err *err) EV_MUST_CHECK;
/* A file, or the files in a folder, that `path` of a folder given to watch_open leads to: changes
 * are told as that folder's, below `path`. `real` may not exist; its folder must. */
int watch_add_outside(struct watch *watch, size_t folder, const char *path, const char *real,
                      bool is_folder, struct err *err) EV_MUST_CHECK;
/* Forget what was added so of this folder. */
void watch_drop_outside(struct watch *watch, size_t folder);
/* Wait for changes, then until there are none for a moment. Each path once; strings are the
 * arena's. *is_cancelled_out: cancel_fd became readable instead. */
int watch_wait(struct watch *watch, int cancel_fd, struct arena *arena,
               struct watch_change **changes_out, size_t *count_out, bool *is_cancelled_out,
               struct err *err) EV_MUST_CHECK;
void watch_close(struct watch *watch); /* NULL is fine */

/* Not worth a look: hidden files, backups, swap files, compiled Python. */
bool watch_is_noise(const char *name);

#endif
