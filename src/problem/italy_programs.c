/* italy_programs: what kind of task the programs of a package make, and its solutions.
 *
 *  check/checker      the checker, in CMS' convention
 *  check/manager      a Communication task; with sol/stub.* it is linked with submissions
 *  sol/grader.*       linked with submissions of the same extension, headers beside it
 *  sol/manager.*      a TwoSteps task, where task_type says so
 *  sol/solution.*     the official solution; other sources of sol/ are solutions too, and so are
 *                     its folders where a task has several files */
#include <ctype.h>
#include <string.h>

#include "base/fs.h"
#include "problem/italy.h"
#include "problem/jury.h"

static const char *const checker_places[][2] = {{"check", "checker"}, {"cor", "correttore"}};
static const char *const manager_places[][2] = {{"check", "manager"}, {"cor", "manager"}};

/* The source of a program that may be in two places; an error where only the compiled program is
 * there. NULL: neither. */
static int find_source(struct package *package, const char *const places[2][2],
                       const char **path_out, struct err *err)
{
    *path_out = NULL;
    for (size_t i = 0; i < 2 && !*path_out; i++)
        *path_out = collect_source(package, places[i][0], places[i][1]);
    for (size_t i = 0; i < 2 && !*path_out; i++) {
        const char *path =
            arena_printf(&package->problem.arena, "%s/%s", places[i][0], places[i][1]);
        if (package_has(package, path))
            return package_error(package, path, err,
                                 "a compiled program without its source is not supported: put its "
                                 "source beside it, such as %s.cpp",
                                 places[i][1]);
    }
    return 0;
}

/* Words for languages, by the extension of a grader. */
static const struct grader_language {
    const char *extension, *language;
} grader_languages[] = {
    {"c", "c"},        {"cpp", "cpp"},       {"cc", "cpp"},    {"java", "java"}, {"pas", "pascal"},
    {"py", "python3"}, {"rs", "rust"},       {"go", "go"},     {"cs", "csharp"}, {"hs", "haskell"},
    {"php", "php"},    {"js", "javascript"}, {"kt", "kotlin"},
};

static const char *language_of(const char *extension)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(grader_languages); i++) {
        if (strcmp(grader_languages[i].extension, extension) == 0)
            return grader_languages[i].language;
    }
    return NULL;
}

/* A file of sol/ that is put beside every submission of a task with graders. */
static bool is_library(const char *name)
{
    return collect_is_header(name) || str_ends_with(name, "lib.pas");
}

static int add_include(struct package *package, const char *const *names, size_t count,
                       const char *grader, struct include_set *set_out, struct err *err)
{
    const char **files = arena_alloc(&package->problem.arena, (count + 1) * sizeof(*files));
    struct include_set set = {.language = language_of(fs_extension(grader)),
                              .entry = arena_string(&package->problem.arena, grader),
                              .is_short_named = true};
    if (!set.language)
        return package_error(package, grader, err, "a grader in an unknown language");
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], grader) != 0 && !is_library(names[i]))
            continue;
        if (package_join(package, "sol", names[i], &files[set.file_count], err) != 0)
            return -1;
        set.file_count++;
    }
    set.files = files;
    *set_out = set;
    return 0;
}

static bool has_stem(const char *name, const char *stem)
{
    size_t length = strlen(stem);
    return strncmp(name, stem, length) == 0 && name[length] == '.' &&
           !strchr(name + length + 1, '.');
}

/* sol/STEM.* of every language: false where there is none. */
static int read_includes(struct package *package, const char *stem, bool *has_some_out,
                         struct err *err)
{
    struct problem *problem = &package->problem;
    const char **names;
    size_t count;
    *has_some_out = false;
    if (!package_has_folder(package, "sol"))
        return 0;
    if (package_list(package, "sol", &names, &count, err) != 0)
        return -1;
    struct include_set *sets = arena_alloc(&problem->arena, (count + 1) * sizeof(*sets));
    size_t set_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!has_stem(names[i], stem) || !collect_is_source(names[i]))
            continue;
        if (add_include(package, names, count, names[i], &sets[set_count], err) != 0)
            return -1;
        set_count++;
    }
    problem->includes = sets;
    problem->include_count = set_count;
    *has_some_out = set_count > 0;
    return 0;
}

static int read_manager(struct italy *italy, const char *path, struct err *err)
{
    struct problem *problem = &italy->package->problem;
    bool has_stub;
    problem->kinds |= PROBLEM_COMMUNICATION;
    problem->interactor_convention = INTERACTOR_CMS;
    problem->input_file = NULL;
    problem->output_file = NULL;
    if (collect_program(italy->package, path, NULL, &problem->interactor, err) != 0)
        return -1;
    return read_includes(italy->package, "stub", &has_stub, err);
}

static int read_two_steps(struct italy *italy, struct err *err)
{
    bool has_manager;
    italy->package->problem.kinds |= PROBLEM_TWO_STEPS;
    if (read_includes(italy->package, "manager", &has_manager, err) != 0)
        return -1;
    if (has_manager)
        return 0;
    return package_error(italy->package, "sol", err, "a TwoSteps task without sol/manager.*");
}

static bool is_type(const struct italy *italy, const char *type)
{
    return italy->task_type && italy->task_type->kind == YAML_SCALAR &&
           strcmp(italy->task_type->text, type) == 0;
}

static int check_type(const struct italy *italy, const char *manager, struct err *err)
{
    bool is_known = !italy->task_type || is_type(italy, "Batch") || is_type(italy, "OutputOnly") ||
                    is_type(italy, "Communication") || is_type(italy, "TwoSteps");
    if (!is_known)
        return yaml_error(
            italy->task_type, err,
            "task_type: not known: Batch, OutputOnly, Communication and TwoSteps are");
    if (is_type(italy, "Communication") && !manager)
        return yaml_error(italy->task_type, err, "Communication, but there is no check/manager");
    return 0;
}

static int read_checker(struct package *package, struct err *err)
{
    const char *checker;
    if (find_source(package, checker_places, &checker, err) != 0)
        return -1;
    if (!checker)
        return 0;
    package->problem.checker_convention = CHECKER_CMS;
    return collect_program(package, checker, NULL, &package->problem.output_validator, err);
}

int italy_read_programs(struct italy *italy, struct err *err)
{
    struct package *package = italy->package;
    struct problem *problem = &package->problem;
    const char *manager;
    bool has_grader;
    if (find_source(package, manager_places, &manager, err) != 0 ||
        check_type(italy, manager, err) != 0)
        return -1;
    italy->is_output_only = italy->is_output_only || is_type(italy, "OutputOnly");
    if (manager)
        return read_manager(italy, manager, err);
    if (problem->process_count > 1)
        return package_error(package, "task.yaml", err,
                             "num_processes is %d, but there is no check/manager",
                             problem->process_count);
    if (read_checker(package, err) != 0)
        return -1;
    if (italy->is_output_only) {
        problem->kinds |= PROBLEM_SUBMIT_ANSWER;
        return 0;
    }
    if (is_type(italy, "TwoSteps"))
        return read_two_steps(italy, err);
    return read_includes(package, "grader", &has_grader, err);
}

/* Words in a solution's name that tell what it must get. */
static const struct name_word {
    const char *word, *code; /* code NULL: any verdict will do */
} name_words[] = {
    {"wrong", "WA"}, {"wa", "WA"},     {"slow", "TLE"},    {"tle", "TLE"},      {"timeout", "TLE"},
    {"rte", "RTE"},  {"crash", "RTE"}, {"mle", "MLE"},     {"correct", "AC"},   {"ac", "AC"},
    {"full", "AC"},  {"model", "AC"},  {"solution", "AC"}, {"soluzione", "AC"},
};

static bool has_word(const char *name, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = name; (at = strstr(at, word)); at++) {
        bool starts = at == name || !isalnum((unsigned char)at[-1]);
        if (starts && !isalnum((unsigned char)at[length]))
            return true;
    }
    return false;
}

/* The code that the file's name tells, NULL where it says nothing. */
static const char *const *code_of_name(struct italy *italy, const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(name_words); i++) {
        if (has_word(name, name_words[i].word))
            return &name_words[i].code;
    }
    static const char *const accepted[] = {"AC"};
    return has_stem(name, italy->name) ? accepted : NULL;
}

static bool is_official(const char *name)
{
    return strcmp(name, "solution") == 0 || has_stem(name, "solution") ||
           has_stem(name, "soluzione");
}

/* The first source of one of several files. */
static int find_first_file(struct package *package, const char *path, const char **file_out,
                           struct err *err)
{
    const char *const *files;
    size_t count;
    *file_out = path;
    if (!package_has_folder(package, path))
        return 0;
    if (package_files(package, path, &files, &count, err) != 0)
        return -1;
    if (count == 0)
        return package_error(package, path, err, "a solution without files: remove it");
    *file_out = files[0];
    return 0;
}

static int add_solution(struct italy *italy, const char *name, struct err *err)
{
    struct package *package = italy->package;
    struct jury_submission submission = {.folder = ""};
    EV_STR struct str text = {0};
    const char *file;
    bool has_several;
    if (package_join(package, "sol", name, &submission.path, err) != 0 ||
        find_first_file(package, submission.path, &file, err) != 0 ||
        package_read_start(package, file, &text, err) != 0)
        return -1;
    const char *list = jury_find_mark(package, str_text(&text), text.count, &has_several);
    const char *const *code = code_of_name(italy, name);
    struct words codes = {.items = code, .count = code ? 1 : 0};
    if (list) {
        codes = (struct words){0};
        jury_add_codes(package, submission.path, list, &codes);
    }
    submission.expected = codes.items;
    submission.expected_count = codes.count;
    submission.is_main = is_official(name) && !italy->has_main;
    italy->has_main = italy->has_main || submission.is_main;
    submission.is_for_time_limit = codes.count == 1 && strcmp(codes.items[0], "AC") == 0;
    collect_jury(package, &submission);
    return 0;
}

/* Parts of a task's linked programs, which are no solutions. */
static bool is_part(const char *name)
{
    static const char *const stems[] = {"grader", "stub", "manager", "template"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(stems); i++) {
        if (has_stem(name, stems[i]))
            return true;
    }
    return is_library(name) || !collect_is_source(name);
}

/* Only these tasks take several files. */
static bool is_folder(const struct italy *italy, const char *name)
{
    EV_STR struct str path = {0};
    str_printf(&path, "sol/%s", name);
    return (italy->package->problem.kinds & (PROBLEM_COMMUNICATION | PROBLEM_TWO_STEPS)) &&
           package_has_folder(italy->package, str_text(&path));
}

int italy_read_jury(struct italy *italy, struct err *err)
{
    const char **names;
    size_t count;
    if (!package_has_folder(italy->package, "sol"))
        return 0;
    if (package_list(italy->package, "sol", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        bool is_one = names[i][0] != '.' && (is_folder(italy, names[i]) || !is_part(names[i]));
        if (is_one && add_solution(italy, names[i], err) != 0)
            return -1;
    }
    return 0;
}
