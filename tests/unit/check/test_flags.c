/* The default validator's arguments. */
#include <string.h>

#include <criterion/criterion.h>

#include "check/check.h"

enum { ARGS_MAX = 4 };

static const struct {
    const char *label;
    const char *args[ARGS_MAX];
    struct compare_flags flags;
} good[] = {
    {"none", {NULL}, {false, false, -1, -1, LINES_NOTHING, WHOLE_NOT}},
    {"case", {"case_sensitive"}, {true, false, -1, -1, LINES_NOTHING, WHOLE_NOT}},
    {"space", {"space_change_sensitive"}, {false, true, -1, -1, LINES_NOTHING, WHOLE_NOT}},
    {"absolute",
     {"float_absolute_tolerance", "1e-6"},
     {false, false, 1e-6, -1, LINES_NOTHING, WHOLE_NOT}},
    {"relative",
     {"float_relative_tolerance", "0.5"},
     {false, false, -1, 0.5, LINES_NOTHING, WHOLE_NOT}},
    {"both by one",
     {"float_tolerance", "1e-9"},
     {false, false, 1e-9, 1e-9, LINES_NOTHING, WHOLE_NOT}},
    {"zero", {"float_tolerance", "0"}, {false, false, 0, 0, LINES_NOTHING, WHOLE_NOT}},
    {"the later wins",
     {"float_tolerance", "1", "float_absolute_tolerance", "2"},
     {false, false, 2, 1, LINES_NOTHING, WHOLE_NOT}},
    {"several",
     {"case_sensitive", "float_tolerance", "1"},
     {true, false, 1, 1, LINES_NOTHING, WHOLE_NOT}},
};

static size_t args_count(const char *const *args)
{
    size_t count = 0;
    while (count < ARGS_MAX && args[count])
        count++;
    return count;
}

Test(flags, known_ones_are_read)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(good); i++) {
        struct compare_flags flags;
        struct err err = {0};
        int status = compare_flags_parse(good[i].args, args_count(good[i].args), &flags, &err);
        cr_assert_eq(status, 0, "%s: %s", good[i].label, err.msg);
        cr_expect(flags.is_case_sensitive == good[i].flags.is_case_sensitive &&
                      flags.is_space_sensitive == good[i].flags.is_space_sensitive &&
                      flags.absolute_tolerance == good[i].flags.absolute_tolerance &&
                      flags.relative_tolerance == good[i].flags.relative_tolerance,
                  "%s", good[i].label);
    }
}

static const struct {
    const char *label;
    const char *args[ARGS_MAX];
    const char *named; /* the message must name it */
} bad[] = {
    {"unknown", {"case_insensitive"}, "case_insensitive"},
    {"number missing", {"float_tolerance"}, "float_tolerance"},
    {"no number", {"float_tolerance", "small"}, "small"},
    {"negative", {"float_tolerance", "-1"}, "-1"},
    {"hexadecimal", {"float_tolerance", "0x1"}, "0x1"},
    {"nan", {"float_tolerance", "nan"}, "nan"},
};

Test(flags, bad_ones_are_input_errors_that_name_them)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(bad); i++) {
        struct compare_flags flags = {true, true, 7, 7, LINES_NOTHING, WHOLE_NOT};
        struct err err = {0};
        cr_expect_eq(compare_flags_parse(bad[i].args, args_count(bad[i].args), &flags, &err), -1,
                     "%s", bad[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", bad[i].label);
        cr_expect(strstr(err.msg, bad[i].named), "%s: %s", bad[i].label, err.msg);
        cr_expect_eq(flags.absolute_tolerance, 7, "%s: flags were touched", bad[i].label);
    }
}
