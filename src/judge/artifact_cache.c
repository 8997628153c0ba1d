/* artifact_cache: what compiling made, or the compiler's complaints, as one value of the cache:
 *
 *   the compile report, the number of files, for each struct packed_file and its name; then the
 *   bytes of all files in the same order. */
#include <string.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "cache/cache.h"
#include "judge/internal.h"
#include "judge/pack.h"

enum { SMALL_FILE_BYTES = 64 << 10, PACKED_FILES_MAX = 4096 };

struct packed_file {
    uint64_t mode;
    uint64_t count;
};

static bool take_heads(struct cursor *cursor, struct artifact *artifact)
{
    uint64_t count;
    if (!take_struct(cursor, &count, sizeof(count)) || count > PACKED_FILES_MAX)
        return false;
    for (uint64_t i = 0; i < count; i++) {
        struct packed_file head;
        const char *name;
        if (!take_struct(cursor, &head, sizeof(head)) ||
            !take_text(cursor, &artifact->arena, &name) || !name)
            return false;
        artifact_add_file(artifact, name, (mode_t)head.mode, (size_t)head.count);
    }
    return true;
}

static bool take_files(struct cursor *cursor, struct artifact *artifact)
{
    for (size_t i = 0; i < artifact->file_count; i++) {
        struct artifact_file *file = &artifact->files[i];
        struct err err;
        const void *bytes = take(cursor, file->count);
        if (!bytes)
            return false;
        if (file->count <= SMALL_FILE_BYTES)
            file->bytes = file->count ? arena_copy(&artifact->arena, bytes, file->count) : "";
        else if ((file->fd = fs_memory_file("artifact", bytes, file->count, true, &err)) < 0)
            return false;
    }
    return true;
}

static bool unpack(const struct cache_value *value, struct artifact *artifact, struct arena *arena,
                   struct compile_report *report)
{
    struct cursor cursor = {.at = value->bytes, .left = value->count};
    struct compile_report found;
    if (!take_compile(&cursor, arena, &found) || !take_heads(&cursor, artifact) ||
        !take_files(&cursor, artifact))
        return false;
    artifact->messages = arena_string(&artifact->arena, found.messages);
    *report = found;
    return true;
}

bool artifact_cache_load(struct judge *judge, struct artifact *artifact, struct arena *arena,
                         struct compile_report *report)
{
    struct cache_value value;
    if (!cache_look(judge->cache, CACHE_ARTIFACT, artifact->key, &value))
        return false;
    bool is_loaded = unpack(&value, artifact, arena, report);
    if (is_loaded)
        cache_count(judge->cache, CACHE_ARTIFACT, 1, 0, value.cost_ns);
    else
        artifact_clear(artifact);
    cache_value_done(&value);
    return is_loaded;
}

/* ---- writing ---- */

static void pack_heads(struct str *out, const struct artifact *artifact)
{
    uint64_t count = artifact->file_count;
    str_add_n(out, (const char *)&count, sizeof(count));
    for (size_t i = 0; i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        struct packed_file head = {.mode = file->mode, .count = file->count};
        str_add_n(out, (const char *)&head, sizeof(head));
        pack_text(out, file->name);
    }
}

static void unmap_pieces(const struct artifact *artifact, struct iovec *pieces)
{
    for (size_t i = 0; i < artifact->file_count; i++) {
        if (artifact->files[i].fd >= 0 && pieces[i].iov_base)
            (void)munmap(pieces[i].iov_base, pieces[i].iov_len); /* ours, mapped below */
    }
}

static bool map_pieces(const struct artifact *artifact, struct iovec *pieces)
{
    for (size_t i = 0; i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        pieces[i].iov_len = file->count;
        if (file->fd < 0) {
            pieces[i].iov_base = (void *)(uintptr_t)file->bytes; /* only read from */
            continue;
        }
        void *map = mmap(NULL, file->count, PROT_READ, MAP_SHARED, file->fd, 0);
        if (map == MAP_FAILED)
            return false;
        pieces[i].iov_base = map;
    }
    return true;
}

void artifact_cache_store(struct judge *judge, const struct artifact *artifact,
                          const struct compile_report *report, int64_t cost_ns)
{
    EV_FREE struct iovec *pieces = calloc(artifact->file_count + 1, sizeof(*pieces));
    EV_STR struct str heads = {0};
    struct compile_report kept = *report;
    kept.messages = artifact->messages;
    pack_compile(&heads, &kept);
    pack_heads(&heads, artifact);
    if (!pieces || heads.is_cut || artifact->file_count > PACKED_FILES_MAX)
        return;
    pieces[0] = (struct iovec){.iov_base = heads.text, .iov_len = heads.count};
    if (map_pieces(artifact, pieces + 1))
        cache_put(judge->cache, CACHE_ARTIFACT, artifact->key, pieces, artifact->file_count + 1,
                  cost_ns);
    unmap_pieces(artifact, pieces + 1);
}
