/* escape: text that others wrote as a part of a document. Everything passes text_add_visible first:
 * control characters and bad UTF-8 are \xNN, so that every document is valid UTF-8 without any. */
#ifndef EVALX_RENDER_ESCAPE_H
#define EVALX_RENDER_ESCAPE_H

#include "base/str.h"

enum escape {
    ESCAPE_XML,      /* content, and values of attributes in double quotes */
    ESCAPE_TAP,      /* a description or a reason (TAP 14, "Escaping") */
    ESCAPE_QUOTED,   /* between the double quotes of YAML */
    ESCAPE_MARKDOWN, /* inline, in a table's cell too (CommonMark 0.30, section 2.4) */
    ESCAPE_CSV,      /* between the double quotes of a field */
};

/* On one line; NULL is "". */
void escape_add(struct str *out, enum escape escape, const char *text);
/* Line by line, with `newline` between the lines and tabs as blanks. */
void escape_add_lines(struct str *out, enum escape escape, const char *text, const char *newline);
/* XML: ` name="value"` */
void escape_add_attribute(struct str *out, const char *name, const char *value);

#endif
