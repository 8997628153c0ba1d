/* Fuzz target of root file systems: whatever the bytes of a layer, alone or as the upper one of
 * two, an image layout or not, nothing is made beside the folder, and all that is in it afterwards
 * are files, folders and links without special bits. */
#include <stdint.h>

#include "base/layer.h"
#include "base/rootfs.h"
#include "room.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

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
