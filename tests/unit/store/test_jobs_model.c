/* The record against a model of it that is too simple to be wrong: random calls, and after each of
 * them the same answer and the same rows. The seed is printed; EVALX_TEST_SEED gives it again. */
#include "base/parse.h"
#include "service.h"

TestSuite(jobs_model, .init = folder_make, .fini = folder_remove, .timeout = 300);

enum { JOBS_MOST = 400, JUDGINGS_MOST = 8, USERS = 4, STEPS = 3000, CHECK_EVERY = 50 };

struct model_judging {
    enum job_state state;
    char lease[JOB_LEASE_BYTES]; /* the last one */
    const char *verdict;
    int attempts, crashes, nacks, releases;
    int64_t vt_ms, not_before_us;
};

struct model_job {
    struct job_name name;
    int user, priority, judging_count;
    struct model_judging judgings[JUDGINGS_MOST];
    bool is_dropped;
};

struct model {
    struct jobs *jobs;
    struct model_job all[JOBS_MOST];
    int count;
    int64_t last_vt_ms[USERS];
    uint64_t random;
};

static const char *const users[USERS] = {"ada", "bob", "cy", ""};
static const enum verdict verdicts[] = {VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER, VERDICT_TIME_LIMIT};

/* xorshift64*: the same numbers everywhere. */
static int pick(struct model *model, int count)
{
    model->random ^= model->random >> 12;
    model->random ^= model->random << 25;
    model->random ^= model->random >> 27;
    return (int)((model->random * 2685821657736338717u >> 33) % (unsigned)count);
}

static struct model_judging *active(struct model_job *job)
{
    return &job->judgings[job->judging_count - 1];
}

static struct model_job *any(struct model *model)
{
    return model->count > 0 ? &model->all[pick(model, model->count)] : NULL;
}

/* ---- steps ---- */

static void step_add(struct model *model)
{
    struct model_job *job = &model->all[model->count];
    int64_t now_ms = now_us / 1000;
    if (model->count == JOBS_MOST)
        return;
    job->user = pick(model, USERS);
    job->priority = pick(model, 4) == 0 ? pick(model, 201) - 100 : 0;
    struct job_request request = request_of(users[job->user]);
    request.priority = job->priority;
    job->name = add_request(model->jobs, &request);
    int64_t last_ms = model->last_vt_ms[job->user];
    int64_t vt_ms = last_ms > 0 && last_ms + 60000 > now_ms ? last_ms + 60000 : now_ms;
    vt_ms = vt_ms > now_ms + 3600000 ? now_ms + 3600000 : vt_ms;
    model->last_vt_ms[job->user] = vt_ms;
    job->judging_count = 1;
    job->judgings[0] = (struct model_judging){.vt_ms = vt_ms};
    model->count++;
}

static bool is_before(struct model_job *a, struct model_job *b)
{
    if (a->priority != b->priority)
        return a->priority > b->priority;
    if (active(a)->vt_ms != active(b)->vt_ms)
        return active(a)->vt_ms < active(b)->vt_ms;
    return a->name.id < b->name.id;
}

static struct model_job *find_next(struct model *model)
{
    struct model_job *next = NULL;
    for (int i = 0; i < model->count; i++) {
        struct model_job *job = &model->all[i];
        if (active(job)->state == JOB_QUEUED && active(job)->not_before_us <= now_us &&
            (next == NULL || is_before(job, next)))
            next = job;
    }
    return next;
}

static void step_fetch(struct model *model)
{
    struct model_job *wanted = find_next(model);
    const struct job *job = fetch(model->jobs);
    cr_assert_eq(job != NULL, wanted != NULL);
    if (wanted == NULL)
        return;
    cr_assert_eq(job->name.id, wanted->name.id, "the next one is %lld, not %lld",
                 (long long)wanted->name.id, (long long)job->name.id);
    struct model_judging *judging = active(wanted);
    judging->state = JOB_JUDGING;
    judging->attempts++;
    (void)snprintf(judging->lease, sizeof(judging->lease), "%s", job->lease);
}

/* The lease of now, one of before, or another job's. */
static const char *some_lease(struct model *model, struct model_job *job)
{
    return active(pick(model, 3) > 0 ? job : any(model))->lease;
}

static enum jobs_outcome holds(struct model_judging *judging, const char *lease)
{
    bool is_held = judging->state == JOB_JUDGING && strcmp(lease, judging->lease) == 0;
    return is_held ? JOBS_OK : JOBS_STALE;
}

static void step_finish(struct model *model)
{
    struct model_job *job = any(model);
    if (job == NULL)
        return;
    const char *lease = some_lease(model, job);
    enum verdict verdict = verdicts[pick(model, EV_ARRAY_LENGTH(verdicts))];
    int number = 1 + pick(model, job->judging_count);
    struct model_judging *judging = &job->judgings[number - 1];
    enum jobs_outcome wanted = holds(judging, lease);
    if (judging->state == JOB_DONE && strcmp(lease, judging->lease) == 0)
        wanted = JOBS_REPLAY;
    struct job of = {.name = job->name, .judging = number};
    cr_assert_eq(finish_job(model->jobs, &of, lease, verdict), wanted);
    if (wanted == JOBS_OK) {
        judging->state = JOB_DONE;
        judging->verdict = verdict_code(verdict);
    }
}

static void count_giveup(struct model_judging *judging, enum job_giveup kind)
{
    judging->crashes += kind == GIVEUP_CRASH;
    judging->nacks += kind == GIVEUP_NACK;
    judging->releases += kind == GIVEUP_RELEASE;
    bool is_dead = judging->crashes == 3 || judging->nacks == 5;
    judging->state = is_dead ? JOB_DEAD : JOB_QUEUED;
}

static void step_giveup(struct model *model)
{
    struct model_job *job = any(model);
    if (job == NULL)
        return;
    struct model_judging *judging = active(job);
    enum job_giveup kind = (enum job_giveup)pick(model, 3);
    const char *lease = some_lease(model, job);
    enum jobs_outcome wanted = holds(judging, lease);
    struct job of = {.name = job->name, .judging = job->judging_count, .lease = lease};
    bool is_dead = false;
    cr_assert_eq(give_up_job(model->jobs, &of, kind, &is_dead), wanted);
    if (wanted != JOBS_OK)
        return;
    count_giveup(judging, kind);
    cr_assert_eq(is_dead, judging->state == JOB_DEAD);
    judging->lease[0] = '\0';
    judging->not_before_us = get(model->jobs, job->name.id, 0)->not_before_us;
    cr_assert_eq(judging->not_before_us > now_us, kind != GIVEUP_RELEASE);
}

static void step_cancel(struct model *model)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN, wanted = JOBS_OK;
    struct model_job *job = any(model);
    if (job == NULL || pick(model, 3) > 0)
        return;
    if (job_state_is_final(active(job)->state))
        wanted = active(job)->state == JOB_CANCELLED ? JOBS_REPLAY : JOBS_STALE;
    cr_assert_eq(jobs_cancel(model->jobs, job->name.id, &outcome, &err), 0, "%s", err.msg);
    cr_assert_eq(outcome, wanted);
    if (wanted == JOBS_OK)
        active(job)->state = JOB_CANCELLED;
}

static void step_requeue(struct model *model)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    int number = 0;
    struct model_job *job = any(model);
    if (job == NULL || job->judging_count == JUDGINGS_MOST)
        return;
    bool is_final = job_state_is_final(active(job)->state);
    cr_assert_eq(jobs_requeue(model->jobs, job->name.id, NULL, &number, &outcome, &err), 0, "%s",
                 err.msg);
    cr_assert_eq(outcome, is_final ? JOBS_OK : JOBS_STALE);
    if (!is_final)
        return;
    job->judging_count++;
    cr_assert_eq(number, job->judging_count);
    *active(job) = (struct model_judging){.vt_ms = now_us / 1000};
    job->is_dropped = false;
}

static void step_drop(struct model *model)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    struct model_job *job = any(model);
    if (job == NULL)
        return;
    bool is_dead = active(job)->state == JOB_DEAD;
    cr_assert_eq(jobs_drop(model->jobs, job->name.id, &outcome, &err), 0, "%s", err.msg);
    cr_assert_eq(outcome, is_dead ? JOBS_OK : JOBS_STALE);
    job->is_dropped = job->is_dropped || is_dead;
}

static void step_clock(struct model *model)
{
    now_us += pick(model, 20) * (int64_t)1000000;
}

static void step_commit(struct model *model)
{
    struct err err = {0};
    cr_assert_eq(jobs_commit(model->jobs, &err), 0, "%s", err.msg);
    cr_assert_eq(jobs_begin(model->jobs, &err), 0, "%s", err.msg);
}

/* Whatever was being judged comes back, and counts as a crash. */
static void step_restart(struct model *model)
{
    struct err err = {0};
    struct jobs_recovered recovered;
    if (pick(model, 20) > 0)
        return;
    cr_assert_eq(jobs_commit(model->jobs, &err), 0, "%s", err.msg);
    jobs_close(model->jobs);
    model->jobs = open_jobs("s.db");
    cr_assert_eq(jobs_recover(model->jobs, false, &recovered, &err), 0, "%s", err.msg);
    for (int i = 0; i < model->count; i++) {
        struct model_judging *judging = active(&model->all[i]);
        if (judging->state != JOB_JUDGING)
            continue;
        count_giveup(judging, GIVEUP_CRASH);
        judging->lease[0] = '\0';
        judging->not_before_us = get(model->jobs, model->all[i].name.id, 0)->not_before_us;
    }
}

/* ---- what must hold ---- */

static void check_judging(struct model *model, struct model_job *job, int number)
{
    const struct model_judging *wanted = &job->judgings[number - 1];
    const struct job *found = get(model->jobs, job->name.id, number);
    long long id = job->name.id;
    cr_assert_not_null(found, "%lld.%d", id, number);
    cr_assert_eq(found->state, wanted->state, "%lld.%d: %s, not %s", id, number,
                 job_state_name(found->state), job_state_name(wanted->state));
    cr_assert_eq(found->verdict == NULL, wanted->verdict == NULL, "%lld.%d", id, number);
    if (wanted->verdict != NULL)
        cr_assert_str_eq(found->verdict, wanted->verdict, "%lld.%d: a verdict has changed", id,
                         number);
    cr_assert_eq(found->attempts, wanted->attempts, "%lld.%d", id, number);
    cr_assert_eq(found->crashes, wanted->crashes, "%lld.%d", id, number);
    cr_assert_eq(found->nacks, wanted->nacks, "%lld.%d", id, number);
    cr_assert_eq(found->releases, wanted->releases, "%lld.%d", id, number);
    cr_assert_leq(found->attempts, found->crashes + found->nacks + found->releases + 1, "%lld.%d",
                  id, number);
}

static void check_counts(struct model *model)
{
    struct err err = {0};
    struct jobs_counts counts;
    int64_t in_state[JOB_STATES] = {0}, dropped = 0, open_count = -1, judgings = 0, done = 0;
    for (int i = 0; i < model->count; i++) {
        struct model_job *job = &model->all[i];
        in_state[active(job)->state]++;
        dropped += job->is_dropped && active(job)->state == JOB_DEAD;
        judgings += job->judging_count;
        for (int k = 0; k < job->judging_count; k++)
            done += job->judgings[k].state == JOB_DONE;
    }
    cr_assert_eq(jobs_count(model->jobs, &counts, &err), 0, "%s", err.msg);
    cr_assert_eq(jobs_open_count(model->jobs, &open_count, &err), 0, "%s", err.msg);
    cr_assert_eq(counts.queued, in_state[JOB_QUEUED]);
    cr_assert_eq(counts.judging, in_state[JOB_JUDGING]);
    cr_assert_eq(counts.dead, in_state[JOB_DEAD] - dropped);
    cr_assert_eq(open_count, counts.queued + counts.judging);
    cr_assert_eq(ask_jobs(model->jobs, "SELECT count(*) FROM job_judging WHERE state IN ('done',"
                                       " 'cancelled', 'dead') AND finished_us IS NULL"),
                 0);
    cr_assert_eq(ask_jobs(model->jobs, "SELECT count(*) FROM job_judging"), judgings);
    cr_assert_eq(ask_jobs(model->jobs, "SELECT count(*) FROM judging"), done,
                 "each verdict is in the history once");
}

static void check_all(struct model *model)
{
    for (int i = 0; i < model->count; i++) {
        for (int number = 1; number <= model->all[i].judging_count; number++)
            check_judging(model, &model->all[i], number);
    }
    check_counts(model);
}

static void (*const steps[])(struct model *model) = {
    step_add,    step_add,    step_fetch,   step_fetch, step_fetch, step_finish, step_finish,
    step_giveup, step_cancel, step_requeue, step_drop,  step_clock, step_commit, step_restart,
};

static uint64_t seed(void)
{
    const char *text = getenv("EVALX_TEST_SEED");
    struct err err = {0};
    int64_t value = 0;
    if (text == NULL || parse_i64("EVALX_TEST_SEED", text, 1, INT64_MAX, &value, &err) != 0)
        random_fill(&value, sizeof(value));
    return (uint64_t)value & INT64_MAX;
}

/* Whatever waits is judged at last. */
static void finish_all(struct model *model)
{
    for (int i = 0; i < 20 * JOBS_MOST; i++) {
        struct model_job *next = find_next(model);
        now_us += 1000000;
        if (next == NULL)
            continue;
        step_fetch(model);
        struct model_judging *judging = active(next);
        struct job of = {.name = next->name, .judging = next->judging_count};
        cr_assert_eq(finish_job(model->jobs, &of, judging->lease, VERDICT_ACCEPTED), JOBS_OK);
        judging->state = JOB_DONE;
        judging->verdict = "AC";
    }
}

Test(jobs_model, random_calls_do_what_the_model_says)
{
    static struct model model;
    struct err err = {0};
    struct jobs_recovered recovered;
    uint64_t begin = seed();
    model.random = begin | 1;
    fprintf(stderr, "jobs_model: EVALX_TEST_SEED=%llu\n", (unsigned long long)begin);
    model.jobs = open_jobs("s.db");
    cr_assert_eq(jobs_begin(model.jobs, &err), 0, "%s", err.msg);
    for (int i = 0; i < STEPS; i++) {
        steps[pick(&model, EV_ARRAY_LENGTH(steps))](&model);
        if (i % CHECK_EVERY == 0)
            check_all(&model);
    }
    cr_assert_eq(jobs_commit(model.jobs, &err), 0, "%s", err.msg);
    jobs_close(model.jobs);
    model.jobs = open_jobs("s.db");
    for (int i = 0; i < model.count; i++) { /* at last nobody holds anything */
        struct model_judging *judging = active(&model.all[i]);
        if (judging->state == JOB_JUDGING)
            count_giveup(judging, GIVEUP_CRASH);
    }
    cr_assert_eq(jobs_recover(model.jobs, false, &recovered, &err), 0, "%s", err.msg);
    now_us += (int64_t)1000 * 1000000; /* longer than anything waits */
    for (int i = 0; i < model.count; i++)
        active(&model.all[i])->not_before_us = 0;
    finish_all(&model);
    check_all(&model);
    cr_assert_eq(ask_jobs(model.jobs, "SELECT count(*) FROM job_judging WHERE state NOT IN"
                                      " ('done', 'cancelled', 'dead')"),
                 0, "each one has ended");
    jobs_close(model.jobs);
}
