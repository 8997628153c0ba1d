/* sqlite: the calls of libsqlite3 that this room makes, behind a database handle that turns
 * SQLite's codes into struct err. */
#ifndef EVALX_STORE_SQLITE_H
#define EVALX_STORE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

#define SQLITE_CALLS(CALL)                                                                         \
    CALL(open_v2)                                                                                  \
    CALL(close_v2)                                                                                 \
    CALL(errmsg)                                                                                   \
    CALL(extended_errcode)                                                                         \
    CALL(system_errno)                                                                             \
    CALL(busy_timeout)                                                                             \
    CALL(exec)                                                                                     \
    CALL(prepare_v2)                                                                               \
    CALL(step)                                                                                     \
    CALL(reset)                                                                                    \
    CALL(finalize)                                                                                 \
    CALL(bind_int64)                                                                               \
    CALL(bind_double)                                                                              \
    CALL(bind_text)                                                                                \
    CALL(bind_blob)                                                                                \
    CALL(bind_null)                                                                                \
    CALL(bind_parameter_index)                                                                     \
    CALL(column_type)                                                                              \
    CALL(column_int64)                                                                             \
    CALL(column_double)                                                                            \
    CALL(column_text)                                                                              \
    CALL(column_blob)                                                                              \
    CALL(column_bytes)                                                                             \
    CALL(column_count)                                                                             \
    CALL(column_name)                                                                              \
    CALL(last_insert_rowid)                                                                        \
    CALL(changes)                                                                                  \
    CALL(get_autocommit)

struct sqlite_calls {
#define SQLITE_MEMBER(name) typeof(&sqlite3_##name) name;
    SQLITE_CALLS(SQLITE_MEMBER)
#undef SQLITE_MEMBER
};

struct database {
    struct sqlite_calls call;
    sqlite3 *handle;
    const char *path; /* for messages; borrowed */
};

/* flags as of sqlite3_open_v2. A database that was never opened can be closed. */
int database_open(const char *path, int flags, struct database *database_out,
                  struct err *err) EV_MUST_CHECK;
void database_close(struct database *database);
/* Several statements, no results. */
int database_exec(struct database *database, const char *sql, struct err *err) EV_MUST_CHECK;
/* The first column of the first row; 0 without rows. */
int database_ask(struct database *database, const char *sql, int64_t *value_out,
                 struct err *err) EV_MUST_CHECK;
/* BEGIN IMMEDIATE and COMMIT; a transaction that failed is undone by database_undo. */
int database_begin(struct database *database, struct err *err) EV_MUST_CHECK;
int database_commit(struct database *database, struct err *err) EV_MUST_CHECK;
void database_undo(struct database *database);

struct statement {
    struct database *database;
    sqlite3_stmt *handle;
};

int statement_open(struct database *database, const char *sql, struct statement *statement_out,
                   struct err *err) EV_MUST_CHECK;
void statement_close(struct statement *statement);

/* By parameter, ":name"; one that the statement does not have is passed over. Text and bytes stay
 * borrowed until the statement is run. NULL text is NULL. */
void statement_set(struct statement *statement, const char *name, int64_t value);
void statement_set_real(struct statement *statement, const char *name, double value);
void statement_set_text(struct statement *statement, const char *name, const char *text);
void statement_set_bytes(struct statement *statement, const char *name, const void *bytes,
                         size_t count);
void statement_set_null(struct statement *statement, const char *name);

/* The next row. After the last one the statement can be set and run again. */
int statement_next(struct statement *statement, bool *has_row_out, struct err *err) EV_MUST_CHECK;
/* Leave the rows that have not come; it can be set and run again. */
void statement_reset(struct statement *statement);
/* To its end, whatever rows come. */
int statement_run(struct statement *statement, struct err *err) EV_MUST_CHECK;

#define EV_STATEMENT EV_CLEANUP(statement_close)

#endif
