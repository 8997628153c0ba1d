/* constants: `constants` of problem.yaml are put into validators and submissions where they say
 * {{name}} or {{name.variant}} (2025-09, "Constants"). That is not supported: a package that needs
 * it is refused, one that merely lists them is not. */
#include <string.h>

#include "problem/kattis.h"

/* The first constant that a text asks for, NULL where it asks for none. */
static const char *asked_for(const struct package *package, const char *text)
{
    const struct yaml *constants = package->constants;
    for (const char *at = strstr(text, "{{"); at; at = strstr(at + 1, "{{")) {
        const char *word = at + 2;
        size_t length = strcspn(word, ".}");
        for (size_t i = 0; i < constants->count; i++) {
            const char *name = constants->keys[i]->text;
            if (length == strlen(name) && strncmp(word, name, length) == 0)
                return name;
        }
    }
    return NULL;
}

static int check_files(const struct package *package, const char *const *files, size_t count,
                       struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        EV_STR struct str text = {0};
        if (package_read_start(package, files[i], &text, err) != 0)
            return -1;
        const char *name = asked_for(package, str_text(&text));
        if (name)
            return package_error(package, files[i], err,
                                 "constants of problem.yaml are not supported: write the value "
                                 "instead of {{%.64s}}",
                                 name);
    }
    return 0;
}

int constants_check(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    if (!package->constants)
        return 0;
    if (check_files(package, problem->output_validator.sources,
                    problem->output_validator.source_count, err) != 0)
        return -1;
    for (size_t i = 0; i < problem->jury_count; i++) {
        const char *const *files;
        size_t count;
        if (package_files(package, package->jury[i].path, &files, &count, err) != 0 ||
            check_files(package, files, count, err) != 0)
            return -1;
    }
    return 0;
}
