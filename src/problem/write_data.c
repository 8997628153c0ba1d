/* write_data: tests and groups. Samples go to data/sample; the groups directly below the root are
 * folders of data/secret, numbered, so that they keep their order. */
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/write.h"

/* How a rule is told in test_group.yaml; lost: what it meant besides. */
static const struct rule {
    const char *aggregation, *lost;
} rules[SCORE_RULE_COUNT] = {
    [SCORE_PASS_FAIL] = {"pass-fail", NULL},
    [SCORE_SUM] = {"sum", NULL},
    [SCORE_MIN] = {"min", NULL},
    [SCORE_LEGACY] = {"pass-fail", "the flags of the default grader"},
    [SCORE_CUSTOM] = {"pass-fail", "the package's own grader"},
    [SCORE_EACH_TEST] = {"sum", NULL},
    [SCORE_COMPLETE] = {"pass-fail", NULL},
    [SCORE_BATCH] = {"min", NULL},
    [SCORE_GROUP_MIN] = {"min", NULL},
    [SCORE_GROUP_MUL] = {"min", "the product of outcomes, of which the least is taken"},
    [SCORE_THRESHOLD] = {"pass-fail", "the threshold of outcomes"},
    [SCORE_TIME_SCALED] = {"min", "points that fall with the time"},
};

/* The group below the root that a group belongs to; 0: the root itself. */
static size_t top_group(const struct scoring *scoring, size_t group)
{
    while (group != 0 && scoring->groups[group].parent != 0)
        group = scoring->groups[group].parent;
    return group;
}

static bool has_folders(const struct problem *problem)
{
    return problem->scoring.has_scores && problem->scoring.group_count > 1;
}

static const char *folder_of_group(struct writing *writing, size_t group)
{
    const struct score_group *groups = writing->problem->scoring.groups;
    if (!has_folders(writing->problem))
        return "data/secret";
    return arena_printf(writing->arena, "data/secret/%03zu-%s", group,
                        group == 0 ? "rest" : write_safe_name(writing, groups[group].name));
}

static bool is_sample(const struct problem *problem, const struct problem_test *test)
{
    return test->is_sample || problem->scoring.groups[test->score_group].is_sample;
}

static void add_args(const struct problem_test *test, struct str *yaml)
{
    size_t count = 0;
    for (size_t i = 0; i < test->validator_arg_count; i++) {
        if (str_starts_with(test->validator_args[i], "evalx:"))
            continue;
        str_add(yaml, count++ == 0 ? "output_validator_args: [" : ", ");
        write_quoted(yaml, test->validator_args[i]);
    }
    str_add(yaml, count > 0 ? "]\n" : "");
    count = 0;
    for (size_t i = 0; i < test->arg_count; i++) {
        str_add(yaml, count++ == 0 ? "args: [" : ", ");
        write_quoted(yaml, test->args[i]);
    }
    str_add(yaml, count > 0 ? "]\n" : "");
}

static bool is_made(const struct problem_test *test, bool is_answer)
{
    return is_answer ? test->is_answer_made : test->recipe != NULL;
}

/* Of a test whose other file is missing, nothing is written: a note says why. */
static void note_missing(struct writing *writing, const struct problem_test *test, const char *why)
{
    if (why)
        write_note(writing, "test %s: it could not be made: %s", test->name, why);
    else
        write_note(writing, "test %s: it is made by %s: run the package's own generation first",
                   test->name, test->recipe ? test->recipe[0] : "the main solution");
}

/* One of the two files; *fd_out stays -1 where the test cannot be had, which is noted. */
static int open_file(struct writing *writing, size_t index, bool is_answer, int *fd_out,
                     struct err *err)
{
    const struct problem_test *test = &writing->problem->tests[index];
    const struct problem_maker *maker = writing->maker;
    const char *path = is_answer ? test->answer : test->input;
    struct err why = {0};
    if (is_made(test, is_answer)) {
        if (maker && maker->open(maker->context, index, is_answer, fd_out, &why) == 0)
            return 0;
        if (maker && why.kind != ERR_INPUT) {
            *err = why;
            return -1;
        }
        note_missing(writing, test, maker ? why.msg : NULL);
        return 0;
    }
    if (!path) {
        note_missing(writing, test, is_answer ? "it has no answer" : "it has no input");
        return 0;
    }
    *fd_out = fs_open_beneath(writing->problem->dir_fd, path, O_RDONLY | O_CLOEXEC);
    return *fd_out >= 0 ? 0 : err_sys(err, ERR_INPUT, "%s/%s", writing->problem->path, path);
}

static int write_files(struct writing *writing, size_t index, const char *stem, bool *is_had_out,
                       struct err *err)
{
    EV_FD int input_fd = -1;
    EV_FD int answer_fd = -1;
    *is_had_out = false;
    if (open_file(writing, index, false, &input_fd, err) != 0 ||
        (input_fd >= 0 && open_file(writing, index, true, &answer_fd, err) != 0))
        return -1;
    if (input_fd < 0 || answer_fd < 0)
        return 0;
    *is_had_out = true;
    const char *input = arena_printf(writing->arena, "%s.in", stem);
    const char *answer = arena_printf(writing->arena, "%s.ans", stem);
    if (write_open_file(writing, input_fd, input, false, err) != 0)
        return -1;
    return write_open_file(writing, answer_fd, answer, false, err);
}

static int write_test(struct writing *writing, size_t index, struct err *err)
{
    const struct problem *problem = writing->problem;
    const struct problem_test *test = &problem->tests[index];
    EV_STR struct str yaml = {0};
    bool in_sample = is_sample(problem, test);
    size_t group = top_group(&problem->scoring, test->score_group);
    const char *folder = in_sample ? "data/sample" : folder_of_group(writing, group);
    const char *stem = arena_printf(writing->arena, "%s/%04zu-%s", folder, index + 1,
                                    write_safe_name(writing, fs_base_name(test->name)));
    if (test->is_static)
        return 0; /* told with the validator */
    bool is_had;
    if (write_files(writing, index, stem, &is_had, err) != 0)
        return -1;
    if (!is_had)
        return 0;
    writing->test_count++;
    if (test->outputs)
        write_note(writing, "test %s: the file %s of a submission", test->name, test->outputs);
    add_args(test, &yaml);
    if (yaml.count == 0)
        return 0;
    return write_text(writing, arena_printf(writing->arena, "%s.yaml", stem), &yaml, false, err);
}

static void note_points(struct writing *writing, size_t group)
{
    const struct problem *problem = writing->problem;
    double first = NAN;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (top_group(&problem->scoring, test->score_group) != group || isnan(test->points))
            continue;
        if (!isnan(first) && fabs(first - test->points) > 1e-9) {
            write_note(writing, "group %s: its tests had points of their own, now equal shares",
                       problem->scoring.groups[group].name);
            return;
        }
        first = test->points;
    }
}

static bool has_tests(const struct problem *problem, size_t group)
{
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (!is_sample(problem, test) && top_group(&problem->scoring, test->score_group) == group)
            return true;
    }
    return false;
}

/* Only groups that pass or fail may be required, and only earlier ones. */
static void add_requires(struct writing *writing, size_t group, struct str *yaml)
{
    const struct scoring *scoring = &writing->problem->scoring;
    const struct score_group *own = &scoring->groups[group];
    size_t count = 0;
    for (size_t i = 0; i < own->require_count; i++) {
        size_t required = own->requires[i];
        bool is_sample_alone = !has_tests(writing->problem, required);
        bool is_told = required < group && scoring->groups[required].parent == 0 &&
                       strcmp(rules[scoring->groups[required].rule].aggregation, "pass-fail") == 0;
        if (!is_told && !is_sample_alone) {
            write_note(writing, "group %s: that it needs group %s", own->name,
                       scoring->groups[required].name);
            continue;
        }
        str_printf(yaml, "%s%s", count++ == 0 ? "require_pass: [" : ", ",
                   is_sample_alone ? "sample"
                                   : folder_of_group(writing, required) + strlen("data/"));
    }
    str_add(yaml, count > 0 ? "]\n" : "");
}

static int write_group(struct writing *writing, size_t index, struct err *err)
{
    const struct score_group *group = &writing->problem->scoring.groups[index];
    const struct rule *rule = &rules[group->rule];
    EV_STR struct str yaml = {0};
    if (rule->lost)
        write_note(writing, "group %s: %s", *group->name ? group->name : "(all)", rule->lost);
    if (group->rule == SCORE_EACH_TEST)
        note_points(writing, index);
    if (isfinite(group->max_score))
        str_printf(&yaml, "max_score: %.10g\n", group->max_score);
    str_printf(&yaml, "score_aggregation: %s\n",
               index == 0 && has_folders(writing->problem) ? "sum" : rule->aggregation);
    if (index != 0)
        add_requires(writing, index, &yaml);
    const char *folder = index == 0 ? "data/secret" : folder_of_group(writing, index);
    return write_text(writing, arena_printf(writing->arena, "%s/test_group.yaml", folder), &yaml,
                      false, err);
}

static int write_groups(struct writing *writing, struct err *err)
{
    const struct scoring *scoring = &writing->problem->scoring;
    if (!scoring->has_scores)
        return 0;
    if (write_group(writing, 0, err) != 0)
        return -1;
    for (size_t i = 1; i < scoring->group_count; i++) {
        if (scoring->groups[i].parent != 0)
            write_note(writing, "group %s: groups below groups", scoring->groups[i].name);
        else if (has_tests(writing->problem, i) && write_group(writing, i, err) != 0)
            return -1;
    }
    return 0;
}

static void note_lines(struct writing *writing)
{
    for (size_t i = 0; i < writing->problem->test_count; i++) {
        const struct problem_test *test = &writing->problem->tests[i];
        for (size_t k = 0; k < test->validator_arg_count; k++) {
            if (!str_starts_with(test->validator_args[k], "evalx:"))
                continue;
            write_note(writing,
                       "test %s: compared by %s here, which the default validator of 2025-09 does "
                       "not know: it takes line breaks as any white space, and every word in turn",
                       test->name, strchr(test->validator_args[k], ':') + 1);
            return;
        }
    }
}

int write_data(struct writing *writing, struct err *err)
{
    for (size_t i = 0; i < writing->problem->test_count; i++) {
        if (write_test(writing, i, err) != 0)
            return -1;
    }
    note_lines(writing);
    return write_groups(writing, err);
}
