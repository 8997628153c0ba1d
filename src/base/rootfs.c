/* rootfs: see rootfs.h. */
#include "base/rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/layer.h"
#include "base/oci.h"

enum { FOLDER_MODE = 0755 };

static const char root[] = "root", layout[] = "layout", layout_mark[] = "oci-layout";

static void close_hash(struct hash **hash)
{
    hash_close(*hash);
}

static int open_folder(int dir_fd, const char *path, struct err *err)
{
    int fd = openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 ? fd : err_sys(err, ERR_INPUT, "root: %s", path);
}

static int make_root(int dir_fd, struct err *err)
{
    if (mkdirat(dir_fd, root, FOLDER_MODE) != 0 || fchmodat(dir_fd, root, FOLDER_MODE, 0) != 0)
        return err_sys(err, ERR_JUDGE, "root: make a folder");
    return openat(dir_fd, root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

bool rootfs_is_plain_folder(const char *path)
{
    EV_FD int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && !fs_exists(fd, layout_mark);
}

int rootfs_digest(const char *path, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    EV_CLEANUP(arena_done) struct arena arena = {0};
    bool is_folder = fs_is_directory(AT_FDCWD, path);
    const char *file = is_folder ? fs_join(&arena, path, "index.json") : path;
    EV_FD int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "root: %s", file);
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add_field(hash, is_folder ? layout_mark : root);
    if (hash_add_fd(hash, fd, err) != 0)
        return -1;
    hash_finish(hash, hex_out);
    return 0;
}

/* The blob is opened once: what was checked is what is unpacked. */
static int apply_blob(struct layers *layers, int layout_fd, const char *shown, const char *digest,
                      bool is_upper, struct err *err)
{
    char path[64];
    EV_FD int fd = oci_open_blob(layout_fd, shown, digest, err);
    if (fd < 0)
        return -1;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return layer_apply(layers, path, shown, is_upper, err);
}

static int unpack_layout(int layout_fd, const char *shown, int dir_fd, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct oci_layer *own = NULL;
    size_t count = 0;
    EV_FD int root_fd = make_root(dir_fd, err);
    if (root_fd < 0 || oci_read_layers(layout_fd, shown, &arena, &own, &count, err) != 0)
        return -1;
    struct layers layers = {.dir_fd = root_fd};
    for (size_t i = 0; i < count; i++) {
        if (apply_blob(&layers, layout_fd, shown, own[i].digest, i > 0, err) != 0)
            return -1;
    }
    return 0;
}

/* A tar that turned out to hold a layout: its layers are what is wanted. */
static int unpack_again(int dir_fd, const char *shown, struct err *err)
{
    if (renameat(dir_fd, root, dir_fd, layout) != 0)
        return err_sys(err, ERR_JUDGE, "root: rename a folder");
    EV_FD int layout_fd = open_folder(dir_fd, layout, err);
    if (layout_fd < 0 || unpack_layout(layout_fd, shown, dir_fd, err) != 0)
        return -1;
    return fs_remove_tree(dir_fd, layout, err);
}

static int unpack_tar(const char *path, const char *shown, int dir_fd, struct err *err)
{
    EV_FD int root_fd = make_root(dir_fd, err);
    struct layers layers = {.dir_fd = root_fd};
    struct stat mark;
    if (root_fd < 0 || layer_apply(&layers, path, shown, false, err) != 0)
        return -1;
    if (layers.entry_count == 0)
        return err_set(err, ERR_INPUT, "root: %s: nothing is in it", shown);
    bool is_layout = fstatat(root_fd, layout_mark, &mark, AT_SYMLINK_NOFOLLOW) == 0;
    return is_layout ? unpack_again(dir_fd, shown, err) : 0;
}

int rootfs_unpack(const char *path, int dir_fd, struct err *err)
{
    const char *shown = fs_base_name(path);
    if (!fs_is_directory(AT_FDCWD, path))
        return unpack_tar(path, shown, dir_fd, err);
    EV_FD int layout_fd = open_folder(AT_FDCWD, path, err);
    return layout_fd < 0 ? -1 : unpack_layout(layout_fd, shown, dir_fd, err);
}
