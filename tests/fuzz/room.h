/* room: where the fuzz targets of root file systems unpack to: a folder "in", with a file beside it
 * that must stay as it is. */
#ifndef EVALX_TESTS_FUZZ_ROOM_H
#define EVALX_TESTS_FUZZ_ROOM_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"

enum { MOST_NAMES = 200000 };

static inline void require(bool is_true)
{
    if (!is_true)
        abort();
}

static inline void check_tree(struct arena *arena, int top_fd, const char *path)
{
    const char **names;
    size_t count;
    struct err err;
    require(fs_list(top_fd, path, MOST_NAMES, arena, &names, &count, &err) == 0);
    for (size_t i = 0; i < count; i++) {
        const char *name = fs_join(arena, path, names[i]);
        struct stat status;
        require(fstatat(top_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0);
        if (S_ISLNK(status.st_mode))
            continue; /* they may lead anywhere: what uses them is inside */
        require((status.st_mode & 07022) == 0);
        require(S_ISDIR(status.st_mode) || S_ISREG(status.st_mode));
        if (S_ISDIR(status.st_mode))
            check_tree(arena, top_fd, name);
    }
}

/* Returns the folder's descriptor. */
static inline int make_room(struct arena *arena, const char **room_out)
{
    struct err err = {0};
    require(fs_make_temporary("evalx-fuzz", arena, room_out, &err) == 0);
    require(fs_write_atomic(AT_FDCWD, fs_join(arena, *room_out, "beside"), "as it was", 9, 0644,
                            &err) == 0);
    const char *folder = fs_join(arena, *room_out, "in");
    require(fs_make_dirs(AT_FDCWD, folder, 0755, &err) == 0);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(fd >= 0);
    return fd;
}

/* All that is in it are files, folders and links without special bits, and nothing came beside. */
static inline void leave_room(struct arena *arena, const char *room, int fd)
{
    struct err err = {0};
    const char **names;
    size_t count;
    struct stat beside;
    check_tree(arena, fd, ".");
    (void)close(fd);
    require(stat(fs_join(arena, room, "beside"), &beside) == 0 && beside.st_size == 9 &&
            S_ISREG(beside.st_mode));
    require(fs_list(AT_FDCWD, room, 2, arena, &names, &count, &err) == 0 && count == 2);
    require(fs_remove_tree(AT_FDCWD, room, &err) == 0);
}

#endif
