/* keep: what becomes of a history in the long run: copies, and what is old goes. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "store/filter.h"

/* ---- copies ---- */

/* A copy is as private as the file itself; SQLite fills an empty file. */
static int make_empty(const char *path, struct err *err)
{
    EV_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        return 0;
    bool is_full = errno == ENOSPC || errno == EDQUOT;
    return err_sys(err, is_full ? ERR_JUDGE : ERR_INPUT, "history: copy to %s", path);
}

static int fill(struct database *database, const char *path, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    if (statement_open(database, "VACUUM INTO :path", &statement, err) != 0)
        return -1;
    statement_set_text(&statement, ":path", path);
    if (statement_run(&statement, err) != 0)
        return err_wrap(err, "copy to %s", path);
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return err_sys(err, ERR_JUDGE, "history: copy to %s", path);
    return 0;
}

int keep_copy(struct database *database, const char *path, struct err *err)
{
    if (make_empty(path, err) != 0)
        return -1;
    if (fill(database, path, err) == 0)
        return 0;
    (void)unlink(path); /* half of a copy is worse than none; the failure is told already */
    return -1;
}

/* A service's file is open for queries only, and SQLite takes a copy for a write. */
int store_backup(struct store *store, const char *path, struct err *err)
{
    struct database *database = &store->database;
    int64_t is_for_queries = 0;
    if (database_ask(database, "PRAGMA query_only", &is_for_queries, err) != 0 ||
        database_exec(database, "PRAGMA query_only = OFF", err) != 0)
        return -1;
    int result = keep_copy(database, path, err);
    struct err ignored = {0};
    if (is_for_queries && database_exec(database, "PRAGMA query_only = ON", &ignored) != 0)
        return result; /* it stays open for no more than reading by our own statements */
    return result;
}

/* ---- what goes ---- */

/* The tests of a submission and the like go by their foreign keys. */
static const char prune_submissions[] =
    "DELETE FROM submission WHERE id IN (SELECT id FROM judged WHERE" FILTER_SQL ")";
static const char prune_sources[] =
    "DELETE FROM source WHERE id NOT IN (SELECT source_id FROM submission_file)";
static const char prune_packages[] =
    "DELETE FROM package WHERE id NOT IN (SELECT package_id FROM judging WHERE package_id IS NOT"
    " NULL); DELETE FROM package_seen WHERE digest NOT IN (SELECT digest FROM package);";

static int delete_rows(struct database *database, const char *sql,
                       const struct store_filter *filter, int64_t *count_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    if (statement_open(database, sql, &statement, err) != 0)
        return -1;
    filter_set(&statement, filter);
    if (statement_run(&statement, err) != 0)
        return -1;
    *count_out = database->call.changes(database->handle);
    return 0;
}

static int prune(struct database *database, const struct store_filter *filter,
                 struct store_pruned *pruned, struct err *err)
{
    if (database_begin(database, err) != 0)
        return -1;
    if (delete_rows(database, prune_submissions, filter, &pruned->submissions, err) == 0 &&
        delete_rows(database, prune_sources, filter, &pruned->sources, err) == 0 &&
        database_exec(database, prune_packages, err) == 0 &&
        database_ask(database, "SELECT count(*) FROM submission", &pruned->left, err) == 0 &&
        database_commit(database, err) == 0)
        return 0;
    database_undo(database);
    return -1;
}

static int64_t file_bytes(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

int store_prune(struct store *store, const struct store_filter *filter,
                struct store_pruned *pruned_out, struct err *err)
{
    struct store_pruned pruned = {.bytes_before = file_bytes(store->path)};
    if (prune(&store->database, filter, &pruned, err) != 0)
        return -1;
    if (pruned.submissions > 0 && database_exec(&store->database, "VACUUM", err) != 0)
        return err_wrap(err, "pruned, but the file did not become smaller");
    pruned.bytes_after = file_bytes(store->path);
    *pruned_out = pruned;
    return 0;
}
