/* collect: see collect.h. */
#include "problem/collect.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"

void collect_defaults(struct package *package)
{
    struct problem *problem = &package->problem;
    problem->limits = limits_default();
    problem->limits.cpu_ns = -1;
    problem->source_max_bytes = 256 << 10;
    problem->ac_to_time_limit = 2.0;
    problem->time_limit_to_tle = 1.5;
    problem->time_resolution_s = 1.0;
    problem->title = problem->short_name;
}

static int check_file(const struct package *package, const char *path, struct err *err)
{
    struct entry entry;
    if (package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_FILE)
        return 0;
    return package_error(package, path, err, "%s",
                         entry.kind == ENTRY_NONE ? "does not exist: a test needs it"
                                                  : "a test's input and answer must be files");
}

int collect_test(struct package *package, const struct problem_test *test, struct err *err)
{
    struct problem *problem = &package->problem;
    if (!test->recipe && test->input && check_file(package, test->input, err) != 0)
        return -1;
    if (test->answer && check_file(package, test->answer, err) != 0)
        return -1;
    if (problem->test_count == PACKAGE_TESTS_MAX)
        return package_error(package, NULL, err, "more than %d tests: a package may not have more",
                             (int)PACKAGE_TESTS_MAX);
    package->tests =
        arena_grow(&problem->arena, package->tests, problem->test_count, problem->test_count + 1,
                   sizeof(*package->tests), &package->test_capacity);
    package->tests[problem->test_count++] = *test;
    return 0;
}

int collect_finish(struct package *package, struct err *err)
{
    if (package->problem.test_count == 0)
        return package_error(package, NULL, err, "no tests: a package must have some");
    package->problem.tests = package->tests;
    package->problem.jury = package->jury;
    return 0;
}

int groups_add(struct package *package, struct groups *groups, const struct score_group *group,
               size_t *index_out, struct err *err)
{
    if (groups->count == COLLECT_GROUPS_MAX)
        return package_error(package, NULL, err, "more than %d groups of tests",
                             (int)COLLECT_GROUPS_MAX);
    groups->items = arena_grow(&package->problem.arena, groups->items, groups->count,
                               groups->count + 1, sizeof(*groups->items), &groups->capacity);
    groups->items[groups->count] = *group;
    *index_out = groups->count++;
    return 0;
}

size_t groups_find(const struct groups *groups, const char *name)
{
    for (size_t i = 1; i < groups->count; i++) {
        if (strcmp(groups->items[i].name, name) == 0)
            return i;
    }
    return SIZE_MAX;
}

void groups_settle(struct package *package, const struct groups *groups, double full_score)
{
    struct problem *problem = &package->problem;
    problem->kinds |= PROBLEM_SCORING;
    problem->scoring = (struct scoring){.has_scores = true,
                                        .full_score = full_score,
                                        .groups = groups->items,
                                        .group_count = groups->count};
}

const char *collect_name_fault(const char *name)
{
    if (*name == '\0')
        return "a name is empty";
    if (strlen(name) > COLLECT_NAME_MAX)
        return "a name is longer than 128 bytes";
    for (const char *at = name; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return "a name has a control character";
    }
    return NULL;
}

static bool has_extension(const char *name, const char *const *extensions)
{
    const char *extension = fs_extension(name);
    for (; *extensions; extensions++) {
        if (strcmp(extension, *extensions) == 0)
            return true;
    }
    return false;
}

/* In the order of preference where a program is there in several languages. */
static const char *const source_extensions[] = {
    "cpp", "cc", "cxx", "c",  "rs", "java", "py", "py3", "pas", "dpr", "go",  "js", "cs",
    "kt",  "d",  "php", "hs", "rb", "pl",   "ml", "sh",  "lua", "py2", "tur", NULL};

bool collect_is_source(const char *name)
{
    return has_extension(name, source_extensions);
}

bool collect_is_header(const char *name)
{
    static const char *const extensions[] = {"h", "hh", "hpp", "hxx", "inc", "H", NULL};
    return has_extension(name, extensions);
}

const char *collect_source(struct package *package, const char *folder, const char *stem)
{
    for (size_t i = 0; source_extensions[i]; i++) {
        const char *path = arena_printf(&package->problem.arena, "%s%s%s.%s", folder,
                                        *folder ? "/" : "", stem, source_extensions[i]);
        struct entry entry;
        if (package_look(package, path, &entry, NULL) == 0 && entry.kind == ENTRY_FILE)
            return path;
    }
    return NULL;
}

static const char *folder_of(struct package *package, const char *path)
{
    const char *base = fs_base_name(path);
    size_t length = base > path ? (size_t)(base - path) - 1 : 0;
    return arena_string_n(&package->scratch, path, length);
}

/* What is being put together. */
struct files {
    const char **items;
    size_t count, capacity;
};

static void files_add(struct package *package, struct files *files, const char *path)
{
    files->items = arena_grow(&package->problem.arena, files->items, files->count, files->count + 1,
                              sizeof(*files->items), &files->capacity);
    files->items[files->count++] = path;
}

static bool files_have(const struct files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i], path) == 0)
            return true;
    }
    return false;
}

static int add_headers(struct package *package, const char *folder, struct files *files,
                       struct err *err)
{
    const char **names;
    size_t count;
    if (package_list(package, folder, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *path;
        if (!collect_is_header(names[i]))
            continue;
        if (package_join(package, folder, names[i], &path, err) != 0)
            return -1;
        if (!files_have(files, path))
            files_add(package, files, path);
    }
    return 0;
}

int collect_program_files(struct package *package, const char *const *paths, size_t count,
                          const char *language, struct package_program *program_out,
                          struct err *err)
{
    struct files sources = {0}, companions = {0};
    for (size_t i = 0; i < count; i++) {
        struct entry entry;
        if (package_look(package, paths[i], &entry, err) != 0)
            return -1;
        if (entry.kind != ENTRY_FILE)
            return package_error(package, paths[i], err, "%s",
                                 entry.kind == ENTRY_NONE ? "does not exist"
                                                          : "a folder, not a file");
        files_add(package, collect_is_header(paths[i]) ? &companions : &sources, paths[i]);
    }
    if (sources.count == 0)
        return package_error(package, count ? paths[0] : NULL, err, "a program without sources");
    if (add_headers(package, folder_of(package, sources.items[0]), &companions, err) != 0)
        return -1;
    *program_out = (struct package_program){
        .path = sources.items[0],
        .sources = sources.items,
        .source_count = sources.count,
        .language = language,
        .companions = companions.items,
        .companion_count = companions.count,
    };
    return 0;
}

int collect_program(struct package *package, const char *path, const char *language,
                    struct package_program *program_out, struct err *err)
{
    return collect_program_files(package, &path, 1, language, program_out, err);
}

int collect_validator(struct package *package, const char *path, const char *language,
                      enum validator_convention convention, struct err *err)
{
    struct problem *problem = &package->problem;
    struct input_validator validator = {.convention = convention};
    if (problem->input_validator_count == COLLECT_PROGRAMS_MAX)
        return package_error(package, path, err, "more than %d validators",
                             (int)COLLECT_PROGRAMS_MAX);
    if (collect_program(package, path, language, &validator.program, err) != 0)
        return -1;
    size_t count = problem->input_validator_count;
    struct input_validator *all = arena_alloc(&problem->arena, (count + 1) * sizeof(*all));
    if (count > 0)
        memcpy(all, problem->input_validators, count * sizeof(*all));
    all[count] = validator;
    problem->input_validators = all;
    problem->input_validator_count = count + 1;
    return 0;
}

void collect_set_flags(struct package *package, const struct words *flags)
{
    for (size_t i = 0; i < package->problem.test_count; i++) {
        package->tests[i].validator_args = flags->items;
        package->tests[i].validator_arg_count = flags->count;
    }
}

void collect_jury(struct package *package, const struct jury_submission *submission)
{
    struct problem *problem = &package->problem;
    package->jury =
        arena_grow(&problem->arena, package->jury, problem->jury_count, problem->jury_count + 1,
                   sizeof(*package->jury), &package->jury_capacity);
    package->jury[problem->jury_count++] = *submission;
}

const struct jury_rule *collect_rule(struct package *package, const struct jury_rule *rule)
{
    return arena_copy(&package->problem.arena, rule, sizeof(*rule));
}

struct words collect_accepted(void)
{
    static const char *const codes[] = {"AC"};
    return (struct words){.items = codes, .count = 1};
}

static size_t digits_of(const char **text)
{
    while (**text == '0' && isdigit((unsigned char)(*text)[1]))
        (*text)++;
    size_t count = 0;
    while (isdigit((unsigned char)(*text)[count]))
        count++;
    return count;
}

int compare_natural(const char *left, const char *right)
{
    const char *first = left, *second = right;
    while (*left && *right) {
        if (!isdigit((unsigned char)*left) || !isdigit((unsigned char)*right)) {
            if (*left != *right)
                return (unsigned char)*left - (unsigned char)*right;
            left++;
            right++;
            continue;
        }
        size_t left_digits = digits_of(&left), right_digits = digits_of(&right);
        if (left_digits != right_digits)
            return left_digits < right_digits ? -1 : 1;
        int order = strncmp(left, right, left_digits);
        if (order != 0)
            return order;
        left += left_digits;
        right += left_digits;
    }
    int order = (unsigned char)*left - (unsigned char)*right;
    return order ? order : strcmp(first, second); /* "01" and "1" are two names */
}
