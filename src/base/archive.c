/* archive: see archive.h.
 *
 * Symbolic links are made last: until then the folder has none, so nothing that is written can go
 * through one. Then each must resolve beneath the folder, or all are removed again. A link that is
 * judged by its text alone can lead out through another link. */
#include "base/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/libarchive.h"
#include "base/str.h"

enum {
    MOST_DEPTH = 64,
    MOST_PATH_BYTES = 1024,
    MOST_RATIO = 1000,
    BLOCK_BYTES = 1 << 16,
    FOLDER_MODE = 0755,
    FILE_MODE = 0644,
    PROGRAM_MODE = 0755,
};

static const struct archive_limits widest = {.entries = 200000, .bytes = INT64_C(4) << 30};
static const int64_t bytes_without_ratio = INT64_C(64) << 20;

struct link {
    const char *path;
    const char *target;
};

struct unpacking {
    struct libarchive lib;
    struct archive *archive;
    const char *shown; /* the archive's name in messages */
    int dir_fd;
    const struct archive_limits *limits;
    int64_t packed_bytes, unpacked_bytes;
    size_t entry_count, folder_count; /* folders may be there without an entry of their own */
    struct arena arena;
    struct link *links;
    size_t link_count, link_capacity;
};

static void unpacking_done(struct unpacking *unpacking)
{
    if (unpacking->archive)
        (void)unpacking->lib.read_free(unpacking->archive); /* only read from */
    arena_done(&unpacking->arena);
}

bool archive_is_named_like_one(const char *path)
{
    static const char *const endings[] = {
        ".zip", ".kpp", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst",
    };
    size_t length = strlen(path);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(endings); i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcasecmp(path + length - ending, endings[i]) == 0)
            return true;
    }
    return false;
}

static int refuse(const struct unpacking *unpacking, const char *path, const char *cause,
                  struct err *err)
{
    return err_set(err, ERR_INPUT, "archive: %.128s: entry '%.160s': %s", unpacking->shown, path,
                   cause);
}

static int refuse_more(const struct unpacking *unpacking, const char *path, long long most,
                       const char *what, struct err *err)
{
    char cause[64];
    (void)snprintf(cause, sizeof(cause), "more than %lld %s", most, what); /* fits */
    return refuse(unpacking, path, cause, err);
}

static int fail_making(const struct unpacking *unpacking, const char *path, struct err *err)
{
    if (errno == EEXIST)
        return refuse(unpacking, path, "it is there twice", err);
    if (errno == ENOTDIR || errno == ENAMETOOLONG || errno == EXDEV || errno == ELOOP)
        return refuse(unpacking, path, strerror(errno), err);
    return err_sys(err, ERR_JUDGE, "archive: %.128s: entry '%.160s'", unpacking->shown, path);
}

/* What libarchive itself says, about a damaged or foreign file. */
static int fail_reading(const struct unpacking *unpacking, const char *path, struct err *err)
{
    const char *cause = unpacking->lib.error_string(unpacking->archive);
    if (!cause)
        cause = "damaged, or not an archive";
    if (path)
        return refuse(unpacking, path, cause, err);
    return err_set(err, ERR_INPUT, "archive: %.128s: %s", unpacking->shown, cause);
}

/* The name as "a/b/c", "" for the folder itself. Refuses what could lead out, and what is too long
 * or deep. */
static int clean_path(struct unpacking *unpacking, const char *raw, const char **path_out,
                      struct err *err)
{
    EV_STR struct str clean = {.maximum = MOST_PATH_BYTES};
    size_t depth = 0;
    if (*raw == '/')
        return refuse(unpacking, raw, "an absolute path", err);
    for (const char *at = raw; *at;) {
        size_t length = strcspn(at, "/");
        bool is_nothing = length == 0 || (length == 1 && *at == '.');
        if (length == 2 && at[0] == '.' && at[1] == '.')
            return refuse(unpacking, raw, "'..' in the path", err);
        if (!is_nothing) {
            if (++depth > MOST_DEPTH)
                return refuse(unpacking, raw, "deeper than 64 folders", err);
            if (clean.count)
                str_add_char(&clean, '/');
            str_add_n(&clean, at, length);
        }
        at += length;
        at += *at == '/';
    }
    if (clean.is_cut)
        return refuse(unpacking, raw, "a path of more than 1,024 bytes", err);
    *path_out = arena_string(&unpacking->arena, str_text(&clean));
    return 0;
}

static int count_one_more(const struct unpacking *unpacking, size_t *count, const char *path,
                          struct err *err)
{
    if (*count == unpacking->limits->entries)
        return refuse_more(unpacking, path, (long long)*count, "entries", err);
    ++*count;
    return 0;
}

/* The folder at the first `length` bytes of the path; one that is there already is fine. */
static int make_folder(struct unpacking *unpacking, const char *path, size_t length,
                       struct err *err)
{
    char folder[MOST_PATH_BYTES + 1];
    memcpy(folder, path, length);
    folder[length] = '\0';
    if (mkdirat(unpacking->dir_fd, folder, FOLDER_MODE) == 0)
        return count_one_more(unpacking, &unpacking->folder_count, path, err);
    struct stat status;
    if (errno == EEXIST && fstatat(unpacking->dir_fd, folder, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode))
        return 0;
    return fail_making(unpacking, path, err);
}

static int make_parents(struct unpacking *unpacking, const char *path, struct err *err)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        if (make_folder(unpacking, path, (size_t)(slash - path), err))
            return -1;
    }
    return 0;
}

static int count_bytes(struct unpacking *unpacking, const char *path, int64_t count,
                       struct err *err)
{
    unpacking->unpacked_bytes += count;
    if (unpacking->unpacked_bytes > unpacking->limits->bytes)
        return refuse_more(unpacking, path, unpacking->limits->bytes >> 20, "MiB unpacked", err);
    if (unpacking->unpacked_bytes > bytes_without_ratio &&
        unpacking->unpacked_bytes / MOST_RATIO > unpacking->packed_bytes)
        return refuse(unpacking, path, "more than 1,000 times the packed size", err);
    return 0;
}

/* archive_read_data(3) fills the holes of sparse files with zeros, so every byte is counted. */
static int copy_data(struct unpacking *unpacking, const char *path, int fd, struct err *err)
{
    char block[BLOCK_BYTES];
    for (;;) {
        la_ssize_t got = unpacking->lib.read_data(unpacking->archive, block, sizeof(block));
        if (got == ARCHIVE_RETRY)
            continue;
        if (got < 0)
            return fail_reading(unpacking, path, err);
        if (got == 0)
            return 0;
        if (count_bytes(unpacking, path, got, err))
            return -1;
        if (fs_write_all(fd, block, (size_t)got))
            return err_sys(err, ERR_JUDGE, "archive: %.128s: entry '%.160s'", unpacking->shown,
                           path);
    }
}

static int make_file(struct unpacking *unpacking, const char *path, struct archive_entry *entry,
                     struct err *err)
{
    static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    mode_t mode = unpacking->lib.perm(entry) & 0111 ? PROGRAM_MODE : FILE_MODE;
    EV_FD int fd = fs_open_beneath(unpacking->dir_fd, path, flags);
    if (fd < 0 && errno == ENOENT) {
        if (make_parents(unpacking, path, err))
            return -1;
        fd = fs_open_beneath(unpacking->dir_fd, path, flags);
    }
    if (fd < 0 || fchmod(fd, mode))
        return fail_making(unpacking, path, err);
    if (copy_data(unpacking, path, fd, err))
        return -1;
    if (close(fd_steal(&fd)))
        return fail_making(unpacking, path, err);
    return 0;
}

static int make_whole_folder(struct unpacking *unpacking, const char *path, struct err *err)
{
    return make_parents(unpacking, path, err) || make_folder(unpacking, path, strlen(path), err)
               ? -1
               : 0;
}

/* The target of a hard link is an earlier entry, named from the top. */
static int make_hard_link(struct unpacking *unpacking, const char *path, const char *raw_target,
                          struct err *err)
{
    const char *target;
    if (clean_path(unpacking, raw_target, &target, err))
        return err_wrap(err, "hard link '%.100s'", path);
    if (make_parents(unpacking, path, err))
        return -1;
    if (linkat(unpacking->dir_fd, target, unpacking->dir_fd, path, 0) == 0)
        return 0;
    if (errno == ENOENT || errno == EPERM)
        return refuse(unpacking, path, "a hard link to no earlier file of the archive", err);
    return fail_making(unpacking, path, err);
}

static int note_link(struct unpacking *unpacking, const char *path, const char *target,
                     struct err *err)
{
    if (*target == '/')
        return refuse(unpacking, path, "a link to an absolute path", err);
    if (*target == '\0' || strlen(target) > MOST_PATH_BYTES)
        return refuse(unpacking, path, "a link to nothing, or to more than 1,024 bytes", err);
    unpacking->links =
        arena_grow(&unpacking->arena, unpacking->links, unpacking->link_count,
                   unpacking->link_count + 1, sizeof(struct link), &unpacking->link_capacity);
    unpacking->links[unpacking->link_count++] = (struct link){
        .path = path,
        .target = arena_string(&unpacking->arena, target),
    };
    return 0;
}

static int make_link(struct unpacking *unpacking, const struct link *link, struct err *err)
{
    if (make_parents(unpacking, link->path, err))
        return -1;
    if (symlinkat(link->target, unpacking->dir_fd, link->path))
        return fail_making(unpacking, link->path, err);
    return 0;
}

static int check_link(const struct unpacking *unpacking, const struct link *link, struct err *err)
{
    EV_FD int fd = fs_open_beneath(unpacking->dir_fd, link->path, O_PATH);
    if (fd >= 0)
        return 0;
    if (errno == EXDEV)
        return refuse(unpacking, link->path, "a link that leads out of the archive", err);
    return refuse(unpacking, link->path, "a link that leads to nothing in the archive", err);
}

static int make_links(struct unpacking *unpacking, struct err *err)
{
    size_t made = 0;
    int failed = 0;
    while (!failed && made < unpacking->link_count) {
        failed = make_link(unpacking, &unpacking->links[made], err);
        made += !failed;
    }
    for (size_t i = 0; !failed && i < made; i++)
        failed = check_link(unpacking, &unpacking->links[i], err);
    for (size_t i = 0; failed && i < made; i++)
        (void)unlinkat(unpacking->dir_fd, unpacking->links[i].path, 0); /* the failure is told */
    return failed;
}

static int make_leaf(struct unpacking *unpacking, const char *path, struct archive_entry *entry,
                     const char *hard, struct err *err)
{
    const struct libarchive *lib = &unpacking->lib;
    mode_t type = lib->filetype(entry);
    if (type == AE_IFREG && !hard)
        return make_file(unpacking, path, entry, err);
    if (count_bytes(unpacking, path, lib->size(entry), err)) /* libarchive must pass over them */
        return -1;
    if (hard)
        return make_hard_link(unpacking, path, hard, err);
    const char *target = libarchive_name(lib->symlink_utf8(entry), lib->symlink(entry));
    if (type == AE_IFLNK && target)
        return note_link(unpacking, path, target, err);
    return refuse(unpacking, path, "neither a file, nor a folder, nor a link", err);
}

static int make_entry(struct unpacking *unpacking, struct archive_entry *entry, struct err *err)
{
    const struct libarchive *lib = &unpacking->lib;
    const char *raw = libarchive_name(lib->pathname_utf8(entry), lib->pathname(entry));
    const char *hard = libarchive_name(lib->hardlink_utf8(entry), lib->hardlink(entry));
    bool is_folder = lib->filetype(entry) == AE_IFDIR && !hard;
    const char *path;
    if (!raw || !*raw)
        return refuse(unpacking, "", "it has no name", err);
    if (count_one_more(unpacking, &unpacking->entry_count, raw, err) ||
        clean_path(unpacking, raw, &path, err))
        return -1;
    if (!*path)
        return is_folder ? 0 : refuse(unpacking, raw, "it has no name", err);
    if (is_folder)
        return make_whole_folder(unpacking, path, err);
    return make_leaf(unpacking, path, entry, hard, err);
}

static int make_entries(struct unpacking *unpacking, struct err *err)
{
    for (;;) {
        struct archive_entry *entry;
        int result = unpacking->lib.next_header(unpacking->archive, &entry);
        if (result == ARCHIVE_EOF)
            return make_links(unpacking, err);
        if (result == ARCHIVE_RETRY)
            continue;
        if (result <
            ARCHIVE_WARN) /* a warning is about names and the locale: see libarchive_name */
            return fail_reading(unpacking, NULL, err);
        if (make_entry(unpacking, entry, err))
            return -1;
    }
}

static int open_archive(struct unpacking *unpacking, const char *path, struct err *err)
{
    struct stat status;
    if (libarchive_open(&unpacking->lib, path, ARCHIVE_TAR | ARCHIVE_ZIP, &unpacking->archive, err))
        return -1;
    if (stat(path, &status))
        return err_sys(err, ERR_INPUT, "cannot open: %s", path);
    unpacking->packed_bytes = status.st_size;
    return 0;
}

int archive_unpack_within(const char *path, int dir_fd, const struct archive_limits *limits,
                          int64_t *bytes, struct err *err)
{
    EV_CLEANUP(libarchive_leave_utf8) locale_t before = libarchive_enter_utf8();
    EV_CLEANUP(unpacking_done)
    struct unpacking unpacking = {.shown = fs_base_name(path), .dir_fd = dir_fd, .limits = limits};
    if (open_archive(&unpacking, path, err))
        return -1;
    int status = make_entries(&unpacking, err);
    *bytes += unpacking.unpacked_bytes;
    return status;
}

int archive_unpack(const char *path, int dir_fd, struct err *err)
{
    int64_t bytes = 0;
    return archive_unpack_within(path, dir_fd, &widest, &bytes, err);
}
