/* stage: files into the box and out of it. The keeper copies, so that what is staged is charged
 * to evalx, not to the program; it walks what a program left with openat2(RESOLVE_BENEATH |
 * RESOLVE_NO_SYMLINKS), when no program lives. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

enum { WALK_DEPTH_MAX = 32, ENTRIES_BYTES = 32 << 10 };

static const struct {
    const char *path;    /* where the keeper reaches it */
    const char *trusted; /* below setup.folder, in the trusted tier */
} folders[] = {
    [FOLDER_WORK] = {KEEPER_WRITABLE "/box", "/box"},
    [FOLDER_TMP] = {KEEPER_WRITABLE "/tmp", "/tmp"},
    [FOLDER_PROGRAM] = {KEEPER_STAGED "/program", "/program"},
    [FOLDER_DATA] = {KEEPER_STAGED "/data", "/data"},
};

int stage_open_folder(const struct inside *inside, uint32_t folder)
{
    if (folder >= sizeof(folders) / sizeof(folders[0])) {
        errno = EINVAL;
        return -1;
    }
    char path[512];
    if (inside_is_trusted(inside))
        text_join(path, sizeof(path), inside->setup.folder, folders[folder].trusted, "");
    else
        text_join(path, sizeof(path), folders[folder].path, "", "");
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int open_beneath(int dir_fd, const char *name, int flags, mode_t mode)
{
    struct open_how how = {
        .flags = (uint64_t)(unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };
    return (int)syscall(SYS_openat2, dir_fd, name, &how, sizeof(how));
}

/* Make the folders above name below dir_fd; the box's user owns them where it may write. */
static int make_parents(const struct inside *inside, int dir_fd, const char *name, bool is_users)
{
    char part[WIRE_NAME_MAX];
    text_join(part, sizeof(part), name, "", "");
    for (char *at = part; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdirat(dir_fd, part, 0755) != 0 && errno != EEXIST)
            return -1;
        if (is_users &&
            fchownat(dir_fd, part, inside->setup.uid, inside->setup.gid, AT_SYMLINK_NOFOLLOW))
            return -1;
        *at = '/';
    }
    return 0;
}

static int copy_all(int from_fd, int to_fd)
{
    off_t offset = 0;
    for (;;) {
        ssize_t moved = sendfile(to_fd, from_fd, &offset, 1 << 24);
        if (moved == 0)
            return 0;
        if (moved < 0 && errno != EINTR)
            return -1;
    }
}

int stage_file(const struct inside *inside, const struct wire_request *request, int from_fd,
               struct failure *failure)
{
    bool is_users = request->folder == FOLDER_WORK;
    int dir_fd = stage_open_folder(inside, request->folder);
    if (dir_fd < 0)
        return failure_note(failure, "open the folder for", request->name);
    int to_fd = -1;
    if (make_parents(inside, dir_fd, request->name, is_users) == 0)
        to_fd = open_beneath(dir_fd, request->name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    bool is_done = to_fd >= 0 && copy_all(from_fd, to_fd) == 0 &&
                   fchmod(to_fd, request->mode) == 0 &&
                   (!is_users || fchown(to_fd, inside->setup.uid, inside->setup.gid) == 0);
    if (!is_done)
        (void)failure_note(failure, "place", request->name);
    if (to_fd >= 0)
        (void)close(to_fd);
    (void)close(dir_fd);
    return is_done ? 0 : -1;
}

int stage_folder(const struct inside *inside, const struct wire_request *request,
                 struct failure *failure)
{
    int dir_fd = stage_open_folder(inside, request->folder);
    if (dir_fd < 0)
        return failure_note(failure, "open the folder for", request->name);
    bool is_done = mkdirat(dir_fd, request->name, 0755) == 0 &&
                   fchownat(dir_fd, request->name, inside->setup.uid, inside->setup.gid,
                            AT_SYMLINK_NOFOLLOW) == 0;
    if (!is_done)
        (void)failure_note(failure, "make the folder", request->name);
    (void)close(dir_fd);
    return is_done ? 0 : -1;
}

/* One folder of a walk: getdents64 into a buffer of its own, so that folders nest without a
 * heap. */
struct walk {
    char entries[ENTRIES_BYTES];
    char path[WIRE_NAME_MAX];
};

typedef int visit_entry(const struct inside *inside, int dir_fd, const char *name, const char *path,
                        unsigned depth, struct failure *failure);

static int each_entry(const struct inside *inside, int dir_fd, const char *path, unsigned depth,
                      visit_entry *visit, struct failure *failure)
{
    struct walk walk;
    for (;;) {
        long got = syscall(SYS_getdents64, dir_fd, walk.entries, sizeof(walk.entries));
        if (got < 0)
            return failure_note(failure, "read the folder", path);
        if (got == 0)
            return 0;
        for (long at = 0; at < got;) {
            const struct folder_entry *entry = (const void *)(walk.entries + at);
            at += entry->record_bytes;
            if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
                continue;
            if (strlen(path) + 1 + strlen(entry->name) >= sizeof(walk.path)) {
                errno = ENAMETOOLONG;
                return failure_note(failure, "follow a path of more than 1023 bytes", NULL);
            }
            text_join(walk.path, sizeof(walk.path), path, *path ? "/" : "", entry->name);
            if (visit(inside, dir_fd, entry->name, walk.path, depth, failure))
                return -1;
        }
    }
}

/* No program lives when this runs; links are removed, never followed. */
static int remove_entry(const struct inside *inside, int dir_fd, const char *name, const char *path,
                        unsigned depth, struct failure *failure)
{
    if (unlinkat(dir_fd, name, 0) == 0)
        return 0;
    if (errno != EISDIR || depth >= WALK_DEPTH_MAX)
        return failure_note(failure, "remove", path);
    int inner = open_beneath(dir_fd, name, O_RDONLY | O_DIRECTORY, 0);
    if (inner < 0)
        return failure_note(failure, "open", path);
    int status = each_entry(inside, inner, path, depth + 1, remove_entry, failure);
    (void)close(inner);
    if (status == 0 && unlinkat(dir_fd, name, AT_REMOVEDIR) != 0)
        return failure_note(failure, "remove", path);
    return status;
}

static int clear(const struct inside *inside, int dir_fd, struct failure *failure)
{
    if (dir_fd < 0)
        return failure_note(failure, "open a folder to clear", NULL);
    int status = each_entry(inside, dir_fd, "", 0, remove_entry, failure);
    (void)close(dir_fd);
    return status;
}

int stage_clear(const struct inside *inside, uint32_t folder, struct failure *failure)
{
    return clear(inside, stage_open_folder(inside, folder), failure);
}

int stage_clear_path(const struct inside *inside, const char *path, struct failure *failure)
{
    return clear(inside, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), failure);
}

static int send_file(const struct inside *inside, int dir_fd, const char *name, const char *path,
                     const struct stat *status, struct failure *failure)
{
    struct wire_entry entry = {
        .kind = WIRE_ENTRY, .mode = status->st_mode & 07777U, .bytes = status->st_size};
    text_join(entry.name, sizeof(entry.name), path, "", "");
    int fd = open_beneath(dir_fd, name, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0)
        return failure_note(failure, "open", path);
    int sent = wire_send(inside->control_fd, &entry, sizeof(entry), NULL, 0, &fd, 1);
    (void)close(fd);
    return sent ? failure_note(failure, "send", path) : 0;
}

static int collect_entry(const struct inside *inside, int dir_fd, const char *name,
                         const char *path, unsigned depth, struct failure *failure)
{
    struct stat status;
    if (fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return failure_note(failure, "look at", path);
    if (S_ISREG(status.st_mode))
        return send_file(inside, dir_fd, name, path, &status, failure);
    if (!S_ISDIR(status.st_mode) || depth >= WALK_DEPTH_MAX)
        return 0; /* links, pipes, sockets and abysses are none of our business */
    int inner = open_beneath(dir_fd, name, O_RDONLY | O_DIRECTORY, 0);
    if (inner < 0)
        return failure_note(failure, "open", path);
    int result = each_entry(inside, inner, path, depth + 1, collect_entry, failure);
    (void)close(inner);
    return result;
}

int stage_collect(const struct inside *inside, const struct wire_request *request,
                  struct failure *failure)
{
    int dir_fd = stage_open_folder(inside, request->folder);
    if (dir_fd < 0)
        return failure_note(failure, "open the folder to collect", NULL);
    int status = 0;
    if (*request->name) {
        struct stat found;
        if (fstatat(dir_fd, request->name, &found, AT_SYMLINK_NOFOLLOW) == 0)
            status = collect_entry(inside, dir_fd, request->name, request->name, 0, failure);
    } else {
        status = each_entry(inside, dir_fd, "", 0, collect_entry, failure);
    }
    (void)close(dir_fd);
    return status;
}
