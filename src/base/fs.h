/* fs: files and folders. Every descriptor is close-on-exec. Paths are relative to dir_fd (AT_FDCWD
 * allowed).
 *
 * What cannot be read is ERR_INPUT, what cannot be written ERR_JUDGE, unless said otherwise. */
#ifndef EVALX_BASE_FS_H
#define EVALX_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

/* The whole of a regular file into `out` (cleared first, its maximum raised to maximum_bytes where
 * that is more); a larger file, a folder or a device is ERR_INPUT. */
int fs_read(int dir_fd, const char *path, size_t maximum_bytes, struct str *out,
            struct err *err) EV_MUST_CHECK;

/* All bytes from the start of an open file, whatever its offset. */
int fs_read_fd(int fd, const char *name, size_t maximum_bytes, struct str *out,
               struct err *err) EV_MUST_CHECK;

/* Write all, creating or replacing atomically (temporary name beside it, fsync, rename). The mode
 * is subject to the umask. */
int fs_write_atomic(int dir_fd, const char *path, const void *bytes, size_t count, mode_t mode,
                    struct err *err) EV_MUST_CHECK;

/* The same for what is too long to be held: `fill` writes it, returning -1 with err set. */
typedef int fs_fill(void *context, FILE *out, struct err *err);
int fs_fill_atomic(int dir_fd, const char *path, mode_t mode, fs_fill *fill, void *context,
                   struct err *err) EV_MUST_CHECK;

/* Create a new file; fails (ERR_INPUT, sys_errno EEXIST) where one is: `evalx init` never
 * overwrites. */
int fs_write_new(int dir_fd, const char *path, const void *bytes, size_t count, mode_t mode,
                 struct err *err) EV_MUST_CHECK;

/* write(2) until all is written; -1 with errno. */
int fs_write_all(int fd, const void *bytes, size_t count) EV_MUST_CHECK;

/* Copy the rest of one open file to another (copy_file_range, else read and write); at most
 * maximum_bytes, else -1, EFBIG. Other failures: -1 with errno. */
int fs_copy_fd(int from_fd, int to_fd, size_t maximum_bytes) EV_MUST_CHECK;

/* mkdir -p. */
int fs_make_dirs(int dir_fd, const char *path, mode_t mode, struct err *err) EV_MUST_CHECK;

/* Remove a tree without following links; a missing one is fine. Survives any depth. Folders of ours
 * that deny us are opened up first. */
int fs_remove_tree(int dir_fd, const char *path, struct err *err) EV_MUST_CHECK;

/* A private new folder (0700) under $TMPDIR or /tmp: "PREFIX.XXXXXX"; the path is the arena's. */
int fs_make_temporary(const char *prefix, struct arena *arena, const char **path_out,
                      struct err *err) EV_MUST_CHECK;
/* A file without a name in the same place, for reading and writing. Returns the fd or -1. */
int fs_open_nameless(struct err *err) EV_MUST_CHECK;
/* The folder, in use while *hold_fd_out is open; and folders of this prefix that nobody holds any
 * more, because their process was killed, are removed. */
int fs_hold_temporary(const char *prefix, struct arena *arena, const char **path_out,
                      int *hold_fd_out, struct err *err) EV_MUST_CHECK;

/* An anonymous file in memory holding the bytes, offset 0, sealed against any change when
 * is_sealed. Returns the fd or -1. */
int fs_memory_file(const char *name, const void *bytes, size_t count, bool is_sealed,
                   struct err *err) EV_MUST_CHECK;

/* openat2 with RESOLVE_BENEATH: `path` cannot leave dir_fd, by .. or by a link. Returns the fd or
 * -1 with errno (EXDEV for an escape). With O_CREAT the mode is 0644. */
int fs_open_beneath(int dir_fd, const char *path, int flags) EV_MUST_CHECK;

/* The same, but as if dir_fd was the root of everything: absolute links and ".." stay below it. */
int fs_open_in_root(int dir_fd, const char *path, int flags) EV_MUST_CHECK;

/* Names in a folder in byte order, without . and .. ; at most maximum entries, else ERR_INPUT. */
int fs_list(int dir_fd, const char *path, size_t maximum, struct arena *arena,
            const char ***names_out, size_t *count_out, struct err *err) EV_MUST_CHECK;

bool fs_exists(int dir_fd, const char *path);
bool fs_is_directory(int dir_fd, const char *path);

/* "a/b", without doubled slashes; an empty folder gives the name alone. */
const char *fs_join(struct arena *arena, const char *folder, const char *name);
/* Text after the last slash. Borrowed from path. */
const char *fs_base_name(const char *path);
/* Text after the last dot of the base name, "" where none. Borrowed from path. */
const char *fs_extension(const char *path);

#endif
