/* printer: the table of formats, and the order in which submissions are written. See format.h. */
#include <errno.h>
#include <string.h>

#include "render/format.h"

/* Texts in the order of index; few, as older submissions are judged first. */
struct held_text {
    struct held_text *next;
    size_t index;
    struct str text;
};

static const struct format *const formats[] = {
    &format_table, &format_json, &format_ndjson,   &format_junit,
    &format_tap,   &format_csv,  &format_markdown, &format_html,
};

static const char *const format_names[] = {
    "table", "json", "ndjson", "junit", "tap", "csv", "markdown", "html", NULL,
};
_Static_assert(EV_ARRAY_LENGTH(formats) + 1 == EV_ARRAY_LENGTH(format_names),
               "a name for every format");

const char *const *render_formats(void)
{
    return format_names;
}

static int find_format(const struct render_options *options, const struct format **format_out,
                       struct err *err)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(formats); i++) {
        if (strcmp(options->format, formats[i]->name) != 0)
            continue;
        *format_out = formats[i]->choose == NULL ? formats[i] : formats[i]->choose(options);
        return 0;
    }
    struct str known EV_STR = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(formats); i++)
        str_printf(&known, "%s%s", i == 0 ? "" : ", ", formats[i]->name);
    return err_set(err, ERR_USAGE, "--format: '%s': unknown, known are %s", options->format,
                   str_text(&known));
}

int printer_open(const struct render_options *options, struct printer **printer_out,
                 struct err *err)
{
    const struct format *format = NULL;
    if (find_format(options, &format, err) != 0)
        return -1;
    struct printer *printer = calloc(1, sizeof(*printer));
    if (printer == NULL)
        return err_sys(err, ERR_JUDGE, "printer");
    printer->format = format;
    printer->options = *options;
    if (format->before != NULL)
        (void)fputs(format->before, options->out); /* printer_finish looks at ferror */
    *printer_out = printer;
    return 0;
}

void printer_compiled(struct printer *printer, const struct submission_report *report)
{
    if (printer->format->compiled != NULL)
        printer->format->compiled(printer, report);
}

void printer_test_done(struct printer *printer, const struct submission_report *report, size_t test)
{
    if (printer->format->test_done != NULL)
        printer->format->test_done(printer, report, test);
}

void printer_note(struct printer *printer, const char *line)
{
    if (printer->format->note != NULL)
        printer->format->note(printer, line);
}

static void write_text(struct printer *printer, const struct str *text)
{
    if (printer->written++ > 0 && printer->format->between != NULL)
        (void)fputs(printer->format->between,
                    printer->options.out); /* printer_finish looks at ferror */
    (void)fwrite(str_text(text), 1, text->count, printer->options.out);
    if (fflush(printer->options.out) != 0 && printer->write_errno == 0)
        printer->write_errno = errno;
}

static void hold(struct printer *printer, size_t index, struct str *text)
{
    struct held_text *held = malloc(sizeof(*held));
    if (held == NULL) {
        write_text(printer, text); /* out of turn is better than not at all */
        str_done(text);
        return;
    }
    struct held_text **at = &printer->held;
    while (*at != NULL && (*at)->index < index)
        at = &(*at)->next;
    *held = (struct held_text){*at, index, *text};
    *at = held;
}

/* Write held texts whose turn it is, or all of them. */
static void release(struct printer *printer, bool is_all)
{
    while (printer->held != NULL && (is_all || printer->held->index <= printer->next_index)) {
        struct held_text *first = printer->held;
        printer->held = first->next;
        write_text(printer, &first->text);
        printer->next_index = first->index + 1;
        str_done(&first->text);
        free(first);
    }
}

static void count_verdict(struct printer *printer, const struct submission_report *report)
{
    printer->done++;
    if (report->error.kind == ERR_JUDGE)
        printer->counts[VERDICT_JUDGE_ERROR]++;
    else if (report->error.kind != ERR_NONE || report->is_interrupted)
        printer->not_judged++;
    else
        printer->counts[report->verdict]++;
}

void printer_submission_done(struct printer *printer, const struct submission_report *report)
{
    const struct format *format = printer->format;
    count_verdict(printer, report);
    if (format->before_write != NULL)
        format->before_write(printer);
    struct str text = {0};
    format->submission(printer, report, &text);
    hold(printer, printer->options.is_unordered ? printer->next_index : report->index, &text);
    release(printer, false);
    if (format->after_write != NULL)
        format->after_write(printer);
}

void printer_add_tally(const struct printer *printer, bool is_interrupted, struct str *out)
{
    size_t parts = 0;
    if (printer->done >= 2) {
        str_printf(out, "%zu submissions: ", printer->done);
        for (size_t i = 0; i < VERDICT_COUNT; i++) {
            if (printer->counts[i] > 0)
                str_printf(out, "%s%zu %s", parts++ > 0 ? ", " : "", printer->counts[i],
                           verdict_code((enum verdict)i));
        }
        if (printer->not_judged > 0)
            str_printf(out, "%s%zu not judged", parts > 0 ? ", " : "", printer->not_judged);
        str_add_char(out, '\n');
    }
    if (is_interrupted)
        str_add(out, "interrupted: what is above is all that was finished\n");
}

int printer_finish(struct printer *printer, bool is_interrupted, struct err *err)
{
    const struct format *format = printer->format;
    FILE *out = printer->options.out;
    if (format->before_write != NULL)
        format->before_write(printer);
    release(printer, true);
    struct str text EV_STR = {0};
    if (format->finish != NULL)
        format->finish(printer, is_interrupted, &text);
    (void)fwrite(str_text(&text), 1, text.count, out); /* ferror below tells */
    const char *after = is_interrupted && format->after_interrupted != NULL
                            ? format->after_interrupted
                            : format->after;
    if (after != NULL)
        (void)fputs(after, out);
    if (fflush(out) == 0 && !ferror(out) && printer->write_errno == 0)
        return 0;
    errno = printer->write_errno != 0 ? printer->write_errno : errno;
    return err_sys(err, ERR_JUDGE, "write the result");
}

void printer_close(struct printer *printer)
{
    if (printer == NULL)
        return;
    while (printer->held != NULL) {
        struct held_text *first = printer->held;
        printer->held = first->next;
        str_done(&first->text);
        free(first);
    }
    render_html_close(printer->page);
    free(printer);
}
