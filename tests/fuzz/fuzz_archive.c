/* Fuzz target of unpacking: whatever the bytes, nothing is made beside the folder, and all that is
 * in it afterwards are files, folders and links that stay inside. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { MOST_NAMES = 200000 };

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_tree(struct arena *arena, int top_fd, const char *path, bool is_unpacked)
{
    const char **names;
    size_t count;
    struct err err;
    require(fs_list(top_fd, path, MOST_NAMES, arena, &names, &count, &err) == 0);
    for (size_t i = 0; i < count; i++) {
        const char *name = fs_join(arena, path, names[i]);
        struct stat status;
        require(fstatat(top_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0);
        require((status.st_mode & 07000) == 0);
        if (S_ISDIR(status.st_mode)) {
            check_tree(arena, top_fd, name, is_unpacked);
        } else if (S_ISLNK(status.st_mode)) {
            int fd = fs_open_beneath(top_fd, name, O_PATH);
            require(is_unpacked && fd >= 0);
            (void)close(fd);
        } else {
            require(S_ISREG(status.st_mode));
        }
    }
}

static void unpack(struct arena *arena, const char *room, int archive_fd)
{
    struct err err = {0};
    const char **names;
    size_t count;
    const char *folder = fs_join(arena, room, "in");
    require(fs_make_dirs(AT_FDCWD, folder, 0700, &err) == 0);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = archive_unpack(arena_printf(arena, "/proc/self/fd/%d", archive_fd), fd, &err);
    require(!failed || err.kind == ERR_INPUT);
    check_tree(arena, fd, ".", !failed);
    (void)close(fd);
    require(fs_list(AT_FDCWD, room, 1, arena, &names, &count, &err) == 0 && count == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct err err = {0};
    const char *room;
    int fd = fs_memory_file("input", bytes, count, false, &err);
    require(fd >= 0 && fs_make_temporary("evalx-fuzz", &arena, &room, &err) == 0);
    unpack(&arena, room, fd);
    (void)close(fd);
    require(fs_remove_tree(AT_FDCWD, room, &err) == 0);
    arena_done(&arena);
    return 0;
}
