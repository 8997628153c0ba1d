#include "fixture.h"

static struct fixture *bare_folder(const char *const *files)
{
    struct fixture *fixture = fixture_new();
    for (; *files; files++)
        fixture_write(fixture, *files, "1\n");
    return fixture;
}

Test(bare, tests_are_found_by_their_endings)
{
    static const struct {
        const char *label;
        const char *files[7];
        const char *names, *first_answer;
        size_t warning_count;
    } rows[] = {
        {"ans", {"1.in", "1.ans", NULL}, "1", "1.ans", 0},
        {"out", {"1.in", "1.out", NULL}, "1", "1.out", 0},
        {"a", {"1.in", "1.a", NULL}, "1", "1.a", 0},
        {"order of bytes",
         {"2.in", "2.ans", "10.in", "10.out", "B.in", "B.a", NULL},
         "10 2 B",
         "10.out",
         0},
        {"in data", {"data/1.in", "data/1.ans", "x.in", NULL}, "1", "data/1.ans", 0},
        {"in tests", {"tests/1.in", "tests/1.ans", NULL}, "1", "tests/1.ans", 0},
        {"several answers", {"1.in", "1.ans", "1.out", NULL}, "1", "1.ans", 1},
        {"no answer", {"1.in", "1.ans", "2.in", NULL}, "1", "1.ans", 1},
        {"no input", {"1.in", "1.ans", "2.ans", NULL}, "1", "1.ans", 1},
        {"others", {"1.in", "1.ans", "notes.txt", ".x.in", "a.out", NULL}, "1", "1.ans", 0},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = bare_folder(rows[i].files);
        const struct problem *problem = fixture_problem(fixture);
        const char *names = fixture_test_names(fixture);
        cr_expect_str_eq(problem->format, "bare", "%s", rows[i].label);
        cr_expect_str_eq(names, rows[i].names, "%s: %s", rows[i].label, names);
        cr_expect_str_eq(problem->tests[0].answer, rows[i].first_answer, "%s", rows[i].label);
        cr_expect_eq(problem->warning_count, rows[i].warning_count, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(bare, limits_are_those_of_a_run)
{
    struct fixture *fixture = bare_folder((const char *const[]){"1.in", "1.ans", NULL});
    const struct problem *problem = fixture_problem(fixture);
    struct limits expected = limits_default();
    cr_expect_eq(problem->limits.cpu_ns, expected.cpu_ns);
    cr_expect_eq(problem->limits.wall_ns, -1);
    cr_expect_eq(problem->limits.memory_bytes, expected.memory_bytes);
    cr_expect_str_eq(problem->time_limit_origin, "default");
    cr_expect_str_eq(problem->title, "pkg");
    cr_expect_null(problem->output_validator.path);
    fixture_done(fixture);
}

Test(bare, dot_timelimit_is_honoured)
{
    struct fixture *fixture = bare_folder((const char *const[]){"1.in", "1.ans", NULL});
    fixture_write(fixture, ".timelimit", "0.5\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->limits.cpu_ns, 500000000);
    cr_expect_str_eq(problem->time_limit_origin, ".timelimit");
    fixture_done(fixture);
}

Test(bare, link_out_of_the_folder_is_refused)
{
    struct fixture *fixture = bare_folder((const char *const[]){"1.ans", NULL});
    fixture_link(fixture, "1.in", "/etc/passwd");
    fixture_expect_refusal(fixture, "link", "1.in: a link that leaves");
    fixture_done(fixture);
}

Test(bare, folder_without_tests_is_no_package)
{
    static const struct {
        const char *label;
        const char *files[3];
        const char *words;
    } rows[] = {
        {"empty", {NULL}, "no problem package"},
        {"inputs alone", {"1.in", "2.in", NULL}, "no problem package"},
        {"problems", {"a/problem.yaml", "b/problem.yaml", NULL}, "name one of them, such as "},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = bare_folder(rows[i].files);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}
