/* tree: groups with their tests and subgroups in the order of judging, and what of it cannot be
 * run because something that it requires has failed. */
#include "score/rules.h"

static void append(struct tree *tree, size_t *used, size_t group, struct item item)
{
    struct node *node = &tree->nodes[group];
    int at = (int)(*used)++;
    tree->items[at] = item;
    if (node->last == NO_ITEM)
        node->first = at;
    else
        tree->items[node->last].next = at;
    node->last = at;
    node->item_count++;
}

/* A group takes its place among its siblings where its first test stands. */
static void link_items(struct tree *tree)
{
    const struct score_group *groups = tree->scoring->groups;
    size_t used = 0;
    for (size_t i = 0; i < tree->test_count; i++) {
        size_t group = tree->tests[i].group;
        bool is_linked = tree->nodes[group].first != NO_ITEM;
        append(tree, &used, group, (struct item){false, i, NO_ITEM});
        tree->nodes[group].test_count += !tree->tests[i].is_static;
        while (!is_linked && group != 0) {
            size_t parent = groups[group].parent;
            is_linked = tree->nodes[parent].first != NO_ITEM;
            append(tree, &used, parent, (struct item){true, group, NO_ITEM});
            group = parent;
        }
    }
}

/* A partial result of a batch is a pass: only a wrong one ends it (DMOJ). */
static bool has_failed(const struct score_group *group, const struct score_test *test,
                       bool is_final)
{
    if (!test->is_done)
        return is_final;
    if (group->rule == SCORE_BATCH)
        return verdict_is_reject(test->verdict);
    return test->verdict != VERDICT_ACCEPTED;
}

/* Failure goes up to all groups around, and on to those that require them. */
static bool spread(struct tree *tree, bool *has_failed_test)
{
    const struct scoring *scoring = tree->scoring;
    bool has_changed = false;
    for (size_t i = scoring->group_count; i-- > 0;) {
        const struct score_group *group = &scoring->groups[i];
        bool *parent = &has_failed_test[group->parent];
        if ((has_failed_test[i] || tree->is_unmet[i]) && !*parent) {
            *parent = true;
            has_changed = true;
        }
        for (size_t j = 0; j < group->require_count && !tree->is_unmet[i]; j++) {
            size_t required = group->requires[j];
            if (!has_failed_test[required] && !tree->is_unmet[required])
                continue;
            tree->is_unmet[i] = true;
            has_changed = true;
        }
    }
    return has_changed;
}

void tree_build(struct tree *tree, const struct scoring *scoring, const struct score_test *tests,
                size_t count, bool is_final, struct arena *arena)
{
    size_t groups = scoring->group_count;
    *tree = (struct tree){.scoring = scoring, .tests = tests, .test_count = count};
    tree->items = arena_alloc(arena, (count + groups) * sizeof(*tree->items));
    tree->nodes = arena_alloc(arena, groups * sizeof(*tree->nodes));
    tree->is_unmet = arena_alloc(arena, groups * sizeof(*tree->is_unmet));
    bool *has_failed_test = arena_alloc(arena, groups * sizeof(*has_failed_test));
    for (size_t i = 0; i < groups; i++)
        tree->nodes[i] = (struct node){.first = NO_ITEM, .last = NO_ITEM};
    link_items(tree);
    for (size_t i = 0; i < count; i++) {
        size_t group = tests[i].group;
        if (has_failed(&scoring->groups[group], &tests[i], is_final))
            has_failed_test[group] = true;
    }
    while (spread(tree, has_failed_test))
        ;
}
