/* escape: see escape.h. */
#include "render/escape.h"

#include <string.h>

#include "base/base.h"
#include "render/text.h"

/* What gets a backslash. */
static const char *const specials[] = {
    [ESCAPE_XML] = "",        [ESCAPE_TAP] = "\\#",
    [ESCAPE_QUOTED] = "\\\"", [ESCAPE_MARKDOWN] = "\\`*_{}[]<>()#+!|~&$",
    [ESCAPE_CSV] = "",
};

/* What becomes something else. */
static const struct {
    enum escape escape;
    char from;
    const char *to;
} replacements[] = {
    {ESCAPE_XML, '&', "&amp;"},  {ESCAPE_XML, '<', "&lt;"}, {ESCAPE_XML, '>', "&gt;"},
    {ESCAPE_XML, '"', "&quot;"}, {ESCAPE_CSV, '"', "\"\""},
};

static const char *replacement_of(enum escape escape, char c)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(replacements); i++) {
        if (replacements[i].escape == escape && replacements[i].from == c)
            return replacements[i].to;
    }
    return NULL;
}

void escape_add(struct str *out, enum escape escape, const char *text)
{
    struct str visible EV_STR = {0};
    text_add_visible(&visible, text, TEXT_ANY_WIDTH);
    for (const char *at = str_text(&visible); *at != '\0'; at++) {
        const char *to = replacement_of(escape, *at);
        if (to != NULL) {
            str_add(out, to);
            continue;
        }
        if (strchr(specials[escape], *at) != NULL)
            str_add_char(out, '\\');
        str_add_char(out, *at);
    }
}

void escape_add_lines(struct str *out, enum escape escape, const char *text, const char *newline)
{
    for (bool is_first = true; text != NULL && *text != '\0'; is_first = false) {
        size_t length = strcspn(text, "\n");
        struct str line EV_STR = {0};
        for (size_t i = 0; i < length; i++)
            str_add_char(&line, text[i] == '\t' ? ' ' : text[i]);
        if (!is_first)
            str_add(out, newline);
        escape_add(out, escape, str_text(&line));
        text += text[length] == '\n' ? length + 1 : length;
    }
}

void escape_add_attribute(struct str *out, const char *name, const char *value)
{
    str_printf(out, " %s=\"", name);
    escape_add(out, ESCAPE_XML, value);
    str_add_char(out, '"');
}
