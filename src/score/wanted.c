/* wanted: lazy judging. By the tests that are done, is there any use in running another? Never says
 * no where score_evaluate would look at the test. */
#include "score/rules.h"

bool score_may_leave_out(const struct scoring *scoring)
{
    for (size_t i = 0; i < scoring->group_count; i++) {
        if (group_stops(scoring, &scoring->groups[i]) || scoring->groups[i].require_count > 0)
            return true;
    }
    return false;
}

/* A group with a rejected part: is it rejected itself, whatever comes? */
static bool is_decided_by_reject(const struct score_group *group)
{
    if (group->rule == SCORE_LEGACY)
        return group->legacy.verdict_mode != LEGACY_ALWAYS_ACCEPT &&
               !group->legacy.accepts_if_any && !group->legacy.is_sample_ignored;
    return rule_of(group)->is_nothing_decisive;
}

struct outlook {
    const struct tree *tree;
    bool *is_rejected; /* per group: for sure */
};

static bool is_rejected(const struct outlook *outlook, const struct item *item,
                        const struct score_group *group)
{
    if (item->is_group)
        return outlook->is_rejected[item->index] || outlook->tree->is_unmet[item->index];
    const struct score_test *test = &outlook->tree->tests[item->index];
    return test->is_done && is_reject_in(group, test->verdict);
}

/* Children stand behind their parents. */
static void look_at_groups(struct outlook *outlook)
{
    const struct tree *tree = outlook->tree;
    for (size_t i = tree->scoring->group_count; i-- > 0;) {
        const struct score_group *group = &tree->scoring->groups[i];
        for (int at = tree->nodes[i].first; at != NO_ITEM; at = tree->items[at].next) {
            if (is_rejected(outlook, &tree->items[at], group))
                outlook->is_rejected[i] = is_decided_by_reject(group);
        }
    }
}

/* Does something rejected stand before `wanted`, an item of the group, so that judging stops? */
static bool is_stopped_before(const struct outlook *outlook, size_t group, bool is_group,
                              size_t wanted)
{
    const struct tree *tree = outlook->tree;
    if (!group_stops(tree->scoring, &tree->scoring->groups[group]))
        return false;
    for (int at = tree->nodes[group].first; at != NO_ITEM; at = tree->items[at].next) {
        const struct item *item = &tree->items[at];
        if (item->is_group == is_group && item->index == wanted)
            return false;
        if (is_rejected(outlook, item, &tree->scoring->groups[group]))
            return true;
    }
    return false;
}

bool score_is_wanted(const struct scoring *scoring, const struct score_test *tests, size_t count,
                     size_t test)
{
    if (!score_may_leave_out(scoring))
        return true;
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct tree tree;
    tree_build(&tree, scoring, tests, count, false, &arena);
    struct outlook outlook = {
        .tree = &tree,
        .is_rejected = arena_alloc(&arena, scoring->group_count * sizeof(bool)),
    };
    look_at_groups(&outlook);
    size_t group = tests[test].group, wanted = test;
    bool is_group = false;
    for (;;) {
        if (tree.is_unmet[group] || is_stopped_before(&outlook, group, is_group, wanted))
            return false;
        if (group == 0)
            return true;
        wanted = group;
        is_group = true;
        group = scoring->groups[group].parent;
    }
}
