/* Which word was meant. */
#include <criterion/criterion.h>

#include "cli/cli.h"

static const char *const known[] = {"judge", "run", "compile", "init", "doctor", "langs"};

static const struct row {
    const char *label, *word, *meant;
} rows[] = {
    {"letters swapped", "jugde", "judge"},
    {"one missing", "compil", "compile"},
    {"the start of one", "doc", "doctor"},
    {"another case", "JUDGE", "judge"},
    {"one letter wrong in a short one", "rin", "run"},
    {"nothing like it", "frobnicate", NULL},
    {"empty", "", NULL},
};

Test(nearest, the_word_that_was_meant_is_found)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *word = nearest_word(rows[i].word, known, EV_ARRAY_LENGTH(known));
        if (rows[i].meant == NULL)
            cr_expect_null(word, "%s: %s", rows[i].label, word);
        else
            cr_expect(word != NULL && strcmp(word, rows[i].meant) == 0, "%s: %s", rows[i].label,
                      word == NULL ? "(none)" : word);
    }
}

Test(nearest, words_of_any_length_are_safe)
{
    char word[5000];
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    cr_expect_null(nearest_word(word, known, EV_ARRAY_LENGTH(known)));
}
