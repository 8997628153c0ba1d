/* programs: see programs.h, and the programs of a Kattis package that are no output validators. */
#include "problem/programs.h"

#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"

enum { PROGRAMS_MAX = 100 }; /* of one folder */

static bool has_extension(const char *name, const char *const *extensions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fs_extension(name), extensions[i]) == 0)
            return true;
    }
    return false;
}

static bool is_part_of_program(const char *name)
{
    static const char *const texts[] = {"md", "txt", "pdf"};
    if (name[0] == '.' || str_starts_with(name, "README") || strcmp(name, "__pycache__") == 0)
        return false;
    return !has_extension(name, texts, EV_ARRAY_LENGTH(texts));
}

bool program_is_header(const char *name)
{
    static const char *const headers[] = {"h", "hh", "hpp", "hxx", "H"};
    return has_extension(name, headers, EV_ARRAY_LENGTH(headers));
}

static bool is_script(const char *name)
{
    return strcmp(name, "build") == 0 || strcmp(name, "run") == 0;
}

int contents_read(struct package *package, const char *folder, struct contents *contents_out,
                  struct err *err)
{
    struct entry entry;
    struct contents contents = {0};
    if (package_look(package, folder, &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_FILE)
        return package_error(package, folder, err, "a file, not a folder");
    size_t count = 0;
    if (entry.kind == ENTRY_FOLDER &&
        package_list(package, folder, &contents.names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *name = contents.names[i];
        if (!is_part_of_program(name))
            continue;
        contents.has_scripts = contents.has_scripts || is_script(name);
        contents.program_count += program_is_header(name) ? 0 : 1;
        contents.names[contents.count++] = name;
    }
    *contents_out = contents;
    return 0;
}

int program_take(struct package *package, const char *path, struct package_program *program_out,
                 struct err *err)
{
    struct package_program program = {.path = path};
    if (package_files(package, path, &program.sources, &program.source_count, err) != 0)
        return -1;
    if (program.source_count == 0)
        return package_error(package, path, err, "a program without files: add them or remove it");
    size_t length = strlen(path);
    for (size_t i = 0; i < program.source_count; i++) {
        const char *source = program.sources[i];
        bool is_below = strlen(source) > length + 1;
        program.has_scripts = program.has_scripts || (is_below && is_script(source + length + 1));
    }
    *program_out = program;
    return 0;
}

int program_find_one(struct package *package, const char *folder,
                     struct package_program *program_out, struct err *err)
{
    struct contents contents;
    const char *path = folder;
    if (contents_read(package, folder, &contents, err) != 0)
        return -1;
    if (contents.count == 0)
        return 0;
    if (contents.count == 1 && !contents.has_scripts &&
        package_join(package, folder, contents.names[0], &path, err) != 0)
        return -1;
    return program_take(package, path, program_out, err);
}

static enum validator_convention convention_of(const char *name)
{
    if (str_ends_with(name, ".ctd"))
        return VALIDATOR_CHECKTESTDATA;
    return str_ends_with(name, ".viva") ? VALIDATOR_VIVA : VALIDATOR_KATTIS;
}

/* Validators that are being collected from one or two folders. */
struct validators {
    struct input_validator *items;
    size_t count, capacity;
};

static int add_validator(struct package *package, struct validators *validators, const char *path,
                         struct err *err)
{
    struct input_validator validator = {
        .name = fs_base_name(path),
        .convention = convention_of(path),
    };
    if (validators->count == PROGRAMS_MAX)
        return package_error(package, path, err, "more than %d validators: remove some",
                             (int)PROGRAMS_MAX);
    if (program_take(package, path, &validator.program, err) != 0)
        return -1;
    validators->items =
        arena_grow(&package->problem.arena, validators->items, validators->count,
                   validators->count + 1, sizeof(*validators->items), &validators->capacity);
    validators->items[validators->count++] = validator;
    return 0;
}

/* Headers beside single-file programs are anybody's. */
static int read_companions(struct package *package, const char *folder,
                           const struct contents *contents, struct words *words_out,
                           struct err *err)
{
    const char **paths =
        arena_alloc(&package->problem.arena, (contents->count + 1) * sizeof(*paths));
    size_t count = 0;
    for (size_t i = 0; i < contents->count; i++) {
        if (!program_is_header(contents->names[i]))
            continue;
        if (package_join(package, folder, contents->names[i], &paths[count++], err) != 0)
            return -1;
    }
    *words_out = (struct words){.items = paths, .count = count};
    return 0;
}

static int read_validators(struct package *package, const char *folder,
                           struct validators *validators, struct err *err)
{
    struct contents contents;
    struct words companions;
    if (contents_read(package, folder, &contents, err) != 0)
        return -1;
    if (contents.has_scripts)
        return add_validator(package, validators, folder, err);
    if (read_companions(package, folder, &contents, &companions, err) != 0)
        return -1;
    for (size_t i = 0; i < contents.count; i++) {
        const char *path;
        if (program_is_header(contents.names[i]))
            continue;
        if (package_join(package, folder, contents.names[i], &path, err) != 0 ||
            add_validator(package, validators, path, err) != 0)
            return -1;
        struct package_program *program = &validators->items[validators->count - 1].program;
        program->companions = companions.items;
        program->companion_count = companions.count;
    }
    return 0;
}

/* input_format_validators/ is the older name of the legacy format. */
static int find_validators(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    struct validators inputs = {0};
    struct validators answers = {0};
    if (read_validators(package, "input_validators", &inputs, err) != 0 ||
        read_validators(package, "input_format_validators", &inputs, err) != 0 ||
        read_validators(package, "answer_validators", &answers, err) != 0)
        return -1;
    problem->input_validators = inputs.items;
    problem->input_validator_count = inputs.count;
    problem->answer_validators = answers.items;
    problem->answer_validator_count = answers.count;
    return 0;
}

/* legacy-icpc has no graders. */
static int find_grader(struct package *package, struct err *err)
{
    static const char folder[] = "graders";
    struct contents contents;
    const char *path = folder;
    if (contents_read(package, folder, &contents, err) != 0)
        return -1;
    if (contents.count == 0)
        return 0;
    if (package->dialect == DIALECT_2025 || package->is_icpc) {
        package_warn(package, folder, "not used: only legacy packages have graders of their own");
        return 0;
    }
    if (contents.program_count > 1 && !contents.has_scripts)
        return package_error(package, folder, err,
                             "more than one grader: a package may have one, a file or a folder of "
                             "its files");
    if (contents.count == 1 && !contents.has_scripts &&
        package_join(package, folder, contents.names[0], &path, err) != 0)
        return -1;
    return program_take(package, path, &package->problem.grader, err);
}

static int find_static_validator(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    if (program_find_one(package, "static_validator", &problem->static_validator, err) != 0)
        return -1;
    if (problem->static_validator.path && (problem->kinds & PROBLEM_SUBMIT_ANSWER))
        return package_error(package, "static_validator", err,
                             "submit-answer problems have no sources to validate: remove it");
    return 0;
}

int programs_find(struct package *package, struct err *err)
{
    if (find_validators(package, err) != 0 || find_grader(package, err) != 0 ||
        find_static_validator(package, err) != 0)
        return -1;
    return program_find_one(package, "output_visualizer", &package->problem.visualizer, err);
}
