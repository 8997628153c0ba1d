/* sources: what was handed in, as it was. */
#include <string.h>

#include "base/compress.h"
#include "store/internal.h"

enum { FILES_MOST = 1000, SOURCE_MOST_BYTES = 64 << 20 };

static int read_source(struct store *store, struct statement *statement, struct arena *arena,
                       struct store_source *source, struct err *err)
{
    const struct sqlite_calls *call = &statement->database->call;
    int64_t bytes = call->column_int64(statement->handle, 1);
    bool is_packed = call->column_int64(statement->handle, 2) != 0;
    const void *content = call->column_blob(statement->handle, 3);
    size_t count = (size_t)call->column_bytes(statement->handle, 3);
    source->name = arena_string(arena, (const char *)call->column_text(statement->handle, 0));
    source->count = (size_t)bytes;
    if (bytes < 0 || bytes > SOURCE_MOST_BYTES || (!is_packed && count != (size_t)bytes))
        return err_set(err, ERR_INPUT, "history: %s: %s: a source is damaged", store->path,
                       source->name);
    if (is_packed)
        return compress_undo(arena, content, count, (size_t)bytes, &source->bytes, err);
    char *copy = arena_alloc(arena, count + 1); /* with a NUL behind it */
    if (count > 0)
        memcpy(copy, content, count);
    source->bytes = copy;
    return 0;
}

int store_sources(struct store *store, int64_t submission, struct arena *arena,
                  struct store_source **sources_out, size_t *count_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    struct store_source *sources = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = true;
    if (statement_open(&store->database,
                       "SELECT f.name, s.bytes, s.is_packed, s.content FROM submission_file f"
                       " JOIN source s ON s.id = f.source_id WHERE f.submission_id = :submission"
                       " ORDER BY f.position",
                       &statement, err) != 0)
        return -1;
    statement_set(&statement, ":submission", submission);
    while (count < FILES_MOST) {
        if (statement_next(&statement, &has_row, err) != 0)
            return -1;
        if (!has_row)
            break;
        sources = arena_grow(arena, sources, count, count + 1, sizeof(*sources), &capacity);
        if (read_source(store, &statement, arena, &sources[count], err) != 0)
            return -1;
        count++;
    }
    *sources_out = sources;
    *count_out = count;
    return 0;
}
