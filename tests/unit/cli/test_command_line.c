/* command_line: words that may be given to a shell, and others. */
#include <criterion/criterion.h>

#include "cli/command_line.h"

static const struct {
    const char *words;
    bool is_own;
} rows[] = {
    {"", true},
    {"--time 1500000us --memory 104857600", true},
    {"--compile-time 3us", true},
    {"--stop-on-first --tests 'sample/*'", true},
    {"--langs '/a/it'\\''s' --profile 'icpc'", true},
    {"--tests ''", true},
    {"--tests '$(x) `y` \\ \" ~ ;'", true},
    {"--time-source instructions --instructions-per-second 7", true},
    {"--all-tests --repeat 3", true},
    {"--hint-command 'touch x'", false},
    {"--report x.html", false},
    {"--trusted", false},
    {"--tim 1", false},
    {"--time", false},
    {"--time ", false},
    {"--time  1", false},
    {"--time $(x)", false},
    {"--time 1;x", false},
    {"--time 1 x", false},
    {"--tests 'a", false},
    {"--tests 'a'b", false},
    {"--tests 'a'\\''", false},
    {"--tests 'a'\\'b'", false},
    {"--tests 'a\nb'", false},
    {"--stop-on-first '--hint-command'", false},
    {"--stop-on-first '--hint-command' 'x'", false},
    {"x", false},
    {" --time 1", false},
};

Test(command_line, only_own_options_are_own)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(command_line_is_own(rows[i].words), rows[i].is_own, "%s", rows[i].words);
}

Test(command_line, a_quoted_text_is_own_whatever_it_holds)
{
    for (int byte = ' '; byte < 0x7f; byte++) {
        EV_STR struct str words = {0};
        char text[] = {'a', (char)byte, 'b', (char)byte, '\0'};
        str_add(&words, "--tests ");
        quote_for_shell(&words, text);
        cr_expect(command_line_is_own(str_text(&words)), "%s", str_text(&words));
    }
}
