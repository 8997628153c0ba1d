/* worker_set: see worker_set.h. */
#include "serve/worker_set.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/parse.h"
#include "serve/worker_fetch.h"

enum {
    MANIFEST_MAX = 64 << 20,
    FILES_MAX = 100000,
    PINS_MAX = 1024,
    REVISIONS_MAX = 100000,
    BLOBS_MAX = 10000000,
    NAME_BYTES = 80,
};
static const int64_t free_least_bytes = 256LL << 20;
static const int64_t standard_bytes = 20LL << 30;

/* A revision whose files were compared with their digests since this worker was started. */
struct checked {
    struct checked *next;
    char revision[HASH_HEX_BYTES];
};

struct worker_set {
    int folder_fd;
    const char *folder;
    int64_t most_bytes;
    struct fetcher *fetcher;
    struct arena arena;
    struct checked *checked;
    bool is_checking;     /* what is here is compared before it is used */
    pthread_mutex_t lock; /* of the pins */
    char pins[PINS_MAX][HASH_HEX_BYTES];
};

struct manifest_line {
    unsigned mode;
    int64_t bytes;
    char sha256[HASH_HEX_BYTES];
    const char *path;
};

int worker_set_open(const char *folder, int64_t most_bytes, const char *token,
                    struct worker_set **set_out, struct err *err)
{
    struct worker_set *set = calloc(1, sizeof(*set));
    if (!set)
        err_out_of_memory();
    *set = (struct worker_set){.folder_fd = -1,
                               .most_bytes = most_bytes > 0 ? most_bytes : standard_bytes,
                               .lock = PTHREAD_MUTEX_INITIALIZER};
    set->folder = arena_string(&set->arena, folder);
    int status = fs_make_dirs(AT_FDCWD, folder, 0700, err);
    if (!status) {
        set->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        status = set->folder_fd < 0 ? err_sys(err, ERR_JUDGE, "worker: %s", folder) : 0;
    }
    if (!status && flock(set->folder_fd, LOCK_EX | LOCK_NB))
        status = err_set(err, ERR_INPUT, "worker: %s: another worker uses it: give each its own",
                         folder);
    if (status || fs_make_dirs(set->folder_fd, "blobs", 0700, err) ||
        fs_make_dirs(set->folder_fd, "revisions", 0700, err) ||
        fs_remove_tree(set->folder_fd, "unfinished", err) ||
        fetcher_open(token, &set->fetcher, err)) {
        worker_set_close(set);
        return -1;
    }
    *set_out = set;
    return 0;
}

void worker_set_close(struct worker_set *set)
{
    if (!set)
        return;
    fetcher_close(set->fetcher);
    fd_close(&set->folder_fd);
    arena_done(&set->arena);
    free(set);
}

/* ---- pins ---- */

static bool is_pinned(struct worker_set *set, const char *revision)
{
    bool is_found = false;
    (void)pthread_mutex_lock(&set->lock);
    for (size_t i = 0; i < PINS_MAX; i++)
        is_found |= strcmp(set->pins[i], revision) == 0;
    (void)pthread_mutex_unlock(&set->lock);
    return is_found;
}

/* One pin more, or one less. */
static bool change_pin(struct worker_set *set, const char *from, const char *to)
{
    bool is_changed = false;
    (void)pthread_mutex_lock(&set->lock);
    for (size_t i = 0; i < PINS_MAX && !is_changed; i++)
        if (strcmp(set->pins[i], from) == 0) {
            (void)snprintf(set->pins[i], HASH_HEX_BYTES, "%s", to); /* always fits */
            is_changed = true;
        }
    (void)pthread_mutex_unlock(&set->lock);
    return is_changed;
}

void worker_set_release(struct worker_set *set, const char *revision)
{
    (void)change_pin(set, revision, ""); /* one that was never pinned is nothing */
}

/* ---- room ---- */

static int64_t used_bytes(struct worker_set *set, struct arena *arena)
{
    const char **names = NULL;
    size_t count = 0;
    int64_t bytes = 0;
    struct err ignored; /* a folder that cannot be read counts for nothing */
    if (fs_list(set->folder_fd, "blobs", BLOBS_MAX, arena, &names, &count, &ignored))
        return 0;
    for (size_t i = 0; i < count; i++) {
        struct stat status;
        const char *path = fs_join(arena, "blobs", names[i]);
        if (!fstatat(set->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW))
            bytes += status.st_size;
    }
    return bytes;
}

/* A manifest has the name of its revision, and no link there. */
static bool is_manifest_in_use(struct worker_set *set, const char *name, struct arena *arena)
{
    const char *revision = arena_string_n(arena, name, strcspn(name, "-"));
    return fs_is_directory(set->folder_fd, fs_join(arena, "revisions", revision));
}

/* Blobs that no revision has any more. */
static void drop_blobs(struct worker_set *set, struct arena *arena)
{
    const char **names = NULL;
    size_t count = 0;
    struct err ignored; /* the next time */
    if (fs_list(set->folder_fd, "blobs", BLOBS_MAX, arena, &names, &count, &ignored))
        return;
    for (size_t i = 0; i < count; i++) {
        struct stat status;
        const char *path = fs_join(arena, "blobs", names[i]);
        if (!fstatat(set->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW) && status.st_nlink == 1 &&
            !is_manifest_in_use(set, names[i], arena))
            (void)unlinkat(set->folder_fd, path, 0);
    }
}

/* The revision that was used least recently and is not in use; NULL: none. */
static const char *find_oldest(struct worker_set *set, struct arena *arena)
{
    const char **names = NULL, *oldest = NULL;
    size_t count = 0;
    int64_t oldest_s = INT64_MAX;
    struct err ignored; /* then there is none */
    if (fs_list(set->folder_fd, "revisions", REVISIONS_MAX, arena, &names, &count, &ignored))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct stat status;
        const char *path = fs_join(arena, "revisions", names[i]);
        if (is_pinned(set, names[i]) ||
            fstatat(set->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW) ||
            status.st_mtim.tv_sec >= oldest_s)
            continue;
        oldest_s = status.st_mtim.tv_sec;
        oldest = path;
    }
    return oldest;
}

static int64_t free_bytes(struct worker_set *set)
{
    struct statvfs disk;
    if (fstatvfs(set->folder_fd, &disk))
        return INT64_MAX;
    return (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
}

static int make_room(struct worker_set *set, int64_t bytes, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    while (used_bytes(set, &arena) + bytes > set->most_bytes ||
           free_bytes(set) < bytes + free_least_bytes) {
        const char *oldest = find_oldest(set, &arena);
        if (!oldest)
            break;
        if (fs_remove_tree(set->folder_fd, oldest, err))
            return -1;
        drop_blobs(set, &arena);
    }
    if (free_bytes(set) < bytes + free_least_bytes)
        return err_set(err, ERR_JUDGE, "worker: %s: too little room on the disk", set->folder);
    return 0;
}

/* ---- blobs ---- */

/* A disk may give back something else than it was given: such a file goes. */
static bool is_whole(struct worker_set *set, const char *path, const char *sha256)
{
    struct err err = {0};
    EV_FD int fd = openat(set->folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    if (!fetcher_compare(fd, sha256, path, &err))
        return true;
    log_line(LOG_WARN, "worker: %s: fetched again: %s", set->folder, err.msg);
    (void)unlinkat(set->folder_fd, path, 0);
    return false;
}

/* Fetched where it is not here; *path_out, below the folder, is the arena's. */
static int need_blob(struct worker_set *set, const char *server, const struct manifest_line *line,
                     struct arena *arena, const char **path_out, struct err *err)
{
    const char *path = arena_printf(arena, "blobs/%s-%o", line->sha256, line->mode);
    struct stat status;
    *path_out = path;
    bool is_here = !fstatat(set->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW);
    if (is_here && (!set->is_checking || is_whole(set, path, line->sha256)))
        return 0;
    EV_FD int fd = openat(set->folder_fd, "unfinished-blob",
                          O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "worker: %s", set->folder);
    if (fetcher_get(set->fetcher, server, line->sha256, line->bytes, fd, err))
        return -1;
    if (fchmod(fd, (mode_t)line->mode) ||
        renameat(set->folder_fd, "unfinished-blob", set->folder_fd, path))
        return err_sys(err, ERR_JUDGE, "worker: %s/%s", set->folder, path);
    return 0;
}

/* ---- manifests ---- */

static bool is_digest(const char *text)
{
    return strlen(text) == HASH_HEX_BYTES - 1 &&
           strspn(text, "0123456789abcdef") == HASH_HEX_BYTES - 1;
}

/* Below a folder, whatever the manifest says. */
static bool is_inside(const char *path)
{
    if (path[0] == '/' || path[0] == '\0')
        return false;
    for (const char *part = path; part; part = strchr(part, '/'), part += part != NULL) {
        size_t count = strcspn(part, "/");
        if (count == 0 || (count == 1 && part[0] == '.') ||
            (count == 2 && part[0] == '.' && part[1] == '.'))
            return false;
    }
    return true;
}

/* "755 1234 SHA256 PATH"; cuts the text up. */
static int read_line(char *text, struct manifest_line *line_out, struct err *err)
{
    char *words[4] = {text};
    for (size_t i = 1; i < EV_ARRAY_LENGTH(words); i++) {
        char *space = strchr(words[i - 1], ' ');
        if (!space)
            return err_set(err, ERR_INPUT, "manifest: a line of too few words");
        *space = '\0';
        words[i] = space + 1;
    }
    if (parse_i64("size", words[1], 0, INT64_MAX / 2, &line_out->bytes, err))
        return err_wrap(err, "manifest");
    if (!is_digest(words[2]) || !is_inside(words[3]))
        return err_set(err, ERR_INPUT, "manifest: %s: no file of a package", words[3]);
    line_out->mode = strcmp(words[0], "755") ? 0644 : 0755;
    (void)snprintf(line_out->sha256, sizeof(line_out->sha256), "%s", words[2]); /* fits */
    line_out->path = words[3];
    return 0;
}

struct contents {
    const char *package;
    struct manifest_line *lines;
    size_t count, room;
    int64_t bytes;
};

static int read_manifest(struct str *text, struct arena *arena, struct contents *contents_out,
                         struct err *err)
{
    static const char head[] = "evalx manifest 1\npackage ";
    struct contents contents = {0};
    if (!str_starts_with(str_text(text), head))
        return err_set(err, ERR_INPUT, "manifest: of another version of evalx");
    char *at = arena_string(arena, text->text + strlen(head));
    for (char *end = strchr(at, '\n'); end; at = end + 1, end = strchr(at, '\n')) {
        *end = '\0';
        if (!contents.package) {
            contents.package = at;
            continue;
        }
        contents.lines = arena_grow(arena, contents.lines, contents.count, contents.count + 1,
                                    sizeof(*contents.lines), &contents.room);
        if (contents.count >= FILES_MAX || read_line(at, &contents.lines[contents.count], err))
            return -1;
        contents.bytes += contents.lines[contents.count++].bytes;
    }
    if (!contents.package || strchr(contents.package, '/') || !is_inside(contents.package))
        return err_set(err, ERR_INPUT, "manifest: without a package");
    *contents_out = contents;
    return 0;
}

static int get_manifest(struct worker_set *set, const char *server, const char *revision,
                        struct arena *arena, struct contents *contents_out, struct err *err)
{
    struct manifest_line line = {.mode = 0644, .bytes = MANIFEST_MAX};
    struct str EV_STR text = {0};
    const char *path = NULL;
    (void)snprintf(line.sha256, sizeof(line.sha256), "%s", revision); /* was looked at */
    if (need_blob(set, server, &line, arena, &path, err) ||
        fs_read(set->folder_fd, path, MANIFEST_MAX, &text, err) ||
        read_manifest(&text, arena, contents_out, err))
        return err_wrap(err, "revision %.12s", revision);
    return 0;
}

/* ---- revisions ---- */

static int add_file(struct worker_set *set, const char *server, const struct manifest_line *line,
                    struct arena *arena, struct err *err)
{
    const char *blob = NULL, *place = fs_join(arena, "unfinished", line->path);
    const char *folder = arena_string_n(arena, place, (size_t)(strrchr(place, '/') - place));
    if (need_blob(set, server, line, arena, &blob, err) ||
        fs_make_dirs(set->folder_fd, folder, 0755, err))
        return -1;
    if (linkat(set->folder_fd, blob, set->folder_fd, place, 0))
        return err_sys(err, ERR_JUDGE, "worker: %s/%s", set->folder, place);
    return 0;
}

static int make_revision(struct worker_set *set, const char *server,
                         const struct contents *contents, const char *place, struct arena *arena,
                         struct err *err)
{
    if (make_room(set, contents->bytes, err) || fs_remove_tree(set->folder_fd, "unfinished", err) ||
        fs_make_dirs(set->folder_fd, "unfinished", 0755, err))
        return -1;
    for (size_t i = 0; i < contents->count; i++)
        if (add_file(set, server, &contents->lines[i], arena, err))
            return -1;
    if (renameat(set->folder_fd, "unfinished", set->folder_fd, place))
        return err_sys(err, ERR_JUDGE, "worker: %s/%s", set->folder, place);
    log_line(LOG_INFO, "worker: %s: %zu files, %lld bytes", place, contents->count,
             (long long)contents->bytes);
    return 0;
}

static bool was_checked(const struct worker_set *set, const char *revision)
{
    for (const struct checked *checked = set->checked; checked; checked = checked->next)
        if (strcmp(checked->revision, revision) == 0)
            return true;
    return false;
}

static void note_checked(struct worker_set *set, const char *revision)
{
    struct checked *checked = arena_alloc(&set->arena, sizeof(*checked));
    checked->next = set->checked;
    (void)snprintf(checked->revision, sizeof(checked->revision), "%s", revision); /* fits */
    set->checked = checked;
}

int worker_set_get(struct worker_set *set, const char *server, const char *revision,
                   struct arena *arena, const char **path_out, struct err *err)
{
    struct contents contents = {0};
    if (!is_digest(revision))
        return err_set(err, ERR_INPUT, "worker: '%s' is no revision of a problem", revision);
    if (!change_pin(set, "", revision))
        return err_set(err, ERR_JUDGE, "worker: too many leases");
    const char *place = arena_printf(arena, "revisions/%s", revision);
    set->is_checking = !was_checked(set, revision);
    int status = get_manifest(set, server, revision, arena, &contents, err);
    if (!status && set->is_checking) /* made anew, of files that were compared */
        status = fs_remove_tree(set->folder_fd, place, err);
    if (!status && !fs_is_directory(set->folder_fd, place))
        status = make_revision(set, server, &contents, place, arena, err);
    if (status) {
        worker_set_release(set, revision);
        return -1;
    }
    if (set->is_checking)
        note_checked(set, revision);
    (void)utimensat(set->folder_fd, place, NULL, 0); /* else it is thought of as older */
    *path_out = arena_printf(arena, "%s/%s/%s", set->folder, place, contents.package);
    return 0;
}

/* ---- what is published, and what no more ---- */

bool worker_set_has(const struct worker_set *set, const char *revision)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    return was_checked(set, revision) &&
           fs_is_directory(set->folder_fd, arena_printf(&arena, "revisions/%s", revision));
}

static bool is_kept(const char *const *kept, size_t count, const char *revision)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(kept[i], revision) == 0)
            return true;
    return false;
}

static bool is_unused(struct worker_set *set, const char *path, int64_t age_ms)
{
    struct stat status;
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
    if (fstatat(set->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW))
        return false;
    return (int64_t)(now.tv_sec - status.st_mtim.tv_sec) * 1000 > age_ms;
}

void worker_set_expire(struct worker_set *set, const char *const *kept, size_t count,
                       int64_t age_ms)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    const char **names = NULL;
    size_t found = 0, removed = 0;
    struct err err = {0};
    if (fs_list(set->folder_fd, "revisions", REVISIONS_MAX, &arena, &names, &found, &err))
        return; /* the next time */
    for (size_t i = 0; i < found; i++) {
        const char *path = fs_join(&arena, "revisions", names[i]);
        if (is_kept(kept, count, names[i]) || is_pinned(set, names[i]) ||
            !is_unused(set, path, age_ms))
            continue;
        if (fs_remove_tree(set->folder_fd, path, &err))
            log_line(LOG_WARN, "worker: %s", err.msg);
        else
            removed++;
    }
    if (removed > 0)
        drop_blobs(set, &arena);
}
