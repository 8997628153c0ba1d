/* fs: files, see fs.h. Folders and trees are in fs_tree.c. */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CHUNK_BYTES = 1 << 16,
    COPY_STEP_BYTES = 1 << 30,
    BENEATH_TRIES = 32,
    BENEATH_CREATE_MODE = 0644,
};

/* Append until the end of the file. */
static int read_all(int fd, const char *name, size_t maximum_bytes, struct str *out,
                    struct err *err)
{
    char chunk[CHUNK_BYTES];
    for (;;) {
        ssize_t got = pread(fd, chunk, sizeof(chunk), (off_t)out->count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, ERR_INPUT, "cannot read: %s", name);
        if (got == 0)
            return 0;
        if ((size_t)got > maximum_bytes - out->count)
            return err_set(err, ERR_INPUT, "cannot read: %s: larger than %zu bytes", name,
                           maximum_bytes);
        str_add_n(out, chunk, (size_t)got);
        if (out->is_cut)
            return err_set(err, ERR_JUDGE, "cannot read: %s: out of memory", name);
    }
}

int fs_read_fd(int fd, const char *name, size_t maximum_bytes, struct str *out, struct err *err)
{
    str_clear(out);
    if (maximum_bytes > (out->maximum ? out->maximum : (size_t)STR_MAXIMUM))
        out->maximum = maximum_bytes;
    return read_all(fd, name, maximum_bytes, out, err);
}

int fs_read(int dir_fd, const char *path, size_t maximum_bytes, struct str *out, struct err *err)
{
    /* O_NONBLOCK: opening a FIFO must not wait for its writer. */
    EV_FD int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "cannot open: %s", path);
    struct stat status;
    if (fstat(fd, &status))
        return err_sys(err, ERR_INPUT, "cannot read: %s", path);
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_INPUT, "cannot read: %s: %s", path,
                       S_ISDIR(status.st_mode) ? "it is a folder" : "not a regular file");
    return fs_read_fd(fd, path, maximum_bytes, out, err);
}

int fs_write_all(int fd, const void *bytes, size_t count)
{
    const char *at = bytes;
    while (count > 0) {
        ssize_t written = write(fd, at, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        at += written;
        count -= (size_t)written;
    }
    return 0;
}

/* Write, flush to the disk and close, on a file that is still nobody's. */
static int fill_and_close(int *fd, const void *bytes, size_t count)
{
    if (fs_write_all(*fd, bytes, count) || fsync(*fd))
        return -1;
    return close(fd_steal(fd)); /* the last place where a full disk can be told */
}

static int unlink_keeping_errno(int dir_fd, const char *path)
{
    int number = errno;
    (void)unlinkat(dir_fd, path, 0); /* the first failure is the one to tell */
    errno = number;
    return -1;
}

static int create_filled(int dir_fd, const char *path, const void *bytes, size_t count, mode_t mode)
{
    EV_FD int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return -1;
    if (fill_and_close(&fd, bytes, count))
        return unlink_keeping_errno(dir_fd, path);
    return 0;
}

/* "FOLDER/.evalx-RANDOM", so that a long name does not become too long a name. */
static int temporary_name(const char *path, char **name_out)
{
    uint64_t number;
    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
        return -1;
    int folder_length = (int)(fs_base_name(path) - path);
    return asprintf(name_out, "%.*s.evalx-%016llx", folder_length, path,
                    (unsigned long long)number) < 0
               ? -1
               : 0;
}

int fs_write_atomic(int dir_fd, const char *path, const void *bytes, size_t count, mode_t mode,
                    struct err *err)
{
    EV_FREE char *name = NULL;
    if (temporary_name(path, &name))
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    if (create_filled(dir_fd, name, bytes, count, mode))
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    if (renameat(dir_fd, name, dir_fd, path)) {
        (void)unlink_keeping_errno(dir_fd, name);
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    }
    return 0;
}

/* -1 with err set. The stream is closed. */
static int fill_stream(int *fd, const char *path, fs_fill *fill, void *context, struct err *err)
{
    FILE *out = fdopen(*fd, "w");
    if (!out)
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    *fd = -1;
    int status = fill(context, out, err);
    bool is_written = !fflush(out) && !ferror(out) && !fsync(fileno(out));
    int number = errno;
    bool is_closed = !fclose(out);
    if (status != 0 || (is_written && is_closed))
        return status;
    errno = is_written ? errno : number;
    return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
}

int fs_fill_atomic(int dir_fd, const char *path, mode_t mode, fs_fill *fill, void *context,
                   struct err *err)
{
    EV_FREE char *name = NULL;
    if (temporary_name(path, &name))
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    EV_FD int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    int status = fill_stream(&fd, path, fill, context, err);
    if (status == 0 && renameat(dir_fd, name, dir_fd, path))
        status = err_sys(err, ERR_JUDGE, "cannot write: %s", path);
    if (status != 0)
        (void)unlinkat(dir_fd, name, 0); /* the failure is told */
    return status;
}

int fs_write_new(int dir_fd, const char *path, const void *bytes, size_t count, mode_t mode,
                 struct err *err)
{
    if (create_filled(dir_fd, path, bytes, count, mode) == 0)
        return 0;
    return err_sys(err, errno == EEXIST ? ERR_INPUT : ERR_JUDGE, "cannot create: %s", path);
}

/* Failures of copy_file_range(2) that mean "not between these two": read and write instead. */
static bool is_not_for_these_files(int number)
{
    static const int numbers[] = {EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EBADF, EPERM, EIO, ETXTBSY};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(numbers); i++) {
        if (numbers[i] == number)
            return true;
    }
    return false;
}

/* The part that the kernel copies by itself; *left counts down. */
static int copy_in_kernel(int from_fd, int to_fd, size_t *left)
{
    while (*left > 0) {
        size_t step = *left < COPY_STEP_BYTES ? *left : (size_t)COPY_STEP_BYTES;
        ssize_t copied = copy_file_range(from_fd, NULL, to_fd, NULL, step, 0);
        if (copied < 0 && errno == EINTR)
            continue;
        if (copied < 0)
            return is_not_for_these_files(errno) ? 0 : -1;
        if (copied == 0) /* the end, or a file of /proc, which looks empty here */
            return 0;
        *left -= (size_t)copied;
    }
    return 0;
}

int fs_copy_fd(int from_fd, int to_fd, size_t maximum_bytes)
{
    size_t left = maximum_bytes;
    if (copy_in_kernel(from_fd, to_fd, &left))
        return -1;
    char chunk[CHUNK_BYTES];
    for (;;) {
        size_t step = left < sizeof(chunk) ? left + 1 : sizeof(chunk); /* one more tells of EFBIG */
        ssize_t got = read(from_fd, chunk, step);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (int)got;
        if ((size_t)got > left) {
            errno = EFBIG;
            return -1;
        }
        if (fs_write_all(to_fd, chunk, (size_t)got))
            return -1;
        left -= (size_t)got;
    }
}

int fs_memory_file(const char *name, const void *bytes, size_t count, bool is_sealed,
                   struct err *err)
{
    static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    EV_FD int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || fs_write_all(fd, bytes, count) || lseek(fd, 0, SEEK_SET) ||
        (is_sealed && fcntl(fd, F_ADD_SEALS, seals)))
        return err_sys(err, ERR_JUDGE, "cannot make a file in memory: %s", name);
    return fd_steal(&fd);
}

static int open_resolved(int dir_fd, const char *path, int flags, unsigned resolve)
{
    /* openat2(2): RESOLVE_NO_MAGICLINKS, since a link in /proc leads anywhere; a mode without
     * O_CREAT is EINVAL; EAGAIN tells of a rename meanwhile. */
    struct open_how how = {
        .flags = (unsigned int)(flags | O_CLOEXEC),
        .mode = flags & O_CREAT ? BENEATH_CREATE_MODE : 0,
        .resolve = resolve | RESOLVE_NO_MAGICLINKS,
    };
    long fd = -1;
    for (int i = 0; i < BENEATH_TRIES; i++) {
        fd = syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

int fs_open_beneath(int dir_fd, const char *path, int flags)
{
    return open_resolved(dir_fd, path, flags, RESOLVE_BENEATH);
}

int fs_open_in_root(int dir_fd, const char *path, int flags)
{
    return open_resolved(dir_fd, path, flags, RESOLVE_IN_ROOT);
}

bool fs_exists(int dir_fd, const char *path)
{
    struct stat status;
    return fstatat(dir_fd, path, &status, 0) == 0;
}

bool fs_is_directory(int dir_fd, const char *path)
{
    struct stat status;
    return fstatat(dir_fd, path, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

const char *fs_join(struct arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    if (length == 0)
        return arena_string(arena, name);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    name += strspn(name, "/");
    return arena_printf(arena, "%.*s/%s", (int)length, folder, name);
}

const char *fs_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *fs_extension(const char *path)
{
    const char *dot = strrchr(fs_base_name(path), '.');
    return dot ? dot + 1 : "";
}
