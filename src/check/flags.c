/* flags: the arguments of the default output validator. See check.h. */
#include <float.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/parse.h"
#include "check/whole.h"

/* A flag sets one truth value, or one or two numbers from the argument that follows. */
struct flag {
    const char *name;
    size_t bool_offset;
    size_t number_offsets[2];
};

#define AT(field) offsetof(struct compare_flags, field)
#define NOWHERE SIZE_MAX

static const struct flag flags[] = {
    {"case_sensitive", AT(is_case_sensitive), {NOWHERE, NOWHERE}},
    {"space_change_sensitive", AT(is_space_sensitive), {NOWHERE, NOWHERE}},
    {"float_absolute_tolerance", NOWHERE, {AT(absolute_tolerance), NOWHERE}},
    {"float_relative_tolerance", NOWHERE, {AT(relative_tolerance), NOWHERE}},
    {"float_tolerance", NOWHERE, {AT(absolute_tolerance), AT(relative_tolerance)}},
};

/* Rules of lines, which only readers of formats ask for. */
static bool line_rule_find(const char *name, enum line_rule *rule_out)
{
    bool is_parted = strcmp(name, "evalx:lines_parted") == 0;
    if (!is_parted && strcmp(name, "evalx:lines_counted") != 0)
        return false;
    *rule_out = is_parted ? LINES_PARTED : LINES_COUNTED;
    return true;
}

static const struct flag *flag_find(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(flags); i++) {
        if (strcmp(flags[i].name, name) == 0)
            return &flags[i];
    }
    return NULL;
}

static int number_read(const struct flag *flag, const char *text, struct compare_flags *into,
                       struct err *err)
{
    double number;
    if (!text)
        return err_set(err, ERR_INPUT, "output validator: %s: a number must follow", flag->name);
    if (parse_double(flag->name, text, 0, DBL_MAX, &number, err) < 0) {
        if (err)
            err->kind = ERR_INPUT; /* the package is at fault, not the command line */
        return err_wrap(err, "output validator");
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(flag->number_offsets); i++) {
        if (flag->number_offsets[i] != NOWHERE)
            memcpy((char *)into + flag->number_offsets[i], &number, sizeof(number));
    }
    return 0;
}

int compare_flags_parse(const char *const *args, size_t count, struct compare_flags *flags_out,
                        struct err *err)
{
    struct compare_flags parsed = COMPARE_FLAGS_NONE;
    for (size_t i = 0; i < count; i++) {
        if (line_rule_find(args[i], &parsed.line_rule) ||
            whole_rule_find(args[i], &parsed.whole_rule))
            continue;
        const struct flag *flag = flag_find(args[i]);
        if (!flag)
            return err_set(err, ERR_INPUT,
                           "output validator: unknown flag \"%s\" (known: case_sensitive, "
                           "space_change_sensitive, float_tolerance E, "
                           "float_absolute_tolerance E, float_relative_tolerance E)",
                           args[i]);
        if (flag->bool_offset != NOWHERE) {
            *((bool *)((char *)&parsed + flag->bool_offset)) = true;
            continue;
        }
        i++;
        if (number_read(flag, i < count ? args[i] : NULL, &parsed, err) < 0)
            return -1;
    }
    *flags_out = parsed;
    return 0;
}
