/* output_validator: which program of the package judges outputs, and the files it is made of. */
#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"

static const char singular[] = "output_validator";
static const char plural[] = "output_validators";

/* What stands in a folder of validators: programs and their companions. */
struct contents {
    const char **names; /* without what is no part of a program */
    size_t count;
    size_t program_count; /* if every file but headers were one */
};

static bool is_part_of_program(const char *name)
{
    static const char *const extensions[] = {"md", "txt", "pdf"};
    if (name[0] == '.' || str_starts_with(name, "README") || strcmp(name, "__pycache__") == 0)
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(extensions); i++) {
        if (strcmp(fs_extension(name), extensions[i]) == 0)
            return false;
    }
    return true;
}

static bool is_header(const char *name)
{
    static const char *const extensions[] = {"h", "hh", "hpp", "hxx", "H"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(extensions); i++) {
        if (strcmp(fs_extension(name), extensions[i]) == 0)
            return true;
    }
    return false;
}

static int read_contents(struct package *package, const char *folder, struct contents *contents_out,
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
        if (!is_part_of_program(contents.names[i]))
            continue;
        contents.program_count += is_header(contents.names[i]) ? 0 : 1;
        contents.names[contents.count++] = contents.names[i];
    }
    *contents_out = contents;
    return 0;
}

static int refuse_scripts(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    for (size_t i = 0; i < problem->output_validator.source_count; i++) {
        const char *path = problem->output_validator.sources[i];
        const char *name = fs_base_name(path);
        if (strcmp(name, "build") == 0 || strcmp(name, "run") == 0)
            return package_error(package, path, err,
                                 "validators with build or run scripts are not supported: leave "
                                 "sources of one language there");
    }
    return 0;
}

static int take_program(struct package *package, const char *path, struct err *err)
{
    struct problem *problem = &package->problem;
    if (package_files(package, path, &problem->output_validator.sources,
                      &problem->output_validator.source_count, err) != 0)
        return -1;
    if (problem->output_validator.source_count == 0)
        return package_error(package, path, err, "an output validator without files");
    problem->output_validator.path = path;
    return refuse_scripts(package, err);
}

/* The one folder that holds something: legacy's output_validators/ has one entry for each program,
 * output_validator/ of 2025-09 is the program or holds it. */
static int choose_program(struct package *package, const char *folder, bool is_plural,
                          const struct contents *contents, struct err *err)
{
    if (is_plural && contents->program_count > 1)
        return package_error(package, folder, err,
                             "several output validators are not supported: leave one program there "
                             "(a file, or a folder of its files)");
    const char *path = folder;
    if (contents->count == 1 && package_join(package, folder, contents->names[0], &path, err) != 0)
        return -1;
    return take_program(package, path, err);
}

/* Refuses what both folder names, or a missing program, leave open. */
static int check_custom(struct package *package, const struct contents *one,
                        const struct contents *many, struct err *err)
{
    if (one->count == 0 && many->count == 0)
        return package_error(package, NULL, err,
                             "validation: custom, but neither output_validators/ nor "
                             "output_validator/ holds a program: add it");
    if (one->count > 0 && many->count > 0)
        return package_error(package, plural, err,
                             "several output validators are not supported: output_validator/ "
                             "holds one too");
    if (many->count > 0 && package->dialect == DIALECT_2025)
        package_warn(package, plural, "this is the older name of output_validator/");
    return 0;
}

int output_validator_find(struct package *package, struct err *err)
{
    struct contents one, many;
    if (read_contents(package, singular, &one, err) != 0 ||
        read_contents(package, plural, &many, err) != 0)
        return -1;
    bool is_plural = many.count > 0;
    bool is_there = is_plural || one.count > 0;
    const char *folder = is_plural ? plural : singular;
    enum validation by_folder = is_there ? VALIDATION_CUSTOM : VALIDATION_DEFAULT;
    enum validation validation =
        package->validation == VALIDATION_BY_FOLDER ? by_folder : package->validation;
    if (validation == VALIDATION_DEFAULT && is_there)
        package_warn(package, folder, "not used: problem.yaml does not say validation: custom");
    if (validation == VALIDATION_DEFAULT)
        return 0;
    if (check_custom(package, &one, &many, err) != 0)
        return -1;
    return choose_program(package, folder, is_plural, is_plural ? &many : &one, err);
}
