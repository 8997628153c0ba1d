/* A cache in a folder of the test's own, and keys that are easy to write. */
#ifndef EVALX_TESTS_CACHE_FOLDER_H
#define EVALX_TESTS_CACHE_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "cache/cache.h"

struct folder {
    struct arena arena;
    const char *path;
    int warnings;
    char warning[ERR_MESSAGE_MAX];
};

static inline void folder_warn(void *context, const char *line)
{
    struct folder *folder = context;
    folder->warnings++;
    (void)snprintf(folder->warning, sizeof(folder->warning), "%s", line);
}

static inline void folder_make(struct folder *folder)
{
    struct err err;
    *folder = (struct folder){0};
    cr_assert_eq(fs_make_temporary("evalx-test", &folder->arena, &folder->path, &err), 0, "%s",
                 err.msg);
}

static inline void folder_remove(struct folder *folder)
{
    struct err err;
    cr_assert_eq(fs_remove_tree(AT_FDCWD, folder->path, &err), 0, "%s", err.msg);
    arena_done(&folder->arena);
}

static inline struct cache *folder_cache(struct folder *folder, int64_t most_bytes)
{
    struct cache_options options = {
        .folder = folder->path, .most_bytes = most_bytes, .warn = folder_warn, .context = folder};
    struct cache *cache = cache_open(&options);
    cr_assert_not_null(cache);
    return cache;
}

struct key {
    char hex[HASH_HEX_BYTES];
};

static inline struct key key_of(unsigned number)
{
    struct key key;
    (void)snprintf(key.hex, sizeof(key.hex), "%02x%062x", number % 256, number);
    return key;
}

static inline void put(struct cache *cache, unsigned number, const char *text)
{
    struct key key = key_of(number);
    struct iovec piece = {.iov_base = (void *)(uintptr_t)text, .iov_len = strlen(text)};
    cache_put(cache, CACHE_ARTIFACT, key.hex, &piece, 1, 1000);
}

static inline bool has(struct cache *cache, unsigned number, const char *text)
{
    struct cache_value value;
    struct key key = key_of(number);
    if (!cache_get(cache, CACHE_ARTIFACT, key.hex, &value))
        return false;
    bool is_same = value.count == strlen(text) && memcmp(value.bytes, text, value.count) == 0;
    cache_value_done(&value);
    return is_same;
}

/* Path of an entry's file. */
static inline const char *entry_file(struct folder *folder, unsigned number)
{
    struct key key = key_of(number);
    return arena_printf(&folder->arena, "%s/artifact/%.2s/%s", folder->path, key.hex, key.hex + 2);
}

/* Files below artifact/ab/, those of unfinished writes included. */
static inline size_t count_files(struct folder *folder, unsigned number)
{
    const char *file = entry_file(folder, number);
    const char **names;
    size_t count;
    struct err err;
    const char *parent = arena_string_n(&folder->arena, file, (size_t)(fs_base_name(file) - file));
    cr_assert_eq(fs_list(AT_FDCWD, parent, 1000, &folder->arena, &names, &count, &err), 0, "%s",
                 err.msg);
    return count;
}

#endif
