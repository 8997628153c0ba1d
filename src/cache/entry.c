/* entry: one value, one file: a header, then the bytes.
 *
 * Written under a name of its own in the same folder, flushed, renamed. What the disk does not
 * flush in time, or damages, is seen by the checksum when it is read. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

#include "cache/internal.h"

enum {
    FORMAT_VERSION = 1,
    KEY_DIGITS = HASH_HEX_BYTES - 1,
    ENTRY_MODE = 0600,
    FOLDER_MODE = 0700,
    FRESH_S = 60, /* used so recently that it need not be noted again */
};

struct header {
    char magic[8];
    uint32_t version;
    uint32_t kind;
    uint64_t payload_bytes;
    uint64_t payload_checksum;
    int64_t cost_ns;
    char key[KEY_DIGITS];
    char padding[16];
    uint64_t header_checksum; /* of everything above */
};

_Static_assert(sizeof(struct header) == ENTRY_HEADER_BYTES,
               "the bytes behind it are aligned to 64");

static const char magic[8] = "evalx-c";

/* A lost result is judged again; flushing each would cost more than judging a small test. */
static const bool is_flushed[CACHE_KINDS] = {
    [CACHE_ARTIFACT] = true,
    [CACHE_HEADER] = true,
    [CACHE_LIMITS] = true,
};

static const char *const names[CACHE_KINDS] = {
    [CACHE_ARTIFACT] = "artifact", [CACHE_RESULT] = "result",     [CACHE_HEADER] = "header",
    [CACHE_LIMITS] = "limits",     [CACHE_IDENTITY] = "identity",
};

const char *cache_kind_name(enum cache_kind kind)
{
    return names[kind];
}

void entry_path(enum cache_kind kind, const char *key, char *path_out)
{
    (void)snprintf(path_out, CACHE_PATH_MAX, "%s/%.2s/%s", names[kind], key, key + 2);
}

/* ---- reading ---- */

static bool is_sound(const struct header *header, enum cache_kind kind, const char *key,
                     size_t file_bytes)
{
    return memcmp(header->magic, magic, sizeof(magic)) == 0 && header->version == FORMAT_VERSION &&
           header->kind == kind && header->payload_bytes == file_bytes - sizeof(*header) &&
           memcmp(header->key, key, KEY_DIGITS) == 0 &&
           header->header_checksum == checksum(header, offsetof(struct header, header_checksum)) &&
           header->payload_checksum == checksum(header + 1, header->payload_bytes);
}

/* 0: read; 1: not there; -1: damaged. */
static int read_entry(int fd, enum cache_kind kind, const char *key, struct cache_value *value_out)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ||
        info.st_size < (off_t)sizeof(struct header))
        return -1;
    size_t bytes = (size_t)info.st_size;
    void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED)
        return 1; /* no memory: no fault of the entry's */
    const struct header *header = map;
    if (!is_sound(header, kind, key, bytes)) {
        (void)munmap(map, bytes);
        return -1;
    }
    *value_out = (struct cache_value){
        .bytes = header + 1,
        .count = bytes - sizeof(*header),
        .cost_ns = header->cost_ns,
        .map = map,
        .map_bytes = bytes,
    };
    value_out->was_used_lately = info.st_mtim.tv_sec + FRESH_S >= time(NULL);
    if (!value_out->was_used_lately)
        (void)futimens(fd,
                       NULL); /* recently used; a folder that is not ours is read all the same */
    return 0;
}

static bool look_here(struct cache *cache, enum cache_kind kind, const char *key,
                      struct cache_value *value_out)
{
    char path[CACHE_PATH_MAX];
    if (cache->dir_fd < 0)
        return false;
    entry_path(kind, key, path);
    EV_FD int fd =
        openat(cache->dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOATIME);
    if (fd < 0 && errno == EPERM) /* not ours: open(2), O_NOATIME */
        fd = openat(cache->dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    int status = read_entry(fd, kind, key, value_out);
    if (status < 0) {
        (void)unlinkat(cache->dir_fd, path, 0); /* one that stays is found damaged again */
        atomic_fetch_add(&cache->tallies[kind].damaged, 1);
    }
    return status == 0;
}

bool cache_look(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                struct cache_value *value_out)
{
    return cache &&
           (look_here(cache, kind, key, value_out) || depot_find(cache, kind, key, value_out));
}

bool cache_get(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
               struct cache_value *value_out)
{
    bool is_hit = cache_look(cache, kind, key, value_out);
    cache_count(cache, kind, is_hit, !is_hit, is_hit ? value_out->cost_ns : 0);
    return is_hit;
}

void cache_count(struct cache *cache, enum cache_kind kind, int64_t hits, int64_t misses,
                 int64_t saved_ns)
{
    if (!cache)
        return;
    struct tally *tally = &cache->tallies[kind];
    atomic_fetch_add(&tally->hits, hits);
    atomic_fetch_add(&tally->misses, misses);
    atomic_fetch_add(&tally->saved_ns, saved_ns);
}

void cache_value_done(struct cache_value *value)
{
    if (value->map)
        (void)munmap(value->map, value->map_bytes);
    *value = (struct cache_value){0};
}

/* ---- writing ---- */

static int write_pieces(int fd, const struct iovec *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = pieces[i].iov_base;
        size_t left = pieces[i].iov_len;
        while (left > 0) {
            ssize_t written = write(fd, at, left);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return -1;
            at += written;
            left -= (size_t)written;
        }
    }
    return 0;
}

/* The checksum is of what came to lie in the file. */
static int seal(int fd, struct header *header)
{
    size_t bytes = sizeof(*header) + header->payload_bytes;
    const char *map = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return -1;
    header->payload_checksum = checksum(map + sizeof(*header), header->payload_bytes);
    (void)munmap((void *)(uintptr_t)map, bytes); /* ours, mapped above */
    header->header_checksum = checksum(header, offsetof(struct header, header_checksum));
    return pwrite(fd, header, sizeof(*header), 0) == (ssize_t)sizeof(*header) ? 0 : -1;
}

static int fill(int fd, struct header *header, const struct iovec *pieces, size_t count)
{
    struct iovec room = {.iov_base = header, .iov_len = sizeof(*header)};
    if (write_pieces(fd, &room, 1) != 0 || write_pieces(fd, pieces, count) != 0 ||
        seal(fd, header) != 0)
        return -1;
    return is_flushed[header->kind] ? fsync(fd) : 0;
}

static int create(const struct cache *cache, const char *path, const char *temporary)
{
    int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = openat(cache->dir_fd, temporary, flags, ENTRY_MODE);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    char folder[CACHE_PATH_MAX];
    (void)snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strchr(folder, '/');
    *slash = '\0';
    (void)mkdirat(cache->dir_fd, folder, FOLDER_MODE); /* a failure shows below */
    *slash = '/';
    *strrchr(folder, '/') = '\0';
    (void)mkdirat(cache->dir_fd, folder, FOLDER_MODE);
    return openat(cache->dir_fd, temporary, flags, ENTRY_MODE);
}

static void name_temporary(const char *path, char *out)
{
    uint64_t number = 0;
    if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number))
        number = (uint64_t)getpid();
    const char *slash = strrchr(path, '/');
    (void)snprintf(out, CACHE_PATH_MAX, "%.*s/.new-%016llx", (int)(slash - path), path,
                   (unsigned long long)number);
}

static int store(const struct cache *cache, struct header *header, const char *path,
                 const struct iovec *pieces, size_t count)
{
    char temporary[CACHE_PATH_MAX];
    name_temporary(path, temporary);
    EV_FD int fd = create(cache, path, temporary);
    if (fd < 0)
        return -1;
    if (fill(fd, header, pieces, count) == 0 &&
        renameat(cache->dir_fd, temporary, cache->dir_fd, path) == 0)
        return 0;
    int number = errno;
    (void)unlinkat(cache->dir_fd, temporary, 0); /* the first failure is the one to tell */
    errno = number;
    return -1;
}

static bool is_worth_flushing(struct cache *cache, int64_t bytes)
{
    enum { PARTS = 16 };
    int64_t written = atomic_fetch_add(&cache->written_bytes, bytes) + bytes;
    return written >= cache->most_bytes / PARTS;
}

void entry_put(struct cache *cache, enum cache_kind kind, const char *key,
               const struct iovec *pieces, size_t piece_count, int64_t cost_ns)
{
    if (cache->dir_fd < 0 || atomic_load(&cache->is_read_only))
        return;
    struct header header = {.version = FORMAT_VERSION, .kind = kind, .cost_ns = cost_ns};
    memcpy(header.magic, magic, sizeof(magic));
    memcpy(header.key, key, KEY_DIGITS);
    for (size_t i = 0; i < piece_count; i++)
        header.payload_bytes += pieces[i].iov_len;
    int64_t bytes = (int64_t)(header.payload_bytes + sizeof(header));
    if (bytes > cache->most_bytes)
        return;
    char path[CACHE_PATH_MAX];
    entry_path(kind, key, path);
    if (store(cache, &header, path, pieces, piece_count) != 0) {
        atomic_store(&cache->is_read_only, true);
        cache_warn(cache, "nothing more is kept");
        return;
    }
    atomic_fetch_add(&cache->tallies[kind].stores, 1);
    if (is_worth_flushing(cache, bytes))
        counts_flush(cache);
}

void cache_put(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
               const struct iovec *pieces, size_t piece_count, int64_t cost_ns)
{
    if (!cache)
        return;
    entry_put(cache, kind, key, pieces, piece_count, cost_ns);
    depot_keep(cache, kind, key, pieces, piece_count, cost_ns);
}
