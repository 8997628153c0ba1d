#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "verify/mutate.h"

static const struct row {
    const char *name, *input, *expected; /* NULL: there is no place for it */
} rows[] = {
    {"empty", "1\n", ""},
    {"no-final-newline", "1 2\n", "1 2"},
    {"no-final-newline", "1 2", NULL},
    {"blank-line-at-end", "1\n", "1\n\n"},
    {"trailing-space", "1\n", "1 \n"},
    {"leading-space", "1\n", " 1\n"},
    {"two-spaces", "1\n", NULL},
    {"tab", "5\n", NULL},
    {"crlf", "1\n2\n", "1\r\n2\r\n"},
    {"crlf", "1", NULL},
    {"leading-zero", "7\n", "07\n"},
    {"leading-zero", "-7\n", "-07\n"},
    {"leading-zero", "x\n", NULL},
    {"plus-sign", "7\n", "+7\n"},
    {"plus-sign", "-7\n", NULL},
    {"huge-number", "7\n", "99999999999999999999999\n"},
    {"other-sign", "7\n", "-7\n"},
    {"other-sign", "-7\n", "7\n"},
    {"ten-times", "7\n", "70\n"},
    {"token-missing", "7\n", "\n"},
    {"token-twice", "7\n", "7 7\n"},
    {"line-missing", "7\n", ""},
    {"line-twice", "7\n", "7\n7\n"},
    {"line-twice", "", NULL},
};

static const struct mutation *find(const char *name)
{
    for (size_t i = 0; i < mutation_count; i++) {
        if (strcmp(mutations[i].name, name) == 0)
            return &mutations[i];
    }
    return NULL;
}

Test(mutate, spoils_one_place)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const struct mutation *mutation = find(rows[i].name);
        struct random random = random_open(1, i);
        EV_STR struct str out = {0};
        cr_assert(mutation, "%s", rows[i].name);
        bool is_made = mutation->make(rows[i].input, strlen(rows[i].input), &random, &out);
        cr_expect_eq(is_made, rows[i].expected != NULL, "%s of %s", rows[i].name, rows[i].input);
        if (is_made && rows[i].expected)
            cr_expect_str_eq(str_text(&out), rows[i].expected, "%s", rows[i].name);
    }
}

Test(mutate, the_same_seed_makes_the_same)
{
    static const char text[] = "3 4\n10 20 30\n-5 6\n";
    for (size_t i = 0; i < mutation_count; i++) {
        EV_STR struct str a = {0};
        EV_STR struct str b = {0};
        struct random first = random_open(7, i), second = random_open(7, i);
        (void)mutations[i].make(text, sizeof(text) - 1, &first, &a);
        (void)mutations[i].make(text, sizeof(text) - 1, &second, &b);
        cr_expect_eq(a.count, b.count, "%s", mutations[i].name);
        cr_expect_eq(memcmp(str_text(&a), str_text(&b), a.count), 0, "%s", mutations[i].name);
    }
}

Test(mutate, empty_inputs_are_survived)
{
    for (size_t i = 0; i < mutation_count; i++) {
        EV_STR struct str out = {0};
        struct random random = random_open(1, i);
        (void)mutations[i].make("", 0, &random, &out);
        cr_expect_leq(out.count, 1, "%s", mutations[i].name);
    }
}

Test(random, streams_of_a_seed_differ)
{
    struct random a = random_open(1, 0), b = random_open(1, 1), again = random_open(1, 0);
    uint64_t first = random_next(&a);
    cr_expect_neq(first, random_next(&b));
    cr_expect_eq(first, random_next(&again));
    cr_expect_eq(random_below(&a, 0), 0);
    for (int i = 0; i < 100; i++)
        cr_expect_lt(random_below(&a, 3), 3);
}
