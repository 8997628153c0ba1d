/* expect: is a submission as its package says? Every marking of every format comes as the same
 * data: codes for the final verdict, rules over tests, scores, grades. All that apply must hold.
 *
 * Asked at the time limit; what holds at the high limit only, or only at the other, hangs on the
 * limit and is told so. */
#include "verify/expect.h"

#include <fnmatch.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

static const double SCORE_SLACK = 1e-6;

/* ---- what a rule is about ---- */

/* The name itself, or a folder above it. */
static bool matches_name(const char *glob, const char *name)
{
    EV_STR struct str part = {0};
    for (size_t length = strlen(name);; length--) {
        if (length == 0)
            return false;
        if (name[length] != '\0' && name[length] != '/')
            continue;
        str_clear(&part);
        str_add_n(&part, name, length);
        if (fnmatch(glob, str_text(&part), FNM_PATHNAME) == 0)
            return true;
    }
}

bool expect_matches(const struct problem *problem, const char *glob, size_t test)
{
    if (!glob || matches_name(glob, problem->tests[test].name) ||
        matches_name(glob, problem->tests[test].group))
        return true;
    const struct scoring *scoring = &problem->scoring;
    size_t group = problem->tests[test].score_group;
    while (group < scoring->group_count && group != 0) {
        if (fnmatch(glob, scoring->groups[group].name, 0) == 0)
            return true;
        group = scoring->groups[group].parent;
    }
    return false;
}

/* ---- does it hold? ---- */

static unsigned canonical_mask(enum vocabulary vocabulary, unsigned mask)
{
    unsigned canonical = 0;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (mask & 1U << v)
            canonical |= 1U << vocabulary_canonical(vocabulary, (enum verdict)v);
    }
    return canonical;
}

static bool mask_has(const struct expectation *expectation, unsigned mask, enum verdict verdict)
{
    enum vocabulary vocabulary = expectation->check->vocabulary;
    return (canonical_mask(vocabulary, mask) & 1U << vocabulary_canonical(vocabulary, verdict)) !=
           0;
}

/* Always false: the caller returns it. */
static bool fails(struct str *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fails(struct str *why, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* cut: one line of a report */
    va_end(args);
    str_clear(why);
    str_add(why, text);
    return false;
}

static const char *origin_of(const struct jury_rule *rule)
{
    return rule->origin ? rule->origin : "a rule";
}

/* Formats that know scores, not verdicts, call a submission wrong that has a part of the points:
 * then its worst test has the word. */
static enum verdict word_of(const struct expectation *expectation)
{
    enum verdict verdict = expectation->outcome->verdict;
    if (verdict != VERDICT_PARTIAL || expectation->check->vocabulary != VOCABULARY_OWN)
        return verdict;
    for (size_t i = 0; expectation->tests && i < expectation->test_count; i++) {
        if (expectation->tests[i].is_done)
            verdict = verdict_worse(verdict, expect_verdict_of(expectation, i));
    }
    return verdict;
}

static bool codes_hold(const struct expectation *expectation, struct str *why)
{
    const struct jury_submission *jury = expectation->jury;
    unsigned mask = 0;
    for (size_t i = 0; i < jury->expected_count; i++) {
        enum verdict verdict;
        if (verdict_parse(jury->expected[i], &verdict))
            mask |= 1U << verdict;
    }
    if (jury->is_partial && mask & 1U << VERDICT_ACCEPTED)
        mask |= 1U << VERDICT_PARTIAL; /* accepted, with less than the full score */
    if (mask == 0 || mask_has(expectation, mask, expectation->outcome->verdict) ||
        mask_has(expectation, mask, word_of(expectation)))
        return true;
    EV_STR struct str wanted = {0};
    expect_add_codes(&wanted, jury->expected, jury->expected_count);
    size_t test = expectation->outcome->deciding;
    bool has_test = test != SIZE_MAX;
    return fails(why, "expected %s, got %s%s%s", str_text(&wanted),
                 verdict_code(expectation->outcome->verdict), has_test ? " on " : "",
                 has_test ? expectation->check->problem.tests[test].name : "");
}

static bool permitted_holds(const struct expectation *expectation, const struct jury_rule *rule,
                            struct str *why)
{
    EV_STR struct str wanted = {0};
    expect_add_mask(&wanted, expectation->check, rule->permitted);
    if (rule->permitted && !expectation->tests)
        return mask_has(expectation, rule->permitted, expectation->outcome->verdict) ||
               fails(why, "permitted %s, got %s (%s)", str_text(&wanted),
                     verdict_code(expectation->outcome->verdict), origin_of(rule));
    for (size_t i = 0; rule->permitted && i < expectation->test_count; i++) {
        if (!expectation->tests[i].is_done ||
            !expect_matches(&expectation->check->problem, rule->tests, i) ||
            mask_has(expectation, rule->permitted, expect_verdict_of(expectation, i)))
            continue;
        return fails(why, "permitted %s, got %s on %s (%s)", str_text(&wanted),
                     verdict_code(expect_verdict_of(expectation, i)),
                     expectation->check->problem.tests[i].name, origin_of(rule));
    }
    return true;
}

static bool required_holds(const struct expectation *expectation, const struct jury_rule *rule,
                           struct str *why)
{
    if (!rule->required || (!expectation->tests &&
                            mask_has(expectation, rule->required, expectation->outcome->verdict)))
        return true;
    for (size_t i = 0; expectation->tests && i < expectation->test_count; i++) {
        if (expectation->tests[i].is_done &&
            expect_matches(&expectation->check->problem, rule->tests, i) &&
            mask_has(expectation, rule->required, expect_verdict_of(expectation, i)))
            return true;
    }
    EV_STR struct str wanted = {0};
    expect_add_mask(&wanted, expectation->check, rule->required);
    return fails(why, "required %s on some test%s%s, got none (%s)", str_text(&wanted),
                 rule->tests ? " of " : "", rule->tests ? rule->tests : "", origin_of(rule));
}

static double score_of(const struct expectation *expectation, const char *group)
{
    for (size_t i = 0; group && i < expectation->outcome->group_count; i++) {
        if (strcmp(expectation->outcome->groups[i].name, group) == 0)
            return expectation->outcome->groups[i].score;
    }
    return group ? NAN : expectation->outcome->score;
}

static bool score_holds(const struct expectation *expectation, const struct jury_rule *rule,
                        struct str *why)
{
    if (isnan(rule->least_score) && isnan(rule->most_score))
        return true;
    double score = score_of(expectation, rule->tests);
    double slack = SCORE_SLACK * fmax(1.0, fabs(score));
    bool is_low = !isnan(rule->least_score) && !(score >= rule->least_score - slack);
    bool is_high = !isnan(rule->most_score) && !(score <= rule->most_score + slack);
    if (!is_low && !is_high)
        return true;
    EV_STR struct str wanted = {0};
    expect_add_score(&wanted, rule->least_score, rule->most_score);
    if (isnan(score))
        return fails(why, "expected %s%s%s, got no score", str_text(&wanted),
                     rule->tests ? " of " : "", rule->tests ? rule->tests : "");
    return fails(why, "expected %s%s%s, got %g", str_text(&wanted), rule->tests ? " of " : "",
                 rule->tests ? rule->tests : "", score);
}

static bool message_holds(const struct expectation *expectation, const struct jury_rule *rule,
                          struct str *why)
{
    if (!rule->message)
        return true;
    for (size_t i = 0; i < expectation->test_count; i++) {
        const struct test_report *test = &expectation->run->tests[i];
        const char *text = test->judge_message ? test->judge_message : test->message;
        if (test->is_done && expect_matches(&expectation->check->problem, rule->tests, i) && text &&
            strstr(text, rule->message))
            return true;
    }
    return fails(why, "no judge message has \"%s\" (%s)", rule->message, origin_of(rule));
}

static bool rules_hold(const struct expectation *expectation, struct str *why)
{
    for (size_t i = 0; i < expectation->jury->rule_count; i++) {
        const struct jury_rule *rule = &expectation->jury->rules[i];
        if (!permitted_holds(expectation, rule, why) || !required_holds(expectation, rule, why) ||
            !score_holds(expectation, rule, why) || !message_holds(expectation, rule, why))
            return false;
    }
    return true;
}

/* The secret groups in order: groups of the scoring, else folders right below secret/. */
static bool grades_hold(const struct expectation *expectation, struct str *why)
{
    const struct jury_submission *jury = expectation->jury;
    size_t grade = 0;
    for (size_t i = 0; jury->grade_count > 0 && i < expectation->outcome->group_count; i++) {
        const struct group_report *group = &expectation->outcome->groups[i];
        enum verdict wanted;
        bool is_secret = str_starts_with(group->name, "secret/") && !strchr(group->name + 7, '/');
        if (!is_secret || grade++ >= jury->grade_count)
            continue;
        const char *code = jury->grades[grade - 1];
        if (verdict_parse(code, &wanted) &&
            !vocabulary_is_same(expectation->check->vocabulary, wanted, group->verdict))
            return fails(why, "%s: expected grade %s, got %s", group->name, code,
                         verdict_code(group->verdict));
    }
    return grade == jury->grade_count ||
           fails(why, "%zu grades are expected, there are %zu secret groups", jury->grade_count,
                 grade);
}

static bool partial_holds(const struct expectation *expectation, struct str *why)
{
    if (!expectation->jury->is_partial)
        return true;
    double full = expectation->outcome->max_score;
    bool has_full =
        !isnan(full) && isfinite(full) && !(expectation->outcome->score < full - SCORE_SLACK);
    if (has_full)
        return fails(why, "expected a partial score, got the full score of %g", full);
    return true;
}

bool expect_holds(const struct expectation *expectation, struct str *why)
{
    return codes_hold(expectation, why) && rules_hold(expectation, why) &&
           grades_hold(expectation, why) && partial_holds(expectation, why);
}

enum verdict expect_verdict_of(const struct expectation *expectation, size_t test)
{
    const struct verified_test *own = &expectation->tests[test];
    return expectation->is_high ? own->high_verdict : own->verdict;
}
