/* limit: the time limit by the format's rule, and the margins of the one in force.
 *
 *   slowest that must be in time x lower_factor  <=  limit
 *   limit x upper_factor                         <=  fastest of those that must be too slow
 *
 * Times are in the measure of a language with time_factor 1. */
#include <math.h>

#include "verify/internal.h"

static const double NS = 1e9;
static const int64_t DEFAULT_NS = 10 * INT64_C(1000000000);
static const double SLACK = 1e-9;
static const double UPPER_FACTOR_DEFAULT = 2.0;

static void set_limit(struct package_check *check, int64_t limit_ns, const char *origin)
{
    struct verified_limit *limit = &check->report->limit;
    limit->is_known = true;
    limit->limit_ns = limit_ns;
    limit->origin = origin;
    limit->high_ns = (int64_t)llround((double)limit_ns * limit->upper_factor);
}

void limit_find_given(struct package_check *check)
{
    struct verified_limit *limit = &check->report->limit;
    const struct problem *problem = &check->problem;
    int64_t asked_ns = check->verify->options->time_limit_ns;
    int64_t known_ns = check->verify->options->scope.known_limit_ns;
    limit->lower_factor = problem->ac_to_time_limit > 0 ? problem->ac_to_time_limit : 1.0;
    limit->upper_factor =
        problem->time_limit_to_tle > 1 ? problem->time_limit_to_tle : UPPER_FACTOR_DEFAULT;
    limit->least_ns = limit->most_ns = -1;
    if (asked_ns >= 0)
        set_limit(check, asked_ns, "--time");
    else if (problem->limits.cpu_ns >= 0)
        set_limit(check, problem->limits.cpu_ns,
                  problem->time_limit_origin
                      ? arena_string(check->arena, problem->time_limit_origin)
                      : "package");
    else if (known_ns > 0)
        set_limit(check, known_ns, "computed before");
}

/* The slowest test of a submission, in the common measure. */
static struct limit_side side_of(const struct package_check *check, size_t jury)
{
    const struct jury_run *run = &check->runs[jury];
    struct limit_side side = {.cpu_ns = -1};
    if (!run->is_done || !run->is_compiled)
        return side;
    double factor = check->submissions[jury].time_factor;
    for (size_t i = 0; i < run->test_count; i++) {
        const struct test_report *test = &run->tests[i];
        int64_t cpu_ns = (int64_t)((double)test->facts.cpu_ns / (factor > 0 ? factor : 1.0));
        if (!test->is_done || test->verdict == VERDICT_JUDGE_ERROR || cpu_ns <= side.cpu_ns)
            continue;
        side = (struct limit_side){
            .path = check->submissions[jury].path,
            .test = arena_string(check->arena, check->problem.tests[i].name),
            .cpu_ns = cpu_ns,
            .is_more = (test->facts.limits_hit & (LIMIT_CPU | LIMIT_WALL)) != 0,
        };
    }
    return side;
}

static void find_sides(struct package_check *check)
{
    struct verified_limit *limit = &check->report->limit;
    limit->lower = limit->upper = (struct limit_side){.cpu_ns = -1};
    for (size_t i = 0; i < check->problem.jury_count; i++) {
        const struct jury_submission *jury = &check->problem.jury[i];
        struct limit_side side = side_of(check, i);
        if (!side.path)
            continue;
        if (jury->is_for_time_limit && side.cpu_ns > limit->lower.cpu_ns)
            limit->lower = side;
        if (jury->is_too_slow && (!limit->upper.path || side.cpu_ns < limit->upper.cpu_ns))
            limit->upper = side;
    }
}

static double resolution_of(const struct problem *problem)
{
    return problem->time_resolution_s > 0 ? problem->time_resolution_s : 1.0;
}

/* What the rule allows: multiples of the resolution between both sides. */
static void find_bounds(struct package_check *check)
{
    struct verified_limit *limit = &check->report->limit;
    double step_s = resolution_of(&check->problem);
    if (limit->lower.path)
        limit->least_ns = time_limit_of(limit->lower.cpu_ns, limit->lower_factor, step_s);
    if (!limit->upper.path || limit->upper.is_more)
        return; /* ended at the high limit: slow enough for the limit in force */
    double most_s = (double)limit->upper.cpu_ns / NS / limit->upper_factor;
    limit->most_ns = (int64_t)llround(floor(most_s / step_s + SLACK) * step_s * NS);
}

void limit_compute(struct package_check *check)
{
    struct verified_limit *limit = &check->report->limit;
    find_sides(check);
    find_bounds(check);
    if (limit->lower.path) {
        set_limit(check, limit->least_ns, "computed");
        return;
    }
    set_limit(check, DEFAULT_NS, "default");
    finding_add(check, FINDING_WARNING, "time-limit", NULL,
                "no time limit is given, and no submission to compute it from was run: 10 s");
}

void limit_check(struct package_check *check)
{
    struct verified_limit *limit = &check->report->limit;
    if (!limit->is_known)
        return;
    find_sides(check);
    find_bounds(check);
    double limit_s = (double)limit->limit_ns / NS;
    double lower_s = (double)limit->lower.cpu_ns / NS, upper_s = (double)limit->upper.cpu_ns / NS;
    bool is_in_time = limit->lower.cpu_ns <= limit->limit_ns; /* else told where it is expected */
    if (limit->lower.path && is_in_time && lower_s * limit->lower_factor > limit_s * (1 + SLACK))
        finding_add(check, FINDING_WARNING, "time-limit", limit->lower.path,
                    "%.3f s on %s: %.2f times as long fit into the limit of %.3g s, the format "
                    "wants %.3g times",
                    lower_s, limit->lower.test, limit_s / fmax(lower_s, SLACK), limit_s,
                    limit->lower_factor);
    bool is_slow_enough = limit->upper.is_more || upper_s >= limit_s * limit->upper_factor;
    if (limit->upper.path && !is_slow_enough)
        finding_add(check, FINDING_WARNING, "time-limit", limit->upper.path,
                    "too slow, but only just: %.3f s on %s, %.2f times the limit of %.3g s; the "
                    "format wants %.3g times",
                    upper_s, limit->upper.test, upper_s / limit_s, limit_s, limit->upper_factor);
    bool has_none = limit->least_ns >= 0 && limit->most_ns >= 0 && limit->least_ns > limit->most_ns;
    if (has_none)
        finding_add(check, FINDING_WARNING, "time-limit", NULL,
                    "no time limit satisfies both sides: %s needs %.3g s at least, %s allows %.3g "
                    "s at most",
                    limit->lower.path, (double)limit->least_ns / NS, limit->upper.path,
                    (double)limit->most_ns / NS);
}
