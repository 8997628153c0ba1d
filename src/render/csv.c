/* csv: by RFC 4180, a header and then rows of five kinds, told apart by their first column: the
 * submission, its compilation, its groups, its tests, its hints. */
#include <math.h>
#include <string.h>

#include "render/cases.h"
#include "render/escape.h"
#include "render/format.h"

/* A spreadsheet takes a field that begins so for a formula; a quote makes it text. */
static bool is_formula(const char *text)
{
    return strchr("=+-@", text[0]) != NULL && text[0] != '\0' && text[1] != '\0';
}

static void add_text(struct str *out, const char *text)
{
    str_add_char(out, ',');
    if (text == NULL || text[0] == '\0')
        return;
    str_add_char(out, '"');
    if (is_formula(text))
        str_add_char(out, '\'');
    escape_add_lines(out, ESCAPE_CSV, text, "\r\n");
    str_add_char(out, '"');
}

static void add_number(struct str *out, double value)
{
    str_add_char(out, ',');
    if (isfinite(value))
        str_printf(out, "%.10g", value);
}

static void add_ms(struct str *out, int64_t ns)
{
    str_add_char(out, ',');
    if (ns >= 0)
        str_printf(out, "%.3f", (double)ns / 1e6);
}

static void add_bytes(struct str *out, int64_t bytes)
{
    str_add_char(out, ',');
    if (bytes >= 0)
        str_printf(out, "%lld", (long long)bytes);
}

/* What every row is made of, in the order of the columns. */
struct row {
    const char *kind, *name, *verdict;
    double score, max_score;
    int64_t cpu_ns, wall_ns, memory_bytes; /* -1: empty */
    bool is_cached;
    const char *message;
};

static const struct row empty_row = {
    .score = NAN, .max_score = NAN, .cpu_ns = -1, .wall_ns = -1, .memory_bytes = -1};

static const char HEADER[] =
    "row,id,user,source,problem,language,name,verdict,score,max_score,cpu_ms,wall_ms,memory_bytes,"
    "cached,message\r\n";

static void add_row(struct str *out, const struct submission_report *report, const struct row *row)
{
    str_add(out, row->kind);
    add_text(out, report->id);
    add_text(out, report->user);
    add_text(out, report->source);
    add_text(out, report->problem);
    add_text(out, report->language);
    add_text(out, row->name);
    str_printf(out, ",%s", row->verdict == NULL ? "" : row->verdict);
    add_number(out, row->score);
    add_number(out, row->max_score);
    add_ms(out, row->cpu_ns);
    add_ms(out, row->wall_ns);
    add_bytes(out, row->memory_bytes);
    str_printf(out, ",%d", row->is_cached);
    add_text(out, row->message);
    str_add(out, "\r\n");
}

static void set_facts(struct row *row, const struct facts *facts)
{
    row->cpu_ns = facts->cpu_ns;
    row->wall_ns = facts->wall_ns;
    row->memory_bytes = facts->memory_bytes;
}

static const char *verdict_of(const struct submission_report *report)
{
    if (report->error.kind == ERR_JUDGE)
        return verdict_code(VERDICT_JUDGE_ERROR);
    bool is_judged = report->error.kind == ERR_NONE && !report->is_interrupted;
    return is_judged ? verdict_code(report->verdict) : NULL;
}

static void add_whole(struct str *out, const struct submission_report *report)
{
    struct totals totals = totals_of(report);
    struct str outcome EV_STR = {0};
    submission_add_outcome(&outcome, report);
    if (report->judge_error != NULL)
        str_printf(&outcome, "; judge error: %s", report->judge_error);
    struct row row = empty_row;
    row.kind = "submission";
    row.verdict = verdict_of(report);
    row.score = report->score;
    row.max_score = report->max_score;
    row.cpu_ns = totals.cpu_ns;
    row.wall_ns = report->wall_ns;
    row.memory_bytes = totals.memory_bytes;
    row.is_cached = report->is_cached;
    row.message = str_text(&outcome);
    add_row(out, report, &row);
}

static void add_compile(struct str *out, const struct submission_report *report)
{
    const struct compile_report *compile = &report->compile;
    if (!compile->is_attempted)
        return;
    struct str message EV_STR = {0};
    bool has_both = compile->reason != NULL && compile->messages != NULL && *compile->messages;
    str_printf(&message, "%s%s%s", compile->reason == NULL ? "" : compile->reason,
               has_both ? "\n" : "", compile->messages == NULL ? "" : compile->messages);
    struct row row = empty_row;
    row.kind = "compile";
    row.verdict = compile->is_ok ? NULL : case_at(report, 0).type;
    set_facts(&row, &compile->facts);
    row.is_cached = compile->is_cached;
    row.message = str_text(&message);
    add_row(out, report, &row);
}

static void add_group(struct str *out, const struct submission_report *report,
                      const struct group_report *group)
{
    struct row row = empty_row;
    row.kind = "group";
    row.name = group->name;
    row.verdict = verdict_code(group->verdict);
    row.score = group->score;
    row.max_score = group->max_score;
    row.message = group->how;
    add_row(out, report, &row);
}

static void add_test(struct str *out, const struct submission_report *report,
                     const struct judged_case *judged)
{
    struct str message EV_STR = {0};
    case_add_message(&message, report, judged);
    struct row row = empty_row;
    row.kind = "test";
    row.name = judged->name;
    row.verdict = judged->type == NULL ? verdict_code(VERDICT_ACCEPTED) : judged->type;
    row.score = judged->test->how != NULL ? judged->test->points : judged->test->score;
    if (judged->facts != NULL)
        set_facts(&row, judged->facts);
    row.is_cached = judged->is_cached;
    row.message = str_text(&message);
    add_row(out, report, &row);
}

static void csv_submission(struct printer *printer, const struct submission_report *report,
                           struct str *out)
{
    (void)printer; /* the same for every printer */
    add_whole(out, report);
    add_compile(out, report);
    for (size_t i = 0; i < report->group_count; i++)
        add_group(out, report, &report->groups[i]);
    for (size_t i = 0, count = case_count(report); i < count; i++) {
        struct judged_case judged = case_at(report, i);
        if (judged.test != NULL)
            add_test(out, report, &judged);
    }
    for (size_t i = 0; i < report->hint_count; i++) {
        struct row row = empty_row;
        row.kind = "hint";
        row.message = report->hints[i];
        add_row(out, report, &row);
    }
}

const struct format format_csv = {
    .name = "csv",
    .before = HEADER,
    .after_interrupted = "interrupted,,,,,,,,,,,,,0,"
                         "what is above is all that was finished\r\n",
    .submission = csv_submission,
};
