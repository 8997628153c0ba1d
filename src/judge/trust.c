/* trust: times that can be trusted. The one place for how near to a limit is too near.
 *
 *                 limit - 10%      limit      limit + 20%
 *   ... accepted ...... | ....... not certain ....... | ..... time limit, for sure ...
 *                                                     ^ a run is ended here
 *
 * The margin above is the wider one: what is ended there is not judged again, and company makes
 * times longer, never shorter. Programs whose memory is not in the caches were seen to take an
 * eighth more beside others, and one at 0.95 of its limit more than 1.1 of it.
 *
 * Programs that run at once share caches and memory, so one that ends within the margin beside
 * others might have ended otherwise alone. It is judged again with all other slots idle, and that
 * verdict counts, unless only the first run was within the limit.
 *
 * Every run may go on to the end of the margin, one that is alone too: whatever is ended there is
 * over the limit for certain. So an endless loop costs a fifth more of its limit, but no second run
 * of its own, and its verdict may be kept for the next call, as that of every run that was not
 * within the margin (results.c). */
#include <stdlib.h>

#include "judge/trial.h"

static const double MARGIN_BELOW = 0.1, MARGIN_ABOVE = 0.2; /* of a limit */

enum {
    REJUDGED_MOST = 10, /* tests of one submission: it must not keep the others waiting for long */
    WAIT_SHARE = 20,    /* waiting for a CPU is told from noise above 1/20 of the wall clock */
};

static int64_t share_of(int64_t limit_ns, double share)
{
    return (int64_t)(share * (double)limit_ns);
}

static bool is_near(int64_t measured_ns, int64_t limit_ns)
{
    int64_t distance_ns = measured_ns - limit_ns;
    return limit_ns >= 0 && distance_ns > -share_of(limit_ns, MARGIN_BELOW) &&
           distance_ns < share_of(limit_ns, MARGIN_ABOVE);
}

bool time_is_certain(const struct limits *limits, const struct test_report *test)
{
    return !is_near(test->facts.cpu_ns, limits->cpu_ns) &&
           !is_near(test->facts.wall_ns, limits->wall_ns) &&
           !(test->is_rejudged && is_near(test->other_cpu_ns, limits->cpu_ns));
}

bool time_is_doubtful(const struct limits *limits, const struct facts *facts)
{
    if (facts->made_forbidden_call || (facts->limits_hit & LIMIT_MEMORY))
        return false; /* whatever the time was */
    if (is_near(facts->cpu_ns, limits->cpu_ns))
        return true;
    bool is_over_wall = (facts->limits_hit & LIMIT_WALL) ||
                        (limits->wall_ns >= 0 && facts->wall_ns > limits->wall_ns);
    bool was_at_work = facts_used_ns(facts) > facts->wall_ns / 2;
    bool had_to_wait = facts->cpu_wait_ns > facts->wall_ns / WAIT_SHARE;
    return is_over_wall && !(facts->limits_hit & LIMIT_CPU) && (was_at_work || had_to_wait);
}

int64_t time_beyond_doubt_ns(int64_t limit_ns)
{
    return limit_ns < 0 ? limit_ns : limit_ns + share_of(limit_ns, MARGIN_ABOVE);
}

/* A failure of ours is tried once more, in new boxes. */
static int run_stubbornly(const struct trial *trial, struct err *err)
{
    struct slot *slot = trial->slot;
    if (run_test(trial, err) == 0)
        return 0;
    slot_drop(&slot->boxes[BOX_RUN]);
    slot_drop(&slot->boxes[BOX_JURY]);
    if (err->kind != ERR_JUDGE)
        return -1;
    *err = (struct err){0};
    return run_test(trial, err);
}

static bool is_of_time(enum verdict verdict)
{
    return verdict == VERDICT_TIME_LIMIT || verdict == VERDICT_IDLENESS_LIMIT;
}

/* The other limit that verdicts are told for; -1: there is none. */
static int64_t told_limit_ns(const struct trial *trial)
{
    double share = trial->submission->job.told_share;
    bool has_one = share > 0 && trial->limits->cpu_ns >= 0;
    return has_one ? (int64_t)(share * (double)trial->limits->cpu_ns) : -1;
}

static bool is_late(const struct test_report *report, int64_t limit_ns)
{
    return is_of_time(report->verdict) || (limit_ns >= 0 && report->facts.cpu_ns > limit_ns);
}

/* The second run counts; but what was within its limit in company is so, whatever the second took:
 * disturbance makes times longer, never shorter. */
static int run_alone(const struct trial *trial, const struct test_report *blank, struct err *err)
{
    struct queue *queue = &trial->slot->judge->queue;
    struct test_report first = *trial->report;
    *trial->report = *blank;
    queue_begin_alone(queue);
    int status = run_stubbornly(trial, err);
    queue_end_alone(queue);
    if (status != 0)
        return -1;
    struct test_report alone = *trial->report;
    int64_t told_ns = told_limit_ns(trial);
    bool has_first_kept_time = is_late(&alone, told_ns) && !is_late(&first, told_ns);
    if (is_of_time(alone.verdict) != is_of_time(first.verdict))
        has_first_kept_time = is_of_time(alone.verdict);
    const struct test_report *other = has_first_kept_time ? &alone : &first;
    *trial->report = has_first_kept_time ? first : alone;
    trial->report->is_rejudged = true;
    trial->report->other_verdict = other->verdict;
    trial->report->other_cpu_ns = other->facts.cpu_ns;
    return 0;
}

/* At most REJUDGED_MOST times per submission. */
static bool may_rejudge(struct submission *submission)
{
    return atomic_fetch_add(&submission->rejudged_count, 1) < REJUDGED_MOST;
}

static int run_trusted(const struct trial *trial, const struct test_report *blank, struct err *err)
{
    struct queue *queue = &trial->slot->judge->queue;
    struct queue_company before = queue_company(queue);
    *trial->report = *blank;
    if (run_stubbornly(trial, err) != 0)
        return -1;
    struct queue_company after = queue_company(queue);
    bool was_alone = before.running <= 1 && before.taken == after.taken;
    const struct facts *facts = &trial->report->facts;
    bool is_doubtful =
        time_is_doubtful(trial->limits, facts) || is_near(facts->cpu_ns, told_limit_ns(trial));
    if (was_alone || !is_doubtful || !may_rejudge(trial->submission))
        return 0;
    return run_alone(trial, blank, err);
}

static int compare_ns(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

struct repeats repeats_of(int64_t *cpu_ns, size_t count, unsigned verdicts)
{
    qsort(cpu_ns, count, sizeof(*cpu_ns), compare_ns);
    int64_t middle = cpu_ns[count / 2];
    if (count % 2 == 0)
        middle = cpu_ns[count / 2 - 1] + (middle - cpu_ns[count / 2 - 1]) / 2;
    return (struct repeats){
        .count = count,
        .least_cpu_ns = cpu_ns[0],
        .median_cpu_ns = middle,
        .most_cpu_ns = cpu_ns[count - 1],
        .verdicts = verdicts,
    };
}

/* The run that counts: the worse verdict, then the slower. */
static bool is_worse(const struct test_report *a, const struct test_report *b)
{
    if (a->verdict != b->verdict)
        return verdict_worse(a->verdict, b->verdict) == a->verdict;
    return a->facts.cpu_ns > b->facts.cpu_ns;
}

static int run_often(const struct trial *trial, const struct test_report *blank, size_t count,
                     struct err *err)
{
    struct test_report worst = *blank;
    int64_t *cpu_ns = arena_alloc(trial->scratch, count * sizeof(*cpu_ns));
    unsigned verdicts = 0;
    for (size_t i = 0; i < count; i++) {
        if (run_trusted(trial, blank, err) != 0)
            return -1;
        cpu_ns[i] = trial->report->facts.cpu_ns;
        verdicts |= 1U << trial->report->verdict;
        if (i == 0 || is_worse(trial->report, &worst))
            worst = *trial->report;
    }
    *trial->report = worst;
    trial->report->repeats = repeats_of(cpu_ns, count, verdicts);
    return 0;
}

int run_test_trusted(struct slot *slot, struct submission *submission, size_t test,
                     struct arena *scratch, struct test_report *report, struct err *err)
{
    const struct limits *limits = &submission->report.limits;
    struct test_report blank = *report;
    struct ends ends;
    ends_begin(&ends, "");
    struct trial trial = {
        .slot = slot,
        .submission = submission,
        .limits = limits,
        .cpu_limit_ns = time_beyond_doubt_ns(limits->cpu_ns),
        .test = submission->test_indexes[test],
        .scratch = scratch,
        .report = report,
        .ends = &ends,
    };
    size_t repeats = submission->batch->repeats;
    return repeats > 0 ? run_often(&trial, &blank, repeats, err) : run_trusted(&trial, &blank, err);
}
