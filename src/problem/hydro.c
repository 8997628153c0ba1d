/* hydro: see hydro.h. The formats: Hydro's documentation, "Test data format" (config.yaml), and
 * SYZOJ's, "Test data" (data.yml). */
#include "problem/hydro.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "problem/collect.h"
#include "problem/standard_checker.h"
#include "problem/testdata.h"

enum { SUBTASKS_MAX = 1000 };

struct hydro {
    struct package *package;
    const struct yaml *root; /* NULL: there is no configuration */
    const char *folder;      /* of the tests: "testdata" or "" */
    struct groups groups;
    const struct yaml *ids[SUBTASKS_MAX + 1]; /* of groups, where they have one */
};

static const char *const places[][2] = {
    {"testdata/config.yaml", "testdata"},
    {"testdata/config.yml", "testdata"},
};

bool hydro_is(const struct package *package)
{
    return package_has_folder(package, "testdata") && !package_has_folder(package, "data");
}

bool syzoj_is(const struct package *package)
{
    return package_has(package, "data.yml") && !package_has_folder(package, "data");
}

/* ---- limits ---- */

/* "1s", "500ms", "256m": a number and its unit. */
static int read_amount(const struct yaml *node, const char *plain_unit,
                       int (*parse)(const char *, const char *, int64_t *, struct err *),
                       int64_t *value_out, struct err *err)
{
    const char *text;
    struct err cause = {0};
    EV_STR struct str whole = {0};
    if (!node || yaml_is_null(node))
        return 0;
    if (yaml_string(node, &text, err) != 0)
        return -1;
    bool is_plain = text[strspn(text, "0123456789.")] == '\0';
    str_printf(&whole, "%s%s", text, is_plain ? plain_unit : "");
    if (parse("limit", str_text(&whole), value_out, &cause) == 0)
        return 0;
    return yaml_error(node, err, "'%.32s' is no amount: 1s, 500ms, 256m are", text);
}

static int read_limits(struct hydro *hydro, struct err *err)
{
    struct limits *limits = &hydro->package->problem.limits;
    limits->cpu_ns = 1000000000;
    limits->memory_bytes = INT64_C(256) << 20;
    hydro->package->problem.time_limit_origin = hydro->root ? "config.yaml" : "default";
    if (read_amount(yaml_get(hydro->root, "time"), "ms", parse_duration, &limits->cpu_ns, err) != 0)
        return -1;
    return read_amount(yaml_get(hydro->root, "memory"), "m", parse_bytes, &limits->memory_bytes,
                       err);
}

/* ---- checkers ---- */

static const char *text_of(const struct yaml *node, const char *silent)
{
    return node && node->kind == YAML_SCALAR ? node->text : silent;
}

static void set_flags(struct hydro *hydro, const char *type)
{
    static const char *const strict[] = {"case_sensitive", "space_change_sensitive"};
    static const char *const usual[] = {"evalx:lines_filled"};
    bool is_strict = strcmp(type, "strict") == 0;
    struct words flags = {.items = is_strict ? strict : usual, .count = is_strict ? 2 : 1};
    collect_set_flags(hydro->package, &flags);
}

/* After the tests, whose flags it sets. */
static int read_checker(struct hydro *hydro, struct err *err)
{
    struct package *package = hydro->package;
    const struct yaml *node = yaml_get(hydro->root, "checker");
    const char *type = text_of(yaml_get(hydro->root, "checker_type"), node ? "testlib" : "default");
    const struct yaml *file = node && node->kind == YAML_MAP ? yaml_get(node, "file") : node;
    const char *name = text_of(file, NULL), *path;
    if (strcmp(type, "default") == 0 || strcmp(type, "strict") == 0) {
        set_flags(hydro, type);
        return 0;
    }
    if (!name)
        return yaml_error(hydro->root, err, "checker: the file is missing");
    if (package_join(package, hydro->folder, name, &path, err) != 0)
        return -1;
    if (strcmp(type, "testlib") == 0 && !package_has(package, path) &&
        standard_checker_set(package, name))
        return 0;
    if (strcmp(type, "testlib") != 0) {
        package_warn_at(package, file,
                        "checker_type: %.32s: not carried over, outputs are compared", type);
        set_flags(hydro, "default");
        return 0;
    }
    package->problem.checker_convention = CHECKER_TESTLIB;
    return collect_program(package, path, NULL, &package->problem.output_validator, err);
}

static int read_type(struct hydro *hydro, struct err *err)
{
    const struct yaml *node = yaml_get(hydro->root, "type");
    const char *type = text_of(node, "default");
    if (strcmp(type, "submit_answer") == 0)
        hydro->package->problem.kinds |= PROBLEM_SUBMIT_ANSWER;
    else if (strcmp(type, "default") != 0)
        return yaml_error(node, err,
                          "type: '%.32s' is not supported: default and submit_answer are", type);
    return 0;
}

/* ---- tests ---- */

static int add_test(struct hydro *hydro, const char *input, const char *output, size_t group,
                    double points, struct err *err)
{
    struct package *package = hydro->package;
    struct problem_test test = {
        .group = hydro->groups.items[group].name,
        .score_group = group,
        .points = points,
    };
    if (package_join(package, hydro->folder, input, &test.input, err) != 0 ||
        package_join(package, hydro->folder, output, &test.answer, err) != 0)
        return -1;
    test.name =
        arena_printf(&package->problem.arena, "%s/%s", test.group, fs_base_name(test.input));
    if (package->problem.kinds & PROBLEM_SUBMIT_ANSWER)
        test.outputs = fs_base_name(test.answer);
    return collect_test(package, &test, err);
}

static int add_group(struct hydro *hydro, const struct yaml *node, const char *name,
                     enum score_rule rule, double points, size_t *index_out, struct err *err)
{
    struct score_group group = {.name = name,
                                .rule = rule,
                                .max_score = points,
                                .has_checker_score =
                                    hydro->root && yaml_get(hydro->root, "checker")};
    if (hydro->groups.count > SUBTASKS_MAX)
        return yaml_error(node, err, "more than %d subtasks", (int)SUBTASKS_MAX);
    if (groups_add(hydro->package, &hydro->groups, &group, index_out, err) != 0)
        return -1;
    hydro->ids[*index_out] = yaml_get(node, "id");
    return 0;
}

static int add_case(struct hydro *hydro, const struct yaml *node, size_t group, double points,
                    struct err *err)
{
    const char *input, *output;
    if (!yaml_get(node, "input") || !yaml_get(node, "output"))
        return yaml_error(node, err, "a case needs input and output");
    if (yaml_string(yaml_get(node, "input"), &input, err) != 0 ||
        yaml_string(yaml_get(node, "output"), &output, err) != 0)
        return -1;
    return add_test(hydro, input, output, group, points, err);
}

static const struct type {
    const char *name;
    enum score_rule rule;
} types[] = {
    {"min", SCORE_GROUP_MIN},
    {"mul", SCORE_GROUP_MUL},
    {"sum", SCORE_EACH_TEST},
};

static int read_rule(const struct yaml *node, const char *silent, enum score_rule *rule_out,
                     struct err *err)
{
    const struct yaml *type = yaml_get(node, "type");
    const char *name = text_of(type, silent);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(types); i++) {
        if (strcmp(types[i].name, name) == 0) {
            *rule_out = types[i].rule;
            return 0;
        }
    }
    return yaml_error(type, err, "type: '%.32s' is not supported: min, mul and sum are", name);
}

/* `if`: subtasks that must be passed, by their ids, else by their places from 1. */
static int read_conditions(struct hydro *hydro, const struct yaml *node, struct score_group *group,
                           struct err *err)
{
    const struct yaml *list = yaml_get(node, "if");
    if (!list || list->kind != YAML_LIST)
        return 0;
    size_t *requires =
        arena_alloc(&hydro->package->problem.arena, (list->count + 1) * sizeof(*requires));
    for (size_t i = 0; i < list->count; i++) {
        size_t found = 0;
        for (size_t k = 1; k + 1 < hydro->groups.count && !found; k++) {
            EV_STR struct str place = {0};
            str_printf(&place, "%zu", k);
            if (strcmp(text_of(hydro->ids[k], str_text(&place)), text_of(list->items[i], "")) == 0)
                found = k;
        }
        if (!found)
            return yaml_error(list->items[i], err, "if: there is no such earlier subtask");
        requires[group->require_count++] = found;
    }
    group->requires = requires;
    return 0;
}

static int read_points(const struct yaml *node, double silent, double *points_out, struct err *err)
{
    const struct yaml *score = yaml_get(node, "score");
    *points_out = silent;
    return score ? yaml_double(score, 0, 1e9, points_out, err) : 0;
}

static int read_subtask(struct hydro *hydro, const struct yaml *node, size_t count, size_t place,
                        struct err *err)
{
    const struct yaml *cases = yaml_get(node, "cases");
    enum score_rule rule;
    double points;
    size_t group;
    if (!cases || cases->kind != YAML_LIST || cases->count == 0)
        return yaml_error(node, err, "a subtask needs a list of cases");
    const char *name = arena_printf(&hydro->package->problem.arena, "subtask%zu", place);
    if (read_rule(node, "min", &rule, err) != 0 ||
        read_points(node, 100.0 / (double)count, &points, err) != 0 ||
        add_group(hydro, node, name, rule, points, &group, err) != 0 ||
        read_conditions(hydro, node, &hydro->groups.items[group], err) != 0)
        return -1;
    double each = rule == SCORE_EACH_TEST ? points / (double)cases->count : NAN;
    for (size_t i = 0; i < cases->count; i++) {
        if (add_case(hydro, cases->items[i], group, each, err) != 0)
            return -1;
    }
    return 0;
}

static int read_subtasks(struct hydro *hydro, const struct yaml *list, struct err *err)
{
    if (list->kind != YAML_LIST)
        return yaml_error(list, err, "subtasks: expected a list");
    for (size_t i = 0; i < list->count; i++) {
        if (read_subtask(hydro, list->items[i], list->count, i + 1, err) != 0)
            return -1;
    }
    return 0;
}

static int read_cases(struct hydro *hydro, const struct yaml *list, struct err *err)
{
    size_t group;
    double sum = 0;
    if (list->kind != YAML_LIST || list->count == 0)
        return yaml_error(list, err, "cases: expected a list");
    if (add_group(hydro, NULL, "tests", SCORE_EACH_TEST, 0, &group, err) != 0)
        return -1;
    for (size_t i = 0; i < list->count; i++) {
        double points;
        if (read_points(list->items[i], 100.0 / (double)list->count, &points, err) != 0 ||
            add_case(hydro, list->items[i], group, points, err) != 0)
            return -1;
        sum += points;
    }
    hydro->groups.items[group].max_score = sum;
    return 0;
}

/* Without a list: every NAME.in with NAME.out or NAME.ans, in the order of their numbers. */
static const char *answer_of(struct hydro *hydro, const char *const *names, size_t count,
                             const char *input)
{
    static const char *const extensions[] = {"out", "ans"};
    size_t stem = strlen(input) - strlen("in");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(extensions); i++) {
        const char *name =
            arena_printf(&hydro->package->problem.arena, "%.*s%s", (int)stem, input, extensions[i]);
        if (names_have(names, count, name))
            return name;
    }
    return NULL;
}

static int compare_inputs(const void *a, const void *b)
{
    return compare_natural(*(const char *const *)a, *(const char *const *)b);
}

static int find_tests(struct hydro *hydro, struct err *err)
{
    const char **names;
    size_t count, found = 0, group;
    if (package_list(hydro->package, hydro->folder, &names, &count, err) != 0 ||
        add_group(hydro, NULL, "tests", SCORE_EACH_TEST, 100, &group, err) != 0)
        return -1;
    const char **inputs = arena_alloc(&hydro->package->scratch, (count + 1) * sizeof(*inputs));
    for (size_t i = 0; i < count; i++) {
        if (str_ends_with(names[i], ".in") && answer_of(hydro, names, count, names[i]))
            inputs[found++] = names[i];
    }
    if (found > 0)
        qsort(inputs, found, sizeof(*inputs), compare_inputs);
    for (size_t i = 0; i < found; i++) {
        if (add_test(hydro, inputs[i], answer_of(hydro, names, count, inputs[i]), group,
                     100.0 / (double)found, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- SYZOJ ---- */

/* "sum#.in" with a case's name in place of #. */
static const char *fill_name(struct hydro *hydro, const char *key, const char *silent,
                             const char *name)
{
    const char *pattern = text_of(yaml_get(hydro->root, key), silent);
    size_t before = strcspn(pattern, "#");
    return arena_printf(&hydro->package->problem.arena, "%.*s%s%s", (int)before, pattern, name,
                        pattern[before] ? pattern + before + 1 : "");
}

static int read_syzoj_subtask(struct hydro *hydro, const struct yaml *node, size_t count,
                              size_t place, struct err *err)
{
    const struct yaml *cases = yaml_get(node, "cases");
    enum score_rule rule;
    double points;
    size_t group;
    if (!cases || cases->kind != YAML_LIST || cases->count == 0)
        return yaml_error(node, err, "a subtask needs a list of cases");
    const char *name = arena_printf(&hydro->package->problem.arena, "subtask%zu", place);
    if (read_rule(node, "sum", &rule, err) != 0 ||
        read_points(node, 100.0 / (double)count, &points, err) != 0 ||
        add_group(hydro, node, name, rule, points, &group, err) != 0)
        return -1;
    double each = rule == SCORE_EACH_TEST ? points / (double)cases->count : NAN;
    for (size_t i = 0; i < cases->count; i++) {
        const char *number = text_of(cases->items[i], "");
        if (add_test(hydro, fill_name(hydro, "inputFile", "#.in", number),
                     fill_name(hydro, "outputFile", "#.out", number), group, each, err) != 0)
            return -1;
    }
    return 0;
}

static int finish(struct hydro *hydro, struct err *err)
{
    struct package *package = hydro->package;
    double sum = 0;
    for (size_t i = 1; i < hydro->groups.count; i++)
        sum += hydro->groups.items[i].max_score;
    hydro->groups.items[0].max_score = sum;
    groups_settle(package, &hydro->groups, sum);
    package->problem.title =
        text_of(yaml_get(package->metadata, "title"), package->problem.short_name);
    return collect_finish(package, err);
}

static int open_root(struct hydro *hydro, struct err *err)
{
    size_t index;
    return add_group(hydro, NULL, "", SCORE_SUM, 100, &index, err);
}

int hydro_load(struct package *package, struct err *err)
{
    struct hydro hydro = {.package = package, .folder = "testdata"};
    struct yaml *root = NULL;
    collect_defaults(package);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places) && !root; i++) {
        if (package_has(package, places[i][0]) &&
            package_read_yaml(package, places[i][0], &root, err) != 0)
            return -1;
    }
    hydro.root = root;
    if (read_limits(&hydro, err) != 0 || read_type(&hydro, err) != 0 || open_root(&hydro, err) != 0)
        return -1;
    const struct yaml *subtasks = yaml_get(root, "subtasks"), *cases = yaml_get(root, "cases");
    int status = subtasks ? read_subtasks(&hydro, subtasks, err)
                 : cases  ? read_cases(&hydro, cases, err)
                          : find_tests(&hydro, err);
    if (status != 0 || read_checker(&hydro, err) != 0)
        return -1;
    return finish(&hydro, err);
}

int syzoj_load(struct package *package, struct err *err)
{
    struct hydro hydro = {.package = package, .folder = ""};
    struct yaml *root;
    collect_defaults(package);
    if (package_read_yaml(package, "data.yml", &root, err) != 0)
        return -1;
    hydro.root = root;
    const struct yaml *subtasks = yaml_get(root, "subtasks");
    if (yaml_get(root, "interactor"))
        return yaml_error(yaml_get(root, "interactor"), err, "interactor: not supported");
    if (open_root(&hydro, err) != 0)
        return -1;
    for (size_t i = 0; subtasks && subtasks->kind == YAML_LIST && i < subtasks->count; i++) {
        if (read_syzoj_subtask(&hydro, subtasks->items[i], subtasks->count, i + 1, err) != 0)
            return -1;
    }
    if (!subtasks && find_tests(&hydro, err) != 0)
        return -1;
    if (yaml_get(root, "specialJudge"))
        package_warn_at(package, yaml_get(root, "specialJudge"),
                        "specialJudge: not carried over, outputs are compared");
    package->problem.limits.cpu_ns = limits_default().cpu_ns;
    package->problem.time_limit_origin = "default";
    package_warn(package, NULL, "data.yml has no limits: 2 s and 256 MiB are taken");
    set_flags(&hydro, "default");
    return finish(&hydro, err);
}
