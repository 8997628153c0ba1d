/* input: test data that a run cannot harm.
 *
 * A program that runs as the owner of a file could reopen its standard input for writing through
 * /proc/self/fd, and would see the file's path there. So an input is a clone of its mount, detached
 * and read-only (open_tree(2), mount_setattr(2)), whose path is "/"; where that needs a privilege
 * we lack, a sealed copy in memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fs.h"
#include "sandbox/private.h"

static int reopen(int fd, int flags)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return open(path, flags | O_CLOEXEC);
}

/* -1 where the host does not allow it. */
static int open_detached(int fd)
{
    char own[40]; /* the file that was opened, wherever a link led */
    (void)snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
    EV_FD int tree =
        (int)syscall(SYS_open_tree, AT_FDCWD, own, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (tree < 0)
        return -1;
    struct mount_attr attributes = {.attr_set =
                                        MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)) != 0)
        return -1;
    return reopen(tree, O_RDONLY);
}

static int copy_sealed(int from_fd, const char *path, int *fd_out, struct err *err)
{
    EV_FD int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: copy %s to memory", path);
    if (fs_copy_fd(from_fd, fd, SIZE_MAX) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: copy %s to memory", path);
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: seal the copy of %s", path);
    *fd_out = fd_steal(&fd);
    return 0;
}

int sandbox_input_open(const struct sandbox *sandbox, int dir_fd, const char *path, int *fd_out,
                       struct err *err)
{
    EV_FD int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0)
        return err_sys(err, ERR_INPUT, "input: %s", path);
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_INPUT, "input: %s: not a regular file", path);
    (void)posix_fadvise(fd, 0, 0,
                        POSIX_FADV_WILLNEED); /* read on our account, not on the program's */
    if (sandbox->weak & WEAK_WRITABLE_INPUT) {
        *fd_out = fd_steal(&fd);
        return 0;
    }
    if (sandbox->tier == SANDBOX_ROOT) {
        int detached = open_detached(fd);
        if (detached >= 0) {
            *fd_out = detached;
            return 0;
        }
    }
    return copy_sealed(fd, path, fd_out, err);
}
