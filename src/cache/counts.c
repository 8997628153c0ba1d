/* counts: what the folder was good for, in one small file that all processes share under a lock. It
 * is written in place: a torn one fails its checksum and counting begins anew. */
#include <fcntl.h>
#include <string.h>

#include "base/log.h"
#include "cache/internal.h"

enum { COUNTS_MODE = 0600, PRUNED_PERCENT = 90 };

static const char file_name[] = "counts";
static const char magic[8] = "evalx-n";

struct file {
    char magic[8];
    struct folder_counts counts;
    uint64_t checksum; /* of everything above */
};

void counts_read(const struct cache *cache, struct folder_counts *counts_out)
{
    struct file file;
    EV_FD int fd = openat(cache->dir_fd, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool is_sound = fd >= 0 && pread(fd, &file, sizeof(file), 0) == (ssize_t)sizeof(file) &&
                    memcmp(file.magic, magic, sizeof(magic)) == 0 &&
                    file.checksum == checksum(&file, offsetof(struct file, checksum));
    *counts_out = is_sound ? file.counts : (struct folder_counts){.total_bytes = -1};
}

void counts_write(struct cache *cache, const struct folder_counts *counts)
{
    struct file file;
    memset(&file, 0, sizeof(file)); /* padding goes into the checksum */
    memcpy(file.magic, magic, sizeof(magic));
    file.counts = *counts;
    file.checksum = checksum(&file, offsetof(struct file, checksum));
    EV_FD int fd =
        openat(cache->dir_fd, file_name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, COUNTS_MODE);
    if (fd < 0 || pwrite(fd, &file, sizeof(file), 0) != (ssize_t)sizeof(file))
        cache_warn(cache, "hits are not counted");
}

static bool take_tallies(struct cache *cache, struct folder_counts *counts)
{
    int64_t sum = 0;
    for (size_t kind = 0; kind < CACHE_KINDS; kind++) {
        struct tally *tally = &cache->tallies[kind];
        int64_t hits = atomic_exchange(&tally->hits, 0);
        int64_t misses = atomic_exchange(&tally->misses, 0);
        int64_t stores = atomic_exchange(&tally->stores, 0);
        int64_t damaged = atomic_exchange(&tally->damaged, 0);
        counts->kinds[kind].hits += hits;
        counts->kinds[kind].misses += misses;
        counts->kinds[kind].stores += stores;
        counts->kinds[kind].damaged += damaged;
        counts->kinds[kind].saved_ns += atomic_exchange(&tally->saved_ns, 0);
        sum += hits + misses + stores + damaged;
    }
    return sum > 0;
}

static void make_room(const struct cache *cache, struct folder_counts *counts)
{
    struct cache_pruned pruned;
    struct err err;
    if (counts->total_bytes >= 0 && counts->total_bytes <= cache->most_bytes)
        return;
    if (prune_locked(cache, cache->most_bytes / 100 * PRUNED_PERCENT, &pruned, &err) == 0)
        counts->total_bytes = pruned.left_bytes;
    else
        log_line(LOG_WARN, "cache: %s", err.msg);
}

void counts_flush(struct cache *cache)
{
    struct folder_counts counts, news = {0};
    int64_t written = atomic_exchange(&cache->written_bytes, 0);
    if (!take_tallies(cache, &news) && written == 0)
        return;
    EV_FD int lock = lock_wait(cache, LOCK_COUNTS);
    if (lock < 0)
        return; /* only counts are lost */
    counts_read(cache, &counts);
    for (size_t kind = 0; kind < CACHE_KINDS; kind++) {
        counts.kinds[kind].hits += news.kinds[kind].hits;
        counts.kinds[kind].misses += news.kinds[kind].misses;
        counts.kinds[kind].stores += news.kinds[kind].stores;
        counts.kinds[kind].damaged += news.kinds[kind].damaged;
        counts.kinds[kind].saved_ns += news.kinds[kind].saved_ns;
    }
    if (counts.total_bytes >= 0)
        counts.total_bytes += written;
    if (!atomic_load(&cache->is_read_only))
        make_room(cache, &counts);
    counts_write(cache, &counts);
}
