/* cache: the folder: found, made, closed; what it holds. See cache.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "cache/internal.h"

enum { FOLDER_MODE = 0700 };

/* Where caches are kept: variable, and the folder below it. */
static const struct {
    const char *variable;
    const char *below;
} places[] = {{"EVALX_CACHE_DIR", ""}, {"XDG_CACHE_HOME", "evalx"}, {"HOME", ".cache/evalx"}};

static const char *find_folder(struct arena *arena)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        const char *folder = getenv(places[i].variable);
        if (folder && folder[0])
            return places[i].below[0] ? fs_join(arena, folder, places[i].below)
                                      : arena_string(arena, folder);
    }
    return NULL;
}

void cache_warn(struct cache *cache, const char *what)
{
    int number = errno;
    if (atomic_exchange(&cache->has_warned, true) || !cache->warn)
        return;
    struct err err;
    errno = number;
    (void)err_sys(&err, ERR_JUDGE, "cache: %s: %s", cache->path, what);
    cache->warn(cache->context, err.msg);
}

/* Checksums tell damage, not forgery: who may write here may say what a verdict was. Its owner may.
 * NULL: it can be believed. */
static const char *why_not_believed(const struct stat *folder)
{
    if (folder->st_mode & S_IWOTH)
        return "everybody may write to it, going on without a cache";
    if (folder->st_uid != geteuid() && folder->st_uid != 0)
        return "it belongs to another user, going on without a cache";
    return NULL;
}

static int open_own(struct cache *cache)
{
    struct stat info;
    EV_FD int fd = open(cache->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0)
        return -1;
    const char *why = why_not_believed(&info);
    if (!why)
        return fd_steal(&fd);
    errno = EPERM;
    cache_warn(cache, why);
    return -1;
}

static void open_folder(struct cache *cache)
{
    struct err err;
    if (fs_make_dirs(AT_FDCWD, cache->path, FOLDER_MODE, &err) == 0)
        cache->dir_fd = open_own(cache);
    else
        errno = err.sys_errno;
    if (cache->dir_fd < 0)
        cache_warn(cache, "going on without a cache");
    else
        shared_open(cache);
}

struct cache *cache_open(const struct cache_options *options)
{
    struct cache *cache = calloc(1, sizeof(*cache));
    if (!cache)
        return NULL;
    cache->dir_fd = -1;
    cache->most_bytes = options->most_bytes > 0 ? options->most_bytes : CACHE_BYTES_DEFAULT;
    cache->warn = options->warn;
    cache->context = options->context;
    cache->depot = options->depot;
    cache->path =
        options->folder ? arena_string(&cache->arena, options->folder) : find_folder(&cache->arena);
    if (cache->path)
        open_folder(cache);
    return cache;
}

void cache_close(struct cache *cache)
{
    if (!cache)
        return;
    if (cache->dir_fd >= 0)
        counts_flush(cache);
    fd_close(&cache->dir_fd);
    arena_done(&cache->arena);
    free(cache);
}

const char *cache_path(const struct cache *cache)
{
    return cache ? cache->path : NULL;
}

static int unusable(const struct cache *cache, struct err *err)
{
    if (!cache || !cache->path)
        return err_set(err, ERR_INPUT, "cache: no folder: set EVALX_CACHE_DIR");
    return err_set(err, ERR_INPUT, "cache: %s: cannot be used", cache->path);
}

int cache_survey(struct cache *cache, struct cache_counts counts_out[CACHE_KINDS], struct err *err)
{
    if (!cache || cache->dir_fd < 0)
        return unusable(cache, err);
    struct census census;
    struct folder_counts counts;
    counts_flush(cache);
    EV_FD int lock = lock_wait(cache, LOCK_COUNTS); /* a folder of others is read without */
    if (prune_census(cache, &census, err) != 0)
        return -1;
    counts_read(cache, &counts);
    for (size_t kind = 0; kind < CACHE_KINDS; kind++) {
        counts_out[kind] = (struct cache_counts){
            .entries = census.kinds[kind].entries,
            .bytes = census.kinds[kind].bytes,
            .hits = counts.kinds[kind].hits,
            .misses = counts.kinds[kind].misses,
            .stores = counts.kinds[kind].stores,
            .damaged = counts.kinds[kind].damaged,
            .saved_ns = counts.kinds[kind].saved_ns,
        };
    }
    return 0;
}

int cache_prune(struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned_out,
                struct err *err)
{
    if (!cache || cache->dir_fd < 0)
        return unusable(cache, err);
    counts_flush(cache);
    EV_FD int lock = lock_wait(cache, LOCK_COUNTS);
    if (lock < 0)
        return err_sys(err, ERR_JUDGE, "cache: %s: lock", cache->path);
    struct folder_counts counts;
    counts_read(cache, &counts);
    if (prune_locked(cache, most_bytes, pruned_out, err) != 0)
        return -1;
    counts.total_bytes = pruned_out->left_bytes;
    counts_write(cache, &counts);
    int64_t room = most_bytes - pruned_out->left_bytes;
    roots_prune(cache, room > 0 ? room : 0, pruned_out);
    return 0;
}
