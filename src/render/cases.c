/* cases: see cases.h. */
#include "render/cases.h"

#include "render/parts.h"

static enum case_state state_of_verdict(enum verdict verdict)
{
    if (verdict == VERDICT_ACCEPTED)
        return CASE_PASSED;
    if (verdict == VERDICT_SKIPPED)
        return CASE_SKIPPED;
    return verdict_info(verdict)->fault == FAULT_JUDGE ? CASE_ERROR : CASE_FAILED;
}

enum case_state case_state_of(const struct submission_report *report)
{
    if (report->error.kind != ERR_NONE || report->is_interrupted)
        return CASE_ERROR;
    return state_of_verdict(report->verdict);
}

static enum verdict verdict_of_test(const struct test_report *test)
{
    return test->is_done ? test->verdict : VERDICT_SKIPPED;
}

static bool is_compile_bad(const struct submission_report *report)
{
    return report->compile.is_attempted && !report->compile.is_ok;
}

/* The case of the whole: only where no other tells that something went wrong. */
static bool has_whole(const struct submission_report *report)
{
    enum case_state whole = case_state_of(report);
    if (report->error.kind != ERR_NONE || report->is_interrupted)
        return true;
    if (whole == CASE_PASSED || (whole == CASE_FAILED && is_compile_bad(report)))
        return false;
    for (size_t i = 0; i < report->test_count; i++) {
        if (state_of_verdict(verdict_of_test(&report->tests[i])) == whole)
            return false;
    }
    return true;
}

size_t case_count(const struct submission_report *report)
{
    return (size_t)report->compile.is_attempted + report->test_count + (size_t)has_whole(report);
}

static struct judged_case compile_case(const struct submission_report *report)
{
    bool is_failed = is_compile_bad(report);
    struct judged_case judged = {
        .name = "compile", .facts = &report->compile.facts, .is_cached = report->compile.is_cached};
    if (!is_failed)
        return judged;
    bool is_fault_of_judge = report->error.kind != ERR_NONE || report->is_interrupted;
    judged.state = is_fault_of_judge ? CASE_SKIPPED : CASE_FAILED;
    judged.type = verdict_code(VERDICT_COMPILE_ERROR);
    return judged;
}

static struct judged_case test_case(const struct test_report *test)
{
    enum verdict verdict = verdict_of_test(test);
    enum case_state state = state_of_verdict(verdict);
    return (struct judged_case){
        .name = test->name,
        .state = state,
        .type = state == CASE_PASSED ? NULL : verdict_code(verdict),
        .test = test,
        .facts = state == CASE_SKIPPED ? NULL : &test->facts,
        .is_cached = test->is_cached,
    };
}

static struct judged_case whole_case(const struct submission_report *report)
{
    const char *type = verdict_code(report->verdict);
    if (report->is_interrupted)
        type = "interrupted";
    else if (report->error.kind != ERR_NONE)
        type = report->error.kind == ERR_JUDGE ? verdict_code(VERDICT_JUDGE_ERROR) : "input";
    return (struct judged_case){.name = "submission", .state = case_state_of(report), .type = type};
}

struct judged_case case_at(const struct submission_report *report, size_t index)
{
    if (report->compile.is_attempted && index == 0)
        return compile_case(report);
    index -= report->compile.is_attempted;
    return index < report->test_count ? test_case(&report->tests[index]) : whole_case(report);
}

static void add_test_message(struct str *out, const struct submission_report *report,
                             const struct test_report *test)
{
    if (test->is_done)
        test_add_reason(out, report, test);
    if (out->count > 0 || verdict_of_test(test) != VERDICT_SKIPPED)
        return;
    if (test->how != NULL)
        str_add(out, test->how);
    else
        str_add(out, report->is_interrupted ? "interrupted" : "not run");
}

void case_add_message(struct str *out, const struct submission_report *report,
                      const struct judged_case *judged)
{
    if (judged->test != NULL)
        add_test_message(out, report, judged->test);
    else if (judged->facts == NULL)
        submission_add_outcome(out, report);
    else if (judged->state != CASE_PASSED && report->compile.reason != NULL)
        str_add(out, report->compile.reason);
    if (out->count == 0 && judged->test != NULL && judged->state != CASE_PASSED)
        str_add(out, verdict_info(judged->test->verdict)->name);
}

const char *case_details(const struct submission_report *report, const struct judged_case *judged)
{
    const char *details = NULL;
    if (judged->test != NULL)
        details = judged->test->judge_message;
    else if (judged->facts != NULL)
        details = report->compile.messages;
    return details != NULL && details[0] != '\0' ? details : NULL;
}
