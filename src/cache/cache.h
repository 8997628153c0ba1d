/* cache: results of work worth keeping, on disk, found again by what they were made of.
 *
 * A value is a file KIND/kk/REST-OF-KEY below one folder; a key is a SHA-256 over everything that
 * decides the value. Values are checked when read: a damaged one is removed and counts as a miss.
 * They are written under another name and renamed, so many processes may use one folder at once,
 * and the least recently used go when the folder grows beyond its limit.
 *
 * A cache never fails: where the folder cannot be used, nothing is found, nothing is kept, and that
 * is said once. Start reading at entry.c. All functions may be called by several threads at once,
 * and take a NULL cache, which has nothing and keeps nothing. */
#ifndef EVALX_CACHE_CACHE_H
#define EVALX_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/hash.h"

struct cache;

enum cache_kind {
    CACHE_ARTIFACT, /* what compiling made, or the compiler's complaints */
    CACHE_RESULT,   /* verdicts of a program's tests */
    CACHE_HEADER,   /* precompiled headers */
    CACHE_LIMITS,   /* time limits computed from the jury's submissions */
    CACHE_IDENTITY, /* digests of files and versions of tools, by what stat(2) says of them */
    CACHE_KINDS,
};

/* "artifact", "result", ...: also the name of its folder. */
const char *cache_kind_name(enum cache_kind kind);

struct cache_depot;

struct cache_options {
    const char *folder; /* NULL: EVALX_CACHE_DIR, XDG_CACHE_HOME/evalx, ~/.cache/evalx */
    int64_t most_bytes; /* on disk, all kinds together; 0: CACHE_BYTES_DEFAULT */
    void (*warn)(void *context, const char *line); /* called once at most; may be NULL */
    void *context;
    const struct cache_depot *depot; /* borrowed; NULL: none */
};

#define CACHE_BYTES_DEFAULT (INT64_C(2) << 30)

struct cache *cache_open(const struct cache_options *options);
/* Adds this process's counts to the folder's and makes room where needed. */
void cache_close(struct cache *cache);

/* NULL where there is no folder to be had. Borrowed from the cache. */
const char *cache_path(const struct cache *cache);

/* Found bytes, mapped read-only and aligned to 64; they stay what they are whatever happens to the
 * file. */
struct cache_value {
    const void *bytes;
    size_t count;
    int64_t cost_ns;      /* what making it took; counted as saved */
    bool was_used_lately; /* within the last minute: whoever did has checked it too */
    void *map;
    size_t map_bytes;
};

/* A hit is counted with cost_ns as saved; cache_look counts nothing. False: not there. */
bool cache_get(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
               struct cache_value *value_out) EV_MUST_CHECK;
bool cache_look(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                struct cache_value *value_out) EV_MUST_CHECK;
/* For what one value answers more or less than one question. */
void cache_count(struct cache *cache, enum cache_kind kind, int64_t hits, int64_t misses,
                 int64_t saved_ns);
/* A zeroed value is passed over. */
void cache_value_done(struct cache_value *value);

/* Keep the pieces, one behind the other. */
void cache_put(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
               const struct iovec *pieces, size_t piece_count, int64_t cost_ns);

/* Single flight: one process and thread at a time makes the value of a key; the others wait, then
 * look again. A holder that dies gives it back. -1: interrupted (cancel_fd became readable).
 * cache_try_claim does not wait; false: somebody else is at it, or claims do not work here. */
struct cache_claim {
    int fd; /* -1: claims do not work here, everybody may make it */
};
int cache_claim(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                int cancel_fd, struct cache_claim *claim_out, struct err *err) EV_MUST_CHECK;
void cache_release(struct cache_claim *claim);

bool cache_try_claim(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                     struct cache_claim *claim_out) EV_MUST_CHECK;

/* Large files that other programs read in place: cache_shared_path()/KEY/NAME, by everybody who may
 * enter the folder. The path is NULL without a cache; the folder is there, empty at first. Finding
 * reads and checks the whole file: once in a process will do. Keeping copies from the start of
 * fd. */
const char *cache_shared_path(const struct cache *cache);
bool cache_shared_find(struct cache *cache, const char key[HASH_HEX_BYTES],
                       const char *name) EV_MUST_CHECK;
bool cache_shared_keep(struct cache *cache, const char key[HASH_HEX_BYTES], const char *name,
                       int fd, int64_t cost_ns) EV_MUST_CHECK;

/* Whole file systems, unpacked once: roots/KEY below the cache's folder. They have a limit of their
 * own, as large as that of all else: beyond it those go that were not asked for longest. Two
 * processes never make the same one at once, and one in use is never removed. */
struct cache_root_maker {
    int (*make)(void *context, int dir_fd, struct err *err); /* into an empty folder */
    void *context;
    int cancel_fd; /* readable: do not wait for others any longer */
};
struct cache_root {
    const char *path; /* the folder that was made, readable by all */
    int lock_fd;      /* held while it is in use */
};
/* ERR_INPUT: there is no folder for it; ERR_INTERRUPTED; or what `make` says. */
int cache_root_open(struct cache *cache, const char key[HASH_HEX_BYTES],
                    const struct cache_root_maker *maker, struct arena *arena,
                    struct cache_root *root_out, struct err *err) EV_MUST_CHECK;
void cache_root_close(struct cache_root *root);

/* What the folder holds and what it was good for, since it was made. */
struct cache_counts {
    int64_t entries, bytes;
    int64_t hits, misses, stores, damaged;
    int64_t saved_ns;
};
int cache_survey(struct cache *cache, struct cache_counts counts_out[CACHE_KINDS],
                 struct err *err) EV_MUST_CHECK;

/* Of the roots: entries and bytes on disk; the rest is 0. */
void cache_survey_roots(const struct cache *cache, struct cache_counts *counts_out);

/* Remove the least recently used until at most most_bytes are left: entries first have room, roots
 * what they leave. pruned_out: what went, and what is left. */
struct cache_pruned {
    int64_t entries, bytes, left_entries, left_bytes;
};
int cache_prune(struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned_out,
                struct err *err) EV_MUST_CHECK;

/* What this build of evalx is: version, build, machine and C library, and the build of another
 * program that results hang on (a path; NULL: none). Part of every key. */
void cache_engine(const char *helper, char hex_out[HASH_HEX_BYTES]);

#include "cache/depot.h"

#endif
