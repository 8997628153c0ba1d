/* write_groups: where tests go, and what their groups are worth. Samples go to data/sample. The
 * rest goes to data/secret: the group `secret` of a package of Kattis' kind, the root of any
 * other; the groups directly below are its folders. Names of packages of Kattis' kind stay where
 * the format allows them; elsewhere folders and tests are numbered, so that they keep their
 * order. */
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
    [SCORE_LEGACY] = {"sum", NULL}, /* told by its flags, see legacy_worth */
    [SCORE_CUSTOM] = {"sum", "the package's own grader"},
    [SCORE_EACH_TEST] = {"sum", NULL},
    [SCORE_COMPLETE] = {"pass-fail", NULL},
    [SCORE_BATCH] = {"min", NULL},
    [SCORE_GROUP_MIN] = {"min", NULL},
    [SCORE_GROUP_MUL] = {"min", "the product of outcomes, of which the least is taken"},
    [SCORE_THRESHOLD] = {"pass-fail", "the threshold of outcomes"},
    [SCORE_TIME_SCALED] = {"min", "points that fall with the time"},
};

static const char secret[] = "secret";

/* What stands in test_group.yaml. */
struct worth {
    const char *aggregation;
    double max_score; /* INFINITY: unbounded */
    const char *lost; /* NULL: nothing */
};

/* ---- places ---- */

/* The group below the base that a group belongs to; the base itself; of others any. */
static size_t top_group(const struct writing *writing, size_t group)
{
    const struct score_group *groups = writing->problem->scoring.groups;
    while (group != 0 && group != writing->base && groups[group].parent != writing->base)
        group = groups[group].parent;
    return group;
}

static bool is_sample(const struct problem *problem, const struct problem_test *test)
{
    return test->is_sample || problem->scoring.groups[test->score_group].is_sample;
}

static bool is_below_base(const struct writing *writing, size_t group)
{
    return group != writing->base &&
           writing->problem->scoring.groups[group].parent == writing->base;
}

static size_t count_tests(const struct writing *writing, size_t group)
{
    const struct problem *problem = writing->problem;
    size_t count = 0;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        count += !is_sample(problem, test) && !test->is_static &&
                 top_group(writing, test->score_group) == group;
    }
    return count;
}

static bool has_folders(const struct writing *writing)
{
    const struct scoring *scoring = &writing->problem->scoring;
    for (size_t i = 1; i < scoring->group_count && scoring->has_scores; i++) {
        if (is_below_base(writing, i))
            return true;
    }
    return false;
}

static bool is_safe(struct writing *writing, const char *name)
{
    return *name != '\0' && strcmp(name, write_safe_name(writing, name)) == 0;
}

/* "sample/1", "secret/1" and "secret/group/1" are names of the new format, too. */
static bool has_fitting_name(struct writing *writing, const struct problem_test *test,
                             bool *is_grouped_out)
{
    bool in_sample = is_sample(writing->problem, test);
    const char *place = in_sample ? "sample/" : "secret/";
    if (!str_starts_with(test->name, place))
        return false;
    const char *name = test->name + strlen(place);
    const char *slash = strchr(name, '/');
    *is_grouped_out = slash != NULL;
    if (!slash)
        return is_safe(writing, name);
    const char *folder = arena_string_n(writing->arena, name, (size_t)(slash - name));
    return !in_sample && is_safe(writing, folder) && is_safe(writing, slash + 1);
}

/* Groups and lone tests never stand side by side there. */
static bool may_keep_names(struct writing *writing)
{
    const struct problem *problem = writing->problem;
    size_t grouped = 0, lone = 0;
    if (problem->scoring.has_scores && writing->base == 0)
        return false;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        bool is_grouped;
        if (test->is_static)
            continue;
        if (!has_fitting_name(writing, test, &is_grouped))
            return false;
        grouped += is_grouped;
        lone += !is_grouped && !is_sample(problem, test);
    }
    return grouped == 0 || lone == 0;
}

void write_plan_groups(struct writing *writing)
{
    const struct scoring *scoring = &writing->problem->scoring;
    for (size_t i = 1; i < scoring->group_count; i++) {
        if (scoring->groups[i].parent == 0 && strcmp(scoring->groups[i].name, secret) == 0)
            writing->base = i;
    }
    writing->keeps_names = may_keep_names(writing);
}

static const char *folder_of_group(struct writing *writing, size_t group)
{
    const char *name = writing->problem->scoring.groups[group].name;
    if (group == writing->base && !(has_folders(writing) && !writing->keeps_names))
        return "data/secret";
    if (writing->keeps_names)
        return arena_printf(writing->arena, "data/%s", name);
    if (group == writing->base)
        return arena_printf(writing->arena, "data/secret/%03zu-rest", group);
    if (writing->base != 0)
        name = fs_base_name(name);
    return arena_printf(writing->arena, "data/secret/%03zu-%s", group,
                        write_safe_name(writing, name));
}

const char *write_test_stem(struct writing *writing, size_t index)
{
    const struct problem *problem = writing->problem;
    const struct problem_test *test = &problem->tests[index];
    if (writing->keeps_names)
        return arena_printf(writing->arena, "data/%s", test->name);
    const char *folder = "data/sample";
    if (!is_sample(problem, test))
        folder = has_folders(writing)
                     ? folder_of_group(writing, top_group(writing, test->score_group))
                     : "data/secret";
    return arena_printf(writing->arena, "%s/%04zu-%s", folder, index + 1,
                        write_safe_name(writing, fs_base_name(test->name)));
}

/* ---- what a group is worth ---- */

/* A group of tests under the default grader: its flags, and what each of its tests counts. */
static struct worth legacy_worth(const struct score_group *group, size_t count)
{
    static const char changed[] = "the flags of the default grader";
    const struct legacy_grading *legacy = &group->legacy;
    struct worth worth = {.aggregation = "sum", .max_score = legacy->accept_score};
    bool is_least = legacy->score_mode == LEGACY_MIN || count == 1;
    if (is_least)
        worth.aggregation = group->has_checker_score ? "min" : "pass-fail";
    else if (legacy->score_mode == LEGACY_SUM)
        worth.max_score *= (double)count;
    if (group->has_checker_score)
        worth.max_score = is_least ? legacy->most : INFINITY;
    if (legacy->score_mode == LEGACY_MAX && count > 1)
        worth.lost = changed;
    if (legacy->reject_score != 0 || legacy->accepts_if_any ||
        legacy->verdict_mode == LEGACY_ALWAYS_ACCEPT)
        worth.lost = changed;
    else if (!is_least && group->stops_on_reject)
        worth.lost = "that tests behind a rejected one count nothing";
    return worth;
}

static struct worth worth_of(const struct writing *writing, size_t index)
{
    const struct score_group *group = &writing->problem->scoring.groups[index];
    if (group->rule == SCORE_LEGACY)
        return legacy_worth(group, count_tests(writing, index));
    bool is_free = group->rule == SCORE_CUSTOM && group->has_checker_score;
    return (struct worth){
        .aggregation = rules[group->rule].aggregation,
        .max_score = is_free ? INFINITY : group->max_score,
        .lost = rules[group->rule].lost,
    };
}

/* Of groups as they are written. */
static double sum_of_groups(const struct writing *writing)
{
    const struct scoring *scoring = &writing->problem->scoring;
    double sum = 0;
    for (size_t i = 1; i < scoring->group_count; i++) {
        if (is_below_base(writing, i) && count_tests(writing, i) > 0)
            sum += round(worth_of(writing, i).max_score);
    }
    return sum;
}

/* data/secret with groups below. */
static struct worth base_worth(const struct writing *writing)
{
    const struct score_group *group = &writing->problem->scoring.groups[writing->base];
    struct worth worth = worth_of(writing, writing->base);
    if (!has_folders(writing))
        return worth;
    if (writing->base == 0)
        worth.aggregation = "sum";
    if (group->rule != SCORE_LEGACY)
        return worth;
    enum legacy_score_mode mode = group->legacy.score_mode;
    worth.aggregation = mode == LEGACY_MIN ? "min" : "sum";
    worth.max_score = sum_of_groups(writing);
    if (mode == LEGACY_MIN && isfinite(worth.max_score))
        worth.max_score = group->max_score;
    worth.lost = mode == LEGACY_AVG || mode == LEGACY_MAX ? "the flags of the default grader"
                 : group->stops_on_reject ? "that groups behind a failed one count nothing"
                                          : NULL;
    return worth;
}

/* ---- test_group.yaml ---- */

static void note_points(struct writing *writing, size_t group)
{
    const struct problem *problem = writing->problem;
    double first = NAN;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (top_group(writing, test->score_group) != group || isnan(test->points))
            continue;
        if (!isnan(first) && fabs(first - test->points) > 1e-9) {
            write_note(writing, "group %s: its tests had points of their own, now equal shares",
                       problem->scoring.groups[group].name);
            return;
        }
        first = test->points;
    }
}

/* Only groups that pass or fail may be required, and only earlier ones. */
static void add_requires(struct writing *writing, size_t group, struct str *yaml)
{
    const struct scoring *scoring = &writing->problem->scoring;
    const struct score_group *own = &scoring->groups[group];
    size_t count = 0;
    for (size_t i = 0; i < own->require_count; i++) {
        size_t required = own->requires[i];
        bool is_sample_alone = count_tests(writing, required) == 0;
        bool is_told = required < group && is_below_base(writing, required) &&
                       strcmp(worth_of(writing, required).aggregation, "pass-fail") == 0;
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

static void add_static(const struct score_group *group, struct str *yaml)
{
    if (!group->has_static_test)
        return;
    if (group->rule == SCORE_PASS_FAIL)
        str_add(yaml, "static_validation_score: pass-fail\n");
    else
        str_printf(yaml, "static_validation_score: %.10g\n", group->static_score);
    for (size_t i = 0; i < group->static_arg_count; i++) {
        str_add(yaml, i == 0 ? "static_validator_args: [" : ", ");
        write_quoted(yaml, group->static_args[i]);
    }
    str_add(yaml, group->static_arg_count > 0 ? "]\n" : "");
}

/* Whole numbers only. */
static void add_max_score(struct writing *writing, const char *name, const struct worth *worth,
                          struct str *yaml)
{
    double points = round(worth->max_score);
    if (!isfinite(points)) {
        str_add(yaml, "max_score: unbounded\n");
        return;
    }
    str_printf(yaml, "max_score: %.0f\n", points);
    if (fabs(points - worth->max_score) > 1e-9)
        write_note(writing, "group %s: its %.10g points are %.0f now", name, worth->max_score,
                   points);
}

static int write_group(struct writing *writing, size_t index, struct err *err)
{
    const struct score_group *group = &writing->problem->scoring.groups[index];
    bool is_base = index == writing->base;
    struct worth worth = is_base ? base_worth(writing) : worth_of(writing, index);
    const char *name = *group->name ? group->name : "(all)";
    EV_STR struct str yaml = {0};
    if (worth.lost)
        write_note(writing, "group %s: %s", name, worth.lost);
    if (group->rule == SCORE_EACH_TEST)
        note_points(writing, index);
    add_max_score(writing, name, &worth, &yaml);
    str_printf(&yaml, "score_aggregation: %s\n", worth.aggregation);
    add_static(group, &yaml);
    if (index != 0)
        add_requires(writing, index, &yaml);
    const char *folder = is_base ? "data/secret" : folder_of_group(writing, index);
    return write_text(writing, arena_printf(writing->arena, "%s/test_group.yaml", folder), &yaml,
                      false, err);
}

/* A folder below data/secret, for tests or for what is said of the sources. */
static bool has_place(const struct writing *writing, size_t group)
{
    return is_below_base(writing, group) &&
           (count_tests(writing, group) > 0 ||
            writing->problem->scoring.groups[group].has_static_test);
}

/* Of the root of a legacy package, which has no place of its own. */
static void note_root(struct writing *writing)
{
    const struct problem *problem = writing->problem;
    const struct score_group *root = &problem->scoring.groups[0];
    bool has_samples = false;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        const struct legacy_grading *legacy = &problem->scoring.groups[test->score_group].legacy;
        has_samples = has_samples || (is_sample(problem, test) && legacy->accept_score != 0);
    }
    if (root->rule != SCORE_LEGACY)
        return;
    if (!problem->scoring.has_scores || root->legacy.score_mode != LEGACY_SUM)
        write_note(writing, "group (all): the flags of the default grader");
    else if (has_samples && !root->legacy.is_sample_ignored)
        write_note(writing, "group (all): the points of samples");
}

int write_groups(struct writing *writing, struct err *err)
{
    const struct scoring *scoring = &writing->problem->scoring;
    note_root(writing);
    if (!scoring->has_scores)
        return 0;
    if (write_group(writing, writing->base, err) != 0)
        return -1;
    for (size_t i = 1; i < scoring->group_count; i++) {
        size_t top = top_group(writing, i);
        if (top != writing->base && top != 0 && top != i)
            write_note(writing, "group %s: groups below groups", scoring->groups[i].name);
        else if (has_place(writing, i) && write_group(writing, i, err) != 0)
            return -1;
    }
    return 0;
}
