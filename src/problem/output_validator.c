/* output_validator: which program of the package judges outputs, and the files it is made of. */
#include <string.h>

#include "problem/kattis.h"
#include "problem/programs.h"

static const char singular[] = "output_validator";
static const char plural[] = "output_validators";

/* The one folder that holds something: legacy's output_validators/ has one entry for each program,
 * output_validator/ of 2025-09 is the program or holds it. */
static int choose_program(struct package *package, const char *folder, bool is_plural,
                          const struct contents *contents, struct err *err)
{
    if (is_plural && contents->program_count > 1 && !contents->has_scripts)
        return package_error(package, folder, err,
                             "several output validators are not supported: leave one program there "
                             "(a file, or a folder of its files)");
    const char *path = folder;
    if (contents->count == 1 && !contents->has_scripts &&
        package_join(package, folder, contents->names[0], &path, err) != 0)
        return -1;
    return program_take(package, path, &package->problem.output_validator, err);
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

/* Without a validator there is nobody to talk with. */
static int check_default(struct package *package, struct err *err)
{
    unsigned kinds = package->problem.kinds;
    if (!(kinds & (PROBLEM_INTERACTIVE | PROBLEM_MULTI_PASS)))
        return 0;
    return package_error(package, NULL, err,
                         "%s problems need an output validator of their own: %s",
                         kinds & PROBLEM_INTERACTIVE ? "interactive" : "multi-pass",
                         package->dialect == DIALECT_LEGACY
                             ? "write validation: custom and add it to output_validators/"
                             : "add it as output_validator/");
}

int output_validator_find(struct package *package, struct err *err)
{
    struct contents one, many;
    if (contents_read(package, singular, &one, err) != 0 ||
        contents_read(package, plural, &many, err) != 0)
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
        return check_default(package, err);
    if (check_custom(package, &one, &many, err) != 0)
        return -1;
    return choose_program(package, folder, is_plural, is_plural ? &many : &one, err);
}
