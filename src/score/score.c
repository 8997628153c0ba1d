/* score: the walk over the tree of groups, in the order of judging.
 *
 * Groups are entered and left like folders; a cursor per group tells what comes next in it, so that
 * no depth of nesting costs stack. A group is evaluated when it is left, by the parts that were
 * judged in it. What stands behind a part at which judging stops is left out, and so are groups
 * whose requirements are not met. */
#include "score/score.h"

#include <math.h>

#include "score/rules.h"

struct walk {
    const struct scoring *scoring;
    const struct score_hooks *hooks;
    struct arena *arena;
    struct tree tree;
    struct gathering *gatherings; /* per group */
    int *cursors;                 /* per group: the item that comes next */
    struct group_report *reports;
    struct score_share *shares;
    const char *judge_error;
};

static double max_of_group(const struct walk *walk, const struct score_group *group)
{
    bool is_legacy = group->rule == SCORE_LEGACY || group->rule == SCORE_CUSTOM;
    if (!walk->scoring->has_scores)
        return NAN;
    return is_legacy ? group->legacy.most : group->max_score;
}

static void open_groups(struct walk *walk)
{
    size_t count = walk->scoring->group_count;
    walk->gatherings = arena_alloc(walk->arena, count * sizeof(*walk->gatherings));
    walk->cursors = arena_alloc(walk->arena, count * sizeof(*walk->cursors));
    walk->reports = arena_alloc(walk->arena, count * sizeof(*walk->reports));
    for (size_t i = 0; i < count; i++) {
        const struct score_group *group = &walk->scoring->groups[i];
        const struct node *node = &walk->tree.nodes[i];
        walk->cursors[i] = node->first;
        walk->gatherings[i] = (struct gathering){
            .scoring = walk->scoring,
            .group = group,
            .hooks = walk->hooks,
            .arena = walk->arena,
            .test_count = node->test_count,
            .parts = arena_alloc(walk->arena, (node->item_count + 1) * sizeof(struct part)),
        };
        walk->reports[i] = (struct group_report){
            .name = group->name,
            .parent = group->parent,
            .verdict = VERDICT_ACCEPTED,
            .max_score = max_of_group(walk, group),
            .is_run = true,
            .how = "no tests: 0",
        };
    }
}

static const char *name_of_group(const struct score_group *group)
{
    return group->name[0] ? group->name : "all tests";
}

/* Nothing of it is judged: the first of its requirements that is not met tells why. */
static void refuse_group(struct walk *walk, size_t index)
{
    const struct score_group *group = &walk->scoring->groups[index];
    struct group_report *report = &walk->reports[index];
    EV_STR struct str how = {0};
    str_add(&how, "not run, as not all of these is passed: ");
    for (size_t i = 0; i < group->require_count; i++)
        str_printf(&how, "%s%s", i > 0 ? ", " : "",
                   name_of_group(&walk->scoring->groups[group->requires[i]]));
    report->verdict = VERDICT_SKIPPED;
    report->is_run = false;
    report->how = arena_string(walk->arena, str_text(&how));
    walk->cursors[index] = walk->tree.nodes[index].first;
}

/* Behind the cursor, all is left out: groups are told by their report until the end. */
static void leave_rest_out(struct walk *walk, size_t index)
{
    for (int at = walk->cursors[index]; at != NO_ITEM; at = walk->tree.items[at].next) {
        const struct item *item = &walk->tree.items[at];
        if (item->is_group)
            walk->reports[item->index].is_run = false;
        else
            walk->shares[item->index].is_left_out = true;
    }
    walk->cursors[index] = NO_ITEM;
}

static void add_part(struct walk *walk, size_t index, const struct part *part)
{
    struct gathering *gathering = &walk->gatherings[index];
    struct part *added = &gathering->parts[gathering->part_count++];
    *added = *part;
    bool is_behind = walk->cursors[index] != NO_ITEM;
    bool is_bad = is_reject_in(gathering->group, part->verdict);
    if (group_stops(walk->scoring, gathering->group) && is_bad && is_behind) {
        gathering->stopped_by = added;
        leave_rest_out(walk, index);
    }
}

static void judge_test(struct walk *walk, size_t index, size_t test_index)
{
    const struct score_test *test = &walk->tree.tests[test_index];
    struct gathering *gathering = &walk->gatherings[index];
    struct part part = {
        .name = test->name,
        .test = test,
        .verdict = test->is_done ? test->verdict : VERDICT_SKIPPED,
        .score = NAN,
    };
    struct score_share *share = &walk->shares[test_index];
    share->how = rule_of(gathering->group)->test(gathering, &part);
    share->points = part.score;
    if (part.verdict == VERDICT_SKIPPED)
        share->how = "not run";
    add_part(walk, index, &part);
}

static void leave_group(struct walk *walk, size_t index)
{
    const struct score_group *group = &walk->scoring->groups[index];
    const struct group_report *report = &walk->reports[index];
    if (index == 0)
        return;
    struct part part = {
        .name = group->name,
        .index = index,
        .verdict = report->verdict,
        .score = report->score,
        .outcome = NAN,
        .is_sample = group->is_sample,
    };
    add_part(walk, group->parent, &part);
}

static int evaluate_group(struct walk *walk, size_t index, struct err *err)
{
    struct gathering *gathering = &walk->gatherings[index];
    struct group_report *report = &walk->reports[index];
    if (report->is_run && gathering->part_count > 0 &&
        rule_of(gathering->group)->group(gathering, report, err) != 0)
        return err_wrap(err, "%s", name_of_group(gathering->group));
    if (gathering->judge_error)
        report->verdict = VERDICT_JUDGE_ERROR;
    if (gathering->judge_error && !walk->judge_error)
        walk->judge_error = gathering->judge_error;
    if (gathering->group->is_sample && walk->scoring->has_scores)
        report->how = arena_printf(walk->arena, "%s (does not count)", report->how);
    return 0;
}

static int walk_all(struct walk *walk, struct err *err)
{
    size_t group = 0;
    if (walk->tree.is_unmet[0])
        refuse_group(walk, 0);
    for (;;) {
        int at = walk->cursors[group];
        if (at != NO_ITEM && !walk->reports[group].is_run) {
            leave_rest_out(walk, group);
            continue;
        }
        if (at == NO_ITEM) {
            if (evaluate_group(walk, group, err) != 0)
                return -1;
            if (group == 0)
                return 0;
            leave_group(walk, group);
            group = walk->scoring->groups[group].parent;
            continue;
        }
        const struct item *item = &walk->tree.items[at];
        walk->cursors[group] = item->next;
        if (!item->is_group) {
            judge_test(walk, group, item->index);
            continue;
        }
        group = item->index;
        if (walk->tree.is_unmet[group])
            refuse_group(walk, group);
    }
}

/* What stands below something that is left out is left out too. Parents stand before children. */
static void spread_left_out(struct walk *walk)
{
    for (size_t i = 1; i < walk->scoring->group_count; i++) {
        struct group_report *report = &walk->reports[i];
        bool has_tests = walk->tree.nodes[i].first != NO_ITEM;
        if (has_tests && !walk->reports[report->parent].is_run)
            report->is_run = false;
        if (report->is_run || report->verdict == VERDICT_SKIPPED)
            continue; /* judged, or refused with its own reason */
        report->verdict = VERDICT_SKIPPED;
        report->score = 0;
        report->how = "not judged: what decides stands before it";
    }
    for (size_t i = 0; i < walk->tree.test_count; i++) {
        struct score_share *share = &walk->shares[i];
        size_t group = walk->tree.tests[i].group;
        if (!walk->reports[group].is_run)
            share->is_left_out = true;
        if (share->is_left_out)
            *share = (struct score_share){NAN, true, "left out: something before it decides"};
    }
}

static bool is_full(const struct scoring *scoring, double score)
{
    if (!isfinite(scoring->full_score))
        return true;
    double slack = 1e-9 * fabs(scoring->full_score);
    return scoring->is_minimized ? score <= scoring->full_score + slack
                                 : score >= scoring->full_score - slack;
}

/* Of the submission: without full marks, where they are known, it is accepted in part. A score is
 * of accepted submissions only: the others have 0, or none where less is better (legacy). */
static void conclude(const struct walk *walk, struct score_result *result)
{
    const struct group_report *root = &walk->reports[0];
    bool has_scores = walk->scoring->has_scores;
    result->verdict = walk->judge_error ? VERDICT_JUDGE_ERROR : root->verdict;
    result->judge_error = walk->judge_error;
    result->score = has_scores && result->verdict != VERDICT_JUDGE_ERROR ? root->score : NAN;
    double full = walk->scoring->full_score;
    result->max_score = has_scores && isfinite(full) ? full : NAN;
    if (has_scores && result->verdict == VERDICT_ACCEPTED && !is_full(walk->scoring, root->score))
        result->verdict = VERDICT_PARTIAL;
    if (has_scores && verdict_is_reject(result->verdict) && result->verdict != VERDICT_JUDGE_ERROR)
        result->score = walk->scoring->is_minimized ? NAN : 0;
}

int score_evaluate(const struct scoring *scoring, const struct score_test *tests, size_t count,
                   const struct score_hooks *hooks, struct arena *arena,
                   struct score_result *result_out, struct err *err)
{
    struct walk walk = {.scoring = scoring, .hooks = hooks, .arena = arena};
    tree_build(&walk.tree, scoring, tests, count, true, arena);
    walk.shares = arena_alloc(arena, (count + 1) * sizeof(*walk.shares));
    for (size_t i = 0; i < count; i++)
        walk.shares[i].points = NAN;
    open_groups(&walk);
    if (walk_all(&walk, err) != 0)
        return -1;
    spread_left_out(&walk);
    struct score_result result = {.groups = walk.reports, .shares = walk.shares};
    conclude(&walk, &result);
    *result_out = result;
    return 0;
}
