/* record: a report goes in and comes out the same; all of it or nothing. */
#include "folder.h"

TestSuite(record, .init = folder_make, .fini = folder_remove);

static struct test_report tests[] = {
    {.name = "sample/1",
     .group = "sample",
     .is_sample = true,
     .is_done = true,
     .verdict = VERDICT_ACCEPTED,
     .score = NAN,
     .points = NAN,
     .facts = {.cpu_ns = 1500999, .wall_ns = 2000000, .memory_bytes = -1, .stdout_bytes = 7}},
    {.name = "secret/1",
     .group = "secret",
     .is_done = true,
     .verdict = VERDICT_TIME_LIMIT,
     .score = 2.5,
     .points = NAN,
     .message = "why",
     .is_rejudged = true,
     .other_verdict = VERDICT_ACCEPTED,
     .other_cpu_ns = 990000000,
     .facts = {.cpu_ns = 1100000000,
               .wall_ns = 1200000000,
               .memory_bytes = 4096,
               .signal = 9,
               .limits_hit = LIMIT_CPU | LIMIT_MEMORY}},
    {.name = "secret/2",
     .group = "secret",
     .verdict = VERDICT_SKIPPED,
     .score = NAN,
     .points = NAN},
};

static const struct group_report groups[] = {
    {.name = "", .verdict = VERDICT_PARTIAL, .score = 2.5, .max_score = INFINITY, .is_run = true},
    {.name = "secret", .verdict = VERDICT_TIME_LIMIT, .score = 2.5, .max_score = 10, .how = "sum"},
};

static char long_source[5000];
static struct report_file files[] = {
    {"a.c", "int main", 8}, {"b/empty.h", "", 0}, {"long.c", long_source, sizeof(long_source)}};
static const char *hints[] = {"one", "two \"quoted\""};

static struct submission_report make_report(void)
{
    memset(long_source, 'x', sizeof(long_source));
    return (struct submission_report){
        .id = "77",
        .user = "ada",
        .source = "s/a.c",
        .files = files,
        .file_count = EV_ARRAY_LENGTH(files),
        .toolchain = "gcc 12\nand more",
        .language = "c",
        .problem = "p1",
        .verdict = VERDICT_PARTIAL,
        .score = 2.5,
        .max_score = 10,
        .groups = groups,
        .group_count = EV_ARRAY_LENGTH(groups),
        .limits = {.cpu_ns = 1000000000, .wall_ns = -1, .memory_bytes = 1 << 20},
        .compile = {.is_attempted = true, .is_ok = true, .messages = "warning: x"},
        .tests = tests,
        .test_count = EV_ARRAY_LENGTH(tests),
        .tests_done = 2,
        .hints = hints,
        .hint_count = EV_ARRAY_LENGTH(hints),
        .wall_ns = 3000000000,
    };
}

static int record_one(struct store *store, const struct submission_report *report,
                      int64_t submission, struct err *err)
{
    struct store_entry entry = {
        .report = report, .submission = submission, .finished_us = 1000000000};
    return store_record(store, &entry, 1, err);
}

static struct table view(struct store *store, const char *name, int64_t submission)
{
    struct err err = {0};
    struct table table;
    struct store_filter filter = {.submission = submission};
    cr_assert_eq(store_view(store, name, &filter, &arena, &table, &err), 0, "%s", err.msg);
    return table;
}

/* Three of one content, under other names too, two of another, one that came once. */
Test(record, sources_that_came_again_are_found)
{
    static struct report_file rows[][2] = {
        {{"a.c", "first", 5}, {"b.c", "x", 1}},  {{"a.c", "second", 6}, {"b.c", "x", 1}},
        {{"c.c", "first", 5}, {"b.c", "x", 1}},  {{"a.c", "once", 4}, {"b.c", "x", 1}},
        {{"a.c", "second", 6}, {"b.c", "x", 1}}, {{"a.c", "first", 5}, {"b.c", "x", 1}},
    };
    struct err err = {0};
    struct store *store = open_store("h.db", STORE_WRITE);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct submission_report report = make_report();
        report.files = rows[i];
        report.file_count = 2;
        cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    }
    struct table found = view(store, "frequent", 0);
    cr_assert_eq(found.row_count, 2);
    cr_expect_eq(table_whole(&found, 0, "times"), 3);
    cr_expect_eq(table_whole(&found, 0, "id"), 6, "the latest one");
    cr_expect_eq(table_whole(&found, 1, "times"), 2);
    cr_expect_eq(table_whole(&found, 1, "id"), 5);
    struct store_filter other = {.problem = "another"};
    cr_assert_eq(store_view(store, "frequent", &other, &arena, &found, &err), 0, "%s", err.msg);
    cr_expect_eq(found.row_count, 0, "of this problem only");
    store_close(store);
}

Test(record, a_report_comes_out_as_it_went_in)
{
    struct err err = {0};
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    struct table row = view(store, "submission", 1);
    cr_assert_eq(row.row_count, 1);
    cr_expect_str_eq(table_text(&row, 0, "verdict"), "PA");
    cr_expect_str_eq(table_text(&row, 0, "user"), "ada");
    cr_expect_str_eq(table_text(&row, 0, "caller_id"), "77");
    cr_expect_str_eq(table_text(&row, 0, "toolchain"), "gcc 12");
    cr_expect_str_eq(table_text(&row, 0, "hints"), "[\"one\",\"two \\\"quoted\\\"\"]");
    cr_expect_eq(table_whole(&row, 0, "cpu_ms"), 1100000);
    cr_expect_eq(table_whole(&row, 0, "total_cpu_ms"), 1101500);
    cr_expect_eq(table_whole(&row, 0, "cpu_limit_ms"), 1000000);
    cr_expect_eq(table_find(&row, 0, "wall_limit_ms")->kind, CELL_NULL);
    cr_expect_eq(table_whole(&row, 0, "started"), 1000000000 - 3000000);
    cr_expect_float_eq(table_find(&row, 0, "score")->real, 2.5, 1e-9);
    store_close(store);
}

Test(record, tests_and_groups_keep_their_order)
{
    struct err err = {0};
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    struct table rows = view(store, "tests", 1);
    cr_assert_eq(rows.row_count, 3);
    cr_expect_eq(table_whole(&rows, 0, "cpu_ms"), 1500);
    cr_expect_eq(table_find(&rows, 0, "memory_bytes")->kind, CELL_NULL, "not measured");
    cr_expect_eq(table_whole(&rows, 1, "signal"), 9);
    cr_expect_eq(table_find(&rows, 1, "exit_status")->kind, CELL_NULL);
    cr_expect_str_eq(table_text(&rows, 1, "limits_hit"), "time,memory");
    cr_expect_str_eq(table_text(&rows, 1, "other_verdict"), "AC");
    cr_expect_str_eq(table_text(&rows, 2, "verdict"), "SK");
    cr_expect_eq(table_find(&rows, 2, "cpu_ms")->kind, CELL_NULL, "never run");
    rows = view(store, "groups", 1);
    cr_assert_eq(rows.row_count, 2);
    cr_expect_str_eq(table_text(&rows, 1, "how"), "sum");
    store_close(store);
}

Test(record, sources_are_kept_once_and_come_back)
{
    struct err err = {0};
    struct store_source *sources;
    size_t count;
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    cr_expect_eq(ask(store, "SELECT count(*) FROM source"), 3);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission_file"), 9);
    cr_expect_lt(ask(store, "SELECT length(content) FROM source WHERE bytes = 5000"), 1000);
    cr_assert_eq(store_sources(store, 3, &arena, &sources, &count, &err), 0, "%s", err.msg);
    cr_assert_eq(count, EV_ARRAY_LENGTH(files));
    for (size_t i = 0; i < count; i++) {
        cr_expect_str_eq(sources[i].name, files[i].name);
        cr_assert_eq(sources[i].count, files[i].count);
        cr_expect_arr_eq(sources[i].bytes, files[i].bytes, files[i].count);
    }
    store_close(store);
}

Test(record, a_damaged_source_is_told)
{
    struct err err = {0};
    struct store_source *sources;
    size_t count;
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    cr_assert_eq(
        database_exec(&store->database, "UPDATE source SET content = x'00' WHERE is_packed", &err),
        0);
    cr_expect_eq(store_sources(store, 1, &arena, &sources, &count, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    store_close(store);
}

Test(record, judging_again_adds_a_judging_that_counts)
{
    struct err err = {0};
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    cr_assert_eq(record_one(store, &report, 0, &err), 0, "%s", err.msg);
    report.verdict = VERDICT_ACCEPTED;
    cr_assert_eq(record_one(store, &report, 1, &err), 0, "%s", err.msg);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), 1);
    cr_expect_eq(ask(store, "SELECT verdict = 'AC' FROM judged"), 1);
    cr_expect_eq(ask(store, "SELECT verdict = 'PA' FROM judging WHERE judging = 1"), 1);
    cr_expect_eq(ask(store, "SELECT count(*) FROM test_run"), 6);
    cr_expect_eq(record_one(store, &report, 99, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    store_close(store);
}

Test(record, what_fails_leaves_nothing_of_its_transaction)
{
    struct err err = {0};
    struct submission_report good = make_report(), bad = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    cr_assert_eq(record_one(store, &good, 0, &err), 0, "%s", err.msg);
    bad.source = NULL; /* the table wants one */
    struct store_entry entries[] = {{.report = &good}, {.report = &bad}};
    cr_expect_eq(store_record(store, entries, 2, &err), -1);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), 1);
    cr_assert_eq(record_one(store, &good, 0, &err), 0, "it can go on: %s", err.msg);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), 2);
    store_close(store);
}

Test(record, a_full_file_is_the_judges_failure_and_leaves_nothing)
{
    struct err err = {0};
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    int64_t pages = ask(store, "PRAGMA page_count");
    const char *limit = arena_printf(&arena, "PRAGMA max_page_count = %lld", (long long)pages + 3);
    int status = 0;
    size_t recorded = 0;
    cr_assert_eq(ask(store, limit), pages + 3);
    for (size_t i = 0; i < 1000 && status == 0; i++) {
        status = record_one(store, &report, 0, &err);
        recorded += status == 0;
    }
    cr_expect_eq(status, -1);
    cr_expect_eq(err.kind, ERR_JUDGE);
    cr_expect_not_null(strstr(err.msg, "no space"), "%s", err.msg);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), (int64_t)recorded);
    cr_expect_eq(ask(store, "SELECT count(*) FROM test_run"), (int64_t)recorded * 3);
    store_close(store);
}

static int digests;

static int fixed_digest(void *context, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    (void)err;
    digests++;
    (void)snprintf(hex_out, HASH_HEX_BYTES, "%s", (const char *)context);
    return 0;
}

Test(record, a_package_is_digested_anew_when_a_file_changed)
{
    struct err err = {0};
    struct submission_report report = make_report();
    struct store *store = open_store("h.db", STORE_WRITE);
    struct timespec old[] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    cr_assert_eq(fs_make_dirs(AT_FDCWD, in_folder("p"), 0755, &err), 0);
    cr_assert_eq(fs_write_new(AT_FDCWD, in_folder("p/1.in"), "1", 1, 0644, &err), 0);
    cr_assert_eq(utimensat(AT_FDCWD, in_folder("p/1.in"), old, 0), 0);
    char digest[] = "first";
    struct store_package packages[] = {
        {in_folder("p"), in_folder("p"), digest, fixed_digest, NULL},
        {in_folder("p"), in_folder("p"), digest, fixed_digest, NULL},
    };
    struct store_entry entries[] = {{.report = &report, .package = &packages[0]},
                                    {.report = &report, .package = &packages[0]}};
    cr_assert_eq(store_record(store, entries, 2, &err), 0, "%s", err.msg);
    cr_expect_eq(digests, 1, "once for many submissions of one package");
    cr_expect_eq(ask(store, "SELECT count(*) FROM package_seen"), 0, "its ctime is too young");
    memcpy(digest, "other", sizeof(digest));
    entries[0].package = &packages[1];
    cr_assert_eq(store_record(store, entries, 1, &err), 0, "%s", err.msg);
    cr_expect_eq(digests, 2);
    cr_expect_eq(ask(store, "SELECT max(revision) FROM package WHERE problem = 'p1'"), 2);
    cr_expect_eq(ask(store, "SELECT count(DISTINCT package_id) FROM judging"), 2);
    store_close(store);
}

/* ---- what evalx verify has run ---- */

static size_t count_rows(struct store *store, const char *view, enum store_kind kind)
{
    struct table table;
    struct err err = {0};
    struct store_filter filter = {.kind = kind, .limit = STORE_LIMIT_NONE};
    cr_assert_eq(store_view(store, view, &filter, &arena, &table, &err), 0, "%s", err.msg);
    return table.row_count;
}

Test(record, a_packages_own_stand_apart)
{
    struct store *store = open_store("h.db", STORE_WRITE);
    struct submission_report report = make_report();
    struct store_entry entries[] = {
        {.report = &report, .finished_us = 1000},
        {.report = &report, .kind = STORE_VERIFIED, .expected = "WA", .finished_us = 1000},
        {.report = &report,
         .kind = STORE_VERIFIED,
         .expected = "PA",
         .is_as_expected = true,
         .finished_us = 1000},
    };
    struct err err = {0};
    cr_assert_eq(store_record(store, entries, 3, &err), 0, "%s", err.msg);
    static const struct {
        enum store_kind kind;
        size_t rows;
    } rows[] = {{STORE_JUDGED, 1}, {STORE_VERIFIED, 2}, {STORE_KINDS, 3}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        cr_expect_eq(count_rows(store, "list", rows[i].kind), rows[i].rows, "row %zu", i);
        cr_expect_eq(count_rows(store, "export", rows[i].kind), rows[i].rows, "row %zu", i);
    }
    cr_expect_eq(count_rows(store, "attempts", STORE_JUDGED), 1);
    cr_expect_eq(count_rows(store, "rejudge", STORE_JUDGED), 1);
    cr_expect_eq(ask(store, "SELECT is_as_expected FROM judged WHERE expected = 'PA'"), 1);
    cr_expect_eq(ask(store, "SELECT is_as_expected FROM judged WHERE expected = 'WA'"), 0);
    cr_expect_eq(ask(store, "SELECT count(*) FROM judged WHERE kind = 'judge'"
                            " AND expected IS NULL AND is_as_expected IS NULL"),
                 1);
    store_close(store);
}

Test(record, several_are_recorded_together_or_not_at_all)
{
    struct err err = {0};
    struct store_recorder *recorder = NULL;
    struct submission_report good = make_report(), bad = make_report();
    bad.source = NULL; /* the table wants one */
    const struct store_recorder_options options = {.path = in_folder("h.db")};
    const struct store_entry pair[] = {{.report = &good}, {.report = &good}};
    const struct store_entry broken[] = {{.report = &good}, {.report = &bad}};
    cr_assert_eq(store_recorder_open(&options, &recorder, &err), 0, "%s", err.msg);
    store_recorder_add_all(recorder, pair, 2);
    store_recorder_wait(recorder);
    struct store *store = open_store("h.db", STORE_READ);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), 2, "on the disk after waiting");
    store_recorder_add_all(recorder, broken, 2);
    store_recorder_wait(recorder);
    cr_expect_eq(ask(store, "SELECT count(*) FROM submission"), 2, "nothing of the broken pair");
    cr_expect_eq(store_recorder_close(recorder, &err), -1);
    store_close(store);
}
