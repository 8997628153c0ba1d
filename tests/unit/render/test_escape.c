/* Text that others wrote, as a part of a document. */
#include <criterion/criterion.h>

#include "base/base.h"
#include "render/escape.h"

static const struct {
    const char *label;
    enum escape escape;
    const char *text, *expected;
} rows[] = {
    {"XML's own characters", ESCAPE_XML, "<a href=\"x\">&amp;</a>",
     "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;"},
    {"control characters in XML", ESCAPE_XML, "\033[2J\b\x7f", "\\x1b[2J\\x08\\x7f"},
    {"bad UTF-8 in XML", ESCAPE_XML, "a\xff\xc3", "a\\xff\\xc3"},
    {"what XML forbids though it is UTF-8", ESCAPE_XML, "\xef\xbf\xbe\xef\xbf\xbf",
     "\\u{fffe}\\u{ffff}"},
    {"good UTF-8 stays", ESCAPE_XML, "naïve 漢", "naïve 漢"},
    {"a directive in TAP", ESCAPE_TAP, "a # SKIP \\b", "a \\# SKIP \\\\b"},
    {"a new line in TAP", ESCAPE_TAP, "a\nok 9", "a\\\\x0aok 9"},
    {"quotes in YAML", ESCAPE_QUOTED, "say \"a\\n\"", "say \\\"a\\\\n\\\""},
    {"a pipe in Markdown", ESCAPE_MARKDOWN, "a|b", "a\\|b"},
    {"markup in Markdown", ESCAPE_MARKDOWN, "<b>*x*</b> [l](u) `c`",
     "\\<b\\>\\*x\\*\\</b\\> \\[l\\]\\(u\\) \\`c\\`"},
    {"a pipe behind a backslash", ESCAPE_MARKDOWN, "a\\|b", "a\\\\\\|b"},
    {"quotes in CSV", ESCAPE_CSV, "a,\"b\"", "a,\"\"b\"\""},
    {"nothing", ESCAPE_XML, NULL, ""},
};

Test(escape, every_document_keeps_its_own_characters)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct str out EV_STR = {0};
        escape_add(&out, rows[i].escape, rows[i].text);
        cr_expect_str_eq(str_text(&out), rows[i].expected, "%s: %s", rows[i].label, str_text(&out));
    }
}

Test(escape, lines_are_joined_and_tabs_are_blanks)
{
    struct str out EV_STR = {0};
    escape_add_lines(&out, ESCAPE_QUOTED, "a\tb\n\n\"c\"\n", "\\n");
    cr_expect_str_eq(str_text(&out), "a b\\n\\n\\\"c\\\"");
}

Test(escape, an_attribute_is_quoted)
{
    struct str out EV_STR = {0};
    escape_add_attribute(&out, "name", "\" onload=\"x");
    cr_expect_str_eq(str_text(&out), " name=\"&quot; onload=&quot;x\"");
}
