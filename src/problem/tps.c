/* tps: see tps.h. The layout: TPS' documentation, "Task directory structure". JSON is read as the
 * YAML that it is, for the places in messages. */
#include "problem/tps.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"

static const char file_name[] = "problem.json";

bool tps_is(const struct package *package)
{
    return package_has(package, file_name) &&
           (package_has(package, "subtasks.json") || package_has(package, "gen/data"));
}

static int read_number(const struct tps *tps, const char *key, double silent, double most,
                       double *number_out, struct err *err)
{
    const struct yaml *node = yaml_get(tps->root, key);
    *number_out = silent;
    return yaml_is_null(node) ? 0 : yaml_double(node, 0.001, most, number_out, err);
}

static int read_type(struct problem *problem, const struct yaml *type, struct err *err)
{
    const char *name = type->kind == YAML_SCALAR ? type->text : "";
    if (strcmp(name, "OutputOnly") == 0)
        problem->kinds |= PROBLEM_SUBMIT_ANSWER;
    else if (strcmp(name, "Batch") != 0)
        return yaml_error(type, err, "type: only Batch and OutputOnly are supported");
    return 0;
}

static int read_metadata(struct tps *tps, struct err *err)
{
    struct problem *problem = &tps->package->problem;
    const struct yaml *name = yaml_get(tps->root, "name");
    const struct yaml *title = yaml_get(tps->root, "title");
    const struct yaml *type = yaml_get(tps->root, "type");
    double seconds, mib;
    if (tps->root->kind != YAML_MAP)
        return yaml_error(tps->root, err, "expected an object");
    if (name && yaml_string(name, &problem->short_name, err) != 0)
        return -1;
    problem->title = problem->short_name;
    if (title && yaml_string(title, &problem->title, err) != 0)
        return -1;
    if (collect_name_fault(problem->short_name) || strchr(problem->short_name, '/'))
        return yaml_error(name ? name : tps->root, err, "no name of a task");
    if (type && read_type(problem, type, err) != 0)
        return -1;
    if (read_number(tps, "time_limit", 1, 86400, &seconds, err) != 0 ||
        read_number(tps, "memory_limit", 256, 1 << 20, &mib, err) != 0)
        return -1;
    problem->limits.cpu_ns = llround(seconds * 1e9);
    problem->limits.memory_bytes = llround(mib * (1 << 20));
    problem->time_limit_origin = file_name;
    return 0;
}

/* ---- programs ---- */

/* grader/LANGUAGE is linked with submissions of that language. */
static const char *const grader_languages[][2] = {
    {"cpp", "cpp"}, {"java", "java"}, {"py", "python3"}, {"pas", "pascal"}};

static int read_grader(struct package *package, size_t language, struct include_set *set_out,
                       bool *has_one_out, struct err *err)
{
    const char *folder =
        arena_printf(&package->problem.arena, "grader/%s", grader_languages[language][0]);
    struct include_set set = {.language = grader_languages[language][1], .is_short_named = true};
    *has_one_out = false;
    if (!package_has_folder(package, folder))
        return 0;
    if (package_files(package, folder, &set.files, &set.file_count, err) != 0)
        return -1;
    for (size_t i = 0; i < set.file_count; i++) {
        const char *name = fs_base_name(set.files[i]);
        if (str_starts_with(name, "grader.") && collect_is_source(name))
            set.entry = name;
    }
    *has_one_out = set.file_count > 0;
    *set_out = set;
    return 0;
}

static int read_graders(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    struct include_set *sets =
        arena_alloc(&problem->arena, EV_ARRAY_LENGTH(grader_languages) * sizeof(*sets));
    for (size_t i = 0; i < EV_ARRAY_LENGTH(grader_languages); i++) {
        bool has_one;
        if (read_grader(package, i, &sets[problem->include_count], &has_one, err) != 0)
            return -1;
        problem->include_count += has_one;
    }
    problem->includes = sets;
    return 0;
}

static int read_checker(struct package *package, struct err *err)
{
    const char *path = collect_source(package, "checker", "checker");
    if (!path)
        return 0;
    package->problem.checker_convention = CHECKER_CMS;
    return collect_program(package, path, NULL, &package->problem.output_validator, err);
}

/* Those of all subtasks; one of a single subtask would refuse the others' tests. */
static int read_validators(struct tps *tps, const struct yaml *subtasks, struct err *err)
{
    const struct yaml *list = yaml_get(subtasks, "global_validators");
    struct package *package = tps->package;
    for (size_t i = 0; list && list->kind == YAML_LIST && i < list->count; i++) {
        const char *name, *path;
        if (yaml_string(list->items[i], &name, err) != 0 ||
            package_join(package, "validator", name, &path, err) != 0)
            return -1;
        if (!package_has(package, path))
            return yaml_error(list->items[i], err, "there is no %.128s", path);
        if (collect_validator(package, path, NULL, VALIDATOR_TESTLIB, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- solutions ---- */

#define BIT(verdict) VERDICT_BIT(VERDICT_##verdict)

static const struct verdict_word {
    const char *word;
    unsigned permitted, required; /* of all tests of a subtask */
    bool is_in_time;
} verdict_words[] = {
    {"model_solution", BIT(ACCEPTED), 0, true},
    {"correct", BIT(ACCEPTED), 0, true},
    {"incorrect", 0, VERDICT_BITS_WRONG, false},
    {"time_limit", 0, VERDICT_BITS_SLOW, false},
    {"memory_limit", 0, BIT(MEMORY_LIMIT), false},
    {"runtime_error", 0, VERDICT_BITS_CRASH, false},
    {"time_limit_and_runtime_error", 0, VERDICT_BITS_SLOW | VERDICT_BITS_CRASH, false},
    {"partially_correct", 0, BIT(PARTIAL), false},
    {"failed", 0, VERDICT_BITS_REJECTED, false},
};

static const struct verdict_word *find_word(const struct yaml *node, struct err *err)
{
    for (size_t i = 0; node && node->kind == YAML_SCALAR && i < EV_ARRAY_LENGTH(verdict_words);
         i++) {
        if (strcmp(verdict_words[i].word, node->text) == 0)
            return &verdict_words[i];
    }
    (void)yaml_error(node, err, "verdict: not known"); /* the caller fails */
    return NULL;
}

static struct jury_rule rule_of(const struct verdict_word *word, const char *tests,
                                const char *origin)
{
    return (struct jury_rule){
        .tests = tests,
        .permitted = word->permitted,
        .required = word->required,
        .least_score = NAN,
        .most_score = NAN,
        .is_for_time_limit = word->is_in_time,
        .origin = origin,
    };
}

/* The verdict of each subtask: its own under `except`, else that of all. Where some differ, what is
 * said of all is meant of the rest together, of which nothing is known in detail. */
static int read_rules(struct tps *tps, const struct yaml *node, const struct verdict_word *word,
                      struct jury_submission *submission, struct err *err)
{
    struct arena *arena = &tps->package->problem.arena;
    const struct yaml *except = yaml_get(node, "except");
    size_t count = except && except->kind == YAML_MAP ? except->count : 0;
    struct jury_rule *rules = arena_alloc(arena, (count + 1) * sizeof(*rules));
    const char *origin = arena_printf(arena, "solutions.json:%d", node->line);
    size_t made = 0;
    if (count == 0 || word->required)
        rules[made++] = rule_of(word, NULL, origin);
    for (size_t i = 0; i < count; i++) {
        const struct verdict_word *other = find_word(except->items[i], err);
        if (!other)
            return -1;
        rules[made++] = rule_of(other, except->keys[i]->text, origin);
    }
    submission->rules = rules;
    submission->rule_count = made;
    return 0;
}

static int add_solution(struct tps *tps, const char *name, const struct yaml *node, struct err *err)
{
    struct jury_submission submission = {.folder = ""};
    const struct verdict_word *word = find_word(yaml_get(node, "verdict"), err);
    if (!word || package_join(tps->package, "solution", name, &submission.path, err) != 0 ||
        read_rules(tps, node, word, &submission, err) != 0)
        return -1;
    if (!package_has(tps->package, submission.path))
        return yaml_error(node, err, "there is no %.128s", submission.path);
    submission.is_main = strcmp(word->word, "model_solution") == 0;
    submission.is_for_time_limit = word->is_in_time && submission.rule_count == 1;
    collect_jury(tps->package, &submission);
    return 0;
}

static int read_solutions(struct tps *tps, struct err *err)
{
    struct yaml *root;
    if (!package_has(tps->package, "solutions.json"))
        return 0;
    if (package_read_yaml(tps->package, "solutions.json", &root, err) != 0)
        return -1;
    if (root->kind != YAML_MAP)
        return yaml_error(root, err, "expected an object of solutions");
    for (size_t i = 0; i < root->count; i++) {
        if (add_solution(tps, root->keys[i]->text, root->items[i], err) != 0)
            return -1;
    }
    return 0;
}

int tps_load(struct package *package, struct err *err)
{
    struct tps tps = {.package = package};
    struct yaml *root, *subtasks = NULL;
    collect_defaults(package);
    if (package_read_yaml(package, file_name, &root, err) != 0)
        return -1;
    tps.root = root;
    if (package_has(package, "subtasks.json") &&
        package_read_yaml(package, "subtasks.json", &subtasks, err) != 0)
        return -1;
    tps.subtasks = yaml_get(subtasks, "subtasks");
    if (read_metadata(&tps, err) != 0 || read_graders(package, err) != 0 ||
        read_checker(package, err) != 0 || read_validators(&tps, subtasks, err) != 0 ||
        read_solutions(&tps, err) != 0 || tps_read_tests(&tps, err) != 0)
        return -1;
    return collect_finish(package, err);
}
