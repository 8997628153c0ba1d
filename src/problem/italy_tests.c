/* italy_tests: tests and points. gen/GEN lists the tests, a line each, and opens subtasks; the
 * keys score_type and score_type_parameters say more than it can. */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "problem/italy.h"
#include "problem/pattern.h"

static const char gen_path[] = "gen/GEN";

static void add_line(struct italy *italy, const struct italy_line *line)
{
    italy->lines = arena_grow(&italy->package->scratch, italy->lines, italy->line_count,
                              italy->line_count + 1, sizeof(*italy->lines), &italy->line_capacity);
    italy->lines[italy->line_count++] = *line;
}

static void add_subtask(struct italy *italy, const struct italy_subtask *subtask)
{
    italy->subtasks =
        arena_grow(&italy->package->scratch, italy->subtasks, italy->subtask_count,
                   italy->subtask_count + 1, sizeof(*italy->subtasks), &italy->subtask_capacity);
    italy->subtasks[italy->subtask_count++] = *subtask;
}

/* Text without white space at both ends (the problem's arena). */
static const char *trimmed(struct package *package, const char *text, size_t count)
{
    static const char space[] = " \t\r\v\f";
    while (count > 0 && strchr(space, text[count - 1]))
        count--;
    for (; count > 0 && strchr(space, *text); count--)
        text++;
    return arena_string_n(&package->problem.arena, text, count);
}

static int open_subtask(struct italy *italy, const char *text, const char *place, struct err *err)
{
    struct italy_subtask subtask = {0};
    struct err cause;
    if (parse_double("points", trimmed(italy->package, text, strlen(text)), 0, 1e9, &subtask.points,
                     &cause) != 0)
        return package_error(italy->package, place, err, "%s", cause.msg);
    if (italy->subtask_count == ITALY_SUBTASKS_MAX)
        return package_error(italy->package, place, err, "more than %d subtasks",
                             (int)ITALY_SUBTASKS_MAX);
    if (italy->subtask_count == 0 && italy->line_count > 0)
        return package_error(italy->package, place, err,
                             "tests stand before the first subtask (# ST: points)");
    add_subtask(italy, &subtask);
    return 0;
}

/* One line of gen/GEN: a command, a comment that means something, or nothing. */
static int read_line(struct italy *italy, const char *line, int number, struct err *err)
{
    struct package *package = italy->package;
    const char *place = arena_printf(&package->scratch, "%s:%d", gen_path, number);
    const char *hash = strchr(line, '#');
    const char *command = trimmed(package, line, hash ? (size_t)(hash - line) : strlen(line));
    const char *comment = hash ? trimmed(package, hash + 1, strlen(hash + 1)) : "";
    bool is_copy = str_starts_with(comment, "COPY:");
    bool is_subtask = str_starts_with(comment, "ST:");
    if (*command && (is_copy || is_subtask))
        return package_error(package, place, err, "a test and a command on one line");
    if (is_subtask)
        return open_subtask(italy, comment + 3, place, err);
    if (!*command && !is_copy)
        return 0;
    if (italy->line_count == PACKAGE_TESTS_MAX)
        return package_error(package, place, err, "more than %d tests", (int)PACKAGE_TESTS_MAX);
    if (italy->subtask_count > 0)
        italy->subtasks[italy->subtask_count - 1].count++;
    struct italy_line test = {.number = number};
    if (is_copy)
        test.copied = trimmed(package, comment + 5, strlen(comment + 5));
    else
        test.command = command;
    add_line(italy, &test);
    return 0;
}

static int read_gen(struct italy *italy, struct err *err)
{
    EV_STR struct str text = {0};
    if (!package_has(italy->package, gen_path))
        return 0;
    if (package_read(italy->package, gen_path, &text, err) != 0)
        return -1;
    int number = 1;
    for (const char *at = str_text(&text); *at; number++) {
        size_t length = strcspn(at, "\n");
        const char *line = arena_string_n(&italy->package->scratch, at, length);
        if (read_line(italy, line, number, err) != 0)
            return -1;
        at += length + (at[length] ? 1 : 0);
    }
    return 0;
}

static const struct score_type {
    const char *name;
    enum score_rule rule;
} score_types[] = {
    {"GroupMin", SCORE_GROUP_MIN},
    {"GroupMul", SCORE_GROUP_MUL},
    {"GroupThreshold", SCORE_THRESHOLD},
};

static int read_parameter(struct italy *italy, const struct yaml *row, struct err *err)
{
    struct italy_subtask subtask = {0};
    bool is_threshold = italy->rule == SCORE_THRESHOLD;
    size_t needed = is_threshold ? 3 : 2;
    if (row->kind != YAML_LIST || row->count < needed)
        return yaml_error(row, err, "expected a list: points, tests%s",
                          is_threshold ? ", threshold" : "");
    if (yaml_double(row->items[0], 0, 1e9, &subtask.points, err) != 0)
        return -1;
    if (is_threshold && yaml_double(row->items[2], 0, 1e9, &subtask.threshold, err) != 0)
        return -1;
    subtask.tests = row->items[1];
    if (italy->subtask_count == ITALY_SUBTASKS_MAX)
        return yaml_error(row, err, "more than %d subtasks", (int)ITALY_SUBTASKS_MAX);
    add_subtask(italy, &subtask);
    return 0;
}

static int read_parameters(struct italy *italy, const struct yaml *parameters, struct err *err)
{
    if (parameters->kind != YAML_LIST || parameters->count == 0)
        return yaml_error(parameters, err, "expected a list of subtasks");
    for (size_t i = 0; i < parameters->count; i++) {
        if (read_parameter(italy, parameters->items[i], err) != 0)
            return -1;
    }
    return 0;
}

/* score_type and its parameters replace what gen/GEN says. */
static int read_score_type(struct italy *italy, struct err *err)
{
    const struct yaml *type = italy->score_type;
    const struct yaml *parameters = italy->score_parameters;
    if (!type && !parameters)
        return 0;
    if (!type || !parameters)
        return yaml_error(type ? type : parameters, err,
                          "score_type and score_type_parameters go together");
    italy->subtask_count = 0;
    const char *name = type->kind == YAML_SCALAR ? type->text : "";
    if (strcmp(name, "Sum") == 0)
        return 0;
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(score_types) && strcmp(score_types[i].name, name) != 0)
        i++;
    if (i == EV_ARRAY_LENGTH(score_types))
        return yaml_error(type, err,
                          "score_type: not supported: Sum, GroupMin, GroupMul and "
                          "GroupThreshold are");
    italy->rule = score_types[i].rule;
    return read_parameters(italy, parameters, err);
}

/* How many tests there are, by gen/GEN and n_input, which must agree. */
static int count_tests(struct italy *italy, size_t *count_out, struct err *err)
{
    int64_t given = -1;
    if (!yaml_is_null(italy->input_count) &&
        yaml_i64(italy->input_count, 0, PACKAGE_TESTS_MAX, &given, err) != 0)
        return -1;
    if (given < 0 && !italy->lines)
        return package_error(italy->package, "task.yaml", err,
                             "n_input is missing: the number of tests");
    if (given >= 0 && italy->lines && (size_t)given != italy->line_count)
        return yaml_error(italy->input_count, err, "n_input is %lld, but gen/GEN has %zu tests",
                          (long long)given, italy->line_count);
    *count_out = italy->lines ? italy->line_count : (size_t)given;
    return 0;
}

/* What makes a missing input: a file to copy, or the generator with the line's words. */
static int make_input(struct italy *italy, size_t index, struct problem_test *test, struct err *err)
{
    struct package *package = italy->package;
    const struct italy_line *line = italy->lines ? &italy->lines[index] : NULL;
    if (!line)
        return package_error(package, test->input, err, "does not exist");
    if (line->copied) {
        test->input = line->copied;
        return 0;
    }
    const char *path = collect_source(package, "gen", "generatore");
    if (!path)
        path = collect_source(package, "gen", "generator");
    if (!path)
        return package_error(package, test->input, err,
                             "does not exist, and there is no gen/generator or gen/generatore to "
                             "make it (%s:%d)",
                             gen_path, line->number);
    struct problem *problem = &package->problem;
    if (problem->generator_count == 0) {
        struct package_program *program = arena_alloc(&problem->arena, sizeof(*program));
        if (collect_program(package, path, NULL, program, err) != 0)
            return -1;
        problem->generators = program;
        problem->generator_count = 1;
    }
    struct words words = words_split(package, line->command);
    const char **recipe = arena_alloc(&problem->arena, (words.count + 2) * sizeof(*recipe));
    recipe[0] = path;
    if (words.count > 0)
        memcpy(recipe + 1, words.items, words.count * sizeof(*recipe));
    test->recipe = recipe;
    return 0;
}

static int find_data(struct italy *italy, size_t index, struct problem_test *test, struct err *err)
{
    struct package *package = italy->package;
    struct arena *arena = &package->problem.arena;
    const char *answer = arena_printf(arena, "output/output%zu.txt", index);
    test->input = arena_printf(arena, "input/input%zu.txt", index);
    if (!package_has(package, test->input) && make_input(italy, index, test, err) != 0)
        return -1;
    if (!test->recipe && package_has(package, answer)) {
        test->answer = answer;
        return 0;
    }
    bool needs_answer = !(package->problem.kinds & PROBLEM_COMMUNICATION);
    if (needs_answer && (!italy->has_main || italy->is_output_only))
        return package_error(package, answer, err,
                             "does not exist, and no sol/solution.* can make it");
    test->is_answer_made = needs_answer;
    return 0;
}

static int add_test(struct italy *italy, size_t index, const struct score_group *group,
                    size_t score_group, double points, struct err *err)
{
    struct arena *arena = &italy->package->problem.arena;
    struct problem_test test = {
        .group = group ? group->name : "", .score_group = score_group, .points = points};
    if (find_data(italy, index, &test, err) != 0)
        return -1;
    test.name = fs_join(arena, test.group, arena_printf(arena, "%03zu", index));
    if (italy->is_output_only)
        test.outputs = arena_printf(arena, "output_%03zu.txt", index);
    return collect_test(italy->package, &test, err);
}

static bool is_in_list(const struct yaml *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == YAML_SCALAR && strcmp(list->items[i]->text, name) == 0)
            return true;
    }
    return false;
}

/* The tests of a subtask that a pattern or a list of names chooses. */
static int choose_tests(struct italy *italy, const struct italy_subtask *subtask, size_t count,
                        bool *chosen, struct err *err)
{
    const struct yaml *tests = subtask->tests;
    struct pattern *pattern = NULL;
    struct pattern_match match;
    if (tests->kind == YAML_MAP)
        return yaml_error(tests, err, "expected a number of tests, a pattern or a list of names");
    if (tests->kind == YAML_SCALAR &&
        pattern_compile(&italy->package->scratch, tests->text, false, &pattern, err) != 0) {
        struct err cause = *err;
        return yaml_error(tests, err, "%s", cause.msg);
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_printf(&italy->package->scratch, "%03zu", i);
        chosen[i] = pattern ? pattern_match(pattern, name, &match) : is_in_list(tests, name);
    }
    return 0;
}

/* `next` is the first test that no subtask with a number has taken yet. */
static int take_tests(struct italy *italy, const struct italy_subtask *subtask, size_t count,
                      size_t *next, bool *chosen, struct err *err)
{
    int64_t number = (int64_t)subtask->count;
    bool is_number =
        !subtask->tests || (subtask->tests->kind == YAML_SCALAR && subtask->tests->is_plain &&
                            yaml_i64(subtask->tests, 0, PACKAGE_TESTS_MAX, &number, NULL) == 0);
    if (!is_number)
        return choose_tests(italy, subtask, count, chosen, err);
    if ((size_t)number > count - *next) {
        const char *path = subtask->tests ? "task.yaml" : gen_path;
        return package_error(italy->package, path, err,
                             "the subtasks have more tests than there are (%zu)", count);
    }
    for (size_t i = 0; i < (size_t)number; i++)
        chosen[(*next)++] = true;
    return 0;
}

static int add_subtasks(struct italy *italy, struct groups *groups, size_t count, struct err *err)
{
    struct arena *arena = &italy->package->problem.arena;
    bool has_checker = italy->package->problem.output_validator.path;
    bool *chosen = arena_alloc(&italy->package->scratch, (count + 1) * sizeof(*chosen));
    size_t next = 0;
    for (size_t i = 0; i < italy->subtask_count; i++) {
        const struct italy_subtask *subtask = &italy->subtasks[i];
        memset(chosen, 0, count * sizeof(*chosen));
        struct score_group group = {
            .name = arena_printf(arena, "subtask%zu", i + 1),
            .rule = italy->rule,
            .max_score = subtask->points,
            .threshold = subtask->threshold,
            .has_checker_score = has_checker,
        };
        size_t index;
        if (groups_add(italy->package, groups, &group, &index, err) != 0 ||
            take_tests(italy, subtask, count, &next, chosen, err) != 0)
            return -1;
        groups->items[0].max_score += subtask->points;
        for (size_t k = 0; k < count; k++) {
            if (chosen[k] && add_test(italy, k, &group, index, NAN, err) != 0)
                return -1;
        }
    }
    return 0;
}

/* Every test has its own points: of the parameter, or its part of total_value. */
static int add_single_tests(struct italy *italy, struct groups *groups, size_t count,
                            struct err *err)
{
    double points = count > 0 ? italy->total_value / (double)count : 0;
    if (italy->score_parameters && yaml_double(italy->score_parameters, 0, 1e9, &points, err) != 0)
        return -1;
    groups->items[0].rule = SCORE_EACH_TEST;
    groups->items[0].max_score = points * (double)count;
    for (size_t i = 0; i < count; i++) {
        if (add_test(italy, i, NULL, 0, points, err) != 0)
            return -1;
    }
    return 0;
}

/* CMS' own comparison ("white diff") goes line by line, and word by word in a line. */
static void set_flags(struct package *package)
{
    static const char *const words[] = {"case_sensitive", "evalx:lines_counted"};
    const struct words flags = {.items = words, .count = EV_ARRAY_LENGTH(words)};
    if (!package->problem.output_validator.path)
        collect_set_flags(package, &flags);
}

int italy_read_tests(struct italy *italy, struct err *err)
{
    struct package *package = italy->package;
    struct groups groups = {0};
    struct score_group root = {
        .name = "", .rule = SCORE_SUM, .has_checker_score = package->problem.output_validator.path};
    size_t count = 0, index;
    if (read_gen(italy, err) != 0 || count_tests(italy, &count, err) != 0 ||
        read_score_type(italy, err) != 0 || groups_add(package, &groups, &root, &index, err) != 0)
        return -1;
    int result = italy->subtask_count > 0 ? add_subtasks(italy, &groups, count, err)
                                          : add_single_tests(italy, &groups, count, err);
    if (result != 0)
        return -1;
    set_flags(package);
    groups_settle(package, &groups, groups.items[0].max_score);
    return 0;
}
