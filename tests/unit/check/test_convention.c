/* Calling a package's validator, and what its end means. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/str.h"
#include "check/check.h"

static const struct checker_files files = {.input = "/data/in",
                                           .answer = "/data/ans",
                                           .output = "/dev/stdin",
                                           .feedback = "/box/feedback"};

static const struct {
    const char *label;
    enum checker_convention convention;
    const char *argv;
} calls[] = {
    {"Kattis", CHECKER_KATTIS, "/data/in /data/ans /box/feedback/ case_sensitive 7"},
    {"testlib", CHECKER_TESTLIB, "/data/in /dev/stdin /data/ans case_sensitive 7"},
    {"CMS", CHECKER_CMS, "/data/in /data/ans /dev/stdin case_sensitive 7"},
    {"sinol", CHECKER_SINOL, "/data/in /dev/stdin /data/ans case_sensitive 7"},
    {"DMOJ", CHECKER_DMOJ, "/data/in /dev/stdin /data/ans case_sensitive 7"},
    {"peg", CHECKER_PEG, "/data/ans /dev/stdin /data/in case_sensitive 7"},
};

static void expect_words(const char *const *argv, const char *expected, const char *label)
{
    EV_STR struct str text = {0};
    for (size_t i = 0; argv[i]; i++)
        str_printf(&text, "%s%s", i ? " " : "", argv[i]);
    cr_expect_str_eq(str_text(&text), expected, "%s: %s", label, str_text(&text));
}

Test(convention, arguments_stand_in_the_order_of_the_convention)
{
    struct arena arena = {0};
    const char *extra[] = {"case_sensitive", "7"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(calls); i++)
        expect_words(checker_arguments(calls[i].convention, &arena, &files, extra, 2),
                     calls[i].argv, calls[i].label);
    arena_done(&arena);
}

Test(convention, interactors_are_called_in_their_order)
{
    struct arena arena = {0};
    expect_words(interactor_arguments(INTERACTOR_TESTLIB, &arena, &files, NULL, 0),
                 "/data/in /dev/stdin /data/ans", "testlib");
    expect_words(interactor_arguments(INTERACTOR_KATTIS, &arena, &files, NULL, 0),
                 "/data/in /data/ans /box/feedback/", "Kattis");
    arena_done(&arena);
}

Test(convention, a_package_may_have_an_order_of_its_own)
{
    struct arena arena = {0};
    const char *words[] = {"--answer={answer_file}", "{{x}}", "{output_file}:{input_file}", ""};
    struct checker_files own = files;
    own.words = words;
    own.word_count = EV_ARRAY_LENGTH(words);
    const char *extra[] = {"not", "these"};
    expect_words(checker_arguments(CHECKER_DMOJ, &arena, &own, extra, 2),
                 "--answer=/data/ans {x} /dev/stdin:/data/in ", "checker");
    expect_words(interactor_arguments(INTERACTOR_DMOJ, &arena, &own, NULL, 0),
                 "--answer=/data/ans {x} /dev/stdin:/data/in ", "interactor");
    own.word_count = 0;
    expect_words(checker_arguments(CHECKER_DMOJ, &arena, &own, NULL, 0), "", "no words at all");
    arena_done(&arena);
}

Test(convention, feedback_slash_is_not_doubled)
{
    struct arena arena = {0};
    struct checker_files slashed = {.input = "i", .answer = "a", .feedback = "f/"};
    expect_words(checker_arguments(CHECKER_KATTIS, &arena, &slashed, NULL, 0), "i a f/", "slash");
    arena_done(&arena);
}

static const struct {
    const char *label;
    enum checker_convention convention;
    struct checker_evidence evidence;
    enum check_outcome outcome;
    double score, multiplier;
    const char *named;
} others[] = {
    {"testlib ok",
     CHECKER_TESTLIB,
     {.stderr_text = "ok 3 numbers"},
     CHECK_ACCEPTED,
     NAN,
     NAN,
     "ok 3 numbers"},
    {"testlib wrong",
     CHECKER_TESTLIB,
     {.facts.exit_status = 1, .stderr_text = "wrong answer 1st"},
     CHECK_WRONG,
     NAN,
     NAN,
     "1st"},
    {"testlib presentation",
     CHECKER_TESTLIB,
     {.facts.exit_status = 2},
     CHECK_PRESENTATION,
     NAN,
     NAN,
     ""},
    {"testlib end of file",
     CHECKER_TESTLIB,
     {.facts.exit_status = 8},
     CHECK_PRESENTATION,
     NAN,
     NAN,
     ""},
    {"testlib failure",
     CHECKER_TESTLIB,
     {.facts.exit_status = 3, .stderr_text = "FAIL the answer is bad"},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "the answer is bad"},
    {"testlib points of more",
     CHECKER_TESTLIB,
     {.facts.exit_status = 7, .stderr_text = "points 2.5 half", .points = 5},
     CHECK_PARTIAL,
     2.5,
     NAN,
     "points 2.5"},
    {"testlib all points",
     CHECKER_TESTLIB,
     {.facts.exit_status = 7, .stderr_text = "points 5", .points = 5},
     CHECK_ACCEPTED,
     5,
     NAN,
     ""},
    {"testlib no points",
     CHECKER_TESTLIB,
     {.facts.exit_status = 7, .stderr_text = "points 0"},
     CHECK_WRONG,
     0,
     NAN,
     ""},
    {"testlib points without a number",
     CHECKER_TESTLIB,
     {.facts.exit_status = 7},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "points"},
    {"testlib partially",
     CHECKER_TESTLIB,
     {.facts.exit_status = 50, .stderr_text = "partially correct (50) so so"},
     CHECK_PARTIAL,
     NAN,
     0.25,
     "so so"},
    {"testlib partially, zero",
     CHECKER_TESTLIB,
     {.facts.exit_status = 0, .stderr_text = "partially correct (0) so so"},
     CHECK_WRONG,
     NAN,
     0,
     "so so"},
    {"testlib partially, the status of a wrong answer",
     CHECKER_TESTLIB,
     {.facts.exit_status = 1, .stderr_text = "partially correct (1) so so"},
     CHECK_PARTIAL,
     NAN,
     0.005,
     "so so"},
    {"testlib partially, the status of a failure",
     CHECKER_TESTLIB,
     {.facts.exit_status = 3, .stderr_text = "partially correct (3) so so"},
     CHECK_PARTIAL,
     NAN,
     0.015,
     "so so"},
    {"testlib partially, the status of points",
     CHECKER_TESTLIB,
     {.facts.exit_status = 7, .stderr_text = "partially correct (7) so so"},
     CHECK_PARTIAL,
     NAN,
     0.035,
     "so so"},
    {"testlib partially, above another base",
     CHECKER_TESTLIB,
     {.facts.exit_status = 66, .stderr_text = "partially correct (16) so so"},
     CHECK_PARTIAL,
     NAN,
     0.08,
     "so so"},
    {"testlib, another status",
     CHECKER_TESTLIB,
     {.facts.exit_status = 50},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "exit status 50"},
    {"CMS whole",
     CHECKER_CMS,
     {.stdout_text = "1.0\n", .stderr_text = "translate:success\n"},
     CHECK_ACCEPTED,
     NAN,
     1,
     "Output is correct"},
    {"CMS half",
     CHECKER_CMS,
     {.stdout_text = "0.5\n", .stderr_text = "near\n"},
     CHECK_PARTIAL,
     NAN,
     0.5,
     "near"},
    {"CMS nothing", CHECKER_CMS, {.stdout_text = "0\n"}, CHECK_WRONG, NAN, 0, ""},
    {"CMS no outcome", CHECKER_CMS, {.stdout_text = ""}, CHECK_JUDGE_ERROR, NAN, NAN, "outcome"},
    {"CMS beyond", CHECKER_CMS, {.stdout_text = "7"}, CHECK_JUDGE_ERROR, NAN, NAN, "7"},
    {"CMS failed",
     CHECKER_CMS,
     {.facts.exit_status = 1, .stdout_text = "1.0"},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "exit status 1"},
    {"sinol", CHECKER_SINOL, {.stdout_text = "OK\n"}, CHECK_ACCEPTED, NAN, 1, ""},
    {"sinol percent",
     CHECKER_SINOL,
     {.stdout_text = "OK\nalmost\n40\n"},
     CHECK_PARTIAL,
     NAN,
     0.4,
     "almost"},
    {"sinol percent without comment",
     CHECKER_SINOL,
     {.stdout_text = "OK\n\n40\n"},
     CHECK_PARTIAL,
     NAN,
     0.4,
     ""},
    {"sinol wrong",
     CHECKER_SINOL,
     {.stdout_text = "WRONG\nline 3\n"},
     CHECK_WRONG,
     NAN,
     0,
     "line 3"},
    {"sinol silent", CHECKER_SINOL, {.stdout_text = ""}, CHECK_JUDGE_ERROR, NAN, NAN, "OK"},
    {"DMOJ", CHECKER_DMOJ, {.stdout_text = "fine"}, CHECK_ACCEPTED, NAN, NAN, "fine"},
    {"DMOJ has no status 7",
     CHECKER_DMOJ,
     {.facts.exit_status = 7},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "exit status 7"},
    {"coci partial",
     CHECKER_COCI,
     {.facts.exit_status = 7, .stderr_text = "partial 1/4\n"},
     CHECK_PARTIAL,
     NAN,
     0.25,
     ""},
    {"coci partial of nothing",
     CHECKER_COCI,
     {.facts.exit_status = 7, .stderr_text = "partial 1/0\n"},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "partial"},
    {"coci partial on a later line, and 0",
     CHECKER_COCI,
     {.facts.exit_status = 7, .stderr_text = "words\npartial 0/5\n"},
     CHECK_PARTIAL,
     NAN,
     0,
     ""},
    {"coci more than the whole",
     CHECKER_COCI,
     {.facts.exit_status = 7, .stderr_text = "partial 11/10\n"},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "partial"},
    {"coci below 0",
     CHECKER_COCI,
     {.facts.exit_status = 7, .stderr_text = "partial -1/10\n"},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "partial"},
    {"coci presentation", CHECKER_COCI, {.facts.exit_status = 2}, CHECK_PRESENTATION, NAN, NAN, ""},
    {"peg", CHECKER_PEG, {.facts.exit_status = 1}, CHECK_WRONG, NAN, NAN, ""},
    {"peg part, of a rejected output",
     CHECKER_PEG,
     {.facts.exit_status = 1, .stdout_text = "words\n1.0\n4\n"},
     CHECK_PARTIAL,
     NAN,
     0.25,
     "words"},
    {"peg part of nothing",
     CHECKER_PEG,
     {.facts.exit_status = 0, .stdout_text = "1\n0\n"},
     CHECK_ACCEPTED,
     NAN,
     NAN,
     "1"},
    {"peg has no status 7",
     CHECKER_PEG,
     {.facts.exit_status = 7},
     CHECK_JUDGE_ERROR,
     NAN,
     NAN,
     "exit status 7"},
};

static bool is_same(double a, double b)
{
    return isnan(a) ? isnan(b) : fabs(a - b) < 1e-9;
}

Test(convention, every_convention_has_its_own_words)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(others); i++) {
        struct check_result result;
        checker_conclude(others[i].convention, &others[i].evidence, &result);
        cr_expect_eq(result.outcome, others[i].outcome, "%s: %d", others[i].label, result.outcome);
        cr_expect(is_same(result.score, others[i].score), "%s: score %f", others[i].label,
                  result.score);
        cr_expect(is_same(result.score_multiplier, others[i].multiplier), "%s: multiplier %f",
                  others[i].label, result.score_multiplier);
        cr_expect(strstr(result.message, others[i].named), "%s: \"%s\"", others[i].label,
                  result.message);
    }
}

static const struct {
    const char *label;
    struct checker_evidence evidence;
    enum check_outcome outcome;
    const char *named; /* part of the message */
} rows[] = {
    {"42 is accepted", {.facts.exit_status = 42}, CHECK_ACCEPTED, ""},
    {"43 is wrong",
     {.facts.exit_status = 43, .judge_message = "\n off by one\nmore"},
     CHECK_WRONG,
     "off by one"},
    {"team message where the judge's is missing",
     {.facts.exit_status = 43, .team_message = "too long"},
     CHECK_WRONG,
     "too long"},
    {"0 is a judge error", {.facts.exit_status = 0}, CHECK_JUDGE_ERROR, "exit status 0"},
    {"1 is a judge error with its words",
     {.facts.exit_status = 1, .judge_error = "cannot open", .stderr_text = "trace"},
     CHECK_JUDGE_ERROR,
     "cannot open"},
    {"standard error tells the reason",
     {.facts.exit_status = 1, .stderr_text = "assertion failed"},
     CHECK_JUDGE_ERROR,
     "assertion failed"},
    {"a signal", {.facts.signal = SIGSEGV}, CHECK_JUDGE_ERROR, "signal 11"},
    {"42 after the time limit",
     {.facts = {.exit_status = 42, .limits_hit = LIMIT_CPU}},
     CHECK_JUDGE_ERROR,
     "time limit"},
    {"the memory limit",
     {.facts = {.signal = SIGKILL, .limits_hit = LIMIT_MEMORY}},
     CHECK_JUDGE_ERROR,
     "memory limit"},
    {"a refused fork is no verdict",
     {.facts = {.exit_status = 42, .limits_hit = LIMIT_PROCESSES}},
     CHECK_ACCEPTED,
     ""},
    {"a forbidden call",
     {.facts = {.exit_status = 42, .made_forbidden_call = true, .forbidden_call = "ptrace"}},
     CHECK_JUDGE_ERROR,
     "ptrace"},
    {"score on a reject", {.facts.exit_status = 43, .score = "1"}, CHECK_JUDGE_ERROR, "score"},
    {"both score files",
     {.facts.exit_status = 42, .score = "1", .score_multiplier = "0.5"},
     CHECK_JUDGE_ERROR,
     "both"},
    {"a score that is no number",
     {.facts.exit_status = 42, .score = "many"},
     CHECK_JUDGE_ERROR,
     "score.txt"},
    {"a multiplier above 1",
     {.facts.exit_status = 42, .score_multiplier = "1.5"},
     CHECK_JUDGE_ERROR,
     "score_multiplier.txt"},
    {"next pass on a reject",
     {.facts.exit_status = 43, .has_next_pass = true},
     CHECK_JUDGE_ERROR,
     "nextpass.in"},
    {"next pass", {.facts.exit_status = 42, .has_next_pass = true}, CHECK_ACCEPTED, ""},
    {"control characters go",
     {.facts.exit_status = 43, .judge_message = "a\x1b[1mb"},
     CHECK_WRONG,
     "a [1mb"},
};

Test(convention, kattis_end_means_what_the_table_says)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct check_result result;
        checker_conclude(CHECKER_KATTIS, &rows[i].evidence, &result);
        cr_expect_eq(result.outcome, rows[i].outcome, "%s: %d", rows[i].label, result.outcome);
        cr_expect(strstr(result.message, rows[i].named), "%s: \"%s\"", rows[i].label,
                  result.message);
        cr_expect(isnan(result.score), "%s: has a score", rows[i].label);
    }
}

Test(convention, score_is_read)
{
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 42, .score = " 12.5\n"};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(result.outcome, CHECK_ACCEPTED);
    cr_expect_eq(result.score, 12.5);
    cr_expect(isnan(result.score_multiplier));
}

Test(convention, score_multiplier_is_read)
{
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 42, .score_multiplier = "0.25\n"};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(result.score_multiplier, 0.25);
    cr_expect(isnan(result.score));
}

Test(convention, long_message_is_cut_to_one_line)
{
    static char text[4 * CHECK_MESSAGE_MAX];
    memset(text, 'x', sizeof(text) - 1);
    struct check_result result;
    struct checker_evidence evidence = {.facts.exit_status = 43, .judge_message = text};
    checker_conclude(CHECKER_KATTIS, &evidence, &result);
    cr_expect_eq(strlen(result.message), CHECK_MESSAGE_MAX - 1);
}
