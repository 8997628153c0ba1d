/* dmoj_tests: the cases and batches of test_cases, each a group of points of its own. */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/dmoj.h"
#include "problem/private_copy.h"

static int read_points(const struct dmoj_place *place, double *points_out, struct err *err)
{
    const struct yaml *node = dmoj_get(place, "points");
    *points_out = 1;
    return node ? yaml_double(node, 0, 1e9, points_out, err) : 0;
}

static int empty_file(struct dmoj *dmoj, const char **path_out, struct err *err)
{
    if (package_make_private(dmoj->package, err) != 0)
        return -1;
    return package_empty_file(dmoj->package, path_out, err);
}

/* A case without an answer has an empty one; a generator writes it on standard error. */
static int find_answer(struct dmoj *dmoj, const struct dmoj_place *place, struct problem_test *test,
                       struct err *err)
{
    const struct yaml *node = dmoj_get(place, "out");
    if (node)
        return dmoj_find_file(dmoj, node, &test->answer, err);
    test->is_answer_made = test->is_answer_generated = test->recipe != NULL;
    if (test->recipe)
        return 0;
    return empty_file(dmoj, &test->answer, err);
}

static int find_data(struct dmoj *dmoj, const struct dmoj_place *place, struct problem_test *test,
                     struct err *err)
{
    const struct yaml *node = dmoj_get(place, "in");
    const struct yaml *args = dmoj_get(place, "generator_args");
    if (node && args)
        return yaml_error(node, err, "in and generator_args exclude each other");
    if (node && dmoj_find_file(dmoj, node, &test->input, err) != 0)
        return -1;
    if (!node && dmoj_read_generator(dmoj, place, test, err) != 0)
        return -1;
    if (!node && !test->recipe && empty_file(dmoj, &test->input, err) != 0)
        return -1;
    return find_answer(dmoj, place, test, err);
}

/* The flags are known, and where the data is. */
static int add_test(struct dmoj *dmoj, const struct dmoj_place *place, struct problem_test *test,
                    size_t group, double points, struct err *err)
{
    struct arena *arena = &dmoj->package->problem.arena;
    size_t position = dmoj->package->problem.test_count + 1;
    struct words flags;
    if (dmoj_read_flags(dmoj, place, &flags, err) != 0)
        return -1;
    test->validator_args = flags.items;
    test->validator_arg_count = flags.count;
    test->group = dmoj->groups.items[group].name;
    test->name = arena_printf(arena, "%s/%zu", test->group, position);
    test->score_group = group;
    test->points = points;
    if (test->recipe && !test->input)
        test->input = arena_printf(arena, "made/%zu", position);
    return collect_test(dmoj->package, test, err);
}

static int add_case(struct dmoj *dmoj, const struct dmoj_place *place, size_t group, double points,
                    struct err *err)
{
    struct problem_test test = {0};
    if (place->levels[0]->kind != YAML_MAP)
        return yaml_error(place->levels[0], err, "expected a map: in, out, points");
    if (find_data(dmoj, place, &test, err) != 0)
        return -1;
    return add_test(dmoj, place, &test, group, points, err);
}

/* Batches are counted from 1; a batch may depend on earlier ones only. */
static int read_dependencies(struct dmoj *dmoj, const struct yaml *list, size_t *requires,
                             size_t *count, struct err *err)
{
    size_t batches = 0;
    for (size_t i = 0; i < dmoj->entry_count; i++)
        batches += dmoj->entries[i].is_batch ? 1 : 0;
    for (size_t i = 0; list && i < list->count; i++) {
        int64_t number;
        if (list->kind != YAML_LIST)
            return yaml_error(list, err, "dependencies: expected a list of batches");
        if (yaml_i64(list->items[i], 1, COLLECT_GROUPS_MAX, &number, err) != 0)
            return -1;
        if ((size_t)number > batches)
            return yaml_error(list->items[i], err,
                              "dependencies: %lld is no earlier batch (there are %zu)",
                              (long long)number, batches);
        size_t left = (size_t)number;
        size_t at = 0;
        for (; left > 0; at++)
            left -= dmoj->entries[at].is_batch ? 1 : 0;
        requires[(*count)++] = dmoj->entries[at - 1].group;
    }
    return 0;
}

/* What must be passed before: named batches, and the last case or batch worth nothing, since
 * a failure there ends the judging; it requires the one before it in turn. */
static int find_requires(struct dmoj *dmoj, const struct yaml *dependencies,
                         struct score_group *group, struct err *err)
{
    size_t listed = dependencies ? dependencies->count : 0;
    size_t *requires = arena_alloc(&dmoj->package->problem.arena, (listed + 1) * sizeof(*requires));
    if (read_dependencies(dmoj, dependencies, requires, &group->require_count, err) != 0)
        return -1;
    for (size_t i = dmoj->entry_count; i-- > 0;) {
        if (dmoj->entries[i].points > 0)
            continue;
        requires[group->require_count++] = dmoj->entries[i].group;
        break;
    }
    group->requires = requires;
    return 0;
}

static void count_entry(struct dmoj *dmoj, size_t group, double points, bool is_batch)
{
    dmoj->entries =
        arena_grow(&dmoj->package->scratch, dmoj->entries, dmoj->entry_count, dmoj->entry_count + 1,
                   sizeof(*dmoj->entries), &dmoj->entry_capacity);
    dmoj->entries[dmoj->entry_count++] =
        (struct dmoj_entry){.group = group, .points = points, .is_batch = is_batch};
    dmoj->groups.items[0].max_score += points;
}

/* Opens the group of a case or batch at the top. */
static int open_group(struct dmoj *dmoj, const struct yaml *dependencies, double points,
                      bool is_batch, size_t *index_out, struct err *err)
{
    size_t number = 1;
    for (size_t i = 0; is_batch && i < dmoj->entry_count; i++)
        number += dmoj->entries[i].is_batch ? 1 : 0;
    if (!is_batch)
        number += dmoj->package->problem.test_count;
    struct score_group group = {
        .name = arena_printf(&dmoj->package->problem.arena, "%s%zu", is_batch ? "batch" : "case",
                             number),
        .rule = is_batch ? SCORE_BATCH : SCORE_EACH_TEST,
        .max_score = points,
        .stops_on_reject = is_batch,
        .has_checker_score = !dmoj->has_default_checker,
    };
    if (find_requires(dmoj, dependencies, &group, err) != 0 ||
        groups_add(dmoj->package, &dmoj->groups, &group, index_out, err) != 0)
        return -1;
    count_entry(dmoj, *index_out, points, is_batch);
    return 0;
}

static int read_batch(struct dmoj *dmoj, const struct yaml *node, const struct yaml *cases,
                      struct err *err)
{
    struct dmoj_place place = {.levels = {node, dmoj->root}};
    double points;
    size_t group;
    if (cases->kind != YAML_LIST)
        return yaml_error(cases, err, "batched: expected a list of cases");
    if (read_points(&place, &points, err) != 0 ||
        open_group(dmoj, yaml_get(node, "dependencies"), points, true, &group, err) != 0)
        return -1;
    for (size_t i = 0; i < cases->count; i++) {
        struct dmoj_place inner = {.levels = {cases->items[i], node, dmoj->root}};
        if (yaml_get(cases->items[i], "batched"))
            return yaml_error(cases->items[i], err, "a batch inside a batch");
        if (add_case(dmoj, &inner, group, points, err) != 0)
            return -1;
    }
    return 0;
}

static int read_entry(struct dmoj *dmoj, const struct yaml *node, struct err *err)
{
    struct dmoj_place place = {.levels = {node, dmoj->root}};
    const struct yaml *cases = yaml_get(node, "batched");
    double points;
    size_t group;
    if (cases)
        return read_batch(dmoj, node, cases, err);
    if (read_points(&place, &points, err) != 0 ||
        open_group(dmoj, NULL, points, false, &group, err) != 0)
        return -1;
    return add_case(dmoj, &place, group, points, err);
}

/* --- Cases found by patterns ---------------------------------------------------------------- */

/* The points of cases and batches in turn; without a list all have those of init.yml. */
static int next_points(struct dmoj *dmoj, const struct yaml *list, double *points_out,
                       struct err *err)
{
    struct dmoj_place place = {.levels = {dmoj->root}};
    if (yaml_is_null(list))
        return read_points(&place, points_out, err);
    if (list->kind != YAML_LIST || dmoj->entry_count >= list->count)
        return yaml_error(list, err,
                          "case_points: a list with a number for each of the cases and batches is "
                          "due");
    return yaml_double(list->items[dmoj->entry_count], 0, 1e9, points_out, err);
}

static int add_named(struct dmoj *dmoj, const struct dmoj_name *name, size_t group, double points,
                     struct err *err)
{
    struct dmoj_place place = {.levels = {dmoj->root}};
    struct problem_test test = {.input = name->input, .answer = name->output};
    if (!test.input && empty_file(dmoj, &test.input, err) != 0)
        return -1;
    if (!test.answer && empty_file(dmoj, &test.answer, err) != 0)
        return -1;
    return add_test(dmoj, &place, &test, group, points, err);
}

static int read_named(struct dmoj *dmoj, const struct yaml *test_cases, struct err *err)
{
    const struct dmoj_name *names;
    const struct yaml *list = yaml_get(test_cases, "case_points");
    size_t count, group = 0;
    double points = 0;
    if (dmoj_match_names(dmoj, test_cases, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        bool is_same = i > 0 && names[i].batch && names[i - 1].batch &&
                       strcmp(names[i].batch, names[i - 1].batch) == 0;
        if (!is_same && (next_points(dmoj, list, &points, err) != 0 ||
                         open_group(dmoj, NULL, points, names[i].batch, &group, err) != 0))
            return -1;
        if (add_named(dmoj, &names[i], group, points, err) != 0)
            return -1;
    }
    return 0;
}

int dmoj_read_tests(struct dmoj *dmoj, struct err *err)
{
    const struct yaml *cases = yaml_get(dmoj->root, "test_cases");
    struct score_group root = {
        .name = "", .rule = SCORE_SUM, .has_checker_score = !dmoj->has_default_checker};
    size_t index;
    if (groups_add(dmoj->package, &dmoj->groups, &root, &index, err) != 0)
        return -1;
    if (yaml_is_null(cases) || cases->kind == YAML_MAP) {
        if (read_named(dmoj, cases, err) != 0)
            return -1;
    } else if (cases->kind != YAML_LIST) {
        return yaml_error(cases, err, "test_cases: expected a list of cases, or a map of patterns");
    }
    for (size_t i = 0; cases && cases->kind == YAML_LIST && i < cases->count; i++) {
        if (read_entry(dmoj, cases->items[i], err) != 0)
            return -1;
    }
    groups_settle(dmoj->package, &dmoj->groups, dmoj->groups.items[0].max_score);
    return 0;
}
