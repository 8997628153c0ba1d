/* fs: folders and trees, see fs.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"

int fs_make_dirs(int dir_fd, const char *path, mode_t mode, struct err *err)
{
    EV_FREE char *copy = strdup(path);
    if (!copy)
        return err_sys(err, ERR_JUDGE, "cannot make the folder: %s", path);
    for (char *at = copy; *at;) {
        at += strspn(at, "/");
        at += strcspn(at, "/");
        char end = *at;
        *at = '\0';
        bool is_made = mkdirat(dir_fd, copy, mode) == 0;
        int number = errno;
        if (!is_made && !fs_is_directory(dir_fd, copy)) {
            errno = number == EEXIST ? ENOTDIR : number;
            return err_sys(err, ERR_JUDGE, "cannot make the folder: %s", copy);
        }
        *at = end;
    }
    return 0;
}

static void stream_close(DIR **stream)
{
    if (*stream)
        (void)closedir(*stream); /* only read from */
    *stream = NULL;
}

/* Takes the descriptor, also on failure. */
static DIR *stream_open(int fd)
{
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    int number = errno;
    if (!stream && fd >= 0)
        (void)close(fd); /* nothing was read yet */
    errno = number;
    return stream;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

int fs_list(int dir_fd, const char *path, size_t maximum, struct arena *arena,
            const char ***names_out, size_t *count_out, struct err *err)
{
    EV_CLEANUP(stream_close)
    DIR *stream = stream_open(openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!stream)
        return err_sys(err, ERR_INPUT, "cannot list the folder: %s", path);
    const char **names = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (!entry && errno)
            return err_sys(err, ERR_INPUT, "cannot list the folder: %s", path);
        if (!entry)
            break;
        if (is_dots(entry->d_name))
            continue;
        if (count == maximum)
            return err_set(err, ERR_INPUT, "cannot list the folder: %s: more than %zu entries",
                           path, maximum);
        names = arena_grow(arena, names, count, count + 1, sizeof(*names), &capacity);
        names[count++] = arena_string(arena, entry->d_name);
    }
    if (count)
        qsort(names, count, sizeof(*names), compare_names);
    *names_out = names;
    *count_out = count;
    return 0;
}

/* Removing a tree
 *
 * One level per folder on the way down, without recursion. Only the deepest MOST_STREAMS levels
 * hold an open stream, so that neither the stack, nor descriptors, nor the length of a path limit
 * the depth. A level whose stream was given up is opened again by ".." from the level below, and
 * must then be the folder that it was. */
enum { MOST_STREAMS = 32 };

struct level {
    DIR *stream;
    char *name; /* in the level above; NULL for the top */
    dev_t device;
    ino_t inode;
    bool is_second_pass;
};

struct removal {
    struct level *levels;
    size_t depth, capacity;
};

static void removal_done(struct removal *removal)
{
    while (removal->depth > 0) {
        struct level *level = &removal->levels[--removal->depth];
        stream_close(&level->stream);
        free(level->name);
    }
    free(removal->levels);
}

/* A folder of ours may deny us: then allow it. */
static int open_folder(int dir_fd, const char *name)
{
    static const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(dir_fd, name, flags);
    if (fd < 0 && errno == EACCES && fchmodat(dir_fd, name, S_IRWXU, AT_SYMLINK_NOFOLLOW) == 0)
        fd = openat(dir_fd, name, flags);
    return fd;
}

static int level_push(struct removal *removal, int dir_fd, const char *name)
{
    if (removal->depth == removal->capacity) {
        size_t larger = removal->capacity ? removal->capacity * 2 : 16;
        struct level *grown = reallocarray(removal->levels, larger, sizeof(*grown));
        if (!grown)
            return -1;
        removal->levels = grown;
        removal->capacity = larger;
    }
    EV_FD int fd = open_folder(dir_fd, name);
    struct stat status;
    if (fd < 0 || fstat(fd, &status))
        return -1;
    if ((status.st_mode & S_IRWXU) != S_IRWXU)
        (void)fchmod(fd, S_IRWXU); /* where it fails, removing will tell */
    struct level level = {.device = status.st_dev, .inode = status.st_ino, .name = strdup(name)};
    if (!level.name)
        return -1;
    level.stream = stream_open(fd_steal(&fd));
    if (!level.stream) {
        free(level.name);
        return -1;
    }
    removal->levels[removal->depth++] = level;
    if (removal->depth > MOST_STREAMS)
        stream_close(&removal->levels[removal->depth - 1 - MOST_STREAMS].stream);
    return 0;
}

/* Open the level above again, from below. */
static int level_reopen(struct level *level, int below_fd)
{
    EV_FD int fd = openat(below_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status))
        return -1;
    if (status.st_dev != level->device || status.st_ino != level->inode) {
        errno = ESTALE; /* someone moved the tree meanwhile */
        return -1;
    }
    level->stream = stream_open(fd_steal(&fd));
    return level->stream ? 0 : -1;
}

/* The deepest level has been emptied: remove it from the one above, or from dir_fd. */
static int level_pop(struct removal *removal, int dir_fd)
{
    struct level *level = &removal->levels[removal->depth - 1];
    int above_fd = dir_fd;
    if (removal->depth > 1) {
        struct level *above = level - 1;
        if (!above->stream && level_reopen(above, dirfd(level->stream)))
            return -1;
        above_fd = dirfd(above->stream);
    }
    if (unlinkat(above_fd, level->name, AT_REMOVEDIR)) {
        if (errno != ENOTEMPTY || level->is_second_pass)
            return -1;
        level->is_second_pass = true; /* POSIX readdir may pass over names while some are removed */
        rewinddir(level->stream);
        return 0;
    }
    stream_close(&level->stream);
    free(level->name);
    removal->depth--;
    return 0;
}

/* 0 when gone, 1 when it is a folder with something in it, -1. */
static int remove_entry(int dir_fd, const char *name)
{
    if (unlinkat(dir_fd, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return -1;
    int number = errno;
    if (unlinkat(dir_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
        return 0;
    if (errno == ENOTEMPTY || errno == EEXIST || errno == EACCES)
        return 1;
    if (errno == ENOTDIR)
        errno = number;
    return -1;
}

static int remove_levels(struct removal *removal, int dir_fd)
{
    while (removal->depth > 0) {
        DIR *stream = removal->levels[removal->depth - 1].stream;
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (!entry && errno)
            return -1;
        if (!entry) {
            if (level_pop(removal, dir_fd))
                return -1;
            continue;
        }
        if (is_dots(entry->d_name))
            continue;
        int left = remove_entry(dirfd(stream), entry->d_name);
        if (left < 0 || (left > 0 && level_push(removal, dirfd(stream), entry->d_name)))
            return -1;
    }
    return 0;
}

int fs_remove_tree(int dir_fd, const char *path, struct err *err)
{
    EV_CLEANUP(removal_done) struct removal removal = {0};
    int left = remove_entry(dir_fd, path);
    if (left == 0)
        return 0;
    if (left < 0 || level_push(&removal, dir_fd, path) || remove_levels(&removal, dir_fd))
        return err_sys(err, ERR_JUDGE, "cannot remove: %s", path);
    return 0;
}

/* ---- temporary folders ---- */

static const char *temporary_parent(void)
{
    const char *folder = secure_getenv("TMPDIR");
    return folder && *folder == '/' ? folder : "/tmp";
}

/* The folder's lock, or -1: it is held, or not ours. The lock goes with the process. */
static int hold(int dir_fd, const char *name)
{
    struct stat info;
    EV_FD int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &info) != 0 ||
        info.st_uid != geteuid() || info.st_nlink == 0)
        return -1;
    int held = fd;
    fd = -1;
    return held;
}

/* Of processes that were killed. What cannot be removed stays. */
static void sweep_temporary(const char *prefix)
{
    EV_CLEANUP(stream_close)
    DIR *stream = stream_open(open(temporary_parent(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    size_t length = strlen(prefix);
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        const char *name = entry->d_name;
        if (strncmp(name, prefix, length) != 0 || name[length] != '.')
            continue;
        struct err err;
        EV_FD int fd = hold(dirfd(stream), name);
        if (fd >= 0 && fs_remove_tree(dirfd(stream), name, &err) != 0)
            log_line(LOG_WARN, "%s", err.msg);
    }
}

int fs_open_nameless(struct err *err)
{
    int fd = open(temporary_parent(), O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* file systems such as NFS have no O_TMPFILE */
    EV_CLEANUP(arena_done) struct arena arena = {0};
    char *path = arena_printf(&arena, "%s/evalx.XXXXXX", temporary_parent());
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "cannot make a temporary file in %s", temporary_parent());
    (void)unlink(path); /* at worst its name stays */
    return fd;
}

int fs_make_temporary(const char *prefix, struct arena *arena, const char **path_out,
                      struct err *err)
{
    char *path = arena_printf(arena, "%s/%s.XXXXXX", temporary_parent(), prefix);
    if (!mkdtemp(path))
        return err_sys(err, ERR_JUDGE, "cannot make a temporary folder: %s", path);
    *path_out = path;
    return 0;
}

/* Another process that sweeps may take a folder for a dead one's before it is held. */
int fs_hold_temporary(const char *prefix, struct arena *arena, const char **path_out,
                      int *hold_fd_out, struct err *err)
{
    enum { TRIES = 8 };
    const char *path = NULL;
    sweep_temporary(prefix);
    for (int i = 0; i < TRIES; i++) {
        if (fs_make_temporary(prefix, arena, &path, err) != 0)
            return -1;
        int fd = hold(AT_FDCWD, path);
        if (fd < 0)
            continue;
        *hold_fd_out = fd;
        *path_out = path;
        return 0;
    }
    return err_set(err, ERR_JUDGE, "cannot hold a temporary folder in %s", temporary_parent());
}
