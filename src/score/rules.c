/* rules: the one table of scoring rules, and what they have in common. */
#include "score/rules.h"

#include <math.h>
#include <stdarg.h>

enum { DIGITS = 12, TERMS_MOST = 8 };

static const struct rule rules[SCORE_RULE_COUNT] = {
    [SCORE_PASS_FAIL] = {"pass-fail", kattis_test, pass_fail_group, true},
    [SCORE_SUM] = {"sum", kattis_test, sum_group, false},
    [SCORE_MIN] = {"min", kattis_test, min_group, true},
    [SCORE_LEGACY] = {"default grader", legacy_test, legacy_group, false},
    [SCORE_CUSTOM] = {"grader of the package", legacy_test, custom_group, false},
    [SCORE_EACH_TEST] = {"each test", points_test, each_test_group, false},
    [SCORE_COMPLETE] = {"complete group", points_test, complete_group, true},
    [SCORE_BATCH] = {"batch", batch_test, least_outcome_group, true},
    [SCORE_GROUP_MIN] = {"least outcome", outcome_test, least_outcome_group, true},
    [SCORE_GROUP_MUL] = {"product of outcomes", outcome_test, product_group, true},
    [SCORE_THRESHOLD] = {"threshold", outcome_test, threshold_group, true},
    [SCORE_TIME_SCALED] = {"time", time_scaled_test, time_scaled_group, true},
};

const struct rule *rule_of(const struct score_group *group)
{
    return &rules[group->rule];
}

double score_tidy(double score)
{
    if (score == 0 || !isfinite(score))
        return score == 0 ? 0.0 : score;
    int digits_left = DIGITS - 1 - (int)floor(log10(fabs(score)));
    if (digits_left > 22 || digits_left < 0) /* powers of ten beyond are not exact */
        return score;
    double scale = pow(10, digits_left);
    return round(score * scale) / scale;
}

const char *blame_package(struct gathering *gathering, const char *format, ...)
{
    char why[SCORE_TEXT_MAX];
    if (gathering->judge_error)
        return NULL;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof(why), format, args); /* a cut message is still one */
    va_end(args);
    gathering->judge_error = arena_string(gathering->arena, why);
    return NULL;
}

bool verdict_is_reject(enum verdict verdict)
{
    return verdict != VERDICT_ACCEPTED && verdict != VERDICT_PARTIAL;
}

static bool is_legacy(const struct score_group *group)
{
    return group->rule == SCORE_LEGACY || group->rule == SCORE_CUSTOM;
}

bool is_reject_in(const struct score_group *group, enum verdict verdict)
{
    return is_legacy(group) ? verdict != VERDICT_ACCEPTED : verdict_is_reject(verdict);
}

bool group_stops(const struct scoring *scoring, const struct score_group *group)
{
    return group->stops_on_reject && (scoring->has_scores || is_legacy(group));
}

const struct part *first_not_accepted(const struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->part_count; i++) {
        if (gathering->parts[i].verdict != VERDICT_ACCEPTED)
            return &gathering->parts[i];
    }
    return NULL;
}

void add_part_count(struct str *out, const struct gathering *gathering)
{
    size_t tests = 0, groups = 0;
    for (size_t i = 0; i < gathering->part_count; i++) {
        tests += gathering->parts[i].test != NULL && !gathering->parts[i].is_sample;
        groups += gathering->parts[i].test == NULL && !gathering->parts[i].is_sample;
    }
    size_t count = tests + groups;
    const char *kind = groups == 0 ? "test" : "group";
    if (tests > 0 && groups > 0)
        str_printf(out, "%zu tests and groups", count);
    else
        str_printf(out, "%zu %s%s", count, kind, count == 1 ? "" : "s");
}

void add_terms(struct str *out, const struct gathering *gathering, const char *word,
               const char *sign)
{
    str_printf(out, "%s of ", word);
    add_part_count(out, gathering);
    size_t shown = 0, counted = 0;
    for (size_t i = 0; i < gathering->part_count; i++)
        counted += !gathering->parts[i].is_sample;
    for (size_t i = 0; i < gathering->part_count && counted <= TERMS_MOST; i++) {
        if (!gathering->parts[i].is_sample)
            str_printf(out, "%s%.10g", shown++ == 0 ? ": " : sign, gathering->parts[i].score);
    }
}

/* A test that was never run says nothing about the group's verdict but that it is not accepted. */
enum verdict verdict_of_parts(const struct gathering *gathering, double score)
{
    enum verdict worst = VERDICT_SKIPPED;
    bool is_all_accepted = gathering->stopped_by == NULL, has_partial = false;
    for (size_t i = 0; i < gathering->part_count; i++) {
        enum verdict verdict = gathering->parts[i].verdict;
        is_all_accepted = is_all_accepted && !verdict_is_reject(verdict);
        has_partial = has_partial || verdict == VERDICT_PARTIAL;
        worst = verdict_worse(worst, verdict);
    }
    if (worst == VERDICT_JUDGE_ERROR)
        return VERDICT_JUDGE_ERROR;
    double most = gathering->group->max_score;
    bool is_full = !gathering->scoring->has_scores || !isfinite(most) || score >= most;
    if (is_all_accepted)
        return is_full && !has_partial ? VERDICT_ACCEPTED : VERDICT_PARTIAL;
    if (gathering->scoring->has_scores && score > 0)
        return VERDICT_PARTIAL;
    return verdict_is_reject(worst) ? worst : VERDICT_SKIPPED;
}

void report_score(struct gathering *gathering, struct group_report *report, double score,
                  const struct str *how)
{
    report->score = score_tidy(score);
    if (!isfinite(report->score))
        (void)blame_package(gathering, "%s: the score is not a finite number", report->name);
    report->verdict = verdict_of_parts(gathering, report->score);
    report->how = arena_string(gathering->arena, str_text(how));
}
