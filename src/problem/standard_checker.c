/* standard_checker: see standard_checker.h. */
#include "problem/standard_checker.h"

#include <string.h>

enum { FLAGS_MAX = 2 };

/* Checkers of testlib that the default validator can stand for. */
static const struct standard_checker {
    const char *name;
    const char *flags[FLAGS_MAX];
} standard_checkers[] = {
    {"fcmp", {"case_sensitive", "space_change_sensitive"}},
    {"lcmp", {"case_sensitive"}},
    {"wcmp", {"case_sensitive"}},
    {"hcmp", {"case_sensitive"}},
    {"icmp", {"case_sensitive"}},
    {"ncmp", {"case_sensitive"}},
    {"yesno", {NULL}},
    {"nyesno", {NULL}},
    {"rcmp4", {"float_tolerance", "1e-4"}},
    {"rcmp6", {"float_tolerance", "1e-6"}},
    {"rcmp9", {"float_tolerance", "1e-9"}},
};

static bool is_named(const char *name, const char *standard)
{
    size_t length = strlen(standard);
    if (strncmp(name, standard, length) != 0)
        return false;
    return name[length] == '\0' || strcmp(name + length, ".cpp") == 0;
}

bool standard_checker_set(struct package *package, const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(standard_checkers); i++) {
        const struct standard_checker *row = &standard_checkers[i];
        if (!is_named(name, row->name))
            continue;
        struct words flags = {.items = row->flags};
        while (flags.count < FLAGS_MAX && row->flags[flags.count])
            flags.count++;
        collect_set_flags(package, &flags);
        return true;
    }
    return false;
}
