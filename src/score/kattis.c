/* kattis: rules of the ICPC package format 2025-09, "Scoring problems": pass-fail, sum, min. */
#include <math.h>

#include "score/rules.h"

static const double SLACK = 1e-9; /* of a maximum: binary fractions are not the package's fault */

/* Of one test. INFINITY: unbounded. */
static double most_of_test(const struct gathering *gathering, const struct score_test *test)
{
    const struct score_group *group = gathering->group;
    if (test->is_static)
        return group->static_score;
    if (group->rule == SCORE_MIN)
        return group->max_score;
    if (!isnan(test->points))
        return test->points;
    return (group->max_score - group->static_score) / (double)gathering->test_count;
}

/* A score file where the format wants none. */
static bool is_misplaced(struct gathering *gathering, const struct part *part)
{
    const struct score_test *test = part->test;
    bool has_score = !isnan(test->score), has_multiplier = !isnan(test->multiplier);
    if (!gathering->scoring->has_scores || gathering->group->is_sample || test->is_sample)
        return false;
    if (has_score && has_multiplier)
        (void)blame_package(gathering,
                            "%s: the validator wrote both score.txt and score_multiplier.txt",
                            test->name);
    else if (!gathering->scoring->is_strict || !(has_score || has_multiplier))
        return false;
    else if (verdict_is_reject(part->verdict))
        (void)blame_package(gathering, "%s: the validator wrote a score for a rejected output",
                            test->name);
    else if (gathering->group->rule == SCORE_PASS_FAIL)
        (void)blame_package(gathering, "%s: the validator wrote a score in a pass-fail group",
                            test->name);
    else
        return false;
    return true;
}

static const char *unbounded_score(struct gathering *gathering, struct part *part)
{
    const struct score_test *test = part->test;
    if (!isnan(test->multiplier))
        return blame_package(gathering,
                             "%s: the validator wrote score_multiplier.txt, but the maximum score "
                             "is unbounded",
                             test->name);
    if (isnan(test->score))
        return blame_package(gathering,
                             "%s: the validator wrote no score.txt, but the maximum score is "
                             "unbounded",
                             test->name);
    part->score = test->score;
    return arena_printf(gathering->arena, "score.txt: %.10g", test->score);
}

static const char *bounded_score(struct gathering *gathering, struct part *part, double most)
{
    const struct score_test *test = part->test;
    if (!isnan(test->score)) {
        if (test->score > most + SLACK * fabs(most))
            return blame_package(gathering, "%s: score.txt says %.10g, the maximum is %.10g",
                                 test->name, test->score, most);
        part->score = fmin(test->score, most);
        part->outcome = most > 0 ? part->score / most : 1;
        return arena_printf(gathering->arena, "score.txt: %.10g of %.10g", part->score, most);
    }
    if (isnan(test->multiplier)) {
        part->outcome = part->verdict == VERDICT_ACCEPTED;
        part->score = most * part->outcome;
        return arena_printf(gathering->arena, "%.10g", score_tidy(part->score));
    }
    part->outcome = test->multiplier;
    part->score = most * test->multiplier;
    return arena_printf(gathering->arena, "%.10g x %.10g = %.10g", test->multiplier,
                        score_tidy(most), score_tidy(part->score));
}

const char *kattis_test(struct gathering *gathering, struct part *part)
{
    const struct score_test *test = part->test;
    part->score = 0;
    if (is_misplaced(gathering, part))
        return NULL;
    if (verdict_is_reject(part->verdict)) {
        part->outcome = 0;
        return "0";
    }
    part->outcome = 1;
    if (gathering->group->rule == SCORE_PASS_FAIL || gathering->group->is_sample)
        return NULL;
    if (test->score < 0)
        return blame_package(gathering, "%s: score.txt says %.10g, less than 0", test->name,
                             test->score);
    if (test->multiplier < 0 || test->multiplier > 1)
        return blame_package(gathering, "%s: score_multiplier.txt says %.10g, not in 0 to 1",
                             test->name, test->multiplier);
    double most = most_of_test(gathering, test);
    return isfinite(most) ? bounded_score(gathering, part, most) : unbounded_score(gathering, part);
}

int pass_fail_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    const struct part *bad = first_not_accepted(gathering);
    EV_STR struct str how = {0};
    bool is_passed = !bad && !gathering->stopped_by;
    bool has_score = gathering->scoring->has_scores && isfinite(gathering->group->max_score);
    double score = is_passed && has_score ? gathering->group->max_score : 0;
    if (is_passed) {
        str_add(&how, "all accepted: ");
        add_part_count(&how, gathering);
    } else {
        str_printf(&how, "not all accepted: %s %s", bad->name, verdict_code(bad->verdict));
    }
    if (has_score && gathering->group->max_score > 0)
        str_printf(&how, ": %.10g of %.10g", score, gathering->group->max_score);
    report_score(gathering, report, score, &how);
    return 0;
}

/* "It is a judge error if the score of secret or any test data group exceeds its max_score" */
static void report_bounded(struct gathering *gathering, struct group_report *report, double score,
                           struct str *how)
{
    double most = gathering->group->max_score;
    bool is_finite = isfinite(most);
    if (is_finite && fabs(score - most) <= SLACK * fabs(most))
        score = most;
    else if (is_finite && score > most)
        (void)blame_package(gathering, "%s: the score %.10g is more than max_score %.10g",
                            report->name[0] ? report->name : "all tests", score, most);
    report_score(gathering, report, score, how);
}

int sum_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    double score = 0;
    EV_STR struct str how = {0};
    for (size_t i = 0; i < gathering->part_count; i++)
        score += gathering->parts[i].is_sample ? 0 : gathering->parts[i].score;
    add_terms(&how, gathering, "sum", " + ");
    str_printf(&how, " = %.10g", score_tidy(score));
    report_bounded(gathering, report, score, &how);
    return 0;
}

int min_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    const struct part *least = NULL;
    EV_STR struct str how = {0};
    for (size_t i = 0; i < gathering->part_count; i++) {
        const struct part *part = &gathering->parts[i];
        if (!part->is_sample && (!least || part->score < least->score))
            least = part;
    }
    double score = least && !gathering->stopped_by ? least->score : 0;
    str_add(&how, "min of ");
    add_part_count(&how, gathering);
    str_printf(&how, ": %.10g", score_tidy(score));
    if (least && least->test && least->outcome > 0 && least->outcome < 1)
        str_printf(&how, " = %.10g x %.10g (%s gave %.10g)", least->outcome,
                   gathering->group->max_score, least->name, least->outcome);
    else if (least)
        str_printf(&how, " (%s: %.10g)", least->name, score_tidy(least->score));
    report_bounded(gathering, report, score, &how);
    return 0;
}
