/* mounts: the file systems of a box.
 *
 * The keeper's own root is a small tmpfs that no program ever sees: /r (root of programs,
 * read-only), /w (size-limited tmpfs that is bound to /r/box, /r/tmp and /r/dev/shm), /s (tmpfs
 * with program and data, bound read-only). Programs are chrooted to /r and have no way to /w and
 * /s. Where a user namespace is in use, /p keeps a whole /proc mounted: the kernel lets a new one
 * be mounted only where one is visible already (fs/namespace.c, mnt_already_visible). */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

/* The new root is built on this folder, which every host has; /proc itself is hidden by it
 * meanwhile. */
#define BASE "/proc"

static int set_flags(const char *path, uint64_t flags, unsigned recursive, struct failure *failure)
{
    struct mount_attr attributes = {.attr_set = flags};
    if (syscall(SYS_mount_setattr, AT_FDCWD, path, recursive, &attributes, sizeof(attributes)) != 0)
        return failure_note(failure, "set mount flags of", path);
    return 0;
}

static int make_folder(const char *path, mode_t mode, struct failure *failure)
{
    if (mkdir(path, mode) != 0 && errno != EEXIST)
        return failure_note(failure, "mkdir", path);
    if (chmod(path, mode) != 0)
        return failure_note(failure, "chmod", path);
    return 0;
}

/* Folders above `path`, below a root that exists. */
static int make_parents(const char *path, struct failure *failure)
{
    char part[512];
    text_join(part, sizeof(part), path, "", "");
    for (char *at = part + strlen(BASE "/r") + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return failure_note(failure, "mkdir", part);
        *at = '/';
    }
    return 0;
}

static int make_file(const char *path, const char *content, struct failure *failure)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return failure_note(failure, "create", path);
    size_t count = strlen(content);
    ssize_t wrote = write(fd, content, count);
    if (wrote != (ssize_t)count)
        (void)failure_note(failure, "write", path);
    (void)close(fd);
    return wrote == (ssize_t)count ? 0 : -1;
}

static int bind(const char *source, const char *target, bool is_optional, struct failure *failure)
{
    struct stat status;
    if (stat(source, &status) != 0)
        return is_optional ? 0 : failure_note(failure, "mount", source);
    if (S_ISDIR(status.st_mode) ? make_folder(target, 0755, failure)
                                : make_file(target, "", failure))
        return -1;
    if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0)
        return failure_note(failure, "mount", source);
    return set_flags(target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, AT_RECURSIVE,
                     failure);
}

static int record_bind(const char *source, const char *target, struct failure *failure)
{
    return bind(source, target, false, failure);
}

static int record_bind_optional(const char *source, const char *target, struct failure *failure)
{
    return bind(source, target, true, failure);
}

static int record_device(const char *source, const char *target, struct failure *failure)
{
    if (make_file(target, "", failure))
        return -1;
    if (mount(source, target, NULL, MS_BIND, NULL) != 0)
        return failure_note(failure, "mount", source);
    return set_flags(target, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0, failure);
}

static int record_link(const char *text, const char *target, struct failure *failure)
{
    return symlink(text, target) == 0 ? 0 : failure_note(failure, "symlink", target);
}

static int record_file(const char *content, const char *target, struct failure *failure)
{
    return make_file(target, content, failure);
}

static int record_folder(const char *octal_mode, const char *target, struct failure *failure)
{
    mode_t mode = 0;
    for (const char *digit = octal_mode; *digit; digit++)
        mode = mode * 8 + (mode_t)(*digit - '0');
    return make_folder(target, mode, failure);
}

static int record_copy(const char *source, const char *target, struct failure *failure)
{
    static char bytes[1 << 20];
    int fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return 0;
    ssize_t got = read(fd, bytes, sizeof(bytes));
    (void)close(fd);
    if (got < 0)
        return 0;
    int to = open(target, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (to < 0)
        return failure_note(failure, "create", target);
    ssize_t wrote = write(to, bytes, (size_t)got);
    (void)close(to);
    return wrote == got ? 0 : failure_note(failure, "copy", source);
}

static const struct {
    char kind;
    int (*apply)(const char *first, const char *target, struct failure *failure);
} record_kinds[] = {
    {WIRE_BIND, record_bind},     {WIRE_BIND_OPTIONAL, record_bind_optional},
    {WIRE_DEVICE, record_device}, {WIRE_LINK, record_link},
    {WIRE_FILE, record_file},     {WIRE_FOLDER, record_folder},
    {WIRE_COPY, record_copy},
};

static int apply_record(char kind, const char *first, const char *target, struct failure *failure)
{
    char path[512];
    text_join(path, sizeof(path), BASE "/r", target, "");
    if (make_parents(path, failure))
        return -1;
    for (size_t i = 0; i < sizeof(record_kinds) / sizeof(record_kinds[0]); i++) {
        if (record_kinds[i].kind == kind)
            return record_kinds[i].apply(first, path, failure);
    }
    errno = EPROTO;
    return failure_note(failure, "unknown record for", target);
}

static int apply_records(const struct inside *inside, struct failure *failure)
{
    const char *at = inside->records;
    const char *end = at + inside->setup.record_bytes;
    while (at < end) {
        char kind = *at++;
        const char *first = at;
        const char *first_end = memchr(first, '\0', (size_t)(end - first));
        if (!first_end)
            break;
        const char *target = first_end + 1;
        const char *target_end = memchr(target, '\0', (size_t)(end - target));
        if (!target_end)
            break;
        if (apply_record(kind, first, target, failure))
            return -1;
        at = target_end + 1;
    }
    if (at == end)
        return 0;
    errno = EPROTO;
    return failure_note(failure, "read the records of the root", NULL);
}

static int mount_tmpfs(const char *target, int64_t bytes, int64_t files, struct failure *failure)
{
    char options[96], number[24];
    text_join(options, sizeof(options),
              "mode=755,size=", text_of_number(number, sizeof(number), (uint64_t)bytes),
              ",nr_inodes=");
    text_join(options + strlen(options), sizeof(options) - strlen(options),
              text_of_number(number, sizeof(number), (uint64_t)files), "", "");
    if (mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options) != 0)
        return failure_note(failure, "mount a tmpfs at", target);
    return 0;
}

static int bind_staged(const struct inside *inside, const char *source, const char *target,
                       struct failure *failure)
{
    if (mount(source, target, NULL, MS_BIND, NULL) != 0)
        return failure_note(failure, "mount", target);
    if (IS_WEAK(&inside->setup, WEAK_WRITABLE_PROGRAM))
        return chmod(source, 0777);
    return set_flags(target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, failure);
}

static int build_staged(const struct inside *inside, struct failure *failure)
{
    if (mount_tmpfs(BASE "/s", (int64_t)8 << 30, 400000, failure) ||
        make_folder(BASE "/s/program", 0755, failure) ||
        make_folder(BASE "/s/data", 0755, failure) ||
        make_folder(BASE "/r/program", 0755, failure) || make_folder(BASE "/r/data", 0755, failure))
        return -1;
    if (bind_staged(inside, BASE "/s/program", BASE "/r/program", failure))
        return -1;
    return bind_staged(inside, BASE "/s/data", BASE "/r/data", failure);
}

static const struct {
    const char *source, *target;
} writable[] = {
    {KEEPER_WRITABLE "/box", KEEPER_ROOT "/box"},
    {KEEPER_WRITABLE "/tmp", KEEPER_ROOT "/tmp"},
    {KEEPER_WRITABLE "/shm", KEEPER_ROOT "/dev/shm"},
};

/* Few files are removed one by one: that is much cheaper than new mounts, which wait for a grace
 * period of the kernel's. True when the folders are then as new. A box whose user owns the
 * folders gets new ones: it could have changed more. */
bool mounts_sweep_writable(const struct inside *inside)
{
    enum { SWEEP_FILES_MAX = 64, OWN_FILES = 4 };
    struct failure failure = {0};
    struct statfs space;
    bool is_owner = inside->setup.inner_uid != 0;
    if (is_owner || statfs(KEEPER_WRITABLE, &space) != 0 ||
        space.f_files - space.f_ffree > SWEEP_FILES_MAX)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (stage_clear_path(inside, writable[i].source, &failure))
            return false;
    }
    return statfs(KEEPER_WRITABLE, &space) == 0 && space.f_bfree == space.f_blocks &&
           space.f_files - space.f_ffree == OWN_FILES;
}

/* Where no bytes may be written the program's folder is read-only, for what runs: the keeper still
 * stages files in it; for them, and for runtimes' temporary files, the tmpfs has room. */
int mounts_renew_writable(int64_t bytes, int64_t files, struct failure *failure)
{
    const int64_t staged_bytes = (int64_t)256 << 20;
    for (size_t i = 0; i < 3; i++)
        (void)umount2(writable[i].target, MNT_DETACH); /* not mounted the first time */
    (void)umount2(KEEPER_WRITABLE, MNT_DETACH);
    if (mount_tmpfs(KEEPER_WRITABLE, bytes == 0 ? staged_bytes : bytes, files + 4, failure))
        return -1;
    for (size_t i = 0; i < 3; i++) {
        if (make_folder(writable[i].source, 01777, failure))
            return -1;
        if (mount(writable[i].source, writable[i].target, NULL, MS_BIND, NULL) != 0)
            return failure_note(failure, "mount", writable[i].target);
    }
    if (bytes != 0)
        return 0;
    return set_flags(writable[0].target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
                     0, failure);
}

/* pivot_root(2), "pivot_root(".", ".")": the old root ends up on top of the new one and is let
 * go. */
static int pivot(struct failure *failure)
{
    if (chdir(BASE) != 0)
        return failure_note(failure, "chdir", BASE);
    if (syscall(SYS_pivot_root, ".", ".") != 0)
        return failure_note(failure, "pivot_root", NULL);
    if (umount2(".", MNT_DETACH) != 0)
        return failure_note(failure, "detach the old root", NULL);
    return chdir("/") == 0 ? 0 : failure_note(failure, "chdir", "/");
}

int mounts_build(const struct inside *inside, struct failure *failure)
{
    static const char *const folders[] = {BASE "/r", BASE "/w", BASE "/s", BASE "/p",
                                          BASE KEEPER_PARKED};
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return failure_note(failure, "make mounts private", NULL);
    if (mount("tmpfs", BASE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") != 0)
        return failure_note(failure, "mount a tmpfs at", BASE);
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (make_folder(folders[i], 0755, failure))
            return -1;
    }
    if ((inside->setup.flags & WIRE_HAS_USER_NAMESPACE) &&
        mount("proc", BASE "/p", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        return failure_note(failure, "mount", "/proc");
    if (mount_tmpfs(BASE "/r", 8 << 20, 4096, failure) || apply_records(inside, failure) ||
        build_staged(inside, failure) || set_flags(BASE "/r", MOUNT_ATTR_RDONLY, 0, failure))
        return -1;
    return pivot(failure);
}
