/* Fuzz target of root file systems: whatever the bytes of a layer, alone or as the upper one of
 * two, an image layout or not, nothing is made beside the folder, and all that is in it afterwards
 * are files, folders and links without special bits. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/layer.h"
#include "base/rootfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { MOST_NAMES = 200000 };

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_tree(struct arena *arena, int top_fd, const char *path)
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

/* A folder "in" for the work, with a file beside it that must stay as it is. */
static int make_room(struct arena *arena, const char **room_out)
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

static void leave_room(struct arena *arena, const char *room, int fd)
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

static void apply_layers(struct arena *arena, const char *file)
{
    const char *room;
    struct err err = {0};
    int fd = make_room(arena, &room);
    struct layers layers = {.dir_fd = fd};
    bool is_fine = layer_apply(&layers, file, "lower", false, &err) == 0 &&
                   layer_apply(&layers, file, "upper", true, &err) == 0;
    require(is_fine || err.kind == ERR_INPUT);
    leave_room(arena, room, fd);
}

/* A tar, or an image layout in one. */
static void unpack(struct arena *arena, const char *file)
{
    const char *room;
    struct err err = {0};
    int fd = make_room(arena, &room);
    require(rootfs_unpack(file, fd, &err) == 0 || err.kind == ERR_INPUT);
    leave_room(arena, room, fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct err err = {0};
    int fd = fs_memory_file("input", bytes, count, false, &err);
    require(fd >= 0);
    const char *file = arena_printf(&arena, "/proc/self/fd/%d", fd);
    apply_layers(&arena, file);
    unpack(&arena, file);
    (void)close(fd);
    arena_done(&arena);
    return 0;
}
