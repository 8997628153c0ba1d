/* Rules that look at an output as a whole. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "check/check.h"

static struct check_result compare(const char *word, const char *answer, const char *output)
{
    struct compare_flags flags;
    struct comparer *comparer;
    struct check_result result;
    struct err err;
    cr_assert_eq(compare_flags_parse(&word, 1, &flags, &err), 0, "%s", err.msg);
    cr_assert_eq(comparer_open(answer, strlen(answer), &flags, &comparer, &err), 0);
    for (const char *at = output; *at; at++)
        comparer_feed(comparer, at, 1);
    comparer_finish(comparer, &result);
    comparer_close(comparer);
    return result;
}

static const struct row {
    const char *label, *word, *answer, *output;
    enum check_outcome outcome;
    double share; /* NAN: none */
} rows[] = {
    {"letters in any order", "evalx:easy", "Ab c\n", "C\nbA", CHECK_ACCEPTED, NAN},
    {"a letter too many", "evalx:easy", "ab", "abb", CHECK_WRONG, NAN},
    {"nothing for nothing", "evalx:easy", " \n", "", CHECK_ACCEPTED, NAN},
    {"lines in any order", "evalx:lines_sorted", "1 2\n3\n", "3\n\n 1   2\r\n", CHECK_ACCEPTED,
     NAN},
    {"words stay in their line", "evalx:lines_sorted", "1 2\n3\n", "2 1\n3\n", CHECK_WRONG, NAN},
    {"a line too few", "evalx:lines_sorted", "1\n1\n", "1\n", CHECK_WRONG, NAN},
    {"how often counts", "evalx:lines_sorted", "1\n1\n2\n", "1\n2\n2\n", CHECK_WRONG, NAN},
    {"a line of spaces is a line", "evalx:lines_sorted", "1\n", "1\n  \n", CHECK_WRONG, NAN},
    {"words in any order", "evalx:words_sorted", "1 2\n3\n", "3 2\n1", CHECK_ACCEPTED, NAN},
    {"words are whole", "evalx:words_sorted", "12 3", "1 23", CHECK_WRONG, NAN},
    {"all lines are right", "evalx:lines_matched", "1\n 2 \n", "1 \n\n2\n", CHECK_ACCEPTED, NAN},
    {"half of the lines", "evalx:lines_matched", "1\n2\n", "1\n3\n", CHECK_PARTIAL, 0.5},
    {"a line is missing", "evalx:lines_matched", "1\n2\n3\n4\n", "1\n", CHECK_PARTIAL, 0.25},
    {"no line is right", "evalx:lines_matched", "1\n2\n", "2\n1\n", CHECK_WRONG, 0},
    {"a line too many", "evalx:lines_matched", "1\n", "1\n2\n", CHECK_WRONG, NAN},
    {"no lines are wanted", "evalx:lines_matched", "\n", "", CHECK_ACCEPTED, NAN},
    {"ends are trimmed", "evalx:lines_trimmed", "1\n2\n", "1  \n2\t\n", CHECK_ACCEPTED, NAN},
    {"beginnings are not", "evalx:lines_trimmed", "1\n", " 1\n", CHECK_WRONG, NAN},
    {"empty lines count", "evalx:lines_trimmed", "1\n2\n", "1\n\n2\n", CHECK_WRONG, NAN},
    {"empty lines do not count", "evalx:lines_filled", "1\n2\n", "1\n\n2\n", CHECK_ACCEPTED, NAN},
};

Test(whole, rules_are_those_of_their_names)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const struct row *row = &rows[i];
        struct check_result result = compare(row->word, row->answer, row->output);
        cr_expect_eq(result.outcome, row->outcome, "%s: %d: %s", row->label, result.outcome,
                     result.message);
        bool is_share_right = isnan(row->share) ? isnan(result.score_multiplier)
                                                : result.score_multiplier == row->share;
        cr_expect(is_share_right || row->share == 0, "%s: %g", row->label, result.score_multiplier);
        cr_expect_eq(result.outcome == CHECK_ACCEPTED, result.message[0] == '\0', "%s: \"%s\"",
                     row->label, result.message);
    }
}
