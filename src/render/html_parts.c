/* html_parts: see html.h. */
#include <string.h>

#include "render/escape.h"
#include "render/html.h"
#include "render/parts.h"
#include "render/text.h"
#include "render/verify.h"

enum { TAB_COLUMNS = 4, LINE_BYTES_MAX = 4 << 10 };

void html_text(struct str *out, const char *text)
{
    escape_add(out, ESCAPE_XML, text);
}

/* What escapes are made of has neither of the two. */
void html_path(struct str *out, const char *text)
{
    EV_STR struct str whole = {0};
    html_text(&whole, text);
    for (const char *at = str_text(&whole); *at != '\0';) {
        size_t word = strcspn(at, "/_");
        word += strspn(at + word, "/_");
        str_add_n(out, at, word);
        str_add(out, at[word] != '\0' ? "<wbr>" : "");
        at += word;
    }
}

void html_path_cut(struct str *out, const char *text, size_t most_columns)
{
    EV_STR struct str cut = {0};
    text_add_visible(&cut, text, most_columns);
    html_path(out, str_text(&cut));
}

/* A NUL would end the text: it is shown. */
void html_line(struct str *out, const char *bytes, size_t count)
{
    EV_STR struct str line = {.maximum = LINE_BYTES_MAX};
    for (size_t i = 0, column = 0; i < count && !line.is_cut; i++, column++) {
        if (bytes[i] == '\0') {
            str_add(&line, "\\x00");
        } else if (bytes[i] == '\t') {
            size_t blanks = TAB_COLUMNS - column % TAB_COLUMNS;
            str_printf(&line, "%*s", (int)blanks, "");
            column += blanks - 1;
        } else {
            str_add_char(&line, bytes[i]);
        }
    }
    html_text(out, str_text(&line));
    if (line.is_cut)
        str_add(out, "…");
}

void html_lines(struct str *out, const char *bytes, size_t count, size_t most_lines)
{
    const char *end = bytes + count;
    for (size_t line = 0; bytes < end; line++) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *next = newline != NULL ? newline + 1 : end;
        if (line == most_lines) {
            str_printf(out, "… %zu more bytes\n", (size_t)(end - bytes));
            return;
        }
        html_line(out, bytes, (size_t)((newline != NULL ? newline : end) - bytes));
        str_add_char(out, '\n');
        bytes = next;
    }
}

void html_class(struct str *out, enum verdict verdict)
{
    str_add(out, "v-");
    for (const char *code = verdict_code(verdict); *code != '\0'; code++)
        str_add_char(out, *code >= 'A' && *code <= 'Z' ? (char)(*code | 0x20) : *code);
}

void html_verdict(struct str *out, enum verdict verdict)
{
    str_add(out, "<abbr class=\"v ");
    html_class(out, verdict);
    str_printf(out, "\" title=\"%s\">%s</abbr>", verdict_info(verdict)->name,
               verdict_code(verdict));
}

void html_letter(struct str *out, enum verdict verdict, const char *name, const char *link)
{
    const char *tag = link != NULL ? "a" : "span";
    str_printf(out, "<%s class=\"l ", tag);
    html_class(out, verdict);
    if (link != NULL)
        str_printf(out, "\" href=\"#%s", link);
    str_printf(out, "\" title=\"");
    html_text(out, name);
    str_printf(out, ": %s\">%c</%s>", verdict_info(verdict)->name, verify_letter(verdict), tag);
}

void html_legend(struct str *out, unsigned verdicts)
{
    str_add(out, "<p class=\"legend\">");
    for (unsigned i = 0; i < VERDICT_COUNT; i++) {
        if (!(verdicts & 1U << i))
            continue;
        str_add(out, "<span>");
        str_add(out, "<b class=\"l ");
        html_class(out, (enum verdict)i);
        str_printf(out, "\">%c</b> %s</span> ", verify_letter((enum verdict)i),
                   verdict_info((enum verdict)i)->name);
    }
    str_add(out, "</p>\n");
}

void html_list(struct str *out, const char *heading, const char *css_class,
               const char *const *texts, size_t count)
{
    if (count == 0)
        return;
    str_printf(out, "<h3>%s</h3>\n<ul class=\"%s\">\n", heading, css_class);
    for (size_t i = 0; i < count; i++) {
        str_add(out, "<li>");
        html_text(out, texts[i]);
        str_add(out, "</li>\n");
    }
    str_add(out, "</ul>\n");
}

void html_duration_cell(struct str *out, int64_t ns)
{
    str_add(out, "<td class=\"num\">");
    facts_add_duration(out, ns);
    str_add(out, "</td>");
}

void html_bytes_cell(struct str *out, int64_t bytes)
{
    str_add(out, "<td class=\"num\">");
    facts_add_bytes(out, bytes);
    str_add(out, "</td>");
}

void html_scroll_begin(struct str *out, const char *label)
{
    /* what scrolls has to be reached by the keyboard, and then has a name */
    str_printf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n",
               label);
}

void html_scroll_end(struct str *out)
{
    str_add(out, "</div>\n");
}
