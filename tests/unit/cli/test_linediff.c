/* linediff: what changed between two texts. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "cli/linediff.h"

static const struct {
    const char *label, *old, *new, *diff;
} rows[] = {
    {"the same", "a\nb\n", "a\nb\n", ""},
    {"nothing at all", "", "", ""},
    {"a line more", "a\nc\n", "a\nb\nc\n", "@@ -1,2 +1,3 @@\n a\n+b\n c\n"},
    {"a line less", "a\nb\nc\n", "a\nc\n", "@@ -1,3 +1,2 @@\n a\n-b\n c\n"},
    {"from nothing", "", "a\n", "@@ -0,0 +1,1 @@\n+a\n"},
    {"to nothing", "a\n", "", "@@ -1,1 +0,0 @@\n-a\n"},
    {"a changed line", "a\nb\nc", "a\nB\nc", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
    {"moved lines keep what is common", "a\nb\nc\nd\n", "b\nc\nd\na\n",
     "@@ -1,4 +1,4 @@\n-a\n b\n c\n d\n+a\n"},
    {"far apart changes are two", "x\n1\n2\n3\n4\n5\n6\n7\n8\ny\n",
     "X\n1\n2\n3\n4\n5\n6\n7\n8\nY\n",
     "@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-y\n+Y\n"},
    {"an empty line has its mark", "a\n", "a\n\n", "@@ -1,1 +1,2 @@\n a\n+\n"},
    {"escapes are made visible", "a\n", "\033[31m\n", "@@ -1,1 +1,1 @@\n-a\n+\\x1b[31m\n"},
};

Test(linediff, texts_as_diff_shows_them)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        linediff_add(&out, rows[i].old, rows[i].new);
        cr_expect_str_eq(str_text(&out), rows[i].diff, "%s: %s", rows[i].label, str_text(&out));
    }
}

Test(linediff, texts_too_long_to_compare_stand_whole)
{
    EV_STR struct str old = {0}, new = {0}, out = {0};
    for (int i = 0; i < 5000; i++) {
        str_printf(&old, "old %d\n", i);
        str_printf(&new, "new %d\n", i);
    }
    linediff_add(&out, str_text(&old), str_text(&new));
    cr_expect_not_null(strstr(str_text(&out), "@@ -1,5000 +1,5000 @@\n-old 0\n"));
    cr_expect_not_null(strstr(str_text(&out), "+new 4999\n"));
}
