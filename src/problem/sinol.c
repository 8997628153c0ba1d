/* sinol: see sinol.h. The format: sinol-make's README and its example package.
 *
 * A test is in/ID<group><letters>.in; group 0 and in/ID<number>ocen.in are examples without
 * points. */
#include "problem/sinol.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "problem/kattis.h"

enum { GROUP_NUMBER_MAX = 9999 };

bool sinol_is(const struct package *package)
{
    return package_has(package, "config.yml") && package_has_folder(package, "prog");
}

static int read_title(void *context, const struct yaml *value, struct err *err)
{
    struct sinol *sinol = context;
    return yaml_string(value, &sinol->package->problem.title, err);
}

static int read_id(void *context, const struct yaml *value, struct err *err)
{
    struct sinol *sinol = context;
    if (yaml_string(value, &sinol->id, err) != 0)
        return -1;
    if (strchr(sinol->id, '/') || collect_name_fault(sinol->id))
        return yaml_error(value, err, "sinol_task_id: '%.64s' is no name of a task", sinol->id);
    sinol->package->problem.short_name = sinol->id;
    return 0;
}

static int read_time_limit(void *context, const struct yaml *value, struct err *err)
{
    struct sinol *sinol = context;
    double ms;
    if (yaml_double(value, 1, 86400e3, &ms, err) != 0)
        return -1;
    sinol->package->problem.limits.cpu_ns = llround(ms * 1e6);
    sinol->package->problem.time_limit_origin = "config.yml";
    return 0;
}

static int read_memory_limit(void *context, const struct yaml *value, struct err *err)
{
    struct sinol *sinol = context;
    double kib;
    if (yaml_double(value, 1, 1e12, &kib, err) != 0)
        return -1;
    sinol->package->problem.limits.memory_bytes = llround(kib * 1024);
    return 0;
}

static const struct contest {
    const char *name;
    enum sinol_contest contest;
} contests[] = {
    {"default", SINOL_DEFAULT},
    {"oi", SINOL_OI},
    {"oij", SINOL_DEFAULT}, /* points as in the default contest */
    {"icpc", SINOL_ICPC},
};

static int read_contest(void *context, const struct yaml *value, struct err *err)
{
    struct sinol *sinol = context;
    const char *name;
    if (yaml_string(value, &name, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(contests); i++) {
        if (strcmp(contests[i].name, name) != 0)
            continue;
        sinol->contest = contests[i].contest;
        return 0;
    }
    return yaml_error(value, err,
                      "sinol_contest_type: '%.32s' is not known: default, oi, oij and icpc are",
                      name);
}

static int read_processes(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    int64_t count;
    if (yaml_i64(value, 1, 1000, &count, err) != 0)
        return -1;
    if (count > 1)
        return yaml_error(value, err,
                          "num_processes: tasks of several processes are not supported");
    return 0;
}

#define KEEP(field)                                                                                \
    static int keep_##field(void *context, const struct yaml *value, struct err *err)              \
    {                                                                                              \
        (void)err;                                                                                 \
        ((struct sinol *)context)->field = value;                                                  \
        return 0;                                                                                  \
    }
KEEP(scores)
KEEP(expected)
KEEP(time_limits)
KEEP(memory_limits)
KEEP(overrides)
KEEP(dependencies)
KEEP(compilation_files)
KEEP(compilation_args)
KEEP(execution_files)
#undef KEEP

/* A key that says nothing about judging. */
static int pass_over(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

static const struct yaml_key keys[] = {
    {"title", read_title},
    {"sinol_task_id", read_id},
    {"time_limit", read_time_limit},
    {"memory_limit", read_memory_limit},
    {"time_limits", keep_time_limits},
    {"memory_limits", keep_memory_limits},
    {"override_limits", keep_overrides},
    {"scores", keep_scores},
    {"subtask_dependencies", keep_dependencies},
    {"extra_compilation_files", keep_compilation_files},
    {"extra_compilation_args", keep_compilation_args},
    {"extra_execution_files", keep_execution_files},
    {"num_processes", read_processes},
    {"sinol_contest_type", read_contest},
    {"sinol_expected_scores", keep_expected},
    {"sinol_latex_compiler", pass_over},
    {"sinol_static_tests", pass_over},
    {"sinol_total_score", pass_over},
    {"sinol_undocumented_time_tool", pass_over},
    {"sinol_undocumented_test_limits", pass_over},
    {"testrun_soc", pass_over},
};

static void warn_unknown(struct package *package, const struct yaml *root)
{
    for (size_t i = 0; root->kind == YAML_MAP && i < root->count; i++) {
        const char *key = root->keys[i]->text;
        size_t k = 0;
        while (k < EV_ARRAY_LENGTH(keys) && strcmp(keys[k].name, key) != 0)
            k++;
        if (k == EV_ARRAY_LENGTH(keys) && !str_starts_with(key, "title_"))
            package_warn_at(package, root->keys[i],
                            "config.yml: unknown key '%.64s' is passed over", key);
    }
}

/* A test as its file's name tells. */
struct named_test {
    const char *stem; /* "abc1a" */
    int group;
};

static bool parse_name(struct sinol *sinol, const char *name, struct named_test *test_out)
{
    size_t id = strlen(sinol->id), length = strlen(name) - strlen(".in");
    const char *at = name + id;
    int group = 0;
    if (strncmp(name, sinol->id, id) != 0)
        return false;
    const char *stem = arena_string_n(&sinol->package->problem.arena, name, length);
    bool is_example = str_ends_with(stem, "ocen");
    if (!is_example && !isdigit((unsigned char)*at))
        return false;
    for (; isdigit((unsigned char)*at) && group <= GROUP_NUMBER_MAX; at++)
        group = group * 10 + (*at - '0');
    for (const char *rest = at; rest < name + length; rest++) {
        if (!isalnum((unsigned char)*rest) && *rest != '_')
            return false;
    }
    *test_out = (struct named_test){.stem = stem, .group = is_example ? 0 : group};
    return group <= GROUP_NUMBER_MAX;
}

static int compare_tests(const void *a, const void *b)
{
    const struct named_test *left = a, *right = b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return compare_natural(left->stem, right->stem);
}

static int no_tests(struct sinol *sinol, struct err *err)
{
    struct package *package = sinol->package;
    const char *stem = arena_printf(&package->scratch, "%singen", sinol->id);
    const char *generator = collect_source(package, "prog", stem);
    if (!generator)
        return package_error(package, "in", err, "no tests: in/%s<group><letters>.in are expected",
                             sinol->id);
    return package_error(package, "in", err,
                         "no tests: %s makes all of them at once, which evalx does not run: make "
                         "them with `sinol-make gen`",
                         generator);
}

static int list_tests(struct sinol *sinol, struct named_test **tests_out, size_t *count_out,
                      struct err *err)
{
    struct package *package = sinol->package;
    const char **names = NULL;
    size_t count = 0, found = 0;
    if (package_has_folder(package, "in") && package_list(package, "in", &names, &count, err) != 0)
        return -1;
    struct named_test *tests = arena_alloc(&package->scratch, (count + 1) * sizeof(*tests));
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] == '.' || !str_ends_with(names[i], ".in"))
            continue;
        if (parse_name(sinol, names[i], &tests[found])) {
            found++;
            continue;
        }
        const char *path = arena_printf(&package->scratch, "in/%s", names[i]);
        package_warn(package, path, "passed over: %s<group><letters>.in is expected", sinol->id);
    }
    if (found == 0)
        return no_tests(sinol, err);
    qsort(tests, found, sizeof(*tests), compare_tests);
    *tests_out = tests;
    *count_out = found;
    return 0;
}

static int add_test(struct sinol *sinol, const struct named_test *named, const char *group,
                    size_t index, struct err *err)
{
    struct package *package = sinol->package;
    struct arena *arena = &package->problem.arena;
    const char *answer = arena_printf(arena, "out/%s.out", named->stem);
    bool has_answer = package_has(package, answer);
    struct problem_test test = {
        .name = arena_printf(arena, "%s/%s", group, named->stem),
        .group = group,
        .is_sample = named->group == 0,
        .input = arena_printf(arena, "in/%s.in", named->stem),
        .answer = has_answer ? answer : NULL,
        .is_answer_made = !has_answer,
        .score_group = index,
        .points = NAN,
    };
    if (!has_answer && !sinol->main)
        return package_error(package, answer, err,
                             "does not exist, and there is no prog/%s.* to make it", sinol->id);
    return collect_test(package, &test, err);
}

/* What `scores` gives a group; group 0 never has points. */
static int points_of(struct sinol *sinol, const char *group, double otherwise, double *points_out,
                     struct err *err)
{
    *points_out = otherwise;
    if (strcmp(group, "0") == 0 || yaml_is_null(sinol->scores)) {
        *points_out = strcmp(group, "0") == 0 ? 0 : otherwise;
        return 0;
    }
    const struct yaml *points = yaml_get(sinol->scores, group);
    if (!points)
        return yaml_error(sinol->scores, err, "scores: the group %s is missing", group);
    return yaml_double(points, 0, 1e9, points_out, err);
}

/* The tests of a group, of those that it depends on too: they count as its own. */
static int add_tests_of(struct sinol *sinol, const struct named_test *tests, size_t count,
                        int number, const char *group, size_t index, struct err *err)
{
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        if (tests[i].group != number)
            continue;
        added++;
        if (add_test(sinol, &tests[i], group, index, err) != 0)
            return -1;
    }
    if (added > 0)
        return 0;
    return yaml_error(sinol->dependencies, err, "subtask_dependencies: no test is in group %d",
                      number);
}

static int add_dependencies(struct sinol *sinol, const struct named_test *tests, size_t count,
                            const char *group, size_t index, struct err *err)
{
    const struct yaml *list = yaml_get(sinol->dependencies, group);
    if (!list)
        return 0;
    if (list->kind != YAML_LIST)
        return yaml_error(list, err, "subtask_dependencies: expected a list of groups");
    for (size_t i = 0; i < list->count; i++) {
        int64_t number;
        if (yaml_i64(list->items[i], 1, GROUP_NUMBER_MAX, &number, err) != 0 ||
            add_tests_of(sinol, tests, count, (int)number, group, index, err) != 0)
            return -1;
    }
    return 0;
}

static enum score_rule rule_of(const struct sinol *sinol)
{
    static const enum score_rule rules[] = {
        [SINOL_DEFAULT] = SCORE_GROUP_MIN,
        [SINOL_OI] = SCORE_TIME_SCALED,
        [SINOL_ICPC] = SCORE_PASS_FAIL,
    };
    return rules[sinol->contest];
}

/* Without scores every group has the same points, and the last the rest of 100. */
static double equal_points(const struct named_test *tests, size_t count, int group)
{
    int groups = 0, last = -1;
    for (size_t i = 0; i < count; i++) {
        if (tests[i].group == last || tests[i].group == 0)
            continue;
        last = tests[i].group;
        groups++;
    }
    int each = groups > 0 ? 100 / groups : 0;
    return group == last ? 100 - each * (groups - 1) : each;
}

static int add_group(struct sinol *sinol, struct groups *groups, const struct named_test *tests,
                     size_t count, int number, struct err *err)
{
    const char *name = arena_printf(&sinol->package->problem.arena, "%d", number);
    struct score_group group = {.name = name, .rule = rule_of(sinol), .is_rounded_up = true};
    size_t index;
    if (points_of(sinol, name, equal_points(tests, count, number), &group.max_score, err) != 0)
        return -1;
    if (sinol->contest == SINOL_ICPC)
        group.max_score = 1;
    else
        groups->items[0].max_score += group.max_score;
    if (groups_add(sinol->package, groups, &group, &index, err) != 0 ||
        add_tests_of(sinol, tests, count, number, name, index, err) != 0)
        return -1;
    return add_dependencies(sinol, tests, count, name, index, err);
}

static int read_tests(struct sinol *sinol, struct err *err)
{
    struct named_test *tests = NULL;
    size_t count = 0, index;
    struct groups groups = {0};
    bool is_icpc = sinol->contest == SINOL_ICPC;
    struct score_group root = {
        .name = "", .rule = is_icpc ? SCORE_PASS_FAIL : SCORE_SUM, .max_score = is_icpc ? 1 : 0};
    if (list_tests(sinol, &tests, &count, err) != 0 ||
        groups_add(sinol->package, &groups, &root, &index, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        bool is_new = i == 0 || tests[i].group != tests[i - 1].group;
        if (is_new && add_group(sinol, &groups, tests, count, tests[i].group, err) != 0)
            return -1;
    }
    groups_settle(sinol->package, &groups, groups.items[0].max_score);
    return 0;
}

/* oicompare goes line by line, and word by word in a line. */
static void set_flags(struct package *package)
{
    static const char *const words[] = {"case_sensitive", "evalx:lines_counted"};
    const struct words flags = {.items = words, .count = EV_ARRAY_LENGTH(words)};
    if (!package->problem.output_validator.path)
        collect_set_flags(package, &flags);
}

int sinol_load(struct package *package, struct err *err)
{
    struct sinol sinol = {.package = package};
    struct yaml *root;
    collect_defaults(package);
    if (package_read_yaml(package, "config.yml", &root, err) != 0 ||
        yaml_read_map(root, "config.yml", keys, EV_ARRAY_LENGTH(keys), true, &sinol, err) != 0)
        return -1;
    warn_unknown(package, root);
    if (!sinol.id)
        sinol.id = package->problem.short_name;
    if (!package->problem.title || *package->problem.title == '\0')
        package->problem.title = sinol.id;
    if (sinol_read_limits(&sinol, root, err) != 0 || sinol_read_programs(&sinol, err) != 0 ||
        sinol_read_jury(&sinol, err) != 0 || read_tests(&sinol, err) != 0)
        return -1;
    set_flags(package);
    return collect_finish(package, err);
}
