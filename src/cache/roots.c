/* roots: whole file systems, unpacked once: roots/KEY/. They are bound into boxes for as long as
 * somebody judges with them, so who uses one holds a shared lock on roots/KEY.lock (flock(2)), and
 * who makes or removes one an exclusive lock; the file's modification time tells when it was last
 * asked for, its text how many bytes the root takes. The lock files stay: removing one that
 * somebody waits for would let two in. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

#include "base/fs.h"
#include "base/parse.h"
#include "cache/internal.h"

enum {
    FOLDER_MODE = 0755,
    LOCK_MODE = 0600,
    PAUSE_MS = 50,
    ABANDONED_S = 3600,
    NAMES_MOST = 100000,
    BLOCK_BYTES = 512, /* of st_blocks: stat(2) */
    SIZE_BYTES = 32,
};

static int open_folder(struct cache *cache, struct err *err)
{
    if (!cache || !cache->path)
        return err_set(err, ERR_INPUT, "root: no folder to unpack to: set EVALX_CACHE_DIR");
    if (cache->dir_fd < 0)
        return err_set(err, ERR_INPUT, "root: %s: cannot be used to unpack to", cache->path);
    if (mkdirat(cache->dir_fd, "roots", FOLDER_MODE) == 0)
        (void)!fchmodat(cache->dir_fd, "roots", FOLDER_MODE, 0); /* whatever the umask */
    int fd = openat(cache->dir_fd, "roots", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd >= 0 ? fd : err_sys(err, ERR_INPUT, "root: %s/roots", cache->path);
}

static int open_lock(int roots_fd, const char *key)
{
    char name[HASH_HEX_BYTES + 8];
    (void)snprintf(name, sizeof(name), "%s.lock", key);
    return openat(roots_fd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
}

/* A lock cannot be waited for beside a descriptor: it is asked for again and again. */
static int take_lock(int fd, int operation, int cancel_fd, struct err *err)
{
    while (flock(fd, operation | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return err_sys(err, ERR_JUDGE, "root: lock");
        struct pollfd cancel = {.fd = cancel_fd, .events = POLLIN};
        if (poll(&cancel, 1, PAUSE_MS) == 1)
            return err_set(err, ERR_INTERRUPTED, "interrupted");
    }
    return 0;
}

/* ---- sizes ---- */

static int64_t measure(int roots_fd, const char *key)
{
    char path[HASH_HEX_BYTES + 64];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", roots_fd, key);
    char *const paths[] = {path, NULL};
    int64_t bytes = 0;
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; tree && (entry = fts_read(tree));) {
        if (entry->fts_info != FTS_DP && entry->fts_info != FTS_NS)
            bytes += (int64_t)entry->fts_statp->st_blocks * BLOCK_BYTES;
    }
    if (tree)
        (void)fts_close(tree);
    return bytes;
}

static void write_size(int lock_fd, int64_t bytes)
{
    char text[SIZE_BYTES];
    int count = snprintf(text, sizeof(text), "%lld\n", (long long)bytes);
    (void)!pwrite(lock_fd, text, (size_t)count, 0); /* else it is measured whenever it is asked */
}

static int64_t size_of(int roots_fd, const char *key)
{
    char name[HASH_HEX_BYTES + 8], text[SIZE_BYTES] = "";
    int64_t bytes = 0;
    struct err err;
    (void)snprintf(name, sizeof(name), "%s.lock", key);
    EV_FD int fd = openat(roots_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && pread(fd, text, sizeof(text) - 1, 0) > 0) {
        text[strcspn(text, "\n")] = '\0';
        if (parse_i64("size", text, 1, INT64_MAX / 1024, &bytes, &err) == 0)
            return bytes;
    }
    return measure(roots_fd, key);
}

/* ---- making room ---- */

struct old_root {
    char key[HASH_HEX_BYTES];
    int64_t used_ns, bytes;
};

static bool is_key(const char *name)
{
    return strlen(name) == HASH_HEX_BYTES - 1 && name[strspn(name, "0123456789abcdef")] == '\0';
}

static int by_use(const void *a, const void *b)
{
    const struct old_root *left = a, *right = b;
    return (left->used_ns > right->used_ns) - (left->used_ns < right->used_ns);
}

static size_t list_roots(int roots_fd, struct arena *arena, struct old_root **roots_out)
{
    const char **names = NULL;
    size_t count = 0, found = 0;
    struct err err;
    if (fs_list(roots_fd, ".", NAMES_MOST, arena, &names, &count, &err) != 0)
        return 0;
    struct old_root *roots = arena_alloc(arena, (count + 1) * sizeof(*roots));
    for (size_t i = 0; i < count; i++) {
        struct stat info = {0};
        const char *lock = arena_printf(arena, "%s.lock", names[i]);
        if (!is_key(names[i]))
            continue;
        (void)!fstatat(roots_fd, lock, &info, AT_SYMLINK_NOFOLLOW); /* then it is very old */
        memcpy(roots[found].key, names[i], HASH_HEX_BYTES);
        roots[found].bytes = size_of(roots_fd, names[i]);
        roots[found++].used_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    }
    *roots_out = roots;
    return found;
}

/* What nobody uses. False: somebody does, or it cannot be removed. */
static bool remove_root(int roots_fd, const char *key)
{
    char temporary[HASH_HEX_BYTES + 8];
    struct err err;
    EV_FD int lock_fd = open_lock(roots_fd, key);
    if (lock_fd < 0 || flock(lock_fd, LOCK_EX | LOCK_NB) != 0)
        return false;
    (void)snprintf(temporary, sizeof(temporary), ".old-%s", key);
    return renameat(roots_fd, key, roots_fd, temporary) == 0 &&
           fs_remove_tree(roots_fd, temporary, &err) == 0;
}

/* Of a process that was killed at it. */
static void remove_abandoned(int roots_fd)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names = NULL;
    size_t count = 0;
    struct err err;
    struct stat info;
    if (fs_list(roots_fd, ".", NAMES_MOST, &arena, &names, &count, &err) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        bool is_own = str_starts_with(names[i], ".new-") || str_starts_with(names[i], ".old-");
        if (is_own && fstatat(roots_fd, names[i], &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            info.st_mtim.tv_sec + ABANDONED_S < time(NULL))
            (void)!fs_remove_tree(roots_fd, names[i], &err); /* tried again next time */
    }
}

static int open_existing(const struct cache *cache)
{
    return openat(cache->dir_fd, "roots", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

void roots_prune(const struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct old_root *roots = NULL;
    int64_t total = 0;
    EV_FD int roots_fd = open_existing(cache);
    if (roots_fd < 0)
        return;
    remove_abandoned(roots_fd);
    size_t count = list_roots(roots_fd, &arena, &roots);
    for (size_t i = 0; i < count; i++)
        total += roots[i].bytes;
    if (count > 0)
        qsort(roots, count, sizeof(*roots), by_use);
    for (size_t i = 0; i < count; i++) {
        bool is_gone = total > most_bytes && remove_root(roots_fd, roots[i].key);
        total -= is_gone ? roots[i].bytes : 0;
        pruned->entries += is_gone;
        pruned->bytes += is_gone ? roots[i].bytes : 0;
        pruned->left_entries += !is_gone;
        pruned->left_bytes += is_gone ? 0 : roots[i].bytes;
    }
}

void cache_survey_roots(const struct cache *cache, struct cache_counts *counts_out)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct old_root *roots = NULL;
    *counts_out = (struct cache_counts){0};
    EV_FD int roots_fd = cache && cache->dir_fd >= 0 ? open_existing(cache) : -1;
    if (roots_fd < 0)
        return;
    counts_out->entries = (int64_t)list_roots(roots_fd, &arena, &roots);
    for (int64_t i = 0; i < counts_out->entries; i++)
        counts_out->bytes += roots[i].bytes;
}

/* ---- making ---- */

static int fill(int roots_fd, const char *temporary, const struct cache_root_maker *maker,
                struct err *err)
{
    EV_FD int fd = openat(roots_fd, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fchmod(fd, FOLDER_MODE) != 0)
        return err_sys(err, ERR_JUDGE, "root: make a folder");
    if (maker->make(maker->context, fd, err) != 0)
        return -1;
    return syncfs(fd) == 0 ? 0 : err_sys(err, ERR_JUDGE, "root: write to the disk");
}

/* Under the exclusive lock. It has its name when all of it is on the disk. */
static int make(struct cache *cache, int roots_fd, int lock_fd, const char *key,
                const struct cache_root_maker *maker, struct err *err)
{
    char temporary[32];
    uint64_t number = 0;
    struct err removal;
    struct cache_pruned pruned = {0};
    if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number))
        number = (uint64_t)getpid();
    (void)snprintf(temporary, sizeof(temporary), ".new-%016llx", (unsigned long long)number);
    if (mkdirat(roots_fd, temporary, FOLDER_MODE) != 0)
        return err_sys(err, ERR_JUDGE, "root: make a folder in %s/roots", cache->path);
    int status = fill(roots_fd, temporary, maker, err);
    if (status == 0 && renameat(roots_fd, temporary, roots_fd, key) != 0)
        status = err_sys(err, ERR_JUDGE, "root: rename a folder in %s/roots", cache->path);
    if (status != 0)
        (void)!fs_remove_tree(roots_fd, temporary, &removal); /* the first failure is told */
    if (status == 0)
        write_size(lock_fd, measure(roots_fd, key));
    roots_prune(cache, cache->most_bytes, &pruned); /* those in use stay, this one among them */
    return status;
}

/* Nobody removes it between the two locks: that would take the exclusive one, which is tried only
 * while ours is no lock at all, and then it is not there. */
static int make_or_wait(struct cache *cache, int roots_fd, int lock_fd, const char *key,
                        const struct cache_root_maker *maker, struct err *err)
{
    for (;;) {
        if (take_lock(lock_fd, LOCK_SH, maker->cancel_fd, err) != 0)
            return -1;
        if (fs_is_directory(roots_fd, key))
            return 0;
        (void)flock(lock_fd, LOCK_UN);
        if (take_lock(lock_fd, LOCK_EX, maker->cancel_fd, err) != 0)
            return -1;
        if (!fs_is_directory(roots_fd, key) && make(cache, roots_fd, lock_fd, key, maker, err) != 0)
            return -1;
        (void)flock(lock_fd, LOCK_UN);
    }
}

int cache_root_open(struct cache *cache, const char key[HASH_HEX_BYTES],
                    const struct cache_root_maker *maker, struct arena *arena,
                    struct cache_root *root_out, struct err *err)
{
    EV_FD int roots_fd = open_folder(cache, err);
    if (roots_fd < 0)
        return -1;
    EV_FD int lock_fd = open_lock(roots_fd, key);
    if (lock_fd < 0)
        return err_sys(err, ERR_INPUT, "root: %s/roots", cache->path);
    if (make_or_wait(cache, roots_fd, lock_fd, key, maker, err) != 0)
        return -1;
    (void)futimens(lock_fd, NULL); /* when it was last asked for; of no other account */
    root_out->path = arena_printf(arena, "%s/roots/%s", cache->path, key);
    root_out->lock_fd = fd_steal(&lock_fd);
    return 0;
}

void cache_root_close(struct cache_root *root)
{
    fd_close(&root->lock_fd);
}
