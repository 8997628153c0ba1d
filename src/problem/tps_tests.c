/* tps_tests: the subtasks, and their tests: those of tests/ by its mapping, or, where they were not
 * made yet, the commands of gen/data.
 *
 *  @testset NAME, @subtask NAME   the tests that follow are of NAME
 *  @include NAME                  and so are those of an earlier one
 *  manual FILE                    gen/manual/FILE
 *  PROGRAM WORDS...               gen/PROGRAM.* writes the test */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/testdata.h"
#include "problem/tps.h"

struct line {
    struct words words;
    int number;
};

struct reading {
    struct tps *tps;
    const char *file;
    struct line line;
    size_t group; /* of the lines that follow; 0: none yet */
    struct package_program *generators;
    size_t generator_capacity;
};

/* ---- subtasks ---- */

struct subtask {
    const char *name;
    double index, score;
};

static int by_index(const void *a, const void *b)
{
    const struct subtask *left = a, *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

static int add_group(struct tps *tps, const char *name, double score, size_t *index_out,
                     struct err *err)
{
    struct score_group group = {
        .name = name,
        .rule = SCORE_GROUP_MIN,
        .max_score = score,
        .is_sample = strcmp(name, "samples") == 0,
        .has_checker_score = tps->package->problem.output_validator.path != NULL,
    };
    return groups_add(tps->package, &tps->groups, &group, index_out, err);
}

static int read_subtasks(struct tps *tps, struct err *err)
{
    const struct yaml *map = tps->subtasks;
    struct score_group root = {.name = "", .rule = SCORE_SUM};
    size_t count = map && map->kind == YAML_MAP ? map->count : 0, index;
    struct subtask *subtasks = arena_alloc(&tps->package->scratch, (count + 1) * sizeof(*subtasks));
    if (groups_add(tps->package, &tps->groups, &root, &index, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct yaml *place = yaml_get(map->items[i], "index");
        const struct yaml *score = yaml_get(map->items[i], "score");
        subtasks[i] = (struct subtask){.name = map->keys[i]->text, .index = (double)i};
        if (collect_name_fault(subtasks[i].name))
            return yaml_error(map->keys[i], err, "no name of a subtask");
        if ((place && yaml_double(place, -1e6, 1e6, &subtasks[i].index, err) != 0) ||
            (score && yaml_double(score, 0, 1e9, &subtasks[i].score, err) != 0))
            return -1;
    }
    if (count > 0)
        qsort(subtasks, count, sizeof(*subtasks), by_index);
    for (size_t i = 0; i < count; i++) {
        if (add_group(tps, subtasks[i].name, subtasks[i].score, &index, err) != 0)
            return -1;
        tps->groups.items[0].max_score += subtasks[i].score;
    }
    return 0;
}

/* ---- tests ---- */

static int fail(const struct reading *reading, struct err *err, const char *what)
{
    return package_error(reading->tps->package, reading->file, err, "line %d: %s",
                         reading->line.number, what);
}

static int add_test(struct reading *reading, struct problem_test *test, const char *name,
                    struct err *err)
{
    struct tps *tps = reading->tps;
    const struct score_group *group = &tps->groups.items[reading->group];
    test->group = group->name;
    test->name = arena_printf(&tps->package->problem.arena, "%s/%s", group->name, name);
    test->is_sample = group->is_sample;
    test->score_group = reading->group;
    test->points = NAN;
    if (tps->package->problem.kinds & PROBLEM_SUBMIT_ANSWER)
        test->outputs = arena_printf(&tps->package->problem.arena, "%s.out", name);
    return collect_test(tps->package, test, err);
}

static int enter(struct reading *reading, const char *name, struct err *err)
{
    size_t found = groups_find(&reading->tps->groups, name);
    if (found == SIZE_MAX &&
        add_group(reading->tps, arena_string(&reading->tps->package->problem.arena, name), 0,
                  &found, err) != 0)
        return -1;
    reading->group = found;
    return 0;
}

/* "SUBTASK TEST" of tests/mapping. */
static int read_mapping(struct reading *reading, struct err *err)
{
    struct arena *arena = &reading->tps->package->problem.arena;
    const struct words *words = &reading->line.words;
    if (words->count != 2)
        return fail(reading, err, "expected a subtask and a test");
    struct problem_test test = {
        .input = arena_printf(arena, "tests/%s.in", words->items[1]),
        .answer = arena_printf(arena, "tests/%s.out", words->items[1]),
    };
    return enter(reading, words->items[0], err) != 0
               ? -1
               : add_test(reading, &test, words->items[1], err);
}

static int include(struct reading *reading, const char *name, struct err *err)
{
    struct package *package = reading->tps->package;
    size_t from = groups_find(&reading->tps->groups, name);
    size_t count = package->problem.test_count;
    if (from == SIZE_MAX || from == reading->group)
        return fail(reading, err, "@include: there is no such earlier subtask");
    for (size_t i = 0; i < count; i++) {
        struct problem_test test = package->tests[i];
        if (test.score_group == from && add_test(reading, &test, fs_base_name(test.name), err) != 0)
            return -1;
    }
    return 0;
}

/* gen/NAME.*, which becomes one of the generators; NULL: there is none. */
static const char *find_generator(struct reading *reading, const char *name, struct err *err)
{
    struct package *package = reading->tps->package;
    struct problem *problem = &package->problem;
    const char *path = strchr(name, '/') ? NULL : collect_source(package, "gen", name);
    for (size_t i = 0; path && i < problem->generator_count; i++) {
        if (strcmp(reading->generators[i].path, path) == 0)
            return reading->generators[i].path;
    }
    if (!path || problem->generator_count == COLLECT_PROGRAMS_MAX) {
        (void)fail(reading, err, "there is no such generator in gen/");
        return NULL;
    }
    reading->generators = arena_grow(&problem->arena, reading->generators, problem->generator_count,
                                     problem->generator_count + 1, sizeof(*reading->generators),
                                     &reading->generator_capacity);
    if (collect_program(package, path, NULL, &reading->generators[problem->generator_count], err) !=
        0)
        return NULL;
    problem->generators = reading->generators;
    return reading->generators[problem->generator_count++].path;
}

static int add_command(struct reading *reading, struct err *err)
{
    struct arena *arena = &reading->tps->package->problem.arena;
    const struct words *words = &reading->line.words;
    size_t position = reading->tps->package->problem.test_count + 1;
    struct problem_test test = {.is_answer_made = true};
    const char *name = arena_printf(arena, "%03zu", position);
    if (reading->group == 0)
        return fail(reading, err, "a test before any @testset or @subtask");
    if (strcmp(words->items[0], "manual") == 0 && words->count == 2) {
        test.input = arena_printf(arena, "gen/manual/%s", words->items[1]);
        return add_test(reading, &test, name, err);
    }
    const char **recipe = arena_alloc(arena, (words->count + 1) * sizeof(*recipe));
    memcpy(recipe, words->items, words->count * sizeof(*recipe));
    recipe[0] = find_generator(reading, words->items[0], err);
    if (!recipe[0])
        return -1;
    test.recipe = recipe;
    test.input = arena_printf(arena, "made/%s", name);
    return add_test(reading, &test, name, err);
}

static int read_command(struct reading *reading, struct err *err)
{
    const struct words *words = &reading->line.words;
    const char *first = words->items[0];
    if (*first != '@')
        return add_command(reading, err);
    if (words->count != 2)
        return fail(reading, err, "expected a name");
    if (strcmp(first, "@testset") == 0 || strcmp(first, "@subtask") == 0)
        return enter(reading, words->items[1], err);
    if (strcmp(first, "@include") == 0 && reading->group > 0)
        return include(reading, words->items[1], err);
    return fail(reading, err, "expected @testset, @subtask or @include");
}

static int read_lines(struct reading *reading,
                      int (*read)(struct reading *reading, struct err *err), struct err *err)
{
    struct package *package = reading->tps->package;
    EV_STR struct str text = {0};
    if (package_read(package, reading->file, &text, err) != 0)
        return -1;
    for (const char *at = str_text(&text); *at;) {
        size_t length = strcspn(at, "\n"), said = strcspn(at, "#\n");
        reading->line.number++;
        reading->line.words = words_split(package, arena_string_n(&package->scratch, at, said));
        at += length;
        at += *at ? 1 : 0;
        if (reading->line.words.count > 0 && read(reading, err) != 0)
            return -1;
    }
    return 0;
}

int tps_read_tests(struct tps *tps, struct err *err)
{
    bool is_made = package_has(tps->package, "tests/mapping");
    struct reading reading = {.tps = tps, .file = is_made ? "tests/mapping" : "gen/data"};
    if (read_subtasks(tps, err) != 0 ||
        read_lines(&reading, is_made ? read_mapping : read_command, err) != 0)
        return -1;
    groups_settle(tps->package, &tps->groups, tps->groups.items[0].max_score);
    return 0;
}
