/* store: opening and closing, see store.h. */
#include "store/internal.h"

/* The rollback journal is emptied, not removed: one look at the folder less in each transaction,
 * and its end is on the disk too. Never WAL: with several writing processes, SQLite 3.40 can lose
 * what a checkpoint was to keep. */
static const char settings[] = "PRAGMA journal_mode = TRUNCATE;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;";

static int open_database(struct store *store, struct err *err)
{
    struct database *database = &store->database;
    if (database_open(store->path, SQLITE_OPEN_READWRITE, database, err) != 0 ||
        database_exec(database, settings, err) != 0)
        return -1;
    return schema_update(database, schema_steps, schema_step_count, err);
}

int store_open(const char *path, enum store_access access, struct store **store_out,
               struct err *err)
{
    if (place_prepare(path, access == STORE_WRITE, err) != 0)
        return -1;
    struct arena arena = {0};
    struct store *store = arena_alloc(&arena, sizeof(*store)); /* lives in its own arena */
    store->path = arena_string(&arena, path);
    store->arena = arena;
    if (open_database(store, err) != 0) {
        store_close(store);
        return -1;
    }
    *store_out = store;
    return 0;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    writer_close(store->writer);
    database_close(&store->database);
    struct arena arena = store->arena; /* the store itself is inside */
    arena_done(&arena);
}

const char *store_path(const struct store *store)
{
    return store->path;
}
