#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "verify/shrink.h"

/* What stays true is asked of the text itself. */
struct question {
    bool (*holds)(const char *text);
    size_t asked;
    size_t stop_after; /* 0: never */
};

static int ask(void *context, const char *bytes, size_t count)
{
    struct question *question = context;
    cr_assert_eq(strlen(bytes), count);
    if (question->stop_after > 0 && question->asked == question->stop_after)
        return -1;
    question->asked++;
    return question->holds(bytes);
}

static const char *shrink(struct question *question, const char *text, size_t tries)
{
    static struct str shrunk;
    struct shrink shrink = {.context = question, .holds = ask, .tries = tries};
    str_clear(&shrunk);
    str_add(&shrunk, text);
    shrink_text(&shrink, &shrunk);
    cr_expect_eq(shrink.tried, question->asked);
    return str_text(&shrunk);
}

static bool has_seven(const char *text)
{
    return strstr(text, "7") != NULL;
}

/* The number of numbers first, then so many. */
static bool is_counted(const char *text)
{
    int count = 0, used = 0, number;
    if (sscanf(text, "%d%n", &count, &used) != 1 || count < 1)
        return false;
    for (int i = 0; i < count; i++) {
        int more = 0;
        if (sscanf(text + used, "%d%n", &number, &more) != 1)
            return false;
        used += more;
    }
    return sscanf(text + used, "%d", &number) != 1;
}

static bool is_counted_with_seven(const char *text)
{
    const char *list = strchr(text, '\n');
    return is_counted(text) && list && strstr(list, "7");
}

static bool is_large(const char *text)
{
    int number;
    return sscanf(text, "%d", &number) == 1 && number >= 40;
}

static bool is_very_large(const char *text)
{
    long number;
    return sscanf(text, "%ld", &number) == 1 && number >= 65536;
}

static bool is_never(const char *text)
{
    (void)text;
    return false;
}

static const struct row {
    const char *label;
    bool (*holds)(const char *text);
    const char *text, *expected;
} rows[] = {
    {"lines and tokens are left out", has_seven, "1 2 3\n4 5\n6 7 8\n9\n", "7\n"},
    {"counts go with what is left out", is_counted_with_seven, "6\n5 1 7 2 3 4\n", "1\n7\n"},
    {"numbers are made smaller", is_large, "1000\n", "40\n"},
    {"what must stay stays", is_never, "1 2\n", "1 2\n"},
    {"an empty text", is_never, "", ""},
};

Test(shrink, leaves_what_is_needed)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct question question = {.holds = rows[i].holds};
        cr_expect_str_eq(shrink(&question, rows[i].text, 10000), rows[i].expected, "%s",
                         rows[i].label);
    }
}

Test(shrink, large_numbers_need_few_questions)
{
    struct question question = {.holds = is_very_large};
    cr_expect_str_eq(shrink(&question, "497624\n", 1000), "65536\n");
}

Test(shrink, asks_no_more_than_it_may)
{
    struct question question = {.holds = has_seven};
    const char *left = shrink(&question, "1 2 3\n4 5\n6 7 8\n9\n", 2);
    cr_expect_eq(question.asked, 2);
    cr_expect(strstr(left, "7"), "what is left is still right: %s", left);
}

Test(shrink, stops_when_told)
{
    struct question question = {.holds = is_never, .stop_after = 1};
    struct shrink interrupted = {.context = &question, .holds = ask, .tries = 100};
    EV_STR struct str text = {0};
    str_add(&text, "1 2 3\n");
    shrink_text(&interrupted, &text);
    cr_expect(interrupted.is_interrupted);
    cr_expect_str_eq(str_text(&text), "1 2 3\n");
}
