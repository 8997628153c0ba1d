/* layer: see layer.h. An upper layer is read twice: its whiteouts speak of the layers below,
 * wherever in the archive they stand, and must be done before anything of its own is there. */
#include "base/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/libarchive.h"
#include "base/str.h"

enum {
    MOST_ENTRIES = 500000,
    MOST_DEPTH = 64,
    MOST_PATH_BYTES = 1024,
    MOST_RATIO = 1000,
    BLOCK_BYTES = 1 << 16,
    FOLDER_MODE = 0755,
    FILE_MODE = 0644,
    PROGRAM_MODE = 0755,
};

static const int64_t most_bytes = INT64_C(8) << 30;
static const int64_t bytes_without_ratio = INT64_C(64) << 20;

static const char whiteout[] = ".wh.", opaque[] = ".wh..wh..opq";

struct applying {
    struct layers *layers;
    struct libarchive lib;
    struct archive *archive;
    const char *shown;
};

/* Where an entry goes. */
struct place {
    const char *raw; /* as the archive has it, for messages */
    char path[MOST_PATH_BYTES + 1];
    const char *name; /* its last part, in path */
    int folder_fd;    /* that holds it; -1: not open */
};

static void place_done(struct place *place)
{
    fd_close(&place->folder_fd);
}

static int refuse(const struct applying *applying, const struct place *place, const char *cause,
                  struct err *err)
{
    return err_set(err, ERR_INPUT, "root: %.128s: entry '%.160s': %s", applying->shown, place->raw,
                   cause);
}

static int fail(const struct applying *applying, const struct place *place, struct err *err)
{
    bool is_theirs = errno == ENOTDIR || errno == ENAMETOOLONG || errno == ELOOP || errno == ENOENT;
    if (is_theirs)
        return refuse(applying, place, strerror(errno), err);
    if (errno == EEXIST)
        return refuse(applying, place, "below a link that leads to nothing", err);
    return err_sys(err, ERR_JUDGE, "root: %.128s: entry '%.160s'", applying->shown, place->raw);
}

static int fail_reading(const struct applying *applying, struct err *err)
{
    const char *cause = applying->lib.error_string(applying->archive);
    return err_set(err, ERR_INPUT, "root: %.128s: %s", applying->shown,
                   cause ? cause : "damaged, or not an archive");
}

/* ---- places ---- */

/* "a/b/c" of "./a//b/c/"; "" is the root itself. */
static int clean_path(const struct applying *applying, const char *raw, struct place *place,
                      struct err *err)
{
    EV_STR struct str clean = {.maximum = MOST_PATH_BYTES};
    size_t depth = 0;
    *place = (struct place){.raw = raw, .folder_fd = -1};
    if (*raw == '/')
        return refuse(applying, place, "an absolute path", err);
    for (const char *at = raw; *at; at += *at == '/') {
        size_t length = strcspn(at, "/");
        bool is_nothing = length == 0 || (length == 1 && *at == '.');
        if (length == 2 && at[0] == '.' && at[1] == '.')
            return refuse(applying, place, "'..' in the path", err);
        if (!is_nothing && ++depth > MOST_DEPTH)
            return refuse(applying, place, "deeper than 64 folders", err);
        if (!is_nothing)
            str_printf(&clean, "%s%.*s", clean.count ? "/" : "", (int)length, at);
        at += length;
    }
    if (clean.is_cut)
        return refuse(applying, place, "a path of more than 1,024 bytes", err);
    memcpy(place->path, str_text(&clean), clean.count + 1);
    place->name = fs_base_name(place->path);
    return 0;
}

/* Whatever the umask: programs of another user are to see it. */
static int new_folder(int dir_fd, const char *name)
{
    return mkdirat(dir_fd, name, FOLDER_MODE) == 0 ? fchmodat(dir_fd, name, FOLDER_MODE, 0) : -1;
}

/* The folder at the first `length` bytes of a path, made where `is_making`. */
static int open_folder(const struct applying *applying, const struct place *place, size_t length,
                       bool is_making)
{
    char path[MOST_PATH_BYTES + 1];
    int dir_fd = applying->layers->dir_fd;
    const int flags = O_PATH | O_DIRECTORY;
    memcpy(path, place->path, length);
    path[length] = '\0';
    int fd = fs_open_in_root(dir_fd, length ? path : ".", flags);
    if (fd >= 0 || errno != ENOENT || !is_making)
        return fd;
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    EV_FD int above_fd = fs_open_in_root(dir_fd, slash ? path : ".", flags);
    if (above_fd < 0 || new_folder(above_fd, slash ? slash + 1 : path) != 0)
        return -1;
    if (slash)
        *slash = '/';
    return fs_open_in_root(dir_fd, path, flags);
}

static int open_parent(const struct applying *applying, struct place *place, struct err *err)
{
    size_t length = place->name > place->path ? (size_t)(place->name - place->path) - 1 : 0;
    place->folder_fd = open_folder(applying, place, length, false);
    if (place->folder_fd < 0 && errno != ENOENT)
        return fail(applying, place, err);
    const char *slash = place->folder_fd < 0 ? place->path : "";
    while ((slash = strchr(slash, '/')) != NULL) {
        fd_close(&place->folder_fd);
        place->folder_fd = open_folder(applying, place, (size_t)(slash++ - place->path), true);
        if (place->folder_fd < 0)
            return fail(applying, place, err);
    }
    return 0;
}

/* What a lower layer, or an earlier entry, has there goes; a folder where one is wanted stays. */
static int make_room(const struct applying *applying, const struct place *place, bool is_folder,
                     bool *is_there_out, struct err *err)
{
    struct stat status;
    *is_there_out = false;
    if (fstatat(place->folder_fd, place->name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : fail(applying, place, err);
    *is_there_out = is_folder && S_ISDIR(status.st_mode);
    return *is_there_out ? 0 : fs_remove_tree(place->folder_fd, place->name, err);
}

/* ---- entries ---- */

static int count_bytes(const struct applying *applying, const struct place *place, int64_t count,
                       struct err *err)
{
    struct layers *layers = applying->layers;
    layers->unpacked_bytes += count;
    if (layers->unpacked_bytes > most_bytes)
        return refuse(applying, place, "more than 8 GiB unpacked", err);
    if (layers->unpacked_bytes > bytes_without_ratio &&
        layers->unpacked_bytes / MOST_RATIO > layers->packed_bytes)
        return refuse(applying, place, "more than 1,000 times the packed size", err);
    return 0;
}

static int copy_data(const struct applying *applying, const struct place *place, int fd,
                     struct err *err)
{
    char block[BLOCK_BYTES];
    for (;;) {
        la_ssize_t got = applying->lib.read_data(applying->archive, block, sizeof(block));
        if (got == ARCHIVE_RETRY)
            continue;
        if (got < 0)
            return fail_reading(applying, err);
        if (got == 0)
            return 0;
        if (count_bytes(applying, place, got, err))
            return -1;
        if (fs_write_all(fd, block, (size_t)got))
            return fail(applying, place, err);
    }
}

static int make_file(const struct applying *applying, const struct place *place,
                     struct archive_entry *entry, struct err *err)
{
    mode_t mode = applying->lib.perm(entry) & 0111 ? PROGRAM_MODE : FILE_MODE;
    EV_FD int fd = openat(place->folder_fd, place->name,
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (fd < 0 || fchmod(fd, mode) != 0)
        return fail(applying, place, err);
    return copy_data(applying, place, fd, err);
}

static int make_hard_link(const struct applying *applying, const struct place *place,
                          const char *raw_target, struct err *err)
{
    EV_CLEANUP(place_done) struct place target = {.folder_fd = -1};
    if (clean_path(applying, raw_target, &target, err) || open_parent(applying, &target, err))
        return -1;
    if (linkat(target.folder_fd, target.name, place->folder_fd, place->name, 0) == 0)
        return 0;
    if (errno == ENOENT || errno == EPERM)
        return refuse(applying, place, "a hard link to no earlier file", err);
    return fail(applying, place, err);
}

static int make_link(const struct applying *applying, const struct place *place,
                     struct archive_entry *entry, struct err *err)
{
    const struct libarchive *lib = &applying->lib;
    const char *target = libarchive_name(lib->symlink_utf8(entry), lib->symlink(entry));
    if (!target || !*target || strlen(target) > MOST_PATH_BYTES)
        return refuse(applying, place, "a link to nothing, or to more than 1,024 bytes", err);
    if (symlinkat(target, place->folder_fd, place->name) != 0)
        return fail(applying, place, err);
    return 0;
}

static int make_entry(struct applying *applying, struct archive_entry *entry, struct place *place,
                      struct err *err)
{
    const struct libarchive *lib = &applying->lib;
    const char *hard = libarchive_name(lib->hardlink_utf8(entry), lib->hardlink(entry));
    mode_t type = lib->filetype(entry);
    bool is_folder = type == AE_IFDIR && !hard, is_there = false;
    bool is_known = hard || is_folder || type == AE_IFREG || type == AE_IFLNK;
    if (!*place->path || !is_known)
        return 0;
    if (open_parent(applying, place, err) || make_room(applying, place, is_folder, &is_there, err))
        return -1;
    if (is_there)
        return 0;
    if (is_folder)
        return new_folder(place->folder_fd, place->name) ? fail(applying, place, err) : 0;
    if (hard)
        return make_hard_link(applying, place, hard, err);
    return type == AE_IFLNK ? make_link(applying, place, entry, err)
                            : make_file(applying, place, entry, err);
}

/* ---- whiteouts ---- */

static int empty_folder(const struct applying *applying, const struct place *place, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names = NULL;
    size_t count = 0;
    EV_FD int fd = openat(place->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(applying, place, err);
    if (fs_list(fd, ".", MOST_ENTRIES, &arena, &names, &count, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (fs_remove_tree(fd, names[i], err))
            return -1;
    }
    return 0;
}

static int do_whiteout(struct applying *applying, struct archive_entry *entry, struct place *place,
                       struct err *err)
{
    (void)entry;
    if (!str_starts_with(place->name, whiteout))
        return 0;
    if (open_parent(applying, place, err))
        return -1;
    if (strcmp(place->name, opaque) == 0)
        return empty_folder(applying, place, err);
    const char *name = place->name + strlen(whiteout);
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return refuse(applying, place, "a whiteout of nothing", err);
    return fs_remove_tree(place->folder_fd, name, err);
}

static int make_own_entry(struct applying *applying, struct archive_entry *entry,
                          struct place *place, struct err *err)
{
    return str_starts_with(place->name, whiteout) ? 0 : make_entry(applying, entry, place, err);
}

/* ---- a whole layer ---- */

typedef int entry_action(struct applying *applying, struct archive_entry *entry,
                         struct place *place, struct err *err);

static int take_entry(struct applying *applying, struct archive_entry *entry, entry_action *action,
                      struct err *err)
{
    const struct libarchive *lib = &applying->lib;
    EV_CLEANUP(place_done) struct place place = {.raw = "", .folder_fd = -1};
    const char *raw = libarchive_name(lib->pathname_utf8(entry), lib->pathname(entry));
    if (!raw)
        return refuse(applying, &place, "it has no name", err);
    if (clean_path(applying, raw, &place, err))
        return -1;
    if (++applying->layers->entry_count > MOST_ENTRIES)
        return refuse(applying, &place, "more than 500,000 entries", err);
    return action(applying, entry, &place, err);
}

static int for_entries(struct applying *applying, entry_action *action, struct err *err)
{
    for (;;) {
        struct archive_entry *entry;
        int result = applying->lib.next_header(applying->archive, &entry);
        if (result == ARCHIVE_EOF)
            return 0;
        if (result == ARCHIVE_RETRY)
            continue;
        if (result < ARCHIVE_WARN)
            return fail_reading(applying, err);
        if (take_entry(applying, entry, action, err))
            return -1;
    }
}

static int read_once(struct layers *layers, const char *path, const char *shown,
                     entry_action *action, struct err *err)
{
    EV_CLEANUP(libarchive_leave_utf8) locale_t before = libarchive_enter_utf8();
    struct applying applying = {.layers = layers, .shown = shown};
    if (libarchive_open(&applying.lib, path, ARCHIVE_TAR, &applying.archive, err))
        return -1;
    int status = for_entries(&applying, action, err);
    (void)applying.lib.read_free(applying.archive); /* only read from */
    return status;
}

int layer_apply(struct layers *layers, const char *path, const char *shown, bool is_upper,
                struct err *err)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return err_sys(err, ERR_INPUT, "root: %s", shown);
    layers->packed_bytes += status.st_size;
    if (!is_upper)
        return read_once(layers, path, shown, make_entry, err);
    if (read_once(layers, path, shown, do_whiteout, err))
        return -1;
    return read_once(layers, path, shown, make_own_entry, err);
}
