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

/* The rest of an open file, from its offset. */
static int copy_sealed(int from_fd, const char *name, int *fd_out, struct err *err)
{
    EV_FD int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: copy %s to memory", name);
    if (fs_copy_fd(from_fd, fd, SIZE_MAX) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: copy %s to memory", name);
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: seal the copy of %s", name);
    (void)lseek(fd, 0, SEEK_SET); /* of a memory file: cannot fail */
    *fd_out = fd_steal(&fd);
    return 0;
}

/* A description that no run can harm of an open regular file, from its offset. A file that not
 * everybody may read is copied: the program could not open /dev/stdin otherwise. */
static int protect(const struct sandbox *sandbox, int fd, mode_t mode, const char *name,
                   int *fd_out, struct err *err)
{
    if (sandbox->tier == SANDBOX_ROOT && (mode & S_IROTH)) {
        EV_FD int detached = open_detached(fd);
        off_t offset = lseek(fd, 0, SEEK_CUR);
        if (detached >= 0 && (offset <= 0 || lseek(detached, offset, SEEK_SET) == offset)) {
            *fd_out = fd_steal(&detached);
            return 0;
        }
    }
    return copy_sealed(fd, name, fd_out, err);
}

bool sandbox_is_owned_by_program(const struct sandbox *sandbox)
{
    return sandbox->tier == SANDBOX_TRUSTED ||
           (sandbox->tier == SANDBOX_USER && sandbox->sub_count == 0);
}

int input_for_run(const struct sandbox *sandbox, int input_fd, int *fd_out, struct err *err)
{
    if (!sandbox_is_owned_by_program(sandbox)) {
        *fd_out = reopen(input_fd, O_RDONLY);
        return *fd_out >= 0 ? 0 : err_sys(err, ERR_JUDGE, "sandbox: open the input");
    }
    EV_FD int own = reopen(input_fd, O_RDONLY);
    if (own < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: open the input");
    return copy_sealed(own, "the input", fd_out, err);
}

/* Standard input of the user's: a file is protected, a pipe or terminal is handed over. */
int input_of_user(const struct sandbox *sandbox, int fd, int *fd_out, struct err *err)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return err_sys(err, ERR_INPUT, "standard input");
    if (S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode))
        return err_set(err, ERR_INPUT,
                       "standard input: a folder or disk is no input for a program");
    if (S_ISREG(status.st_mode))
        return protect(sandbox, fd, status.st_mode, "standard input", fd_out, err);
    *fd_out = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return *fd_out >= 0 ? 0 : err_sys(err, ERR_JUDGE, "sandbox: hand over standard input");
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
    return protect(sandbox, fd, status.st_mode, path, fd_out, err);
}
