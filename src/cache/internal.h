/* What the files of this room share. */
#ifndef EVALX_CACHE_INTERNAL_H
#define EVALX_CACHE_INTERNAL_H

#include <stdatomic.h>

#include "cache/cache.h"

enum {
    CACHE_PATH_MAX = 128,     /* of an entry, below the folder */
    ENTRY_HEADER_BYTES = 128, /* in front of its value */
};

struct tally {
    atomic_int_least64_t hits, misses, stores, damaged, saved_ns;
};

struct cache {
    struct arena arena;
    const char *path; /* NULL: none */
    const char *shared_path;
    int dir_fd; /* -1: unusable */
    int64_t most_bytes;
    void (*warn)(void *context, const char *line);
    void *context;
    const struct cache_depot *depot; /* NULL: none */
    atomic_bool has_warned;
    atomic_bool is_read_only;           /* writing has failed: not tried again */
    atomic_int_least64_t written_bytes; /* since the folder's counts were last brought up to date */
    struct tally tallies[CACHE_KINDS];  /* likewise */
};

/* The first warning goes out, the rest are dropped. */
void cache_warn(struct cache *cache, const char *what);

/* "artifact/ab/cdef...": path_out has CACHE_PATH_MAX bytes. */
void entry_path(enum cache_kind kind, const char *key, char *path_out);

/* Into the folder alone. */
void entry_put(struct cache *cache, enum cache_kind kind, const char *key,
               const struct iovec *pieces, size_t piece_count, int64_t cost_ns);

/* ---- depot.c: nothing where there is none ---- */

/* What is found is put into the folder as well. */
bool depot_find(struct cache *cache, enum cache_kind kind, const char *key,
                struct cache_value *value_out) EV_MUST_CHECK;
void depot_keep(const struct cache *cache, enum cache_kind kind, const char *key,
                const struct iovec *pieces, size_t piece_count, int64_t cost_ns);

/* For damage, not for enemies: any change within 8 bytes shows for certain. */
uint64_t checksum(const void *bytes, size_t count);

/* ---- shared.c ---- */

/* Value of its entry. */
struct shared_file {
    int64_t bytes;
    uint64_t checksum;
    uint64_t inode;
    int64_t changed_ns; /* a write through the kernel changes it */
};

void shared_open(struct cache *cache);
void shared_remove(const struct cache *cache, const char *key);

/* ---- roots.c ---- */

/* Least recently used first, until they take at most most_bytes; those in use stay. What went and
 * what is left is added to `pruned`. */
void roots_prune(const struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned);

/* ---- locks: open-file-description locks on one file, fcntl(2); they go with their holder ---- */

enum { LOCK_COUNTS = 1 }; /* offsets that are no key's */

/* Returns the descriptor that holds the lock, or -1 with errno. */
int lock_wait(const struct cache *cache, int64_t offset);
int lock_file_open(const struct cache *cache);
int lock_try(int fd, int64_t offset);

/* ---- counts.c: under LOCK_COUNTS ---- */

struct folder_counts {
    int64_t total_bytes; /* -1: unknown */
    struct {
        int64_t hits, misses, stores, damaged, saved_ns;
    } kinds[CACHE_KINDS];
};

void counts_read(const struct cache *cache, struct folder_counts *counts_out);
void counts_write(struct cache *cache, const struct folder_counts *counts);
/* This process's tallies into the folder's; prunes where it has grown too large. */
void counts_flush(struct cache *cache);

/* ---- prune.c ---- */

struct census {
    struct {
        int64_t entries, bytes;
    } kinds[CACHE_KINDS];
};

int prune_locked(const struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned_out,
                 struct err *err) EV_MUST_CHECK;
int prune_census(const struct cache *cache, struct census *census_out,
                 struct err *err) EV_MUST_CHECK;

#endif
