/* expectations: from the sets of submissions.yaml to the rules of each submission. */
#include "problem/expectations.h"

#include <math.h>
#include <string.h>

#include "problem/jury_glob.h"
#include "problem/kattis.h"

/* "Timelimit inference": which rules bound the limit, and what use_for_time_limit adds. */
static int settle_time_limit(struct expectation *expectation, struct err *err)
{
    const unsigned too_slow = expectation_verdicts("TLE");
    const unsigned in_time =
        expectation_verdicts("AC") | expectation_verdicts("WA") | expectation_verdicts("RTE");
    struct jury_rule *rule = &expectation->rule;
    if (expectation->use == USE_LOWER)
        rule->permitted = rule->permitted ? rule->permitted & in_time : in_time;
    if (expectation->use == USE_UPPER)
        rule->required = too_slow;
    bool is_lower = rule->permitted != 0 && !(rule->permitted & too_slow);
    bool is_upper = rule->required == too_slow;
    if (is_lower && is_upper)
        return yaml_error(expectation->node, err,
                          "a submission that must be too slow is not permitted to be: permit TLE");
    rule->is_for_time_limit = is_lower && expectation->use != USE_NEVER;
    rule->is_too_slow = is_upper && expectation->use != USE_NEVER;
    if (rule->permitted && rule->required && !(rule->permitted & rule->required))
        return yaml_error(expectation->node, err, "what is required is not permitted");
    return 0;
}

static bool says_something(const struct jury_rule *rule)
{
    return rule->permitted || rule->required || !isnan(rule->least_score) || rule->message;
}

static int settle_set(struct expectation_set *set, struct err *err)
{
    if (settle_time_limit(&set->own, err) != 0)
        return -1;
    for (size_t i = 0; i < set->part_count; i++) {
        if (settle_time_limit(&set->parts[i], err) != 0)
            return -1;
    }
    return 0;
}

static void add_rule(struct jury_submission *submission, struct jury_rule *rules,
                     const struct jury_rule *rule)
{
    if (!says_something(rule))
        return;
    if (!rule->tests) {
        submission->is_for_time_limit = submission->is_for_time_limit || rule->is_for_time_limit;
        submission->is_too_slow = submission->is_too_slow || rule->is_too_slow;
    }
    rules[submission->rule_count++] = *rule;
}

/* What marks in the sources say beats the folder's default. */
static bool applies(const struct expectation_set *set, const struct jury_submission *submission)
{
    const char *path = submission->path + strlen("submissions/");
    if (!jury_glob_matches(set->pattern, path))
        return false;
    return !submission->is_marked || !set->is_default || set->node;
}

static void apply_set(const struct expectation_set *set, struct jury_submission *submission,
                      struct jury_rule *rules)
{
    submission->language = set->language ? set->language : submission->language;
    submission->entry_point = set->entry_point ? set->entry_point : submission->entry_point;
    add_rule(submission, rules, &set->own.rule);
    for (size_t i = 0; i < set->part_count; i++)
        add_rule(submission, rules, &set->parts[i].rule);
    if (!submission->is_marked)
        submission->expected_count = 0; /* rules say it better */
}

static int apply_to(struct package *package, struct expectations *expectations,
                    struct jury_submission *submission, size_t *total, struct err *err)
{
    struct expectation_set *found[EXPECTATION_SETS_MAX + EXPECTATION_DEFAULTS_MAX];
    size_t found_count = 0;
    size_t most = submission->rule_count;
    for (size_t i = 0; i < expectations->count; i++) {
        struct expectation_set *set = &expectations->sets[i];
        if (!applies(set, submission))
            continue;
        set->match_count++;
        most += 1 + set->part_count;
        found[found_count++] = set;
    }
    *total += most;
    if (*total > SUBMISSION_RULES_MAX)
        return package_error(package, "submissions/submissions.yaml", err,
                             "more than %d rules over all submissions", (int)SUBMISSION_RULES_MAX);
    struct jury_rule *rules = arena_alloc(&package->problem.arena, (most + 1) * sizeof(*rules));
    if (submission->rule_count)
        memcpy(rules, submission->rules, submission->rule_count * sizeof(*rules));
    submission->rules = rules;
    for (size_t i = 0; i < found_count; i++)
        apply_set(found[i], submission, rules);
    return 0;
}

int expectations_apply(struct package *package, struct expectations *expectations, struct err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < expectations->count; i++) {
        if (settle_set(&expectations->sets[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < package->problem.jury_count; i++) {
        if (apply_to(package, expectations, &package->jury[i], &total, err) != 0)
            return -1;
    }
    for (size_t i = 0; i < expectations->count; i++) {
        const struct expectation_set *set = &expectations->sets[i];
        if (set->node && set->match_count == 0)
            package_warn_at(package, set->node, "'%.64s' matches no submission", set->pattern);
    }
    return 0;
}
