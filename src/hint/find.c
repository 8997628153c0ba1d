/* find: which rules apply to a judged submission: a table of conditions, cheap ones first; texts
 * are searched only where all else holds. */
#include <string.h>

#include "hint/internal.h"

enum {
    FAILED_MOST = 8,          /* tests that are looked at, in their order */
    LARGEST_FAILED_LEAST = 2, /* one alone may be the largest by chance */
};

struct asking {
    const struct hint_subject *subject;
    size_t failed[FAILED_MOST]; /* indexes of tests */
    size_t failed_count;
    unsigned shapes; /* bits 1 << enum rule_failing */
};

/* ---- which tests failed ---- */

static bool has_run(const struct test_report *test)
{
    return test->is_done && test->verdict != VERDICT_SKIPPED &&
           test->verdict != VERDICT_JUDGE_ERROR;
}

/* Every input that failed is larger than every one that was accepted. */
static bool are_largest(const struct hint_subject *subject)
{
    int64_t most_accepted = -1, least_failed = INT64_MAX;
    size_t failed = 0;
    for (size_t i = 0; subject->input_bytes && i < subject->report->test_count; i++) {
        const struct test_report *test = &subject->report->tests[i];
        int64_t bytes = subject->input_bytes[i];
        if (!has_run(test) || bytes < 0)
            continue;
        bool is_accepted = test->verdict == VERDICT_ACCEPTED;
        failed += !is_accepted;
        if (is_accepted && bytes > most_accepted)
            most_accepted = bytes;
        if (!is_accepted && bytes < least_failed)
            least_failed = bytes;
    }
    return failed >= LARGEST_FAILED_LEAST && most_accepted >= 0 && least_failed > most_accepted;
}

static unsigned shapes_of(const struct hint_subject *subject)
{
    size_t accepted = 0, failed_samples = 0, failed = 0, samples = 0;
    unsigned shapes = 1U << FAILING_ANY;
    if (subject->is_partial)
        return shapes;
    for (size_t i = 0; i < subject->report->test_count; i++) {
        const struct test_report *test = &subject->report->tests[i];
        if (!has_run(test))
            continue;
        bool is_failed = test->verdict != VERDICT_ACCEPTED;
        accepted += !is_failed;
        failed += is_failed;
        samples += test->is_sample;
        failed_samples += test->is_sample && is_failed;
    }
    if (accepted == 0)
        shapes |= 1U << FAILING_ALL;
    if (are_largest(subject))
        shapes |= 1U << FAILING_LARGEST;
    if (samples > 0 && failed_samples == 0 && accepted == samples && failed > 0)
        shapes |= 1U << FAILING_SECRET;
    return shapes;
}

static void start(struct asking *asking, const struct hint_subject *subject)
{
    const struct submission_report *report = subject->report;
    *asking = (struct asking){.subject = subject};
    for (size_t i = 0; i < report->test_count && asking->failed_count < FAILED_MOST; i++) {
        const struct test_report *test = &report->tests[i];
        if (has_run(test) && test->verdict != VERDICT_ACCEPTED)
            asking->failed[asking->failed_count++] = i;
    }
    asking->shapes = shapes_of(subject);
}

/* ---- conditions of one run: true where the rule says nothing ---- */

static int64_t percent(int64_t part, int64_t whole)
{
    return whole > 0 && part >= 0 ? (int64_t)((double)part * 100 / (double)whole) : -1;
}

static bool fits_verdict(const struct rule *rule, const struct asking *asking, size_t test)
{
    static const unsigned of_check = 1U << VERDICT_PARTIAL | 1U << VERDICT_WRONG_ANSWER |
                                     1U << VERDICT_PRESENTATION_ERROR | 1U << VERDICT_NO_OUTPUT;
    unsigned own = 1U << asking->subject->report->tests[test].verdict;
    bool is_of_check = (own & of_check) != 0;
    return is_of_check == (rule->stage == STAGE_CHECK) &&
           (rule->verdicts == 0 || (rule->verdicts & own));
}

static bool fits_ending(const struct rule *rule, const struct asking *asking, size_t test)
{
    const struct facts *facts = &asking->subject->report->tests[test].facts;
    if (rule->signals && !(facts->signal > 0 && facts->signal < 64 &&
                           (rule->signals & (uint64_t)1 << facts->signal)))
        return false;
    bool is_exit_any = rule->exit_status == EXIT_ANY && facts->exit_status != 0;
    if (rule->exit_status >= 0 &&
        (facts->signal != 0 || !(is_exit_any || facts->exit_status == rule->exit_status)))
        return false;
    if (rule->limits && !(rule->limits & facts->limits_hit))
        return false;
    return rule->calls.count == 0 ||
           text_has_any(facts->forbidden_call, strlen(facts->forbidden_call), rule->calls.items,
                        rule->calls.count);
}

static bool fits_shares(const struct rule *rule, const struct asking *asking, size_t test)
{
    const struct submission_report *report = asking->subject->report;
    const struct facts *facts = &report->tests[test].facts;
    if (rule->memory_least >= 0 &&
        percent(facts->memory_bytes, report->limits.memory_bytes) < rule->memory_least)
        return false;
    if (rule->system_least >= 0 &&
        percent(facts->system_ns, facts_used_ns(facts)) < rule->system_least)
        return false;
    return rule->cpu_most < 0 || percent(facts_used_ns(facts), facts->wall_ns) <= rule->cpu_most;
}

static bool fits_sizes(const struct rule *rule, const struct asking *asking, size_t test)
{
    const int64_t *inputs = asking->subject->input_bytes;
    int64_t output = asking->subject->report->tests[test].facts.stdout_bytes;
    if (rule->input_least >= 0 && (!inputs || inputs[test] < rule->input_least))
        return false;
    bool is_known = output >= 0;
    return (rule->output_least < 0 || (is_known && output >= rule->output_least)) &&
           (rule->output_most < 0 || (is_known && output <= rule->output_most));
}

static bool fits_difference(const struct rule *rule, const struct asking *asking, size_t test)
{
    unsigned bits = asking->subject->report->tests[test].difference.bits;
    return rule->differences == 0 || (rule->differences & bits);
}

static bool fits_text(const struct rule *rule, const char *text)
{
    if (!text)
        text = "";
    size_t count = strnlen(text, SEARCHED_BYTES_MAX);
    if (rule->text.count > 0 && !text_has_any(text, count, rule->text.items, rule->text.count))
        return false;
    if (text_has_any(text, count, rule->text_lacks.items, rule->text_lacks.count))
        return false;
    return !rule->pattern.text || pattern_matches(&rule->pattern, text, count, SEARCHED_BYTES_MAX);
}

static bool fits_said(const struct rule *rule, const struct asking *asking, size_t test)
{
    const struct test_report *report = &asking->subject->report->tests[test];
    return fits_text(rule, rule->stage == STAGE_CHECK ? report->message : report->error_text);
}

static bool fits_test(const struct rule *rule, const struct asking *asking, size_t test)
{
    static bool (*const conditions[])(const struct rule *, const struct asking *, size_t) = {
        fits_verdict, fits_ending, fits_shares, fits_sizes, fits_difference, fits_said,
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(conditions); i++) {
        if (!conditions[i](rule, asking, test))
            return false;
    }
    return true;
}

/* ---- conditions of the submission ---- */

static bool fits_language(const struct rule *rule, const struct hint_subject *subject)
{
    for (size_t i = 0; i < rule->languages.count; i++) {
        for (size_t k = 0; k < subject->language_count; k++) {
            if (strcmp(rule->languages.items[i], subject->languages[k]) == 0)
                return true;
        }
    }
    return rule->languages.count == 0;
}

static bool is_in_source(const struct pattern *pattern, const struct submission_report *report)
{
    for (size_t i = 0; i < report->file_count; i++) {
        const struct report_file *file = &report->files[i];
        if (pattern_matches(pattern, file->bytes, file->count, SEARCHED_SOURCE_MAX))
            return true;
    }
    return false;
}

static bool fits_source(const struct rule *rule, const struct submission_report *report)
{
    return (!rule->source.text || is_in_source(&rule->source, report)) &&
           (!rule->source_lacks.text || !is_in_source(&rule->source_lacks, report));
}

static bool fits_compiler(const struct rule *rule, const struct submission_report *report)
{
    return fits_text(rule, report->compile.messages) ||
           (report->compile.reason && fits_text(rule, report->compile.reason));
}

static bool fits_runs(const struct rule *rule, const struct asking *asking)
{
    if (!(asking->shapes & 1U << rule->failing))
        return false;
    for (size_t i = 0; i < asking->failed_count; i++) {
        if (fits_test(rule, asking, asking->failed[i]))
            return true;
    }
    return false;
}

static bool fits(const struct rule *rule, const struct asking *asking)
{
    const struct submission_report *report = asking->subject->report;
    bool is_compile_error = report->verdict == VERDICT_COMPILE_ERROR;
    if (is_compile_error != (rule->stage == STAGE_COMPILE) || !fits_language(rule, asking->subject))
        return false;
    return (is_compile_error ? fits_compiler(rule, report) : fits_runs(rule, asking)) &&
           fits_source(rule, report);
}

size_t hints_find(struct hints *hints, const struct hint_subject *subject,
                  size_t rules_out[HINTS_MOST])
{
    const struct submission_report *report = subject->report;
    struct asking asking;
    size_t count = 0;
    if (report->verdict == VERDICT_ACCEPTED || report->error.kind != ERR_NONE)
        return 0;
    hints_need(hints);
    start(&asking, subject);
    for (int is_weak = 0; is_weak < 2 && (is_weak == 0 || count == 0); is_weak++) {
        for (size_t i = 0; i < hints->count && count < HINTS_MOST; i++) {
            if (hints->rules[i].is_weak == (is_weak == 1) && fits(&hints->rules[i], &asking))
                rules_out[count++] = i;
            if (is_weak == 1 && count == 1)
                break;
        }
    }
    return count;
}
