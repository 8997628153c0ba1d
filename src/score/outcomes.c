/* outcomes: rules that make a group's points of the outcomes of its tests, 0 to 1: CMS' group
 * types, DMOJ's batches, sinol's groups. */
#include <math.h>

#include "score/rules.h"

static const char *say_outcome(struct gathering *gathering, struct part *part)
{
    part->score = NAN;
    return arena_printf(gathering->arena, "outcome %.10g", score_tidy(part->outcome));
}

/* What the checker said of an output that it did not reject. */
static double outcome_of(const struct part *part, double whole)
{
    const struct score_test *test = part->test;
    if (verdict_is_reject(part->verdict))
        return 0;
    if (!isnan(test->multiplier))
        return test->multiplier;
    if (!isnan(test->score))
        return whole > 0 ? test->score / whole : 0;
    return part->verdict == VERDICT_ACCEPTED ? 1 : 0;
}

const char *outcome_test(struct gathering *gathering, struct part *part)
{
    part->outcome = outcome_of(part, 1);
    return say_outcome(gathering, part);
}

/* DMOJ: a checker's points are of the batch's. */
const char *batch_test(struct gathering *gathering, struct part *part)
{
    part->outcome = outcome_of(part, gathering->group->max_score);
    return say_outcome(gathering, part);
}

static double max_of(const struct gathering *gathering)
{
    return isfinite(gathering->group->max_score) ? gathering->group->max_score : 0;
}

/* A group below counts as the share of its points that it has. */
static double share_of(const struct gathering *gathering, const struct part *part)
{
    if (part->test)
        return part->outcome;
    double most = gathering->scoring->groups[part->index].max_score;
    return isfinite(most) && most > 0 ? part->score / most : part->verdict == VERDICT_ACCEPTED;
}

struct least {
    const struct part *part; /* NULL: only samples */
    double share;
};

static struct least least_of(const struct gathering *gathering)
{
    struct least least = {NULL, 0};
    for (size_t i = 0; i < gathering->part_count; i++) {
        const struct part *part = &gathering->parts[i];
        double share = share_of(gathering, part);
        if (!part->is_sample && (!least.part || share < least.share))
            least = (struct least){part, share};
    }
    if (gathering->stopped_by)
        least = (struct least){gathering->stopped_by, 0};
    return least;
}

/* sinol-make takes the product up to whole points as it is in binary: so do we. */
int least_outcome_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    EV_STR struct str how = {0};
    struct least least = least_of(gathering);
    double points = max_of(gathering), score = points * least.share;
    if (gathering->group->is_rounded_up)
        score = ceil(score);
    str_add(&how, "least of ");
    add_part_count(&how, gathering);
    str_printf(&how, ": %.10g x %.10g = %.10g%s", score_tidy(least.share), points,
               score_tidy(score), gathering->group->is_rounded_up ? " (rounded up)" : "");
    if (least.part && least.share < 1)
        str_printf(&how, " (%s gave %.10g)", least.part->name, score_tidy(least.share));
    report_score(gathering, report, score, &how);
    return 0;
}

int product_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    EV_STR struct str how = {0};
    double product = gathering->stopped_by ? 0 : 1, points = max_of(gathering);
    for (size_t i = 0; i < gathering->part_count; i++) {
        if (!gathering->parts[i].is_sample)
            product *= share_of(gathering, &gathering->parts[i]);
    }
    str_add(&how, "product of ");
    add_part_count(&how, gathering);
    str_printf(&how, ": %.10g x %.10g = %.10g", score_tidy(product), points,
               score_tidy(product * points));
    report_score(gathering, report, product * points, &how);
    return 0;
}

int threshold_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    EV_STR struct str how = {0};
    const struct part *bad = gathering->stopped_by;
    double threshold = gathering->group->threshold, points = max_of(gathering);
    for (size_t i = 0; i < gathering->part_count && !bad; i++) {
        double share = share_of(gathering, &gathering->parts[i]);
        if (!gathering->parts[i].is_sample && !(share > 0 && share <= threshold))
            bad = &gathering->parts[i];
    }
    if (bad) {
        str_printf(&how, "%s gave %.10g, not above 0 and up to %.10g: 0 of %.10g", bad->name,
                   score_tidy(share_of(gathering, bad)), threshold, points);
    } else {
        add_part_count(&how, gathering);
        str_printf(&how, ", every outcome above 0 and up to %.10g: %.10g", threshold, points);
    }
    report_score(gathering, report, bad ? 0 : points, &how);
    return 0;
}

/* sinol, oi: all points up to half of the time limit, then in a straight line down to 1. The
 * outcome stays a share: whole percents. */
const char *time_scaled_test(struct gathering *gathering, struct part *part)
{
    const struct score_test *test = part->test;
    double percent = score_tidy(100 * outcome_of(part, 100));
    double half_ns = (double)test->limit_ns / 2;
    bool is_slow = percent > 0 && test->limit_ns > 0 && (double)test->cpu_ns > half_ns;
    if (is_slow) {
        double left_ns = fmax((double)(test->limit_ns - test->cpu_ns), 0);
        percent = 1 + trunc((percent - 1) * (left_ns / half_ns));
    }
    part->outcome = percent / 100;
    part->score = NAN;
    if (!is_slow)
        return arena_printf(gathering->arena, "%.10g %%", percent);
    return arena_printf(gathering->arena, "%.10g %%, after %.3f s of %.3f s", percent,
                        (double)test->cpu_ns / 1e9, (double)test->limit_ns / 1e9);
}

int time_scaled_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    EV_STR struct str how = {0};
    struct least least = least_of(gathering);
    double points = max_of(gathering), score = ceil(points * least.share);
    str_add(&how, "least of ");
    add_part_count(&how, gathering);
    str_printf(&how, ": %.10g %% of %.10g = %.10g (rounded up)", score_tidy(100 * least.share),
               points, score);
    if (least.part && least.share < 1)
        str_printf(&how, " (%s)", least.part->name);
    report_score(gathering, report, score, &how);
    return 0;
}
