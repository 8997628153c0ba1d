#include "fixture.h"

#define MS INT64_C(1000000)
#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"

Test(time_limit, nearest_source_wins)
{
    static const struct {
        const char *label, *yaml, *ini, *dot;
        int64_t cpu_ns;
        const char *origin;
    } rows[] = {
        {"only the file", "name: x\n", NULL, "2.5\n", 2500 * MS, ".timelimit"},
        {"file without a newline", "name: x\n", NULL, "1", 1000 * MS, ".timelimit"},
        {"only ini", "name: x\n", "timelimit = '3'\n", NULL, 3000 * MS, "domjudge-problem.ini"},
        {"ini and file agree", "name: x\n", "timelimit=3\n", "3.0\n", 3000 * MS,
         "domjudge-problem.ini"},
        {"problem.yaml", "limits: {time_limit: 0.75}\n", NULL, NULL, 750 * MS, "problem.yaml"},
        {"problem.yaml over ini", "limits: {time_limit: 4}\n", "timelimit=3\n", NULL, 4000 * MS,
         "problem.yaml"},
        {"2025-09", ICPC "limits: {time_limit: 4}\n", NULL, "4\n", 4000 * MS, "problem.yaml"},
        {"2025-09 by the file", ICPC, NULL, "4\n", 4000 * MS, ".timelimit"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        if (rows[i].ini)
            fixture_write(fixture, "domjudge-problem.ini", rows[i].ini);
        if (rows[i].dot)
            fixture_write(fixture, ".timelimit", rows[i].dot);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->limits.cpu_ns, rows[i].cpu_ns, "%s", rows[i].label);
        cr_expect_eq(problem->limits.wall_ns, -1, "%s", rows[i].label);
        cr_expect_str_eq(problem->time_limit_origin, rows[i].origin, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(time_limit, disagreement_with_the_file_is_refused)
{
    static const struct {
        const char *label, *yaml, *ini;
    } rows[] = {
        {"problem.yaml", "limits: {time_limit: 4}\n", NULL},
        {"ini", "name: x\n", "timelimit=4\n"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_write(fixture, ".timelimit", "3\n");
        if (rows[i].ini)
            fixture_write(fixture, "domjudge-problem.ini", rows[i].ini);
        fixture_expect_refusal(fixture, rows[i].label, ".timelimit: 3 s, but ");
        fixture_done(fixture);
    }
}

Test(time_limit, disagreement_of_ini_and_problem_yaml_is_a_warning)
{
    struct fixture *fixture = fixture_package("limits: {time_limit: 4}\n");
    fixture_write(fixture, "domjudge-problem.ini", "timelimit=3\n");
    (void)fixture_problem(fixture);
    cr_expect(fixture_has_warning(fixture, "gives way"));
    fixture_done(fixture);
}

Test(time_limit, limit_is_a_multiple_of_the_resolution_in_2025)
{
    static const struct {
        const char *label, *limits;
        bool is_refused;
    } rows[] = {
        {"whole seconds", "{time_limit: 3}", false},
        {"half a second", "{time_limit: 2.5}", true},
        {"tenths", "{time_limit: 0.3, time_resolution: 0.1}", false},
        {"many tenths", "{time_limit: 1234.7, time_resolution: 0.1}", false},
        {"less than the resolution", "{time_limit: 0.5, time_resolution: 1}", true},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(ICPC);
        fixture_write(fixture, "problem.yaml",
                      arena_printf(&fixture->arena, ICPC "limits: %s\n", rows[i].limits));
        if (rows[i].is_refused)
            fixture_expect_refusal(fixture, rows[i].label, "no multiple of the time_resolution");
        else
            cr_expect(fixture_open(fixture), "%s: %s", rows[i].label, fixture->err.msg);
        fixture_done(fixture);
    }
}

Test(time_limit, without_limit_and_jury_it_is_ten_seconds_and_a_warning)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_remove(fixture, "submissions");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->limits.cpu_ns, 10000 * MS);
    cr_expect_str_eq(problem->time_limit_origin, "default");
    cr_expect(fixture_has_warning(fixture, "no time limit"));
    fixture_done(fixture);
}

Test(time_limit, accepted_submission_leaves_it_to_be_computed)
{
    struct fixture *fixture = fixture_package("name: x\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->limits.cpu_ns, -1);
    cr_expect_null(problem->time_limit_origin);
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(time_limit, broken_files_are_refused_with_their_place)
{
    static const struct {
        const char *label, *file, *text, *words;
    } rows[] = {
        {"empty", ".timelimit", "\n", ".timelimit:1:1: expected one number"},
        {"two numbers", ".timelimit", "1 2\n", ".timelimit:1:1: expected one number"},
        {"no number", ".timelimit", "fast\n", ".timelimit:1:1: expected one number"},
        {"zero", ".timelimit", "0\n", ".timelimit:1:1"},
        {"ini without =", "domjudge-problem.ini", "; x\n[a]\ntimelimit\n",
         "domjudge-problem.ini:3:1: expected KEY = VALUE"},
        {"ini without number", "domjudge-problem.ini", "timelimit='soon'\n",
         "domjudge-problem.ini:1:1"},
        {"ini special_run", "domjudge-problem.ini", "name=x\nspecial_run='r'\n",
         "domjudge-problem.ini:2:1: 'r' is a program of some DOMjudge"},
        {"ini special_compare", "domjudge-problem.ini", "special_compare = c\n",
         "domjudge-problem.ini:1:1: 'c' is a program"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package("name: x\n");
        fixture_write(fixture, rows[i].file, rows[i].text);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(time_limit, known_ini_keys_are_silent_and_unknown_ones_told)
{
    struct fixture *fixture = fixture_package("name: x\n");
    fixture_write(
        fixture, "domjudge-problem.ini",
        "allow_submit = 1\r\nshort-name = a\ncolor=\"#fff\"\nspecial_run=\nflavour=mint\n");
    (void)fixture_problem(fixture);
    cr_expect_eq(fixture->problem.warning_count, 1);
    cr_expect(fixture_has_warning(fixture, "line 5: unknown key 'flavour'"));
    fixture_done(fixture);
}
