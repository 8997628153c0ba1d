/* points: rules where tests have points of their own: Polygon's groups, DMOJ's single tests. */
#include <math.h>

#include "score/rules.h"

/* Without points of its own a test has an equal share of its group's, or 1. */
static double points_of(const struct gathering *gathering, const struct score_test *test)
{
    double most = gathering->group->max_score;
    if (!isnan(test->points))
        return test->points;
    return isfinite(most) ? most / (double)gathering->test_count : 1;
}

const char *points_test(struct gathering *gathering, struct part *part)
{
    const struct score_test *test = part->test;
    double points = points_of(gathering, test);
    part->outcome = 0;
    part->score = 0;
    if (verdict_is_reject(part->verdict))
        return arena_printf(gathering->arena, "0 of %.10g", score_tidy(points));
    part->outcome = 1;
    part->score = part->verdict == VERDICT_ACCEPTED ? points : 0;
    if (!isnan(test->score)) {
        part->score = test->score;
        return arena_printf(gathering->arena, "the checker gave %.10g of %.10g", test->score,
                            score_tidy(points));
    }
    if (isnan(test->multiplier))
        return arena_printf(gathering->arena, "%.10g of %.10g", score_tidy(part->score),
                            score_tidy(points));
    part->outcome = test->multiplier;
    part->score = points * test->multiplier;
    return arena_printf(gathering->arena, "%.10g x %.10g = %.10g", test->multiplier,
                        score_tidy(points), score_tidy(part->score));
}

int each_test_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    double score = 0;
    EV_STR struct str how = {0};
    for (size_t i = 0; i < gathering->part_count; i++)
        score += gathering->parts[i].is_sample ? 0 : gathering->parts[i].score;
    add_terms(&how, gathering, "points", " + ");
    str_printf(&how, " = %.10g", score_tidy(score));
    report_score(gathering, report, score, &how);
    return 0;
}

/* Polygon, complete-group: all or nothing; a test that is only partly right is not accepted. */
int complete_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    const struct part *bad = first_not_accepted(gathering);
    EV_STR struct str how = {0};
    double most = isfinite(gathering->group->max_score) ? gathering->group->max_score : 0;
    double score = bad || gathering->stopped_by ? 0 : most;
    if (bad) {
        str_printf(&how, "not all accepted: %s %s", bad->name, verdict_code(bad->verdict));
    } else {
        str_add(&how, "all accepted: ");
        add_part_count(&how, gathering);
    }
    str_printf(&how, ": %.10g of %.10g", score, most);
    report_score(gathering, report, score, &how);
    return 0;
}
