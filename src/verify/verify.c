/* verify: the story of one package: read it, look at it, run its validators and its submissions,
 * and tell what does not hold. */
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "verify/internal.h"

int verify_open(const struct verify_options *options, struct verify **verify_out, struct err *err)
{
    struct verify *verify = calloc(1, sizeof(*verify));
    if (!verify)
        return err_sys(err, ERR_JUDGE, "verify");
    verify->options = options;
    (void)pthread_mutex_init(&verify->reading, NULL); /* default attributes: cannot fail on Linux */
    *verify_out = verify;
    return 0;
}

void verify_close(struct verify *verify)
{
    if (verify)
        (void)pthread_mutex_destroy(&verify->reading);
    free(verify);
}

static int open_package(struct package_check *check, const char *path, struct err *err)
{
    (void)pthread_mutex_lock(&check->verify->reading); /* a default mutex fails only when misused */
    int status = problem_open_shared(path, &check->problem, err);
    (void)pthread_mutex_unlock(&check->verify->reading);
    return status;
}

void verify_use_judge(struct verify *verify, struct judge *judge)
{
    verify->judge = judge;
}

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Tests that stand together in one folder. */
static void list_groups(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    struct verified_group *groups =
        arena_alloc(check->arena, (problem->test_count + 1) * sizeof(*groups));
    size_t count = 0;
    for (size_t i = 0; i < problem->test_count; i++) {
        if (count > 0 && strcmp(groups[count - 1].name, problem->tests[i].group) == 0) {
            groups[count - 1].count++;
            continue;
        }
        groups[count++] = (struct verified_group){
            .name = arena_string(check->arena, problem->tests[i].group), .first = i, .count = 1};
    }
    check->report->groups = groups;
    check->report->group_count = count;
}

static void list_tests(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    check->tests = arena_alloc(check->arena, (problem->test_count + 1) * sizeof(*check->tests));
    for (size_t i = 0; i < problem->test_count; i++)
        check->tests[i] =
            (struct test_worth){.name = arena_string(check->arena, problem->tests[i].name),
                                .is_sample = problem->tests[i].is_sample};
    check->report->tests = check->tests;
    check->report->test_count = problem->test_count;
}

static void list_submissions(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    check->submissions =
        arena_alloc(check->arena, (problem->jury_count + 1) * sizeof(*check->submissions));
    for (size_t i = 0; i < problem->jury_count; i++) {
        const struct jury_submission *jury = &problem->jury[i];
        check->submissions[i] = (struct verified_submission){
            .path = arena_string(check->arena, jury->path),
            .state = VERIFIED_NOT_RUN,
            .expected = expect_words(check->arena, check, jury),
            .verdict = VERDICT_SKIPPED,
            .high_verdict = VERDICT_SKIPPED,
            .score = NAN,
            .high_score = NAN,
            .max_score = NAN,
            .time_factor = 1.0,
            .is_lower = jury->is_for_time_limit,
            .is_upper = jury->is_too_slow,
            .slowest = SIZE_MAX,
        };
    }
    check->report->submissions = check->submissions;
    check->report->submission_count = problem->jury_count;
}

static void prepare(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    struct verify_report *report = check->report;
    report->problem = arena_string(check->arena, problem->short_name);
    report->title = problem->title ? arena_string(check->arena, problem->title) : NULL;
    report->format = arena_string(check->arena, problem->format);
    report->is_folder = fs_is_directory(AT_FDCWD, report->path); /* of a copy, too */
    check->vocabulary = vocabulary_of_package(problem);
    list_tests(check);
    list_groups(check);
    list_submissions(check);
}

static int run_parts(struct package_check *check, struct err *err)
{
    unsigned parts = check->verify->options->scope.parts;
    structure_check(check);
    if ((parts & VERIFY_VALIDATORS) && validators_check(check, err) != 0)
        return -1;
    if (!(parts & (VERIFY_SUBMISSIONS | VERIFY_LIMITS)) || check->problem.jury_count == 0)
        return 0;
    if (jury_judge(check, err) != 0)
        return -1;
    judgings_tell(check);
    if (check->report->is_interrupted || check->verify->options->scope.submissions)
        return 0; /* of some submissions nothing follows for the limit and the tests */
    limit_check(check);
    worth_find(check);
    return 0;
}

void verify_package(struct verify *verify, const char *path, struct arena *arena,
                    struct verify_report *report_out)
{
    struct package_check check = {.verify = verify, .arena = arena, .report = report_out};
    struct err err = {0};
    int64_t started_ns = now_ns();
    *report_out = (struct verify_report){.path = arena_string(arena, path)};
    if (open_package(&check, path, &err) != 0) {
        report_out->error = err;
    } else {
        prepare(&check);
        if (run_parts(&check, &err) != 0) {
            report_out->is_interrupted = err.kind == ERR_INTERRUPTED;
            report_out->error = report_out->is_interrupted ? (struct err){0} : err;
        }
        judge_grader_close(check.grader);
        problem_close(&check.problem);
    }
    report_out->wall_ns = now_ns() - started_ns;
}
