/* sqlite: see sqlite.h. */
#include "store/sqlite.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/library.h"

enum { BUSY_MS = 60000 };

#define SQLITE_SYMBOL(name) {"sqlite3_" #name, offsetof(struct sqlite_calls, name)},
static const struct library_symbol symbols[] = {SQLITE_CALLS(SQLITE_SYMBOL)};

static const char *const file_names[] = {"libsqlite3.so.0", NULL};

/* ---- what SQLite's codes mean to the user ---- */

static const struct {
    int code; /* primary */
    enum err_kind kind;
    const char *text; /* NULL: SQLite's own words */
} failures[] = {
    {SQLITE_FULL, ERR_JUDGE, "no space is left on the disk"},
    {SQLITE_IOERR, ERR_JUDGE, "the disk cannot be read or written; is it full?"},
    {SQLITE_BUSY, ERR_JUDGE, "another program has kept it locked for a minute"},
    {SQLITE_NOTADB, ERR_INPUT, "this file is not a history of evalx"},
    {SQLITE_CORRUPT, ERR_INPUT, "the file is damaged; move it away, or put a backup in its place"},
    {SQLITE_CANTOPEN, ERR_INPUT, "cannot be opened"},
    {SQLITE_READONLY, ERR_INPUT, "cannot be written"},
    {SQLITE_PERM, ERR_INPUT, "cannot be written"},
    {SQLITE_AUTH, ERR_INPUT, "cannot be written"},
};

static int fail(const struct database *database, int code, struct err *err)
{
    const struct sqlite_calls *call = &database->call;
    int number = database->handle != NULL ? call->system_errno(database->handle) : 0;
    if (number == ENOSPC || number == EDQUOT)
        code = SQLITE_FULL;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(failures); i++) {
        if (failures[i].code != (code & 0xff))
            continue;
        (void)err_set(err, failures[i].kind, "history: %s: %s", database->path, failures[i].text);
        err->sys_errno = number;
        return -1;
    }
    return err_set(err, ERR_JUDGE, "history: %s: %s", database->path,
                   database->handle != NULL ? call->errmsg(database->handle) : "out of memory");
}

static int fail_now(const struct database *database, struct err *err)
{
    return fail(database, database->call.extended_errcode(database->handle), err);
}

/* ---- databases ---- */

int database_open(const char *path, int flags, struct database *database_out, struct err *err)
{
    struct database database = {.path = path};
    if (library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), &database.call,
                     "install libsqlite3-0, or judge with --no-history", err) != 0) {
        err->kind = ERR_INPUT; /* the user can mend it, or do without */
        return err_wrap(err, "history");
    }
    int code = database.call.open_v2(path, &database.handle, flags | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        (void)fail(&database, code, err);
        database_close(&database);
        return -1;
    }
    (void)database.call.busy_timeout(database.handle, BUSY_MS); /* cannot fail */
    *database_out = database;
    return 0;
}

void database_close(struct database *database)
{
    if (database->handle != NULL)
        (void)database->call.close_v2(database->handle); /* only frees: every transaction ended */
    database->handle = NULL;
}

int database_exec(struct database *database, const char *sql, struct err *err)
{
    int code = database->call.exec(database->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : fail_now(database, err);
}

int database_ask(struct database *database, const char *sql, int64_t *value_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    bool has_row = false;
    if (statement_open(database, sql, &statement, err) != 0 ||
        statement_next(&statement, &has_row, err) != 0)
        return -1;
    *value_out = has_row ? database->call.column_int64(statement.handle, 0) : 0;
    return 0;
}

int database_begin(struct database *database, struct err *err)
{
    return database_exec(database, "BEGIN IMMEDIATE", err);
}

int database_commit(struct database *database, struct err *err)
{
    return database_exec(database, "COMMIT", err);
}

/* Some failures have undone it already. */
void database_undo(struct database *database)
{
    struct err ignored;
    if (!database->call.get_autocommit(database->handle) &&
        database_exec(database, "ROLLBACK", &ignored) != 0)
        return; /* closing does it then, or whoever opens the file next */
}

/* ---- statements ---- */

int statement_open(struct database *database, const char *sql, struct statement *statement_out,
                   struct err *err)
{
    sqlite3_stmt *handle = NULL;
    if (database->call.prepare_v2(database->handle, sql, -1, &handle, NULL) != SQLITE_OK)
        return fail_now(database, err);
    *statement_out = (struct statement){database, handle};
    return 0;
}

void statement_close(struct statement *statement)
{
    if (statement->handle != NULL)
        (void)statement->database->call.finalize(statement->handle); /* tells the last failure */
    statement->handle = NULL;
}

/* What binding can complain of is memory and a statement that runs: running it tells. */
static int find_parameter(const struct statement *statement, const char *name)
{
    return statement->database->call.bind_parameter_index(statement->handle, name);
}

void statement_set(struct statement *statement, const char *name, int64_t value)
{
    int at = find_parameter(statement, name);
    if (at > 0)
        (void)statement->database->call.bind_int64(statement->handle, at, value);
}

/* NAN is NULL to SQLite too. */
void statement_set_real(struct statement *statement, const char *name, double value)
{
    int at = find_parameter(statement, name);
    if (at > 0)
        (void)statement->database->call.bind_double(statement->handle, at, value);
}

void statement_set_text(struct statement *statement, const char *name, const char *text)
{
    int at = find_parameter(statement, name);
    if (at > 0)
        (void)statement->database->call.bind_text(statement->handle, at, text, -1, SQLITE_STATIC);
}

void statement_set_bytes(struct statement *statement, const char *name, const void *bytes,
                         size_t count)
{
    int at = find_parameter(statement, name);
    if (at > 0)
        (void)statement->database->call.bind_blob(statement->handle, at, count > 0 ? bytes : "",
                                                  (int)count, SQLITE_STATIC);
}

void statement_set_null(struct statement *statement, const char *name)
{
    int at = find_parameter(statement, name);
    if (at > 0)
        (void)statement->database->call.bind_null(statement->handle, at);
}

int statement_next(struct statement *statement, bool *has_row_out, struct err *err)
{
    const struct sqlite_calls *call = &statement->database->call;
    int code = call->step(statement->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        (void)fail(statement->database, code, err);
        (void)call->reset(statement->handle); /* repeats the failure */
        return -1;
    }
    *has_row_out = code == SQLITE_ROW;
    if (code == SQLITE_DONE)
        (void)call->reset(statement->handle); /* it ended well */
    return 0;
}

void statement_reset(struct statement *statement)
{
    (void)statement->database->call.reset(statement->handle); /* tells the last failure */
}

int statement_run(struct statement *statement, struct err *err)
{
    bool has_row = true;
    while (has_row) {
        if (statement_next(statement, &has_row, err) != 0)
            return -1;
    }
    return 0;
}
