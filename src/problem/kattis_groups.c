/* kattis_groups: see kattis_groups.h. The legacy tree has a group for every folder; the tree of
 * 2025-09 has sample, secret and the groups below secret (kattis_groups_icpc.c). */
#include "problem/kattis_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "problem/testdata.h"

static int compare_groups(const void *a, const void *b)
{
    const struct group *left = *(const struct group *const *)a;
    const struct group *right = *(const struct group *const *)b;
    return test_names_compare(left->name, right->name);
}

/* The group of that name, or the nearest above it that is among the groups. */
static size_t find_group(const struct score_group *groups, size_t count, const char *name)
{
    size_t length = strlen(name);
    for (;;) {
        for (size_t i = 0; i < count; i++) {
            if (strlen(groups[i].name) == length && memcmp(groups[i].name, name, length) == 0)
                return i;
        }
        while (length > 0 && name[length - 1] != '/')
            length--;
        if (length == 0)
            return 0;
        length--;
    }
}

static const char *parent_name(struct package *package, const char *name)
{
    const char *slash = strrchr(name, '/');
    return arena_string_n(&package->scratch, name, slash ? (size_t)(slash - name) : 0);
}

/* Tests of one group stand together: the last answer is nearly always the next one. */
static void place_tests(struct package *package, const struct score_group *groups, size_t count)
{
    const char *last_name = NULL;
    size_t last = 0;
    for (size_t i = 0; i < package->problem.test_count; i++) {
        struct problem_test *test = &package->tests[i];
        if (!last_name || strcmp(last_name, test->group) != 0)
            last = find_group(groups, count, test->group);
        last_name = test->group;
        test->score_group = last;
    }
}

static void publish(struct package *package, struct score_group *groups, size_t count)
{
    for (size_t i = 1; i < count; i++)
        groups[i].parent = find_group(groups, i, parent_name(package, groups[i].name));
    package->problem.scoring.groups = groups;
    package->problem.scoring.group_count = count;
    place_tests(package, groups, count);
}

static void fill_legacy(const struct package *package, const struct group *group, bool is_root,
                        struct score_group *out)
{
    struct grading grading = group->settings.grading;
    grading_override(package, &grading);
    grading.legacy.is_sample_ignored = grading.legacy.is_sample_ignored && is_root;
    *out = (struct score_group){
        .name = group->name,
        .rule = grading.custom_node ? SCORE_CUSTOM : SCORE_LEGACY,
        .max_score = grading.legacy.most,
        .has_checker_score = package->has_custom_score,
        .stops_on_reject = grading.stops_on_reject,
        .legacy = grading.legacy,
    };
}

static void settle_legacy(struct package *package, struct group *const *groups, size_t count)
{
    struct scoring *scoring = &package->problem.scoring;
    struct score_group *out = arena_alloc(&package->problem.arena, count * sizeof(*out));
    for (size_t i = 0; i < count; i++)
        fill_legacy(package, groups[i], i == 0, &out[i]);
    publish(package, out, count);
    scoring->has_scores = package->problem.kinds & PROBLEM_SCORING;
    scoring->full_score = scoring->is_minimized ? out[0].legacy.least : out[0].legacy.most;
    if (!isfinite(scoring->full_score))
        scoring->full_score = INFINITY;
}

static int settle_icpc(struct package *package, struct group *const *groups, size_t count,
                       struct err *err)
{
    struct scoring *scoring = &package->problem.scoring;
    struct group **chosen = arena_alloc(&package->scratch, count * sizeof(struct group *));
    struct score_group *out = arena_alloc(&package->problem.arena, count * sizeof(*out));
    size_t chosen_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (groups[i]->place != PLACE_ELSEWHERE)
            chosen[chosen_count++] = groups[i];
    }
    if (kattis_groups_fill_icpc(package, chosen, chosen_count, out, err) != 0)
        return -1;
    publish(package, out, chosen_count);
    scoring->has_scores = package->problem.kinds & PROBLEM_SCORING;
    scoring->full_score = out[0].max_score;
    scoring->is_strict = true;
    return 0;
}

/* Do flags of a folder say that a verdict is not simply "all accepted, else the worst"? */
static bool changes_verdict(const struct group *group)
{
    const struct legacy_grading *legacy = &group->settings.grading.legacy;
    return legacy->verdict_mode != LEGACY_WORST_ERROR || legacy->accepts_if_any ||
           legacy->is_sample_ignored;
}

/* A draft is graded by whichever file it has. */
static bool is_icpc_style(const struct package *package, struct group *const *groups, size_t count)
{
    bool has_test_group = false;
    bool has_testdata = false;
    for (size_t i = 0; i < count; i++) {
        has_test_group = has_test_group || groups[i]->has_test_group;
        has_testdata = has_testdata || groups[i]->has_testdata;
    }
    if (package->dialect != DIALECT_DRAFT)
        return package->dialect == DIALECT_2025;
    return has_test_group || !has_testdata;
}

int kattis_groups_settle(struct package *package, struct group **groups, size_t count,
                         struct err *err)
{
    bool is_plain = !(package->problem.kinds & PROBLEM_SCORING);
    if (count == 0)
        return 0;
    qsort(groups, count, sizeof(struct group *), compare_groups);
    bool is_icpc = is_icpc_style(package, groups, count);
    for (size_t i = 0; i < count && is_plain; i++)
        is_plain = is_icpc ? !groups[i]->scoring.static_node : !changes_verdict(groups[i]);
    if (is_icpc && is_plain)
        return kattis_groups_check_plain(package, groups, count, err);
    if (is_icpc)
        return settle_icpc(package, groups, count, err);
    if (!is_plain && !package->is_icpc)
        settle_legacy(package, groups, count);
    return 0;
}
