/* manifest: see manifest.h. Files are hashed where they are; only a revision that is not known yet
 * is copied, and the copy has to have the same digests: a file that changes meanwhile is an error.
 * */
#include "serve/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "serve/problemset.h"

enum { FILE_BYTES_MAX = INT_MAX, DEPTH_MAX = 64, LIST_MAX = 100000 };

struct manifest_file {
    const char *path; /* below the folder of packages: "p1/data/secret/1.in" */
    bool is_executable;
    int64_t bytes;
    char hex[HASH_HEX_BYTES];
};

struct manifest {
    int folder_fd;
    struct arena arena;
    struct manifest_file *files;
    size_t count, capacity;
};

static void manifest_done(struct manifest *manifest)
{
    fd_close(&manifest->folder_fd);
    arena_done(&manifest->arena);
}

/* ---- which files ---- */

static bool is_left_out(const char *name)
{
    static const char *const names[] = {".git", ".hg", ".svn", ".evalx", ".DS_Store", "__MACOSX"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* A line of the manifest is one file's. */
static int check_name(const char *path, struct err *err)
{
    if (strpbrk(path, "\n\r") != NULL)
        return err_set(err, ERR_INPUT, "%s: a line break in a file's name", path);
    return 0;
}

static int add_file(struct manifest *manifest, const char *path, const struct stat *status,
                    struct err *err)
{
    if (manifest->count == PROBLEMSET_FILES_MAX)
        return err_set(err, ERR_INPUT, "%s: a package of more than %d files", path,
                       PROBLEMSET_FILES_MAX);
    if (check_name(path, err) != 0)
        return -1;
    manifest->files =
        arena_grow(&manifest->arena, manifest->files, manifest->count, manifest->count + 1,
                   sizeof(*manifest->files), &manifest->capacity);
    manifest->files[manifest->count++] = (struct manifest_file){
        .path = path, .bytes = status->st_size, .is_executable = (status->st_mode & S_IXUSR) != 0};
    return 0;
}

struct pending {
    const char **folders;
    size_t count, capacity;
};

static int add_entry(struct manifest *manifest, struct pending *pending, const char *path,
                     struct err *err)
{
    struct stat status;
    EV_FD int fd = fs_open_beneath(manifest->folder_fd, path, O_PATH | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        return err_sys(err, ERR_INPUT, "%s", path);
    if (S_ISREG(status.st_mode))
        return add_file(manifest, path, &status, err);
    if (!S_ISDIR(status.st_mode))
        return err_set(err, ERR_INPUT, "%s: neither a file nor a folder", path);
    size_t depth = 0;
    for (const char *at = path; *at != '\0'; at++)
        depth += *at == '/';
    if (depth > DEPTH_MAX)
        return err_set(err, ERR_INPUT, "%s: deeper than %d folders", path, DEPTH_MAX);
    pending->folders =
        arena_grow(&manifest->arena, pending->folders, pending->count, pending->count + 1,
                   sizeof(*pending->folders), &pending->capacity);
    pending->folders[pending->count++] = path;
    return 0;
}

static int compare_paths(const void *left, const void *right)
{
    const struct manifest_file *a = left, *b = right;
    return strcmp(a->path, b->path);
}

static int find_files(struct manifest *manifest, const char *package, struct err *err)
{
    struct pending pending = {0};
    if (add_entry(manifest, &pending, package, err) != 0)
        return -1;
    while (pending.count > 0) {
        const char *folder = pending.folders[--pending.count];
        const char **names;
        size_t count;
        if (fs_list(manifest->folder_fd, folder, LIST_MAX, &manifest->arena, &names, &count, err) !=
            0)
            return -1;
        for (size_t i = 0; i < count; i++) {
            const char *path = fs_join(&manifest->arena, folder, names[i]);
            if (!is_left_out(names[i]) && add_entry(manifest, &pending, path, err) != 0)
                return -1;
        }
    }
    qsort(manifest->files, manifest->count, sizeof(*manifest->files), compare_paths);
    return 0;
}

/* ---- digests ---- */

static int hash_file(int dir_fd, const char *path, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    struct hash *hash = NULL;
    EV_FD int fd = fs_open_beneath(dir_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s", path);
    if (hash_open(&hash, err) != 0)
        return -1;
    int result = hash_add_fd(hash, fd, err);
    hash_finish(hash, hex_out);
    hash_close(hash);
    return result;
}

static int hash_bytes(const struct str *text, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    struct hash *hash = NULL;
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add(hash, str_text(text), text->count);
    hash_finish(hash, hex_out);
    hash_close(hash);
    return 0;
}

static int write_text(struct manifest *manifest, const char *package, struct str *out,
                      struct err *err)
{
    str_printf(out, "evalx manifest 1\npackage %s\n", package);
    for (size_t i = 0; i < manifest->count; i++) {
        struct manifest_file *file = &manifest->files[i];
        if (hash_file(manifest->folder_fd, file->path, file->hex, err) != 0)
            return -1;
        str_printf(out, "%s %lld %s %s\n", file->is_executable ? "755" : "644",
                   (long long)file->bytes, file->hex, file->path);
    }
    if (out->is_cut)
        return err_set(err, ERR_INPUT, "%s: too many files", package);
    return 0;
}

/* ---- the private copy ---- */

static int make_parents(int dir_fd, const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    struct arena arena EV_CLEANUP(arena_done) = {0};
    if (slash == NULL)
        return 0;
    return fs_make_dirs(dir_fd, arena_string_n(&arena, path, (size_t)(slash - path)), 0700, err);
}

static int copy_file(const struct manifest *manifest, const struct manifest_file *file, int to_fd,
                     struct err *err)
{
    char hex[HASH_HEX_BYTES];
    if (make_parents(to_fd, file->path, err) != 0)
        return -1;
    EV_FD int from = fs_open_beneath(manifest->folder_fd, file->path, O_RDONLY | O_CLOEXEC);
    EV_FD int to = openat(to_fd, file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                          file->is_executable ? 0755 : 0644);
    if (from < 0 || to < 0 || fs_copy_fd(from, to, FILE_BYTES_MAX) != 0)
        return err_sys(err, ERR_INPUT, "%s: cannot be copied", file->path);
    if (hash_file(to_fd, file->path, hex, err) != 0)
        return -1;
    if (strcmp(hex, file->hex) != 0)
        return err_set(err, ERR_INPUT, "%s: changes while it is read", file->path);
    return 0;
}

static int link_blob(int state_fd, int from_fd, const char *path, const char *hex, struct err *err)
{
    char blob[sizeof("blobs/") + HASH_HEX_BYTES];
    (void)snprintf(blob, sizeof(blob), "blobs/%s", hex); /* always fits */
    if (linkat(from_fd, path, state_fd, blob, 0) != 0 && errno != EEXIST)
        return err_sys(err, ERR_JUDGE, "%s", blob);
    return 0;
}

static int copy_all(const struct manifest *manifest, int state_fd, int to_fd, struct err *err)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *file = &manifest->files[i];
        if (copy_file(manifest, file, to_fd, err) != 0 ||
            link_blob(state_fd, to_fd, file->path, file->hex, err) != 0)
            return -1;
    }
    return 0;
}

/* Everything is on the disk before the revision has its name. */
static int place(const struct manifest *manifest, int state_fd, const char *revision,
                 const struct str *text, struct err *err)
{
    static const char unfinished[] = "revisions/unfinished";
    char path[sizeof("revisions/") + HASH_HEX_BYTES], blob[sizeof("blobs/") + HASH_HEX_BYTES];
    (void)snprintf(path, sizeof(path), "revisions/%s", revision); /* always fit */
    (void)snprintf(blob, sizeof(blob), "blobs/%s", revision);
    if (fs_is_directory(state_fd, path))
        return 0;
    if (fs_remove_tree(state_fd, unfinished, err) != 0 ||
        fs_make_dirs(state_fd, unfinished, 0700, err) != 0 ||
        fs_write_atomic(state_fd, blob, str_text(text), text->count, 0644, err) != 0)
        return -1;
    EV_FD int to_fd = openat(state_fd, unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (to_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", unfinished);
    if (copy_all(manifest, state_fd, to_fd, err) != 0)
        return -1;
    if (syncfs(state_fd) != 0 || renameat(state_fd, unfinished, state_fd, path) != 0)
        return err_sys(err, ERR_JUDGE, "%s", path);
    return 0;
}

int manifest_pin(const char *folder, const char *package, int state_fd,
                 char revision_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(manifest_done)
    struct manifest manifest = {.folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    struct str text EV_STR = {0};
    char revision[HASH_HEX_BYTES];
    if (manifest.folder_fd < 0)
        return err_sys(err, ERR_INPUT, "%s", folder);
    if (find_files(&manifest, package, err) != 0 ||
        write_text(&manifest, package, &text, err) != 0 || hash_bytes(&text, revision, err) != 0 ||
        place(&manifest, state_fd, revision, &text, err) != 0)
        return -1;
    memcpy(revision_out, revision, sizeof(revision));
    return 0;
}
