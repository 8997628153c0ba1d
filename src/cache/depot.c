/* depot: what machines have in common, behind the folder.
 *
 * Only what any machine of the same toolchain would make alike: limits come of a machine's speed,
 * headers and identities of its files. */
#include <sys/mman.h>
#include <sys/stat.h>

#include "cache/internal.h"

static const bool is_common[CACHE_KINDS] = {[CACHE_ARTIFACT] = true, [CACHE_RESULT] = true};

static bool map_value(int fd, int64_t cost_ns, struct cache_value *value_out)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0)
        return false;
    size_t count = (size_t)info.st_size;
    void *map = mmap(NULL, count, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return false;
    *value_out = (struct cache_value){
        .bytes = map, .count = count, .cost_ns = cost_ns, .map = map, .map_bytes = count};
    return true;
}

bool depot_find(struct cache *cache, enum cache_kind kind, const char *key,
                struct cache_value *value_out)
{
    int64_t cost_ns = 0;
    if (!cache->depot || !is_common[kind])
        return false;
    EV_FD int fd = cache->depot->find(cache->depot->context, kind, key, &cost_ns);
    if (fd < 0 || !map_value(fd, cost_ns, value_out))
        return false;
    const struct iovec piece = {.iov_base = value_out->map, .iov_len = value_out->count};
    entry_put(cache, kind, key, &piece, 1, cost_ns);
    return true;
}

void depot_keep(const struct cache *cache, enum cache_kind kind, const char *key,
                const struct iovec *pieces, size_t piece_count, int64_t cost_ns)
{
    if (cache->depot && is_common[kind])
        cache->depot->keep(cache->depot->context, kind, key, pieces, piece_count, cost_ns);
}
