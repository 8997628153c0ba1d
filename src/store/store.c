/* store: opening and closing, see store.h. */
#include <fcntl.h>

#include "store/internal.h"

/* The rollback journal is emptied, not removed: one look at the folder less in each transaction,
 * and its end is on the disk too. Never WAL: with several writing processes, SQLite 3.40 can lose
 * what a checkpoint was to keep. */
static const char settings[] = "PRAGMA journal_mode = TRUNCATE;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;";

/* One process, one connection, and many small transactions, each of them one fsync. */
static const char alone_settings[] = "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = FULL;"
                                     "PRAGMA foreign_keys = ON;"
                                     "PRAGMA trusted_schema = OFF;";

/* Who records adds rows behind all others and asks little: pages that SQLite would keep (2 MiB) are
 * hardly asked for again, and the kernel keeps them too. In KiB. */
static const char writing_settings[] = "PRAGMA cache_size = -256";

enum mode { MODE_READ, MODE_WRITE, MODE_ALONE };

/* sqlite.org/fileformat.html, 1.3: the file format versions are 2 in WAL mode. */
static bool is_wal(const char *path)
{
    unsigned char versions[2] = {0};
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && pread(fd, versions, sizeof(versions), 18) == sizeof(versions) &&
           versions[0] == 2;
}

static int check_version(struct database *database, struct err *err)
{
    int64_t version = 0;
    if (database_exec(database, "PRAGMA query_only = ON", err) != 0 ||
        database_ask(database, "PRAGMA user_version", &version, err) != 0)
        return -1;
    if (version == (int64_t)schema_step_count)
        return 0;
    return err_set(err, ERR_INPUT,
                   "history: %s: another version of evalx has made it (%lld, this one knows %zu)",
                   database->path, (long long)version, schema_step_count);
}

static int open_database(struct store *store, enum mode mode, struct err *err)
{
    struct database *database = &store->database;
    bool is_of_service = mode != MODE_ALONE && is_wal(store->path);
    if (is_of_service && mode == MODE_WRITE)
        return err_set(
            err, ERR_INPUT,
            "history: %s: it belongs to evalx serve-queue, which alone writes it; submit "
            "to that, or name another file with EVALX_DB",
            store->path);
    if (database_open(store->path, SQLITE_OPEN_READWRITE, database, err) != 0)
        return -1;
    if (is_of_service)
        return check_version(database, err);
    if (database_exec(database, mode == MODE_ALONE ? alone_settings : settings, err) != 0)
        return -1;
    if (mode == MODE_WRITE && database_exec(database, writing_settings, err) != 0)
        return -1;
    return schema_update(database, schema_steps, schema_step_count, err);
}

static int open_store(const char *path, enum mode mode, struct store **store_out, struct err *err)
{
    if (place_prepare(path, mode != MODE_READ, err) != 0)
        return -1;
    struct arena arena = {0};
    struct store *store = arena_alloc(&arena, sizeof(*store)); /* lives in its own arena */
    store->path = arena_string(&arena, path);
    store->arena = arena;
    if (open_database(store, mode, err) != 0) {
        store_close(store);
        return -1;
    }
    *store_out = store;
    return 0;
}

int store_open(const char *path, enum store_access access, struct store **store_out,
               struct err *err)
{
    return open_store(path, access == STORE_WRITE ? MODE_WRITE : MODE_READ, store_out, err);
}

int store_open_alone(const char *path, struct store **store_out, struct err *err)
{
    return open_store(path, MODE_ALONE, store_out, err);
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
