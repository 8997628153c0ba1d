/* hints: what may help whoever handed in: rules that apply (hint/), and what the caller's own
 * adviser says. */
#include <sys/stat.h>

#include "judge/internal.h"

enum { ADVICE_MOST = 8 };

/* Of each test of the report; -1: there is no file. */
static const int64_t *input_sizes(struct submission *submission)
{
    const struct problem *problem = submission->problem->problem;
    size_t count = submission->report.test_count;
    int64_t *bytes = arena_alloc(&submission->arena, (count + 1) * sizeof(*bytes));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *path = problem->tests[submission->test_indexes[i]].input;
        bool is_known = path && fstatat(problem->dir_fd, path, &info, 0) == 0;
        bytes[i] = is_known ? info.st_size : -1;
    }
    return bytes;
}

struct lines {
    const char **items;
    size_t count;
};

static void add_rules(const struct judge *judge, const struct submission_report *report,
                      const int64_t *input_bytes, struct lines *lines)
{
    const char *family[LANGUAGE_FAMILY_MOST];
    size_t rules[HINTS_MOST];
    struct hints *hints = judge->options->hints;
    if (!hints)
        return;
    struct hint_subject subject = {
        .report = report,
        .languages = family,
        .language_count = language_family(judge->options->languages, report->language, family),
        .input_bytes = input_bytes,
    };
    size_t count = hints_find(hints, &subject, rules);
    for (size_t i = 0; i < count; i++)
        lines->items[lines->count++] = hints_text(hints, rules[i]);
}

static void add_advice(const struct judge *judge, const struct submission_report *report,
                       struct arena *arena, struct lines *lines)
{
    const char *const *advice;
    if (!judge->options->advise)
        return;
    size_t count = judge->options->advise(judge->options->advise_context, report, arena, &advice);
    for (size_t i = 0; i < count && i < ADVICE_MOST; i++)
        lines->items[lines->count++] = advice[i];
}

static bool is_to_be_helped(const struct submission_report *report)
{
    return report->verdict != VERDICT_ACCEPTED && report->verdict != VERDICT_SKIPPED &&
           report->verdict != VERDICT_JUDGE_ERROR && report->error.kind == ERR_NONE &&
           !report->is_interrupted;
}

static void take(struct arena *arena, const struct lines *lines, struct submission_report *report)
{
    report->hints = arena_copy(arena, lines->items, lines->count * sizeof(*lines->items));
    report->hint_count = lines->count;
}

void hints_tell(struct submission *submission)
{
    static const char relay[] =
        "the dialogue went through a relay (--transcript): times are longer than without";
    const struct judge *judge = submission->judge;
    struct submission_report *report = &submission->report;
    const char *items[1 + HINTS_MOST + ADVICE_MOST];
    struct lines lines = {.items = items};
    bool is_talking = submission->problem->problem->kinds & PROBLEM_INTERACTIVE;
    if (is_talking && submission->batch->has_transcripts && report->tests_done > 0)
        items[lines.count++] = relay; /* whoever reads the times is to know */
    if (is_to_be_helped(report)) {
        add_rules(judge, report, judge->options->hints ? input_sizes(submission) : NULL, &lines);
        take(&submission->arena, &lines, report); /* the adviser sees them */
        add_advice(judge, report, &submission->arena, &lines);
    }
    take(&submission->arena, &lines, report);
}

void hints_tell_compiled(const struct judge *judge, struct arena *arena,
                         struct submission_report *report)
{
    const char *items[HINTS_MOST];
    struct lines lines = {.items = items};
    if (is_to_be_helped(report))
        add_rules(judge, report, NULL, &lines);
    take(arena, &lines, report);
}
