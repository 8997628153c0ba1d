/* artifact_cache: what compiling made, or the compiler's complaints, as one value of the cache:
 *
 *   struct packed, messages, reason, then per file struct packed_file and its name, then the bytes
 *   of all files in the same order. */
#include <string.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "cache/cache.h"
#include "judge/internal.h"

enum { SMALL_FILE_BYTES = 64 << 10, PACKED_FILES_MAX = 4096 };

struct packed {
    struct facts facts;
    uint64_t messages_bytes; /* with the NUL */
    uint64_t reason_bytes;   /* likewise; 0: none */
    uint64_t file_count;
    uint64_t is_ok;
};

struct packed_file {
    uint64_t name_bytes; /* with the NUL */
    uint64_t mode;
    uint64_t count;
};

/* ---- reading: every length is checked, though the cache has checked the whole ---- */

struct cursor {
    const char *at;
    size_t left;
};

static const void *take(struct cursor *cursor, uint64_t count)
{
    if (count > cursor->left)
        return NULL;
    const void *taken = cursor->at;
    cursor->at += count;
    cursor->left -= (size_t)count;
    return taken;
}

static const char *take_text(struct cursor *cursor, uint64_t bytes)
{
    const char *text = take(cursor, bytes);
    return text && bytes > 0 && text[bytes - 1] == '\0' ? text : NULL;
}

static bool take_heads(struct cursor *cursor, struct artifact *artifact, uint64_t count)
{
    if (count > PACKED_FILES_MAX)
        return false;
    for (uint64_t i = 0; i < count; i++) {
        struct packed_file head;
        const void *bytes = take(cursor, sizeof(head));
        if (!bytes)
            return false;
        memcpy(&head, bytes, sizeof(head));
        const char *name = take_text(cursor, head.name_bytes);
        if (!name)
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
    struct packed packed;
    const void *bytes = take(&cursor, sizeof(packed));
    if (!bytes)
        return false;
    memcpy(&packed, bytes, sizeof(packed));
    const char *messages = take_text(&cursor, packed.messages_bytes);
    const char *reason = packed.reason_bytes > 0 ? take_text(&cursor, packed.reason_bytes) : NULL;
    if (!messages || (packed.reason_bytes > 0 && !reason) ||
        !take_heads(&cursor, artifact, packed.file_count) || !take_files(&cursor, artifact))
        return false;
    *report = (struct compile_report){
        .is_attempted = true,
        .is_ok = packed.is_ok != 0,
        .is_cached = true,
        .facts = packed.facts,
        .messages = arena_string(arena, messages),
        .reason = reason ? arena_string(arena, reason) : NULL,
    };
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

static struct str pack_heads(const struct artifact *artifact, const struct compile_report *report)
{
    struct str out = {0};
    struct packed packed;
    memset(&packed, 0, sizeof(packed)); /* padding is written too */
    packed.facts = report->facts;
    packed.messages_bytes = strlen(report->messages) + 1;
    packed.reason_bytes = report->reason ? strlen(report->reason) + 1 : 0;
    packed.file_count = artifact->file_count;
    packed.is_ok = report->is_ok;
    str_add_n(&out, (const char *)&packed, sizeof(packed));
    str_add_n(&out, report->messages, packed.messages_bytes);
    if (report->reason)
        str_add_n(&out, report->reason, packed.reason_bytes);
    for (size_t i = 0; i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        struct packed_file head = {
            .name_bytes = strlen(file->name) + 1, .mode = file->mode, .count = file->count};
        str_add_n(&out, (const char *)&head, sizeof(head));
        str_add_n(&out, file->name, head.name_bytes);
    }
    return out;
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
    EV_STR struct str heads = pack_heads(artifact, report);
    if (!pieces || heads.is_cut || artifact->file_count > PACKED_FILES_MAX)
        return;
    pieces[0] = (struct iovec){.iov_base = heads.text, .iov_len = heads.count};
    if (map_pieces(artifact, pieces + 1))
        cache_put(judge->cache, CACHE_ARTIFACT, artifact->key, pieces, artifact->file_count + 1,
                  cost_ns);
    unmap_pieces(artifact, pieces + 1);
}
