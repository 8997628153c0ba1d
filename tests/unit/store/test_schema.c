/* schema: versions, copies before they change, what is no history. */
#include <sys/stat.h>

#include "folder.h"

TestSuite(schema, .init = folder_make, .fini = folder_remove);

static const struct schema_step steps[] = {
    {"CREATE TABLE a(x INTEGER) STRICT; INSERT INTO a VALUES(1);"},
    {"ALTER TABLE a ADD COLUMN y INTEGER;"},
    {"CREATE TABLE b(x); INSERT INTO nowhere VALUES(1);"},
};

static struct database open_plain(const char *name)
{
    struct database database = {0};
    struct err err = {0};
    cr_assert_eq(
        database_open(in_folder(name), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &database, &err),
        0, "%s", err.msg);
    return database;
}

static int64_t ask_plain(struct database *database, const char *sql)
{
    struct err err = {0};
    int64_t value = -1;
    cr_assert_eq(database_ask(database, sql, &value, &err), 0, "%s", err.msg);
    return value;
}

Test(schema, a_new_history_has_all_versions_and_no_copy)
{
    struct store *store = open_store("new.db", STORE_WRITE);
    cr_expect_eq(ask(store, "PRAGMA user_version"), (int64_t)schema_step_count);
    cr_expect_eq(ask(store, "PRAGMA application_id"), STORE_APPLICATION_ID);
    cr_expect_eq(ask(store, "PRAGMA foreign_keys"), 1);
    cr_expect_eq(ask(store, "PRAGMA synchronous"), 2, "FULL");
    cr_expect_eq(ask(store, "SELECT journal_mode = 'truncate' FROM pragma_journal_mode"), 1);
    store_close(store);
    cr_expect_not(fs_exists(AT_FDCWD, in_folder("new.db.v1.backup")));
}

Test(schema, an_old_one_is_copied_then_brought_up_to_date)
{
    struct err err = {0};
    struct stat info;
    struct database database = open_plain("old.db");
    cr_assert_eq(schema_update(&database, steps, 1, &err), 0, "%s", err.msg);
    cr_assert_eq(schema_update(&database, steps, 2, &err), 0, "%s", err.msg);
    cr_expect_eq(ask_plain(&database, "SELECT count(*) FROM pragma_table_info('a')"), 2);
    cr_expect_eq(ask_plain(&database, "SELECT x FROM a"), 1);
    database_close(&database);
    struct database copy = open_plain("old.db.v1.backup");
    cr_expect_eq(ask_plain(&copy, "PRAGMA user_version"), 1);
    cr_expect_eq(ask_plain(&copy, "SELECT count(*) FROM pragma_table_info('a')"), 1);
    database_close(&copy);
    cr_assert_eq(stat(in_folder("old.db.v1.backup"), &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0600);
}

Test(schema, what_a_killed_process_had_copied_is_no_copy)
{
    struct err err = {0};
    char part[64];
    (void)snprintf(part, sizeof(part), "old.db.v1.backup.%ld", (long)getpid());
    struct database database = open_plain("old.db");
    cr_assert_eq(schema_update(&database, steps, 1, &err), 0, "%s", err.msg);
    cr_assert_eq(fs_write_atomic(AT_FDCWD, in_folder(part), "half", 4, 0600, &err), 0);
    cr_assert_eq(schema_update(&database, steps, 2, &err), 0, "%s", err.msg);
    database_close(&database);
    cr_expect_not(fs_exists(AT_FDCWD, in_folder(part)));
    struct database copy = open_plain("old.db.v1.backup");
    cr_expect_eq(ask_plain(&copy, "PRAGMA user_version"), 1);
    database_close(&copy);
}

Test(schema, what_an_older_evalx_has_recorded_is_of_contestants)
{
    static const char record[] =
        "INSERT INTO submission(received_us, name, problem) VALUES(1, 'a.c', 'p');"
        "INSERT INTO judging(submission_id, judging, started_us, finished_us, verdict, is_cached,"
        " is_partial, test_count, tests_done, evalx) VALUES(1, 1, 1, 2, 'AC', 0, 0, 0, 0, '0');";
    struct err err = {0};
    struct database database = open_plain("old.db");
    cr_assert_eq(schema_update(&database, schema_steps, 3, &err), 0, "%s", err.msg);
    cr_assert_eq(database_exec(&database, record, &err), 0, "%s", err.msg);
    database_close(&database);
    struct store *store = open_store("old.db", STORE_READ);
    cr_expect_eq(ask(store, "SELECT count(*) FROM judged WHERE kind = 'judge' AND id = 1"), 1);
    cr_expect_eq(ask(store, "SELECT count(*) FROM judged WHERE expected IS NULL"), 1);
    store_close(store);
}

Test(schema, a_step_that_fails_leaves_the_version_before)
{
    struct err err = {0};
    struct database database = open_plain("half.db");
    cr_assert_eq(schema_update(&database, steps, 2, &err), 0, "%s", err.msg);
    cr_expect_eq(schema_update(&database, steps, 3, &err), -1);
    cr_expect_eq(ask_plain(&database, "PRAGMA user_version"), 2);
    cr_expect_eq(ask_plain(&database, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
    cr_expect_eq(ask_plain(&database, "SELECT x FROM a"), 1);
    database_close(&database);
}

Test(schema, a_newer_one_is_refused)
{
    struct err err = {0};
    struct database database = open_plain("newer.db");
    cr_assert_eq(schema_update(&database, steps, 2, &err), 0, "%s", err.msg);
    cr_expect_eq(schema_update(&database, steps, 1, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect_not_null(strstr(err.msg, "newer evalx"), "%s", err.msg);
    database_close(&database);
}

Test(schema, another_programs_database_is_refused)
{
    struct err err = {0};
    struct database database = open_plain("other.db");
    cr_assert_eq(database_exec(&database, "CREATE TABLE theirs(x)", &err), 0, "%s", err.msg);
    cr_expect_eq(schema_update(&database, steps, 2, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect_eq(ask_plain(&database, "SELECT count(*) FROM sqlite_schema"), 1);
    database_close(&database);
}
