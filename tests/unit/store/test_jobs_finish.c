/* jobs_finish: a judging ends once, with its history, and whoever is to be told; what a person
 * asks for. */
#include <sys/stat.h>

#include "service.h"

TestSuite(jobs_finish, .init = folder_make, .fini = folder_remove);

static const struct job *finished(struct jobs *jobs, enum verdict verdict)
{
    const struct job *job = fetch(jobs);
    cr_assert_not_null(job);
    cr_assert_eq(finish_job(jobs, job, job->lease, verdict), JOBS_OK);
    return get(jobs, job->name.id, 0);
}

static enum jobs_outcome requeue(struct jobs *jobs, int64_t id, const char *digest)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    int judging = 0;
    cr_assert_eq(jobs_requeue(jobs, id, digest, &judging, &outcome, &err), 0, "%s", err.msg);
    return outcome;
}

static enum jobs_outcome cancel(struct jobs *jobs, int64_t id)
{
    struct err err = {0};
    enum jobs_outcome outcome = JOBS_UNKNOWN;
    cr_assert_eq(jobs_cancel(jobs, id, &outcome, &err), 0, "%s", err.msg);
    return outcome;
}

Test(jobs_finish, a_finished_job_is_in_the_history_too)
{
    struct jobs *jobs = open_jobs("s.db");
    struct job_name name = add_for(jobs, "ada");
    now_us += 5000000;
    const struct job *job = finished(jobs, VERDICT_WRONG_ANSWER);
    cr_expect_eq(job->state, JOB_DONE);
    cr_expect_str_eq(job->verdict, "WA");
    cr_expect_str_eq(job->result, "{\"verdict\":1}");
    cr_expect_eq(job->finished_us, now_us);
    cr_expect_eq(job->history_id, 1);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM test_run"), 2);
    const char *sql = arena_printf(&arena,
                                   "SELECT verdict = 'WA' AND user = 'ada' AND problem = 'p1' AND"
                                   " caller_id = '%s' AND finished_us - received_us = 5000000"
                                   " FROM judged",
                                   name.token);
    cr_expect_eq(ask_jobs(jobs, sql), 1);
    cr_expect_eq(ask_jobs(jobs, "SELECT digest = 'abcd' AND path = '/p/p1' FROM package"), 1);
    jobs_close(jobs);
}

Test(jobs_finish, a_run_has_no_history)
{
    struct jobs *jobs = open_jobs("s.db");
    struct job_request request = request_of("");
    request.kind = JOB_RUN;
    request.problem = NULL;
    request.api = "judge0";
    struct job_name name = add_request(jobs, &request);
    const struct job *job = fetch(jobs);
    struct job_result result = {.id = name.id,
                                .judging = 1,
                                .lease = job->lease,
                                .verdict = "AC",
                                .score = NAN,
                                .result = "{}",
                                .result_count = 2};
    cr_expect_eq(finish_with(jobs, &result), JOBS_OK);
    job = get(jobs, name.id, 0);
    cr_expect_str_eq(job->verdict, "AC");
    cr_expect(isnan(job->score));
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission"), 0);
    jobs_close(jobs);
}

Test(jobs_finish, a_result_without_a_verdict_changes_nothing)
{
    struct err err = {0};
    enum jobs_outcome outcome;
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    const struct job *job = fetch(jobs);
    struct job_result result = {.id = 1, .judging = 1, .lease = job->lease};
    cr_expect_eq(jobs_finish(jobs, &result, &outcome, &err), -1);
    cr_expect_eq(get(jobs, 1, 0)->state, JOB_JUDGING);
    jobs_close(jobs);
}

static const char *const changes[] = {
    "UPDATE job_judging SET verdict = 'AC' WHERE state = 'done'",
    "UPDATE job_judging SET state = 'queued', verdict = NULL, finished_us = NULL",
    "UPDATE job_judging SET attempts = 7",
};

Test(jobs_finish, the_database_itself_refuses_another_verdict)
{
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    (void)finished(jobs, VERDICT_WRONG_ANSWER);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(changes); i++) {
        struct err err = {0};
        cr_expect_eq(database_exec(&jobs->store->database, changes[i], &err), -1, "%s", changes[i]);
        cr_expect(strstr(err.msg, "never changes") != NULL, "%s", err.msg);
    }
    cr_expect_str_eq(get(jobs, 1, 0)->verdict, "WA");
    jobs_close(jobs);
}

Test(jobs_finish, judging_again_is_a_new_judging_beside_the_old_one)
{
    struct err err = {0};
    const struct job *all;
    size_t count;
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    cr_expect_eq(requeue(jobs, 1, NULL), JOBS_STALE, "it waits");
    (void)finished(jobs, VERDICT_WRONG_ANSWER);
    cr_expect_eq(requeue(jobs, 1, "ef01"), JOBS_OK);
    cr_expect_eq(requeue(jobs, 1, NULL), JOBS_STALE, "it waits again");
    cr_expect_eq(requeue(jobs, 99, NULL), JOBS_UNKNOWN);
    const struct job *job = finished(jobs, VERDICT_ACCEPTED);
    cr_expect_eq(job->judging, 2);
    cr_expect_str_eq(job->verdict, "AC");
    cr_expect_str_eq(job->problem_digest, "ef01");
    cr_expect_str_eq(get(jobs, 1, 1)->verdict, "WA");
    cr_assert_eq(jobs_judgings(jobs, 1, &arena, &all, &count, &err), 0);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(all[0].verdict, "WA");
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission"), 1);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM judging"), 2);
    jobs_close(jobs);
}

Test(jobs_finish, a_pruned_history_begins_anew)
{
    struct err err = {0};
    struct store_pruned pruned;
    struct store_filter filter = {0};
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    (void)finished(jobs, VERDICT_WRONG_ANSWER);
    cr_assert_eq(store_prune(jobs->store, &filter, &pruned, &err), 0, "%s", err.msg);
    cr_expect_eq(requeue(jobs, 1, NULL), JOBS_OK);
    const struct job *job = finished(jobs, VERDICT_ACCEPTED);
    cr_expect_eq(job->history_id, 2);
    jobs_close(jobs);
}

Test(jobs_finish, a_cancelled_one_is_never_judged)
{
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    (void)add_for(jobs, "ada");
    const struct job *job = fetch(jobs);
    cr_expect_eq(cancel(jobs, 1), JOBS_OK, "while it is judged");
    cr_expect_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_STALE);
    cr_expect_eq(cancel(jobs, 1), JOBS_REPLAY);
    cr_expect_eq(cancel(jobs, 2), JOBS_OK, "while it waits");
    cr_expect_null(fetch(jobs));
    cr_expect_eq(cancel(jobs, 3), JOBS_UNKNOWN);
    cr_expect_eq(get(jobs, 1, 0)->state, JOB_CANCELLED);
    cr_expect_null(get(jobs, 1, 0)->verdict);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission"), 0);
    jobs_close(jobs);
}

Test(jobs_finish, the_log_counts_among_the_bytes)
{
    struct err err = {0};
    struct jobs_counts counts;
    struct stat file, log;
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    cr_assert_eq(jobs_count(jobs, &counts, &err), 0);
    struct jobs_options options = test_options("s.db");
    const char *path = arena_printf(&arena, "%s-wal", options.path);
    cr_assert_eq(stat(options.path, &file), 0);
    cr_assert_eq(stat(path, &log), 0);
    cr_expect_gt(log.st_size, 0, "else this shows nothing");
    cr_expect_eq(counts.file_bytes, file.st_size + log.st_size);
    jobs_close(jobs);
}

Test(jobs_finish, a_dead_one_is_listed_until_it_is_dropped_or_tried_again)
{
    struct err err = {0};
    struct jobs_counts counts;
    enum jobs_outcome outcome;
    struct jobs *jobs = open_jobs("s.db");
    for (int64_t id = 1; id <= 2; id++) {
        (void)add_for(jobs, "ada");
        struct job_result result = {.id = id, .judging = 1, .is_dead = true, .error = "poison"};
        cr_expect_eq(finish_with(jobs, &result), JOBS_OK);
        cr_expect_eq(finish_with(jobs, &result), JOBS_REPLAY);
    }
    cr_expect_str_eq(get(jobs, 1, 0)->error, "poison");
    cr_assert_eq(jobs_count(jobs, &counts, &err), 0);
    cr_expect_eq(counts.dead, 2);
    cr_assert_eq(jobs_drop(jobs, 1, &outcome, &err), 0);
    cr_expect_eq(outcome, JOBS_OK);
    cr_assert_eq(jobs_count(jobs, &counts, &err), 0);
    cr_expect_eq(counts.dead, 1);
    cr_expect_eq(requeue(jobs, 2, NULL), JOBS_OK);
    cr_assert_eq(jobs_count(jobs, &counts, &err), 0);
    cr_expect_eq(counts.dead, 0);
    cr_expect_eq(counts.queued, 1);
    cr_assert_eq(jobs_drop(jobs, 2, &outcome, &err), 0);
    cr_expect_eq(outcome, JOBS_STALE, "it waits");
    jobs_close(jobs);
}

Test(jobs_finish, the_end_and_who_is_to_be_told_are_one_transaction)
{
    struct err err = {0};
    const struct webhook *hooks;
    size_t count;
    static const char *const urls[] = {"https://all.example/"};
    struct jobs *jobs = open_jobs("s.db");
    cr_assert_eq(webhook_set_endpoints(jobs, urls, 1, &err), 0, "%s", err.msg);
    struct job_request request = request_of("ada");
    request.webhook = "https://one.example/";
    (void)add_request(jobs, &request);
    cr_assert_eq(webhook_due(jobs, 10, &arena, &hooks, &count, &err), 0);
    cr_expect_eq(count, 0);
    const struct job *job = finished(jobs, VERDICT_ACCEPTED);
    cr_expect_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_REPLAY);
    cr_assert_eq(webhook_due(jobs, 10, &arena, &hooks, &count, &err), 0);
    cr_assert_eq(count, 2, "each endpoint once");
    cr_expect_eq(hooks[0].job, 1);
    cr_expect_eq(hooks[0].judging, 1);
    cr_expect_str_eq(hooks[0].api, "v1");
    int64_t next_us = -1;
    cr_assert_eq(webhook_next_us(jobs, &next_us, &err), 0);
    cr_expect_eq(next_us, 0, "what is due is not to be waited for");
    const struct webhook_attempt again = {
        .id = hooks[0].id, .state = WEBHOOK_WAITING, .due_us = now_us + 5000000, .error = "500"};
    cr_assert_eq(webhook_told(jobs, &again, &err), 0, "%s", err.msg);
    cr_assert_eq(webhook_next_us(jobs, &next_us, &err), 0);
    cr_expect_eq(next_us, now_us + 5000000, "though another one is due");
    jobs_close(jobs);
}

static const struct {
    const char *label, *api, *webhook;
    enum { END_DONE, END_CANCELLED, END_DEAD } end;
    size_t told;
} tellings[] = {
    {"done", "v1", "https://one.example/", END_DONE, 2},
    {"cancelled", "v1", "https://one.example/", END_CANCELLED, 2},
    {"dead", "v1", "https://one.example/", END_DEAD, 2},
    {"no own endpoint", "v1", NULL, END_DONE, 1},
    {"another API has its own only", "judge0", "https://one.example/", END_DONE, 1},
    {"another API without one", "judge0", NULL, END_DONE, 0},
    {"the same as the operator's", "v1", "https://all.example/", END_DONE, 1},
};

static void end_one(struct jobs *jobs, int end)
{
    struct job_result dead = {.id = 1, .judging = 1, .is_dead = true, .error = "poison"};
    if (end == END_DONE)
        (void)finished(jobs, VERDICT_ACCEPTED);
    else
        cr_assert_eq(end == END_DEAD ? finish_with(jobs, &dead) : cancel(jobs, 1), JOBS_OK);
}

Test(jobs_finish, every_end_is_told_to_whom_it_concerns)
{
    static const char *const urls[] = {"https://all.example/"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(tellings); i++) {
        struct err err = {0};
        const struct webhook *hooks;
        size_t count;
        struct jobs *jobs = open_jobs(tellings[i].label);
        cr_assert_eq(webhook_set_endpoints(jobs, urls, 1, &err), 0, "%s", err.msg);
        struct job_request request = request_of("ada");
        request.api = tellings[i].api;
        request.webhook = tellings[i].webhook;
        (void)add_request(jobs, &request);
        end_one(jobs, tellings[i].end);
        cr_assert_eq(webhook_due(jobs, 10, &arena, &hooks, &count, &err), 0);
        cr_expect_eq(count, tellings[i].told, "%s: %zu", tellings[i].label, count);
        jobs_close(jobs);
    }
}

static void add_various(struct jobs *jobs)
{
    static const char *const users[] = {"ada", "bob", "ada", "cy"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(users); i++) {
        struct job_request request = request_of(users[i]);
        request.labels = i % 2 == 0 ? "{\"room\":\"a\",\"seat\":4}" : NULL;
        (void)add_request(jobs, &request);
    }
    (void)finished(jobs, VERDICT_ACCEPTED);
}

static const struct {
    const char *label;
    struct jobs_filter filter;
    const char *ids; /* in their order */
} lists[] = {
    {"all, newest first", {0}, "4 3 2 1 "},
    {"a user", {.user = "ada"}, "3 1 "},
    {"a state", {.state = "queued"}, "4 3 2 "},
    {"a verdict", {.verdict = "AC"}, "1 "},
    {"user and state", {.user = "ada", .state = "queued"}, "3 "},
    {"a label", {.label_key = "room", .label_value = "a"}, "3 1 "},
    {"a number as label", {.label_key = "seat", .label_value = "4"}, "3 1 "},
    {"another label", {.label_key = "room", .label_value = "b"}, ""},
    {"a page", {.limit = 2}, "4 3 "},
    {"the next page", {.limit = 2, .before_id = 3}, "2 1 "},
    {"what came since", {.after_id = 2}, "3 4 "},
    {"no injection", {.user = "' OR 1 --"}, ""},
};

Test(jobs_finish, lists_hold_what_was_asked_for)
{
    struct jobs *jobs = open_jobs("s.db");
    add_various(jobs);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(lists); i++) {
        struct err err = {0};
        const struct job *all = NULL;
        size_t count = 0;
        EV_STR struct str ids = {0};
        cr_assert_eq(jobs_list(jobs, &lists[i].filter, &arena, &all, &count, &err), 0, "%s",
                     err.msg);
        for (size_t k = 0; k < count; k++)
            str_printf(&ids, "%lld ", (long long)all[k].name.id);
        cr_expect_str_eq(str_text(&ids), lists[i].ids, "%s", lists[i].label);
    }
    jobs_close(jobs);
}

Test(jobs_finish, an_unknown_state_is_told)
{
    struct err err = {0};
    const struct job *all;
    size_t count;
    struct jobs *jobs = open_jobs("s.db");
    struct jobs_filter filter = {.state = "asleep"};
    cr_expect_eq(jobs_list(jobs, &filter, &arena, &all, &count, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    jobs_close(jobs);
}

Test(jobs_finish, a_dispatcher_is_told_once_and_tells_back)
{
    struct err err = {0};
    const struct job *all;
    size_t count;
    struct jobs *jobs = open_jobs("s.db");
    for (int i = 0; i < 3; i++)
        (void)add_for(jobs, "ada");
    cr_assert_eq(jobs_unsent(jobs, 2, &arena, &all, &count, &err), 0);
    cr_assert_eq(count, 2);
    cr_expect_null(all[0].request, "64 of the largest would not fit into memory");
    cr_assert_eq(jobs_set_sent(jobs, 1, 1, true, &err), 0);
    cr_assert_eq(jobs_set_sent(jobs, 2, 1, true, &err), 0);
    cr_assert_eq(jobs_unsent(jobs, 10, &arena, &all, &count, &err), 0);
    cr_expect_eq(count, 1);
    struct job_progress progress = {
        .id = 2, .judging = 1, .state = JOB_JUDGING, .worker = "w9", .attempts = 2, .crashes = 1};
    cr_assert_eq(jobs_set_progress(jobs, &progress, &err), 0);
    progress.crashes = 0; /* Redis has lost its memory */
    cr_assert_eq(jobs_set_progress(jobs, &progress, &err), 0);
    cr_expect_eq(get(jobs, 2, 0)->crashes, 1);
    cr_expect_str_eq(get(jobs, 2, 0)->worker, "w9");
    cr_assert_eq(jobs_unfinished(jobs, 0, 0, 10, &arena, &all, &count, &err), 0);
    cr_expect_eq(count, 2);
    cr_assert_eq(jobs_unfinished(jobs, 1, 1, 10, &arena, &all, &count, &err), 0);
    cr_expect_eq(count, 1);
    cr_expect_eq(finish_job(jobs, get(jobs, 2, 0), NULL, VERDICT_ACCEPTED), JOBS_OK);
    cr_expect_eq(finish_job(jobs, get(jobs, 2, 0), NULL, VERDICT_WRONG_ANSWER), JOBS_REPLAY);
    progress.crashes = 9;
    cr_assert_eq(jobs_set_progress(jobs, &progress, &err), 0, "%s", err.msg);
    cr_expect_eq(get(jobs, 2, 0)->crashes, 1, "it has ended");
    jobs_close(jobs);
}

Test(jobs_finish, what_a_dispatcher_forgot_while_it_was_judged_is_sent_again)
{
    struct err err = {0};
    const struct job *all;
    size_t count;
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    const struct job_progress progress = {
        .id = 1, .judging = 1, .state = JOB_JUDGING, .worker = "w9"};
    cr_assert_eq(jobs_set_progress(jobs, &progress, &err), 0);
    cr_assert_eq(jobs_unfinished(jobs, 0, 0, 10, &arena, &all, &count, &err), 0);
    cr_expect_eq(count, 1, "told of, so it was sent, also where that was not noted");
    cr_assert_eq(jobs_set_sent(jobs, 1, 1, false, &err), 0);
    cr_expect_eq(get(jobs, 1, 0)->state, JOB_QUEUED);
    cr_assert_eq(jobs_unsent(jobs, 10, &arena, &all, &count, &err), 0);
    cr_expect_eq(count, 1);
    jobs_close(jobs);
}

Test(jobs_finish, old_ones_go_and_the_history_stays)
{
    struct err err = {0};
    int64_t count = 0;
    struct jobs *jobs = open_jobs("s.db");
    for (int i = 0; i < 3; i++)
        (void)add_for(jobs, "ada");
    (void)finished(jobs, VERDICT_ACCEPTED);
    (void)finished(jobs, VERDICT_ACCEPTED);
    cr_assert_eq(jobs_prune(jobs, now_us, 10, &count, &err), 0, "%s", err.msg);
    cr_expect_eq(count, 0, "none is old");
    cr_assert_eq(jobs_prune(jobs, now_us + 1, 1, &count, &err), 0, "%s", err.msg);
    cr_expect_eq(count, 1, "one at a time");
    cr_assert_eq(jobs_prune(jobs, now_us + 1, 10, &count, &err), 0, "%s", err.msg);
    cr_expect_eq(count, 1, "what waits stays");
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 1);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job_judging"), 1);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission"), 2);
    jobs_close(jobs);
}
