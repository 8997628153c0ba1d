/* polygon_tests: the tests of a testset: files where the package has them, else the command of a
 * generator; and the groups with their points and dependencies. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "problem/polygon.h"

struct testset {
    struct package *package;
    const struct xml *node;
    const char *input_pattern, *answer_pattern;
    struct groups groups;
    const struct xml **group_nodes; /* of groups.items, NULL where <groups> does not name it */
    bool has_points, has_main;
};

/* "tests/%02d.a" with the number put in; NULL where the pattern is another. */
static const char *fill_pattern(struct package *package, const char *pattern, size_t number)
{
    const char *at = strchr(pattern, '%');
    if (!at || strchr(at + 1, '%'))
        return NULL;
    const char *digits = at + 1;
    bool is_filled = *digits == '0';
    int width = 0;
    const char *end = digits;
    for (; isdigit((unsigned char)*end) && end - digits < 3; end++)
        width = width * 10 + (*end - '0');
    if (*end != 'd' || width > 20)
        return NULL;
    struct arena *arena = &package->problem.arena;
    const char *text = is_filled ? arena_printf(&package->scratch, "%0*zu", width, number)
                                 : arena_printf(&package->scratch, "%*zu", width, number);
    return arena_printf(arena, "%.*s%s%s", (int)(at - pattern), pattern, text, end + 1);
}

/* The words of a command line. NULL where it asks for more than a shell's words. */
static const struct words *split_command(struct package *package, const char *command)
{
    struct words *words = arena_alloc(&package->scratch, sizeof(*words));
    if (strpbrk(command, "|<>&;`$\\\n") || !words_split_quoted(package, command, words))
        return NULL;
    return words->count > 0 ? words : NULL;
}

static bool has_stem(const char *path, const char *stem)
{
    const char *base = fs_base_name(path);
    size_t length = strlen(stem);
    return strncmp(base, stem, length) == 0 && (base[length] == '.' || base[length] == '\0');
}

static const struct package_program *find_generator(const struct problem *problem, const char *name)
{
    for (size_t i = 0; i < problem->generator_count; i++) {
        if (has_stem(problem->generators[i].path, name))
            return &problem->generators[i];
    }
    return NULL;
}

/* files/NAME.* that no <executable> tells of. */
static int find_unlisted(struct package *package, const char *name,
                         const struct package_program **program_out, struct err *err)
{
    struct problem *problem = &package->problem;
    const char *path = strchr(name, '/') ? NULL : collect_source(package, "files", name);
    *program_out = NULL;
    if (!path || problem->generator_count == COLLECT_PROGRAMS_MAX)
        return 0;
    struct package_program program;
    if (collect_program(package, path, NULL, &program, err) != 0)
        return -1;
    size_t count = problem->generator_count;
    struct package_program *all = arena_alloc(&problem->arena, (count + 1) * sizeof(*all));
    if (count > 0)
        memcpy(all, problem->generators, count * sizeof(*all));
    all[count] = program;
    problem->generators = all;
    problem->generator_count = count + 1;
    *program_out = &all[count];
    return 0;
}

/* A test whose input is missing: its recipe, or an error that says what is missing. */
static int make_recipe(struct testset *set, const struct xml *node, struct problem_test *test,
                       struct err *err)
{
    struct package *package = set->package;
    const char *method = xml_attribute(node, "method");
    const char *command = xml_attribute(node, "cmd");
    if (!command || (method && strcmp(method, "generated") != 0))
        return package_error(package, test->input, err,
                             "does not exist, and problem.xml has no command that makes it");
    if (xml_attribute(node, "from-file"))
        return xml_error(node, err,
                         "%s does not exist, and its generator writes several files: run the "
                         "package's doall script, which makes all tests",
                         test->input);
    const struct words *words = split_command(package, command);
    if (!words)
        return xml_error(node, err,
                         "%s does not exist, and cmd=\"%.128s\" is more than one command: run the "
                         "package's doall script, which makes all tests",
                         test->input, command);
    const struct package_program *generator = find_generator(&package->problem, words->items[0]);
    if (!generator && find_unlisted(package, words->items[0], &generator, err) != 0)
        return -1;
    if (!generator)
        return xml_error(node, err,
                         "%s does not exist, and files/ has no source of its generator "
                         "%.64s",
                         test->input, words->items[0]);
    const char **recipe =
        arena_alloc(&package->problem.arena, (words->count + 1) * sizeof(*recipe));
    memcpy(recipe, words->items, words->count * sizeof(*recipe));
    recipe[0] = generator->path;
    test->recipe = recipe; /* ended by NULL */
    return 0;
}

/* Where input and answer come from. */
static int find_data(struct testset *set, const struct xml *node, size_t number,
                     struct problem_test *test, struct err *err)
{
    struct package *package = set->package;
    const char *answer = fill_pattern(package, set->answer_pattern, number);
    test->input = fill_pattern(package, set->input_pattern, number);
    if (!test->input || !answer)
        return xml_error(set->node, err,
                         "the patterns of inputs and answers must have one %%d each, such as "
                         "tests/%%02d and tests/%%02d.a");
    if (!package_has(package, test->input) && make_recipe(set, node, test, err) != 0)
        return -1;
    bool has_answer = !test->recipe && package_has(package, answer);
    test->answer = has_answer ? answer : NULL;
    test->is_answer_made = !has_answer;
    if (!has_answer && !set->has_main)
        return package_error(package, answer, err,
                             "does not exist, and there is no main solution to make it");
    return 0;
}

static int read_points(const struct xml *node, double *points_out, struct err *err)
{
    const char *text = xml_attribute(node, "points");
    *points_out = NAN;
    if (!text || *text == '\0')
        return 0;
    return polygon_number(node, "points", text, 0, 1e9, points_out, err);
}

/* The group's place in the list, added where it is new. */
static int find_group(struct testset *set, const struct xml *node, const char *name,
                      size_t *index_out, struct err *err)
{
    size_t index = groups_find(&set->groups, name);
    const char *fault = collect_name_fault(name);
    if (index != SIZE_MAX) {
        *index_out = index;
        return 0;
    }
    if (fault)
        return xml_error(node, err, "group: %s", fault);
    struct score_group group = {.name = name, .rule = SCORE_EACH_TEST};
    return groups_add(set->package, &set->groups, &group, index_out, err);
}

static int read_test(struct testset *set, const struct xml *node, size_t number, struct err *err)
{
    struct package *package = set->package;
    const char *group = xml_attribute(node, "group");
    const char *sample = xml_attribute(node, "sample");
    struct problem_test test = {.is_sample = sample && strcmp(sample, "true") == 0};
    if (find_data(set, node, number, &test, err) != 0 || read_points(node, &test.points, err) != 0)
        return -1;
    bool is_grouped = group && *group;
    if (is_grouped && find_group(set, node, group, &test.score_group, err) != 0)
        return -1;
    test.group = is_grouped ? group : "";
    test.name = fs_join(&package->problem.arena, test.group, fs_base_name(test.input));
    const char *words[] = {"--testset", "tests", "--group", test.group};
    test.input_validator_arg_count = is_grouped ? EV_ARRAY_LENGTH(words) : 2;
    test.input_validator_args = arena_copy(&package->problem.arena, words, sizeof(words));
    set->has_points = set->has_points || test.points > 0;
    return collect_test(package, &test, err);
}

/* Every number up to test-count, with an element <test> or without. */
static int read_tests(struct testset *set, struct err *err)
{
    const struct xml *tests = xml_child(set->node, "tests");
    const struct xml *count = xml_child(set->node, "test-count");
    double number = 0;
    if (count &&
        polygon_number(count, "test-count", count->text, 0, PACKAGE_TESTS_MAX, &number, err) != 0)
        return -1;
    size_t listed = tests ? tests->child_count : 0;
    size_t most = listed > (size_t)number ? listed : (size_t)number;
    for (size_t i = 0; i < most; i++) {
        const struct xml *node = i < listed ? tests->children[i] : set->node;
        if (read_test(set, node, i + 1, err) != 0)
            return -1;
    }
    return 0;
}

static const struct xml *group_node(const struct testset *set, const char *name)
{
    const struct xml *groups = xml_child(set->node, "groups");
    for (size_t i = 0; groups && i < groups->child_count; i++) {
        const char *own = xml_attribute(groups->children[i], "name");
        if (own && strcmp(own, name) == 0)
            return groups->children[i];
    }
    return NULL;
}

static int read_requires(struct testset *set, const struct xml *node, struct score_group *group,
                         struct err *err)
{
    const struct xml *all = xml_child(node, "dependencies");
    size_t *requires = arena_alloc(&set->package->problem.arena,
                                   (all ? all->child_count + 1 : 1) * sizeof(*requires));
    for (size_t i = 0; all && i < all->child_count; i++) {
        const char *name = xml_attribute(all->children[i], "group");
        size_t index = groups_find(&set->groups, name ? name : "");
        if (index == SIZE_MAX)
            return xml_error(all->children[i], err, "no test is in the group '%.64s'",
                             name ? name : "");
        if (&set->groups.items[index] == group)
            return xml_error(all->children[i], err, "the group depends on itself");
        requires[group->require_count++] = index;
    }
    group->requires = requires;
    return 0;
}

/* The points of a group: those of its tests; where they have none, its own. */
static int settle_group(struct testset *set, size_t index, const double *sums, struct err *err)
{
    struct score_group *group = &set->groups.items[index];
    const struct xml *node = set->group_nodes[index];
    const char *policy = xml_attribute(node, "points-policy");
    double points;
    group->max_score = sums[index];
    if (!node)
        return 0;
    if (read_points(node, &points, err) != 0 || read_requires(set, node, group, err) != 0)
        return -1;
    if (policy && strcmp(policy, "complete-group") == 0)
        group->rule = SCORE_COMPLETE;
    else if (policy && strcmp(policy, "each-test") != 0)
        return xml_error(node, err,
                         "points-policy: '%.32s' is not known: complete-group and "
                         "each-test are",
                         policy);
    if (points > 0 && sums[index] > 0 && fabs(points - sums[index]) > 1e-6)
        package_warn(set->package, "problem.xml",
                     "line %d: the group has %g points, its tests %g: the tests' count", node->line,
                     points, sums[index]);
    if (sums[index] > 0 || isnan(points))
        return 0;
    if (group->rule == SCORE_EACH_TEST && points > 0)
        return xml_error(node, err, "%g points for each test, but no test has points", points);
    group->max_score = points;
    return 0;
}

/* Dependencies may point forwards; they may not go round. A group is done when all it needs is. */
static int check_cycles(struct testset *set, struct err *err)
{
    size_t count = set->groups.count;
    bool *is_done = arena_alloc(&set->package->scratch, count * sizeof(*is_done));
    is_done[0] = true;
    for (size_t done = 1, before = 0; done < count && done != before;) {
        before = done;
        for (size_t i = 1; i < count; i++) {
            const struct score_group *group = &set->groups.items[i];
            size_t met = 0;
            while (met < group->require_count && is_done[group->requires[met]])
                met++;
            if (is_done[i] || met < group->require_count)
                continue;
            is_done[i] = true;
            done++;
        }
    }
    for (size_t i = 1; i < count; i++) {
        if (!is_done[i])
            return xml_error(set->group_nodes[i], err, "the group's dependencies go round");
    }
    return 0;
}

/* Tests outside every group have one of their own, since a sum takes only what has points. */
static int settle_loose_tests(struct testset *set, struct err *err)
{
    struct package *package = set->package;
    size_t index = 0;
    for (size_t i = 0; i < package->problem.test_count; i++) {
        struct problem_test *test = &package->tests[i];
        if (test->score_group != 0)
            continue;
        struct score_group group = {.name = "", .rule = SCORE_EACH_TEST};
        if (index == 0 && groups_add(package, &set->groups, &group, &index, err) != 0)
            return -1;
        test->score_group = index;
    }
    return 0;
}

static int settle_scoring(struct testset *set, struct err *err)
{
    struct package *package = set->package;
    if (settle_loose_tests(set, err) != 0)
        return -1;
    size_t count = set->groups.count;
    double *sums = arena_alloc(&package->scratch, count * sizeof(*sums));
    double full_score = 0;
    set->group_nodes = arena_alloc(&package->scratch, count * sizeof(struct xml *));
    for (size_t i = 0; i < package->problem.test_count; i++) {
        struct problem_test *test = &package->tests[i];
        if (isnan(test->points))
            test->points = 0;
        sums[test->score_group] += test->points;
    }
    for (size_t i = 1; i < count; i++) {
        set->group_nodes[i] = group_node(set, set->groups.items[i].name);
        if (settle_group(set, i, sums, err) != 0)
            return -1;
        full_score += set->groups.items[i].max_score;
    }
    set->groups.items[0].max_score = full_score;
    if (check_cycles(set, err) != 0)
        return -1;
    groups_settle(package, &set->groups, full_score);
    return 0;
}

/* Points may stand on groups alone. */
static bool has_group_points(const struct testset *set)
{
    const struct xml *groups = xml_child(set->node, "groups");
    for (size_t i = 0; groups && i < groups->child_count; i++) {
        const char *points = xml_attribute(groups->children[i], "points");
        if (points && strspn(points, "0.") != strlen(points))
            return true;
    }
    return false;
}

/* Without points groups have no meaning of their own: every test must be accepted. */
static void forget_points(struct package *package)
{
    for (size_t i = 0; i < package->problem.test_count; i++) {
        package->tests[i].score_group = 0;
        package->tests[i].points = NAN;
    }
}

static const char *pattern_of(const struct xml *testset, const char *element, const char *usual)
{
    const struct xml *node = xml_child(testset, element);
    return node && *node->text ? node->text : usual;
}

int polygon_read_tests(struct package *package, const struct xml *testset, struct err *err)
{
    struct testset set = {
        .package = package,
        .node = testset,
        .input_pattern = pattern_of(testset, "input-path-pattern", "tests/%02d"),
        .answer_pattern = pattern_of(testset, "answer-path-pattern", "tests/%02d.a"),
    };
    struct score_group top = {.name = "", .rule = SCORE_SUM};
    size_t index;
    for (size_t i = 0; i < package->problem.jury_count; i++)
        set.has_main = set.has_main || package->jury[i].is_main;
    if (groups_add(package, &set.groups, &top, &index, err) != 0 || read_tests(&set, err) != 0)
        return -1;
    if (set.has_points || has_group_points(&set))
        return settle_scoring(&set, err);
    forget_points(package);
    return 0;
}
