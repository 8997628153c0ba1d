/* sinol_programs: prog/ of a sinol package: IDchk (checker), IDinwer (input validator), IDsoc
 * (interactor), and the solutions: ID, ID1 and further ones right, IDs slow, IDb bad. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/sinol.h"

static const char *program_path(struct sinol *sinol, const char *suffix)
{
    const char *stem = arena_printf(&sinol->package->scratch, "%s%s", sinol->id, suffix);
    return collect_source(sinol->package, "prog", stem);
}

/* Extensions of prog/ as words for languages. */
static const struct {
    const char *extension, *language;
} languages[] = {{"c", "c"}, {"cpp", "cpp"}, {"py", "python3"}, {"rs", "rust"}};

const char *sinol_language(const char *extension)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(languages); i++) {
        if (strcmp(languages[i].extension, extension) == 0)
            return languages[i].language;
    }
    return NULL;
}

struct file_list {
    const char **items;
    size_t count, capacity;
};

/* Files of prog/ that a list names; only_headers: the others are passed over. */
static int add_files(struct sinol *sinol, const struct yaml *list, bool only_headers,
                     struct file_list *files, struct err *err)
{
    struct package *package = sinol->package;
    const char *const *names = NULL;
    size_t count = 0;
    if (list && yaml_strings(&package->scratch, list, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *path;
        if (only_headers && !collect_is_header(names[i]))
            continue;
        if (package_join(package, "prog", names[i], &path, err) != 0)
            return -1;
        if (!package_has(package, path))
            return yaml_error(list, err,
                              "'%.64s' is no file of prog/, and arguments for compilers are not "
                              "supported",
                              names[i]);
        files->items = arena_grow(&package->problem.arena, files->items, files->count,
                                  files->count + 1, sizeof(*files->items), &files->capacity);
        files->items[files->count++] = path;
    }
    return 0;
}

static int add_library(struct sinol *sinol, const char *extension, const char *language,
                       struct include_set *set_out, struct err *err)
{
    struct file_list files = {0};
    if (add_files(sinol, yaml_get(sinol->compilation_args, extension), false, &files, err) != 0 ||
        add_files(sinol, yaml_get(sinol->execution_files, extension), false, &files, err) != 0 ||
        add_files(sinol, sinol->compilation_files, true, &files, err) != 0)
        return -1;
    *set_out =
        (struct include_set){.language = language, .files = files.items, .file_count = files.count};
    return 0;
}

/* Libraries that are compiled or run with submissions. */
static int read_libraries(struct sinol *sinol, struct err *err)
{
    struct problem *problem = &sinol->package->problem;
    struct include_set *sets =
        arena_alloc(&problem->arena, EV_ARRAY_LENGTH(languages) * sizeof(*sets));
    size_t count = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(languages); i++) {
        if (add_library(sinol, languages[i].extension, languages[i].language, &sets[count], err) !=
            0)
            return -1;
        count += sets[count].file_count > 0 ? 1 : 0;
    }
    problem->includes = sets;
    problem->include_count = count;
    return 0;
}

int sinol_read_programs(struct sinol *sinol, struct err *err)
{
    struct package *package = sinol->package;
    const char *checker = program_path(sinol, "chk");
    const char *interactor = program_path(sinol, "soc");
    const char *validator = program_path(sinol, "inwer");
    if (interactor)
        return package_error(package, interactor, err,
                             "interactive tasks of SIO2, which talk by numbered descriptors, are "
                             "not supported");
    if (checker) {
        package->problem.checker_convention = CHECKER_SINOL;
        if (collect_program(package, checker, NULL, &package->problem.output_validator, err) != 0)
            return -1;
    }
    if (validator && collect_validator(package, validator, NULL, VALIDATOR_SINOL, err) != 0)
        return -1;
    return read_libraries(sinol, err);
}

#define AC VERDICT_BIT(VERDICT_ACCEPTED)
#define PA VERDICT_BIT(VERDICT_PARTIAL)
#define SLOW (VERDICT_BITS_SLOW | VERDICT_BIT(VERDICT_MEMORY_LIMIT))

/* Statuses of groups in sinol_expected_scores. */
static const struct status {
    const char *name;
    unsigned permitted, required;
} statuses[] = {
    {"OK", AC | PA, 0},
    {"WA", 0, VERDICT_BITS_WRONG},
    {"TL", 0, VERDICT_BITS_SLOW},
    {"ML", 0, VERDICT_BIT(VERDICT_MEMORY_LIMIT)},
    {"RE", 0, VERDICT_BITS_CRASH},
    {"CE", VERDICT_BIT(VERDICT_COMPILE_ERROR), 0},
};

static int read_status(const struct yaml *node, struct jury_rule *rule, struct err *err)
{
    const char *name;
    if (yaml_string(node, &name, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(statuses); i++) {
        if (strcmp(statuses[i].name, name) != 0)
            continue;
        rule->permitted = statuses[i].permitted;
        rule->required = statuses[i].required;
        return 0;
    }
    return yaml_error(node, err, "status: '%.16s' is not known: OK, WA, TL, ML, RE and CE are",
                      name);
}

static struct jury_rule new_rule(struct package *package, const struct yaml *node,
                                 const char *tests)
{
    return (struct jury_rule){
        .tests = tests,
        .least_score = NAN,
        .most_score = NAN,
        .origin = arena_printf(&package->problem.arena, "config.yml:%d", node->line),
    };
}

static int read_points(const struct yaml *node, struct jury_rule *rule, struct err *err)
{
    if (!node)
        return 0;
    if (yaml_double(node, 0, 1e9, &rule->least_score, err) != 0)
        return -1;
    rule->most_score = rule->least_score;
    return 0;
}

/* What sinol_expected_scores says of a group: {points, status}, or the points alone. */
static int read_group(struct package *package, const char *group, const struct yaml *node,
                      struct jury_rule *rule_out, struct err *err)
{
    struct jury_rule rule = new_rule(package, node, group);
    const struct yaml *status = yaml_get(node, "status");
    const struct yaml *points = node->kind == YAML_MAP ? yaml_get(node, "points") : node;
    if (read_points(points, &rule, err) != 0 || (status && read_status(status, &rule, err) != 0))
        return -1;
    *rule_out = rule;
    return 0;
}

static int read_expected(struct package *package, const struct yaml *node,
                         struct jury_submission *submission, struct err *err)
{
    const struct yaml *groups = yaml_get(node, "expected");
    if (node->kind != YAML_MAP || (groups && groups->kind != YAML_MAP))
        return yaml_error(node, err, "expected a map: points, expected");
    size_t most = 1 + (groups ? groups->count : 0);
    struct jury_rule *rules = arena_alloc(&package->problem.arena, most * sizeof(*rules));
    rules[0] = new_rule(package, node, NULL);
    if (read_points(yaml_get(node, "points"), &rules[0], err) != 0)
        return -1;
    for (size_t i = 1; i < most; i++) {
        const char *name = groups->keys[i - 1]->text;
        if (read_group(package, name, groups->items[i - 1], &rules[i], err) != 0)
            return -1;
    }
    submission->rules = rules;
    submission->rule_count = most;
    return 0;
}

/* What the letter behind the task's name says: nothing, s (slow), b (bad). */
static void expect_by_letter(struct sinol *sinol, char letter, struct jury_submission *submission)
{
    struct package *package = sinol->package;
    struct jury_rule rule = {.least_score = NAN, .most_score = NAN, .origin = "its name"};
    if (letter == 's') {
        rule.permitted = AC | PA | SLOW;
        rule.required = sinol->contest == SINOL_OI ? 0 : SLOW; /* oi: fewer points will do */
    } else if (letter == 'b') {
        rule.required = VERDICT_BITS_REJECTED;
    } else {
        struct words accepted = collect_accepted();
        submission->expected = accepted.items;
        submission->expected_count = accepted.count;
        submission->is_for_time_limit = true;
        return;
    }
    submission->rules = collect_rule(package, &rule);
    submission->rule_count = 1;
}

/* ID, then s or b, digits, and anything after an underscore. False: no solution. */
static bool is_solution(const struct sinol *sinol, const char *name, char *letter_out)
{
    size_t length = strlen(sinol->id);
    const char *at = name + length;
    if (strncmp(name, sinol->id, length) != 0 || !collect_is_source(name))
        return false;
    *letter_out = *at == 's' || *at == 'b' ? *at++ : '\0';
    while (isdigit((unsigned char)*at))
        at++;
    return *at == '_' || (*at == '.' && !strchr(at + 1, '.'));
}

static int add_solution(struct sinol *sinol, const char *name, char letter, struct err *err)
{
    struct package *package = sinol->package;
    const struct yaml *expected = yaml_get(sinol->expected, name);
    struct jury_submission submission = {.folder = ""};
    size_t length = strlen(sinol->id);
    if (package_join(package, "prog", name, &submission.path, err) != 0)
        return -1;
    submission.is_main = name[length] == '.' && !sinol->main;
    if (submission.is_main)
        sinol->main = submission.path;
    if (!expected)
        expect_by_letter(sinol, letter, &submission);
    else if (read_expected(package, expected, &submission, err) != 0)
        return -1;
    submission.is_for_time_limit = submission.is_for_time_limit || submission.is_main;
    collect_jury(package, &submission);
    return 0;
}

int sinol_read_jury(struct sinol *sinol, struct err *err)
{
    const char **names;
    size_t count;
    if (sinol->expected && !yaml_is_null(sinol->expected) && sinol->expected->kind != YAML_MAP)
        return yaml_error(sinol->expected, err, "expected a map of solutions");
    if (package_list(sinol->package, "prog", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        char letter;
        if (is_solution(sinol, names[i], &letter) &&
            add_solution(sinol, names[i], letter, err) != 0)
            return -1;
    }
    return 0;
}
