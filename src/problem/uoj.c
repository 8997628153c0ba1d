/* uoj: see uoj.h. The format: UOJ's manual, "Problem data". */
#include "problem/uoj.h"

#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "problem/collect.h"
#include "problem/standard_checker.h"

static const char file_name[] = "problem.conf";
enum { TESTS_MAX = 10000, SUBTASKS_MAX = 1000 };

struct setting {
    const char *key, *value;
};

struct conf {
    struct package *package;
    struct setting *settings;
    size_t count, capacity;
    struct groups groups;
    int tests, subtasks;
};

bool uoj_is(const struct package *package)
{
    return package_has(package, file_name);
}

static int read_settings(struct conf *conf, struct err *err)
{
    EV_STR struct str text = {0};
    struct arena *arena = &conf->package->problem.arena;
    if (package_read(conf->package, file_name, &text, err) != 0)
        return -1;
    for (const char *at = str_text(&text); *at;) {
        size_t length = strcspn(at, "\r\n");
        struct words words =
            words_split(conf->package, arena_string_n(&conf->package->scratch, at, length));
        at += length;
        at += strspn(at, "\r\n");
        if (words.count < 2)
            continue;
        conf->settings = arena_grow(arena, conf->settings, conf->count, conf->count + 1,
                                    sizeof(*conf->settings), &conf->capacity);
        conf->settings[conf->count++] = (struct setting){words.items[0], words.items[1]};
    }
    return 0;
}

static const char *get(const struct conf *conf, const char *key, const char *silent)
{
    for (size_t i = conf->count; i-- > 0;) {
        if (strcmp(conf->settings[i].key, key) == 0)
            return conf->settings[i].value;
    }
    return silent;
}

static bool is_on_or(const struct conf *conf, const char *key, bool silent)
{
    return strcmp(get(conf, key, silent ? "on" : "off"), "on") == 0;
}

static bool is_on(const struct conf *conf, const char *key)
{
    return is_on_or(conf, key, false);
}

/* KEY_N, of a test or subtask. */
static const char *get_of(const struct conf *conf, const char *key, int number, const char *silent)
{
    EV_STR struct str name = {0};
    str_printf(&name, "%s_%d", key, number);
    return get(conf, str_text(&name), silent);
}

static int read_number(const struct conf *conf, const char *key, const char *text, double least,
                       double most, double *number_out, struct err *err)
{
    struct err cause = {0};
    if (parse_double(key, text, least, most, number_out, &cause) == 0)
        return 0;
    return package_error(conf->package, file_name, err, "%s", cause.msg);
}

static int read_count(const struct conf *conf, const char *key, int most, int *count_out,
                      struct err *err)
{
    double number;
    if (read_number(conf, key, get(conf, key, "0"), 0, most, &number, err) != 0)
        return -1;
    *count_out = (int)number;
    return 0;
}

static int read_limits(struct conf *conf, struct err *err)
{
    struct problem *problem = &conf->package->problem;
    double seconds, mib, output_mib;
    if (read_number(conf, "time_limit", get(conf, "time_limit", "1"), 0.001, 86400, &seconds,
                    err) != 0 ||
        read_number(conf, "memory_limit", get(conf, "memory_limit", "256"), 1, 1 << 20, &mib,
                    err) != 0 ||
        read_number(conf, "output_limit", get(conf, "output_limit", "64"), 1, 1 << 20, &output_mib,
                    err) != 0)
        return -1;
    problem->limits.cpu_ns = llround(seconds * 1e9);
    problem->limits.memory_bytes = llround(mib * (1 << 20));
    problem->limits.output_bytes = llround(output_mib * (1 << 20));
    problem->time_limit_origin = file_name;
    return 0;
}

/* ---- programs ---- */

static int read_checker(struct conf *conf, struct err *err)
{
    struct package *package = conf->package;
    const char *builtin = get(conf, "use_builtin_checker", NULL);
    if (builtin) {
        if (standard_checker_set(package, builtin))
            return 0;
        return package_error(package, file_name, err, "use_builtin_checker: %.32s is not known",
                             builtin);
    }
    package->problem.checker_convention = CHECKER_TESTLIB;
    return collect_program(package, "chk.cpp", NULL, &package->problem.output_validator, err);
}

/* implementer.cpp is linked with submissions, beside what is in require/. */
static int read_implementer(struct conf *conf, struct err *err)
{
    struct package *package = conf->package;
    const char *const *files = NULL;
    size_t count = 0;
    if (!is_on(conf, "with_implementer"))
        return 0;
    if (package_has_folder(package, "require") &&
        package_files(package, "require", &files, &count, err) != 0)
        return -1;
    const char **all = arena_alloc(&package->problem.arena, (count + 1) * sizeof(*all));
    all[0] = "implementer.cpp";
    if (count > 0)
        memcpy(all + 1, files, count * sizeof(*all));
    struct include_set *set = arena_alloc(&package->problem.arena, sizeof(*set));
    *set = (struct include_set){.language = "cpp", .files = all, .file_count = count + 1};
    package->problem.includes = set;
    package->problem.include_count = 1;
    return package_has(package, all[0])
               ? 0
               : package_error(package, file_name, err, "with_implementer: there is no %s", all[0]);
}

static int read_programs(struct conf *conf, struct err *err)
{
    struct package *package = conf->package;
    if (is_on(conf, "interaction_mode"))
        return package_error(package, file_name, err,
                             "interaction_mode: UOJ's interactors are not supported");
    if (!is_on_or(conf, "use_builtin_judger", true))
        package_warn(package, file_name,
                     "use_builtin_judger off: the judger of the package is not carried over: tests "
                     "and checker are read as for UOJ's own");
    if (is_on(conf, "submit_answer"))
        package->problem.kinds |= PROBLEM_SUBMIT_ANSWER;
    if (package_has(package, "std.cpp")) {
        struct words accepted = collect_accepted();
        struct jury_submission main = {
            .path = "std.cpp",
            .folder = "",
            .expected = accepted.items,
            .expected_count = accepted.count,
            .is_for_time_limit = true,
            .is_main = true,
        };
        collect_jury(package, &main);
    }
    if (package_has(package, "val.cpp") &&
        collect_validator(package, "val.cpp", NULL, VALIDATOR_TESTLIB, err) != 0)
        return -1;
    return read_implementer(conf, err);
}

/* ---- tests ---- */

static int add_test(struct conf *conf, const char *prefix, int number, size_t group, double points,
                    struct err *err)
{
    struct arena *arena = &conf->package->problem.arena;
    const char *input = arena_printf(arena, "%s%s%d.%s", prefix, get(conf, "input_pre", "input"),
                                     number, get(conf, "input_suf", "txt"));
    const char *answer = arena_printf(arena, "%s%s%d.%s", prefix, get(conf, "output_pre", "output"),
                                      number, get(conf, "output_suf", "txt"));
    struct problem_test test = {
        .name = arena_printf(arena, "%s%03d", *prefix ? "sample" : "", number),
        .group = conf->groups.items[group].name,
        .is_sample = *prefix != '\0',
        .input = input,
        .answer = answer,
        .score_group = group,
        .points = points,
    };
    if (conf->package->problem.kinds & PROBLEM_SUBMIT_ANSWER)
        test.outputs = answer;
    return collect_test(conf->package, &test, err);
}

static int add_group(struct conf *conf, const struct score_group *group, size_t *index_out,
                     struct err *err)
{
    return groups_add(conf->package, &conf->groups, group, index_out, err);
}

/* Only the first of them are shown; the others are hacks, which no other format has. */
static int read_samples(struct conf *conf, struct err *err)
{
    int shown, all;
    size_t index;
    struct score_group group = {.name = "sample", .rule = SCORE_EACH_TEST, .is_sample = true};
    if (read_count(conf, "n_sample_tests", TESTS_MAX, &shown, err) != 0 ||
        read_count(conf, "n_ex_tests", TESTS_MAX, &all, err) != 0)
        return -1;
    if (all > shown)
        package_warn(conf->package, file_name, "%d extra tests are passed over", all - shown);
    if (shown == 0)
        return 0;
    if (add_group(conf, &group, &index, err) != 0)
        return -1;
    for (int i = 1; i <= shown; i++) {
        if (add_test(conf, "ex_", i, index, 0, err) != 0)
            return -1;
    }
    return 0;
}

/* One number, or "many" and a number for each. */
static int read_dependencies(struct conf *conf, int number, size_t first, struct score_group *group,
                             struct err *err)
{
    size_t *requires =
        arena_alloc(&conf->package->problem.arena, (SUBTASKS_MAX + 1) * sizeof(*requires));
    const char *text = get_of(conf, "subtask_dependence", number, "none");
    bool is_many = strcmp(text, "many") == 0;
    for (int i = 1; i < SUBTASKS_MAX && strcmp(text, "none") != 0; i++) {
        double wanted;
        EV_STR struct str key = {0};
        str_printf(&key, "subtask_dependence_%d", number);
        if (is_many)
            text = get_of(conf, str_text(&key), i, "none");
        if (strcmp(text, "none") == 0)
            break;
        if (read_number(conf, str_text(&key), text, 1, number - 1, &wanted, err) != 0)
            return -1;
        requires[group->require_count++] = first + (size_t)wanted - 1;
        if (!is_many)
            break;
    }
    group->requires = requires;
    return 0;
}

static int read_subtask(struct conf *conf, int number, int *next, size_t first, struct err *err)
{
    double end, score;
    size_t index;
    const char *type = get_of(conf, "subtask_type", number, "packed");
    struct score_group group = {
        .name = arena_printf(&conf->package->problem.arena, "subtask%d", number),
        .rule = strcmp(type, "packed") == 0 ? SCORE_COMPLETE : SCORE_GROUP_MIN,
        .has_checker_score = conf->package->problem.output_validator.path != NULL,
    };
    if (read_number(conf, "subtask_end", get_of(conf, "subtask_end", number, ""), *next,
                    conf->tests, &end, err) != 0 ||
        read_number(conf, "subtask_score", get_of(conf, "subtask_score", number, ""), 0, 1e9,
                    &score, err) != 0 ||
        read_dependencies(conf, number, first, &group, err) != 0)
        return -1;
    group.max_score = score;
    if (add_group(conf, &group, &index, err) != 0)
        return -1;
    for (; *next <= (int)end; (*next)++) {
        if (add_test(conf, "", *next, index, NAN, err) != 0)
            return -1;
    }
    return 0;
}

static int read_points(struct conf *conf, struct err *err)
{
    size_t index;
    EV_STR struct str equal = {0};
    struct score_group group = {
        .name = "tests",
        .rule = SCORE_EACH_TEST,
        .max_score = 100,
        .has_checker_score = conf->package->problem.output_validator.path != NULL,
    };
    str_printf(&equal, "%.17g", 100.0 / conf->tests);
    if (add_group(conf, &group, &index, err) != 0)
        return -1;
    double sum = 0;
    for (int i = 1; i <= conf->tests; i++) {
        double points;
        if (read_number(conf, "point_score", get_of(conf, "point_score", i, str_text(&equal)), 0,
                        1e9, &points, err) != 0 ||
            add_test(conf, "", i, index, points, err) != 0)
            return -1;
        sum += points;
    }
    conf->groups.items[index].max_score = sum;
    return 0;
}

static int read_tests(struct conf *conf, struct err *err)
{
    struct score_group root = {.name = "", .rule = SCORE_SUM, .max_score = 100};
    size_t index;
    int next = 1;
    if (read_count(conf, "n_tests", TESTS_MAX, &conf->tests, err) != 0 ||
        read_count(conf, "n_subtasks", SUBTASKS_MAX, &conf->subtasks, err) != 0 ||
        add_group(conf, &root, &index, err) != 0 || read_samples(conf, err) != 0)
        return -1;
    if (conf->subtasks == 0)
        return read_points(conf, err);
    size_t first = conf->groups.count;
    for (int i = 1; i <= conf->subtasks; i++) {
        if (read_subtask(conf, i, &next, first, err) != 0)
            return -1;
    }
    return 0;
}

static double full_score(const struct groups *groups)
{
    double sum = 0;
    for (size_t i = 1; i < groups->count; i++)
        sum += groups->items[i].is_sample ? 0 : groups->items[i].max_score;
    return sum;
}

int uoj_load(struct package *package, struct err *err)
{
    struct conf conf = {.package = package};
    collect_defaults(package);
    if (read_settings(&conf, err) != 0 || read_limits(&conf, err) != 0 ||
        read_programs(&conf, err) != 0)
        return -1;
    bool has_builtin = get(&conf, "use_builtin_checker", NULL) != NULL;
    if ((!has_builtin && read_checker(&conf, err) != 0) || read_tests(&conf, err) != 0 ||
        (has_builtin && read_checker(&conf, err) != 0))
        return -1;
    conf.groups.items[0].max_score = full_score(&conf.groups);
    groups_settle(package, &conf.groups, conf.groups.items[0].max_score);
    package->problem.title = package->problem.short_name;
    return collect_finish(package, err);
}
