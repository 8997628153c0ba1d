/* jobs: the file of the service: opening, the lock beside it, transactions. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "base/fs.h"
#include "base/str.h"
#include "store/jobs_internal.h"

enum { PENALTY_MS = 60 * 1000, PENALTY_MOST_MS = 3600 * 1000, CRASHES_MOST = 3, NACKS_MOST = 5 };

int64_t jobs_now_us(const struct jobs *jobs)
{
    if (jobs->options.now_us != NULL)
        return jobs->options.now_us(jobs->options.context);
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail: the clock is there */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

const struct jobs_figures *jobs_figures(const struct jobs *jobs)
{
    return &jobs->figures;
}

/* ---- opening ---- */

/* flock(2): gone with the process, however it ends. The file itself stays: removing it would let
 * two processes hold locks of two files by one name. */
static int lock_file(const char *path, int *fd_out, struct err *err)
{
    EV_FD int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "service: %s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *fd_out = fd_steal(&fd);
        return 0;
    }
    if (errno != EWOULDBLOCK)
        return err_sys(err, ERR_INPUT, "service: %s", path);
    return err_set(err, ERR_INPUT,
                   "service: %s: another serve-queue has this database open; stop it, or use "
                   "another state folder",
                   path);
}

static void set_defaults(struct jobs_options *options)
{
    if (options->penalty_ms <= 0)
        options->penalty_ms = PENALTY_MS;
    if (options->penalty_most_ms <= 0)
        options->penalty_most_ms = PENALTY_MOST_MS;
    if (options->crashes_most <= 0)
        options->crashes_most = CRASHES_MOST;
    if (options->nacks_most <= 0)
        options->nacks_most = NACKS_MOST;
}

static int open_file(struct jobs *jobs, struct err *err)
{
    const char *path = jobs->options.path;
    if (place_prepare(path, true, err) != 0 ||
        lock_file(arena_printf(&jobs->arena, "%s.lock", path), &jobs->lock_fd, err) != 0 ||
        store_open_alone(path, &jobs->store, err) != 0)
        return -1;
    return service_load(jobs, err);
}

int jobs_open(const struct jobs_options *options, struct jobs **jobs_out, struct err *err)
{
    struct jobs *jobs = calloc(1, sizeof(*jobs));
    if (jobs == NULL)
        return err_sys(err, ERR_JUDGE, "service");
    jobs->options = *options;
    jobs->options.path = arena_string(&jobs->arena, options->path);
    jobs->lock_fd = -1;
    jobs->open_count = -1;
    set_defaults(&jobs->options);
    if (open_file(jobs, err) != 0) {
        jobs_close(jobs);
        return -1;
    }
    *jobs_out = jobs;
    return 0;
}

void jobs_close(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    if (jobs->is_in_tick)
        database_undo(&jobs->store->database);
    for (size_t i = 0; i < jobs->cached_count; i++)
        statement_close(&jobs->cached[i].statement);
    store_close(jobs->store); /* the last connection: what is in the WAL goes to the file */
    fd_close(&jobs->lock_fd);
    arena_done(&jobs->arena);
    free(jobs);
}

/* ---- statements ---- */

int jobs_statement(struct jobs *jobs, const char *sql, struct statement **statement_out,
                   struct err *err)
{
    for (size_t i = 0; i < jobs->cached_count; i++) {
        if (jobs->cached[i].sql == sql) {
            *statement_out = &jobs->cached[i].statement;
            return 0;
        }
    }
    if (jobs->cached_count == JOBS_STATEMENTS_MOST)
        return err_set(err, ERR_JUDGE, "service: too many statements");
    struct cached_statement *cached = &jobs->cached[jobs->cached_count];
    if (statement_open(&jobs->store->database, sql, &cached->statement, err) != 0)
        return -1;
    cached->sql = sql;
    jobs->cached_count++;
    *statement_out = &cached->statement;
    return 0;
}

int jobs_ask(struct statement *statement, int64_t *value_out, struct err *err)
{
    const struct sqlite_calls *call = &statement->database->call;
    bool has_row = false;
    int64_t value = 0;
    if (statement_next(statement, &has_row, err) != 0)
        return -1;
    if (has_row) {
        value = call->column_int64(statement->handle, 0);
        if (statement_run(statement, err) != 0)
            return -1;
    }
    *value_out = value;
    return 0;
}

/* ---- transactions ---- */

/* What is remembered outside of the file may be of a transaction that never was. */
static void forget(struct jobs *jobs)
{
    struct err ignored = {0};
    jobs->open_count = -1;
    if (service_load(jobs, &ignored) != 0)
        return; /* the file cannot be read just now: the flags stay as they are */
}

int jobs_begin(struct jobs *jobs, struct err *err)
{
    if (jobs->is_in_tick)
        return 0;
    if (database_begin(&jobs->store->database, err) != 0)
        return -1;
    jobs->is_in_tick = true;
    jobs->is_tick_lost = false;
    return 0;
}

int jobs_commit(struct jobs *jobs, struct err *err)
{
    struct database *database = &jobs->store->database;
    if (!jobs->is_in_tick)
        return 0;
    jobs->is_in_tick = false;
    if (!jobs->is_tick_lost && database_commit(database, err) == 0)
        return 0;
    if (jobs->is_tick_lost)
        (void)err_set(err, ERR_JUDGE,
                      "service: %s: a write failed, and what stood with it was "
                      "undone; is the disk full?",
                      database->path);
    database_undo(database);
    forget(jobs);
    return -1;
}

int jobs_enter(struct jobs *jobs, struct err *err)
{
    struct database *database = &jobs->store->database;
    if (!jobs->is_in_tick)
        return database_begin(database, err);
    if (jobs->is_tick_lost)
        return err_set(err, ERR_JUDGE, "service: %s: a write before this one failed",
                       database->path);
    return database_exec(database, "SAVEPOINT call", err);
}

/* A full disk makes SQLite undo more than the savepoint: the whole transaction. */
static void undo_call(struct jobs *jobs)
{
    struct database *database = &jobs->store->database;
    struct err ignored = {0};
    if (database->call.get_autocommit(database->handle) ||
        database_exec(database, "ROLLBACK TO call; RELEASE call", &ignored) != 0)
        jobs->is_tick_lost = true;
    forget(jobs);
}

int jobs_leave(struct jobs *jobs, int status, struct err *err)
{
    struct database *database = &jobs->store->database;
    if (jobs->is_in_tick) {
        if (status == 0 && database_exec(database, "RELEASE call", err) == 0)
            return 0;
        undo_call(jobs);
        return -1;
    }
    if (status == 0 && database_commit(database, err) == 0)
        return 0;
    database_undo(database);
    forget(jobs);
    return -1;
}
