/* dmoj_jury: the submissions of a testsuite: tests/NAME/test.yml names sources, their language and
 * limits, and what every case must get. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "problem/dmoj.h"

/* What one test.yml says. */
struct suite {
    struct dmoj *dmoj;
    const char *folder; /* "tests/NAME" */
    const char *file;
    struct yaml *root;
    double time_s, memory_kib;
    bool is_skipped;
};

struct suites {
    struct suite *items;
    size_t count;
};

static const struct code {
    const char *name;
    unsigned bits;
} codes[] = {
    {"AC", VERDICT_BIT(VERDICT_ACCEPTED) | VERDICT_BIT(VERDICT_PARTIAL)},
    {"WA", VERDICT_BITS_WRONG},
    {"TLE", VERDICT_BITS_SLOW},
    {"MLE", VERDICT_BIT(VERDICT_MEMORY_LIMIT)},
    {"OLE", VERDICT_BIT(VERDICT_OUTPUT_LIMIT)},
    {"RTE", VERDICT_BITS_CRASH},
    {"IR", VERDICT_BIT(VERDICT_RUNTIME_ERROR)},
    {"CE", VERDICT_BIT(VERDICT_COMPILE_ERROR)},
    {"SC", VERDICT_BIT(VERDICT_SKIPPED)},
    {"IE", VERDICT_BIT(VERDICT_JUDGE_ERROR)},
};

static int add_code(const struct dmoj *dmoj, const struct yaml *node, const char *name,
                    unsigned *bits, struct err *err)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(codes); i++) {
        if (strcmp(codes[i].name, name) != 0)
            continue;
        *bits |= codes[i].bits;
        if (dmoj->has_line_points && (codes[i].bits & VERDICT_BIT(VERDICT_WRONG_ANSWER)))
            *bits |= VERDICT_BIT(VERDICT_PARTIAL);
        return 0;
    }
    return yaml_error(node, err, "'%.16s' is no result of DMOJ", name);
}

/* One code, a list of them, or "*": anything, which is 0. */
static int read_codes(struct dmoj *dmoj, const struct yaml *node, unsigned *bits_out,
                      struct err *err)
{
    const char *const *names;
    size_t count;
    unsigned bits = 0;
    if (node->kind == YAML_SCALAR && strcmp(node->text, "*") == 0) {
        *bits_out = 0;
        return 0;
    }
    if (yaml_strings(&dmoj->package->scratch, node, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (add_code(dmoj, node, names[i], &bits, err) != 0)
            return -1;
    }
    *bits_out = bits;
    return 0;
}

struct rules {
    struct jury_rule *items;
    size_t count;
};

static void add_rule(struct suite *suite, struct rules *rules, const struct yaml *node,
                     const char *tests, unsigned permitted)
{
    rules->items[rules->count++] = (struct jury_rule){
        .tests = tests,
        .permitted = permitted,
        .least_score = NAN,
        .most_score = NAN,
        .origin =
            arena_printf(&suite->dmoj->package->problem.arena, "%s:%d", suite->file, node->line),
    };
}

/* What a case must get: its own word, else that of all. SC: it is not judged, whatever it got. */
static int add_case_rule(struct suite *suite, struct rules *rules, const struct yaml *node,
                         size_t position, struct err *err)
{
    const struct package *package = suite->dmoj->package;
    unsigned bits;
    if (position < 1 || position > package->problem.test_count)
        return yaml_error(node, err, "cases: there is no case %zu", position);
    if (read_codes(suite->dmoj, node, &bits, err) != 0)
        return -1;
    if (bits != 0 && !(bits & VERDICT_BIT(VERDICT_SKIPPED)))
        add_rule(suite, rules, node, package->tests[position - 1].name, bits);
    return 0;
}

/* `cases` is a list from 1 on, or a map of numbers. DMOJ passes over numbers of no case. */
static int read_cases(struct suite *suite, const struct yaml *cases, bool *has_own,
                      struct rules *rules, struct err *err)
{
    size_t most = suite->dmoj->package->problem.test_count;
    for (size_t i = 0; i < cases->count; i++) {
        int64_t position = (int64_t)i + 1;
        if (cases->kind == YAML_MAP &&
            yaml_i64(cases->keys[i], 1, PACKAGE_TESTS_MAX, &position, err) != 0)
            return -1;
        if ((size_t)position > most) {
            package_warn_at(suite->dmoj->package, cases->items[i], "cases: there is no case %lld",
                            (long long)position);
            continue;
        }
        has_own[position - 1] = true;
        if (add_case_rule(suite, rules, cases->items[i], (size_t)position, err) != 0)
            return -1;
    }
    return 0;
}

/* The points that every case must get; here said of the groups of single cases. */
static int read_score(struct suite *suite, const struct yaml *node, struct rules *rules,
                      struct err *err)
{
    const struct dmoj *dmoj = suite->dmoj;
    double score;
    if (yaml_is_null(node) || (node->kind == YAML_SCALAR && strcmp(node->text, "*") == 0))
        return 0;
    if (node->kind != YAML_SCALAR) {
        package_warn_at(dmoj->package, node, "score: one of several is not supported");
        return 0;
    }
    if (yaml_double(node, 0, 1e9, &score, err) != 0)
        return -1;
    for (size_t i = 0; i < dmoj->entry_count; i++) {
        if (dmoj->entries[i].is_batch)
            continue;
        add_rule(suite, rules, node, dmoj->groups.items[dmoj->entries[i].group].name, 0);
        rules->items[rules->count - 1].least_score = score;
        rules->items[rules->count - 1].most_score = score;
    }
    return 0;
}

static int read_rules(struct suite *suite, struct jury_submission *submission, struct err *err)
{
    struct package *package = suite->dmoj->package;
    const struct yaml *expect = yaml_get(suite->root, "expect");
    const struct yaml *cases = yaml_get(suite->root, "cases");
    size_t tests = package->problem.test_count;
    size_t listed = cases ? cases->count : 0;
    unsigned bits = codes[0].bits; /* AC */
    struct rules rules = {.items = arena_alloc(&package->problem.arena,
                                               (2 * tests + listed + 1) * sizeof(*rules.items))};
    bool *has_own = arena_alloc(&package->scratch, (tests + 1) * sizeof(*has_own));
    if (expect && read_codes(suite->dmoj, expect, &bits, err) != 0)
        return -1;
    if (cases && read_cases(suite, cases, has_own, &rules, err) != 0)
        return -1;
    const struct yaml *place = expect ? expect : suite->root;
    if (bits != 0 && listed == 0)
        add_rule(suite, &rules, place, NULL, bits);
    for (size_t i = 0; bits != 0 && listed > 0 && i < tests; i++) {
        if (!has_own[i])
            add_rule(suite, &rules, place, package->tests[i].name, bits);
    }
    if (read_score(suite, yaml_get(suite->root, "score"), &rules, err) != 0)
        return -1;
    submission->rules = rules.items;
    submission->rule_count = rules.count;
    return 0;
}

static int add_source(struct suite *suite, const char *name, struct jury_submission *submission,
                      struct err *err)
{
    struct package *package = suite->dmoj->package;
    if (package_join(package, suite->folder, name, &submission->path, err) != 0)
        return -1;
    if (!package_has(package, submission->path)) {
        package_warn(package, submission->path, "a source of test.yml that is not there");
        return 0;
    }
    collect_jury(package, submission);
    return 0;
}

static int add_suite(struct suite *suite, struct err *err)
{
    struct package *package = suite->dmoj->package;
    const struct yaml *source = yaml_get(suite->root, "source");
    const struct yaml *language = yaml_get(suite->root, "language");
    struct jury_submission submission = {.folder = "", .is_not_run = suite->is_skipped};
    const char *const *names;
    size_t count;
    if (!source)
        return yaml_error(suite->root, err, "source is missing");
    if (yaml_strings(&package->problem.arena, source, &names, &count, err) != 0 ||
        (language && yaml_string(language, &submission.language, err) != 0) ||
        read_rules(suite, &submission, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (add_source(suite, names[i], &submission, err) != 0)
            return -1;
    }
    return 0;
}

static int read_number(const struct suite *suite, const char *key, double most, double *number_out,
                       struct err *err)
{
    const struct yaml *node = yaml_get(suite->root, key);
    *number_out = -1;
    return node ? yaml_double(node, 0.001, most, number_out, err) : 0;
}

static int load_suite(struct suite *suite, struct err *err)
{
    struct package *package = suite->dmoj->package;
    const struct yaml *skip;
    if (package_read_yaml(package, suite->file, &suite->root, err) != 0)
        return -1;
    skip = yaml_get(suite->root, "skip");
    if (skip && yaml_bool(skip, &suite->is_skipped, err) != 0)
        return -1;
    if (read_number(suite, "time", 86400, &suite->time_s, err) != 0)
        return -1;
    return read_number(suite, "memory", 1e12, &suite->memory_kib, err);
}

/* A problem has one time limit and one memory limit: the largest of all. A submission that asked
 * for less and must be stopped by it cannot be judged. */
static void settle_limits(struct suites *suites)
{
    struct package *package = suites->items[0].dmoj->package;
    struct limits *limits = &package->problem.limits;
    double time_s = -1, memory_kib = -1;
    for (size_t i = 0; i < suites->count; i++) {
        time_s = fmax(time_s, suites->items[i].time_s);
        memory_kib = fmax(memory_kib, suites->items[i].memory_kib);
    }
    if (time_s > 0) {
        limits->cpu_ns = llround(time_s * 1e9);
        package->problem.time_limit_origin = "test.yml";
    }
    if (memory_kib > 0)
        limits->memory_bytes = llround(memory_kib * 1024);
    for (size_t i = 0; i < suites->count; i++) {
        struct suite *suite = &suites->items[i];
        const struct yaml *expect = yaml_get(suite->root, "expect");
        bool is_smaller = suite->time_s < time_s || suite->memory_kib < memory_kib;
        bool is_stopped = expect && expect->kind == YAML_SCALAR &&
                          (strcmp(expect->text, "TLE") == 0 || strcmp(expect->text, "MLE") == 0);
        if (!is_smaller || !is_stopped || suite->is_skipped)
            continue;
        suite->is_skipped = suite->memory_kib < memory_kib || strcmp(expect->text, "MLE") == 0;
        if (suite->is_skipped)
            package_warn(package, suite->file,
                         "not judged: it has smaller limits than other submissions");
    }
}

int dmoj_read_jury(struct dmoj *dmoj, struct err *err)
{
    struct package *package = dmoj->package;
    const char **names;
    size_t count;
    if (!package_has_folder(package, "tests"))
        return 0;
    if (package_list(package, "tests", &names, &count, err) != 0)
        return -1;
    struct suites suites = {
        .items = arena_alloc(&package->scratch, (count + 1) * sizeof(*suites.items))};
    for (size_t i = 0; i < count; i++) {
        struct suite suite = {.dmoj = dmoj};
        if (package_join(package, "tests", names[i], &suite.folder, err) != 0)
            return -1;
        suite.file = arena_printf(&package->problem.arena, "%s/test.yml", suite.folder);
        if (!package_has(package, suite.file))
            continue;
        if (load_suite(&suite, err) != 0)
            return -1;
        suites.items[suites.count++] = suite;
    }
    if (suites.count > 0)
        settle_limits(&suites);
    for (size_t i = 0; i < suites.count; i++) {
        if (add_suite(&suites.items[i], err) != 0)
            return -1;
    }
    return 0;
}
