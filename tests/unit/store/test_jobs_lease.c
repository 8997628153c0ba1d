/* jobs_lease: who gets which judging when, and what becomes of what comes back. */
#include "service.h"

TestSuite(jobs_lease, .init = folder_make, .fini = folder_remove);

Test(jobs_lease, the_second_of_a_flooder_stands_behind_everybodys_first)
{
    struct jobs *jobs = open_jobs("s.db");
    static const char *const wanted[] = {"flood", "ada", "bob", "flood", "flood"};
    for (int i = 0; i < 3; i++)
        (void)add_for(jobs, "flood");
    now_us += 1000000;
    (void)add_for(jobs, "ada");
    now_us += 1000000;
    (void)add_for(jobs, "bob");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(wanted); i++)
        cr_expect_str_eq(fetch(jobs)->user, wanted[i], "%zu", i);
    cr_expect_null(fetch(jobs));
    jobs_close(jobs);
}

Test(jobs_lease, a_penalty_ends)
{
    struct jobs *jobs = open_jobs("s.db");
    for (int i = 0; i < 200; i++)
        (void)add_for(jobs, "flood");
    cr_expect_eq(ask_jobs(jobs, "SELECT max(vt_ms) FROM job_judging"), now_us / 1000 + 3600000);
    now_us += (int64_t)2 * 3600 * 1000000;
    struct job_name name = add_for(jobs, "flood");
    cr_expect_eq(get(jobs, name.id, 0)->vt_ms, now_us / 1000);
    jobs_close(jobs);
}

Test(jobs_lease, a_higher_priority_goes_first)
{
    struct jobs *jobs = open_jobs("s.db");
    static const int priorities[] = {0, -5, 100, 3}, wanted[] = {100, 3, 0, -5};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(priorities); i++) {
        struct job_request request = request_of("ada");
        request.priority = priorities[i];
        (void)add_request(jobs, &request);
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(wanted); i++)
        cr_expect_eq(fetch(jobs)->priority, wanted[i], "%zu", i);
    jobs_close(jobs);
}

Test(jobs_lease, a_position_is_how_many_stand_before)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    for (int64_t i = 0; i < 3; i++) {
        int64_t position = -1;
        struct job_name name = add_for(jobs, "ada");
        cr_assert_eq(jobs_position(jobs, get(jobs, name.id, 0), &position, &err), 0);
        cr_expect_eq(position, i);
    }
    jobs_close(jobs);
}

Test(jobs_lease, a_paused_queue_gives_nothing)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    cr_assert_eq(service_set_flag(jobs, SERVICE_PAUSED, true, &err), 0);
    cr_expect_null(fetch(jobs));
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    cr_expect(service_flag(jobs, SERVICE_PAUSED), "it stays so");
    cr_expect_null(fetch(jobs));
    cr_assert_eq(service_set_flag(jobs, SERVICE_PAUSED, false, &err), 0);
    cr_expect_not_null(fetch(jobs));
    jobs_close(jobs);
}

Test(jobs_lease, only_the_holder_of_the_lease_finishes)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    enum jobs_outcome outcome;
    (void)add_for(jobs, "ada");
    const struct job *job = fetch(jobs);
    cr_assert_eq(strlen(job->lease), 32);
    cr_expect_eq(job->state, JOB_JUDGING);
    cr_expect_eq(job->attempts, 1);
    cr_expect_str_eq(job->worker, "w1");
    cr_assert_eq(jobs_beat(jobs, job->name.id, 1, job->lease, &outcome, &err), 0);
    cr_expect_eq(outcome, JOBS_OK);
    cr_assert_eq(jobs_beat(jobs, job->name.id, 1, "other", &outcome, &err), 0);
    cr_expect_eq(outcome, JOBS_STALE);
    cr_assert_eq(jobs_beat(jobs, 99, 1, "other", &outcome, &err), 0);
    cr_expect_eq(outcome, JOBS_UNKNOWN);
    cr_expect_eq(finish_job(jobs, job, "other", VERDICT_WRONG_ANSWER), JOBS_STALE);
    cr_expect_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_OK);
    cr_expect_eq(finish_job(jobs, job, job->lease, VERDICT_WRONG_ANSWER), JOBS_REPLAY);
    cr_expect_eq(finish_job(jobs, job, "other", VERDICT_WRONG_ANSWER), JOBS_STALE);
    cr_expect_str_eq(get(jobs, job->name.id, 0)->verdict, "AC", "the first one stays");
    jobs_close(jobs);
}

Test(jobs_lease, an_old_lease_is_good_for_nothing_after_giving_up)
{
    struct jobs *jobs = open_jobs("s.db");
    bool is_dead = true;
    (void)add_for(jobs, "ada");
    const struct job *first = fetch(jobs);
    cr_expect_eq(give_up_job(jobs, first, GIVEUP_RELEASE, &is_dead), JOBS_OK);
    cr_expect_not(is_dead);
    cr_expect_eq(give_up_job(jobs, first, GIVEUP_RELEASE, &is_dead), JOBS_STALE);
    cr_expect_eq(finish_job(jobs, first, first->lease, VERDICT_ACCEPTED), JOBS_STALE);
    const struct job *second = fetch(jobs);
    cr_assert_not_null(second, "a release waits for nothing");
    cr_expect_str_neq(first->lease, second->lease);
    cr_expect_eq(finish_job(jobs, first, first->lease, VERDICT_ACCEPTED), JOBS_STALE);
    cr_expect_eq(give_up_job(jobs, first, GIVEUP_CRASH, &is_dead), JOBS_STALE);
    cr_expect_eq(second->releases, 1);
    cr_expect_eq(second->attempts, 2);
    jobs_close(jobs);
}

static const struct {
    const char *label;
    enum job_giveup kind;
    int tries; /* the last of which is the end; 0: never */
} ends[] = {
    {"crash", GIVEUP_CRASH, 3},
    {"nack", GIVEUP_NACK, 5},
    {"release", GIVEUP_RELEASE, 0},
};

Test(jobs_lease, too_many_of_a_kind_are_the_end)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(ends); i++) {
        struct jobs *jobs = open_jobs(ends[i].label);
        bool is_dead = false;
        (void)add_for(jobs, "ada");
        int tries = 0;
        while (!is_dead && tries < 20) {
            const struct job *job = fetch(jobs);
            cr_assert_not_null(job, "%s: try %d", ends[i].label, tries);
            cr_assert_eq(give_up_job(jobs, job, ends[i].kind, &is_dead), JOBS_OK);
            tries++;
            now_us += 600 * (int64_t)1000000;
        }
        cr_expect_eq(is_dead, ends[i].tries > 0, "%s", ends[i].label);
        cr_expect_eq(tries, ends[i].tries > 0 ? ends[i].tries : 20, "%s", ends[i].label);
        const struct job *job = get(jobs, 1, 0);
        cr_expect_eq(job->state, is_dead ? JOB_DEAD : JOB_QUEUED, "%s", ends[i].label);
        cr_expect_eq(job->crashes + job->nacks + job->releases, tries, "%s", ends[i].label);
        cr_expect_str_eq(job->error, "because");
        jobs_close(jobs);
    }
}

Test(jobs_lease, a_crash_waits_longer_each_time)
{
    struct err err = {0};
    struct jobs_options options = test_options("s.db");
    struct jobs *jobs = NULL;
    bool is_dead = false;
    options.crashes_most = 12;
    cr_assert_eq(jobs_open(&options, &jobs, &err), 0, "%s", err.msg);
    (void)add_for(jobs, "ada");
    for (int n = 1; n < 12; n++) {
        double seconds = n < 9 ? (double)(1 << n) : 300;
        int64_t next_us = 0;
        const struct job *job = fetch(jobs);
        cr_assert_eq(give_up_job(jobs, job, GIVEUP_CRASH, &is_dead), JOBS_OK);
        cr_expect_null(fetch(jobs), "it must wait");
        cr_assert_eq(jobs_next_us(jobs, &next_us, &err), 0);
        double waits = (double)(next_us - now_us) / 1e6;
        cr_expect(waits >= 0.5 * seconds && waits <= 1.5 * seconds, "%d: %f", n, waits);
        now_us = next_us;
    }
    jobs_close(jobs);
}

Test(jobs_lease, what_was_judged_when_the_service_died_is_judged_again)
{
    struct err err = {0};
    struct jobs_recovered recovered = {0};
    struct jobs *jobs = open_jobs("s.db");
    for (int i = 0; i < 3; i++)
        (void)add_for(jobs, "ada");
    const struct job *first = fetch(jobs), *second = fetch(jobs);
    cr_expect_eq(finish_job(jobs, second, second->lease, VERDICT_ACCEPTED), JOBS_OK);
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    cr_assert_eq(jobs_recover(jobs, false, &recovered, &err), 0, "%s", err.msg);
    cr_expect_eq(recovered.queued, 1);
    cr_expect_eq(recovered.dead, 0);
    cr_expect_eq(get(jobs, first->name.id, 0)->crashes, 1);
    cr_expect_eq(get(jobs, second->name.id, 0)->state, JOB_DONE);
    jobs_close(jobs);
}

Test(jobs_lease, with_a_dispatcher_only_what_was_not_sent_has_crashed)
{
    struct err err = {0};
    struct jobs_recovered recovered = {0};
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    (void)add_for(jobs, "bob");
    const struct job *own = fetch(jobs);
    const struct job_progress progress = {
        .id = own->name.id == 1 ? 2 : 1, .judging = 1, .state = JOB_JUDGING, .worker = "w1"};
    cr_assert_eq(jobs_set_progress(jobs, &progress, &err), 0, "%s", err.msg);
    cr_assert_eq(jobs_recover(jobs, true, &recovered, &err), 0, "%s", err.msg);
    cr_expect_eq(recovered.queued, 1);
    cr_expect_eq(get(jobs, own->name.id, 0)->state, JOB_QUEUED);
    cr_expect_eq(get(jobs, progress.id, 0)->state, JOB_JUDGING);
    cr_expect_eq(get(jobs, progress.id, 0)->crashes, 0);
    jobs_close(jobs);
}
