/* html_source: the submission's files with line numbers, and what the compiler said below the line
 * that it speaks of. */
#include <string.h>

#include "render/html.h"

enum { LINES_MOST = 3000, FILES_MOST = 50, SAID_MOST = 100, SAID_BYTES_MAX = 300 };

/* A line of the compiler's about a line of a file. */
struct remark {
    const char *text;
    size_t length;
    size_t line;
};

struct remarks {
    struct remark items[SAID_MOST];
    size_t count;
};

static size_t read_number(const char *at, const char *end)
{
    size_t number = 0;
    for (; at < end && *at >= '0' && *at <= '9' && number < LINES_MOST; at++)
        number = number * 10 + (size_t)(*at - '0');
    return number;
}

/* Behind a file's name: "a.c:3:1: error", "a.cs(3,1): error", `"a.py", line 3`. 0: no line. */
static size_t read_place(const char *at, const char *end)
{
    static const char *const leads[] = {":", "(", "\", line "};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(leads); i++) {
        size_t length = strlen(leads[i]);
        if ((size_t)(end - at) > length && memcmp(at, leads[i], length) == 0)
            return read_number(at + length, end);
    }
    return 0;
}

static void find_remarks(const char *messages, const char *name, struct remarks *remarks)
{
    size_t name_length = strlen(name);
    while (*messages != '\0' && remarks->count < SAID_MOST) {
        size_t length = strcspn(messages, "\n");
        const char *end = messages + length;
        const char *at = memmem(messages, length, name, name_length);
        size_t line = at != NULL ? read_place(at + name_length, end) : 0;
        if (line > 0)
            remarks->items[remarks->count++] = (struct remark){messages, length, line};
        messages = *end == '\n' ? end + 1 : end;
    }
}

static void add_remarks(struct str *out, const struct remarks *remarks, size_t line)
{
    for (size_t i = 0; i < remarks->count; i++) {
        const struct remark *remark = &remarks->items[i];
        if (remark->line != line)
            continue;
        str_add(out, "<span class=\"said\">");
        html_line(out, remark->text,
                  remark->length < SAID_BYTES_MAX ? remark->length : SAID_BYTES_MAX);
        str_add(out, "</span>");
    }
}

static bool is_spoken_of(const struct remarks *remarks, size_t line)
{
    for (size_t i = 0; i < remarks->count; i++) {
        if (remarks->items[i].line == line)
            return true;
    }
    return false;
}

static void add_file(struct str *out, const struct report_file *file, const char *messages)
{
    struct remarks remarks = {.count = 0};
    const char *at = file->bytes, *end = file->bytes + file->count;
    find_remarks(messages, file->name, &remarks);
    str_add(out, "<h3>");
    html_path(out, file->name);
    str_add(out, "</h3>\n<pre tabindex=\"0\"><code>");
    for (size_t line = 1; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline != NULL ? newline : end;
        if (line > LINES_MOST) {
            str_printf(out, "… %zu more bytes\n", (size_t)(end - at));
            break;
        }
        bool is_bad = is_spoken_of(&remarks, line);
        str_printf(out, "<span%s><span class=\"n\">%zu</span>", is_bad ? " class=\"here\"" : "",
                   line);
        html_line(out, at, (size_t)(line_end - at));
        str_add(out, "</span>\n");
        if (is_bad)
            add_remarks(out, &remarks, line);
        at = newline != NULL ? newline + 1 : end;
    }
    str_add(out, "</code></pre>\n");
}

void html_sources(struct str *out, const struct submission_report *report, size_t number)
{
    const char *messages = report->compile.messages != NULL ? report->compile.messages : "";
    if (report->file_count == 0)
        return;
    bool is_open = report->verdict == VERDICT_COMPILE_ERROR;
    str_printf(out, "<details%s id=\"s%zu-source\"><summary>Source</summary>\n",
               is_open ? " open" : "", number);
    for (size_t i = 0; i < report->file_count && i < FILES_MOST; i++)
        add_file(out, &report->files[i], messages);
    if (report->file_count > FILES_MOST)
        str_printf(out, "<p class=\"dim\">and %zu more files</p>\n",
                   report->file_count - FILES_MOST);
    str_add(out, "</details>\n");
}
