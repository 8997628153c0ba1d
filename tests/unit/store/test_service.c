/* service: flags, tokens, the outbox of webhooks. */
#include "service.h"

TestSuite(service, .init = folder_make, .fini = folder_remove);

Test(service, a_database_has_a_name_that_stays)
{
    struct jobs *jobs = open_jobs("s.db");
    const char *uuid = arena_string(&arena, jobs_uuid(jobs));
    cr_expect_eq(strlen(uuid), 36);
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    cr_expect_str_eq(jobs_uuid(jobs), uuid);
    jobs_close(jobs);
    jobs = open_jobs("other.db");
    cr_expect_str_neq(jobs_uuid(jobs), uuid);
    jobs_close(jobs);
}

Test(service, a_token_opens_until_it_is_revoked)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    struct api_token wanted = {.role = ROLE_SUBMIT, .user = "ada", .name = "laptop"};
    const struct api_token *token = NULL;
    char text[API_TOKEN_BYTES];
    int64_t id = 0;
    bool is_revoked = false;
    cr_assert_eq(api_token_add(jobs, &wanted, text, &id, &err), 0, "%s", err.msg);
    cr_expect_eq(strlen(text), 47);
    cr_assert_eq(api_token_find(jobs, text, &arena, &token, &err), 0);
    cr_assert_not_null(token);
    cr_expect_eq(token->role, ROLE_SUBMIT);
    cr_expect_str_eq(token->user, "ada");
    cr_assert_eq(api_token_find(jobs, "evx_x", &arena, &token, &err), 0);
    cr_expect_null(token);
    cr_expect_eq(ask_jobs(jobs, "SELECT used_us FROM api_token"), now_us);
    cr_assert_eq(api_token_revoke(jobs, id, &is_revoked, &err), 0);
    cr_expect(is_revoked);
    cr_assert_eq(api_token_revoke(jobs, id, &is_revoked, &err), 0);
    cr_expect_not(is_revoked);
    cr_assert_eq(api_token_find(jobs, text, &arena, &token, &err), 0);
    cr_expect_null(token);
    jobs_close(jobs);
}

Test(service, the_text_of_a_token_is_not_in_the_file)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    struct api_token wanted = {.role = ROLE_ADMIN};
    char first[API_TOKEN_BYTES], second[API_TOKEN_BYTES];
    int64_t id;
    EV_STR struct str bytes = {0};
    cr_assert_eq(api_token_add(jobs, &wanted, first, &id, &err), 0);
    cr_assert_eq(api_token_add(jobs, &wanted, second, &id, &err), 0);
    cr_expect_str_neq(first, second);
    jobs_close(jobs);
    cr_assert_eq(fs_read(AT_FDCWD, in_folder("s.db"), 10 << 20, &bytes, &err), 0);
    cr_expect_null(memmem(bytes.text, bytes.count, first + 4, 20));
    cr_expect_not_null(memmem(bytes.text, bytes.count, "admin", 5), "the row is there");
}

/* One webhook that waits. */
static struct jobs *open_with_hook(const char *name)
{
    struct jobs *jobs = open_jobs(name);
    struct job_request request = request_of("ada");
    request.webhook = "https://one.example/";
    for (int i = 0; i < 2; i++) {
        (void)add_request(jobs, &request);
        const struct job *job = fetch(jobs);
        cr_assert_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_OK);
    }
    return jobs;
}

static size_t due(struct jobs *jobs)
{
    struct err err = {0};
    const struct webhook *hooks;
    size_t count;
    cr_assert_eq(webhook_due(jobs, 10, &arena, &hooks, &count, &err), 0, "%s", err.msg);
    return count;
}

static const struct {
    const char *label;
    struct webhook_attempt attempt;
    size_t due_now, due_later;
    const char *state;
} attempts[] = {
    {"sent", {.id = 1, .state = WEBHOOK_SENT, .status = 204}, 1, 1, "sent"},
    {"later", {.id = 1, .state = WEBHOOK_WAITING, .status = 500, .error = "x"}, 1, 1, "waiting"},
    {"given up", {.id = 1, .state = WEBHOOK_FAILED, .status = 500, .error = "x"}, 1, 1, "failed"},
    {"gone",
     {.id = 1, .state = WEBHOOK_FAILED, .status = 410, .is_disabling = true},
     0,
     0,
     "failed"},
};

Test(service, an_attempt_decides_when_the_next_one_is)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(attempts); i++) {
        struct err err = {0};
        struct jobs *jobs = open_with_hook(attempts[i].label);
        struct webhook_attempt attempt = attempts[i].attempt;
        attempt.due_us = now_us + 5000000;
        cr_assert_eq(due(jobs), 1, "one at a time to each endpoint");
        cr_assert_eq(webhook_told(jobs, &attempt, &err), 0, "%s", err.msg);
        cr_expect_eq(due(jobs), attempts[i].due_now, "%s", attempts[i].label);
        now_us += 5000000;
        cr_expect_eq(due(jobs), attempts[i].due_later, "%s", attempts[i].label);
        const char *sql = arena_printf(&arena,
                                       "SELECT count(*) FROM webhook_out WHERE id = 1 AND state ="
                                       " '%s' AND attempts = 1",
                                       attempts[i].state);
        cr_expect_eq(ask_jobs(jobs, sql), 1, "%s", attempts[i].label);
        jobs_close(jobs);
    }
}

static void add_hook(struct jobs *jobs, const char *url)
{
    struct job_request request = request_of("eve");
    request.webhook = url;
    (void)add_request(jobs, &request);
    const struct job *job = fetch(jobs);
    cr_assert_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_OK);
}

Test(service, many_messages_or_urls_do_not_hide_the_rest)
{
    static const char *const expected[] = {"https://judge.example/", "http://slow.example/0",
                                           "http://slow.example/1", "http://other.example/"};
    static const char *const operators[] = {"https://judge.example/"};
    struct err err = {0};
    const struct webhook *hooks;
    size_t count;
    struct jobs *jobs = open_jobs("s.db");
    for (int i = 0; i < 40; i++)
        add_hook(jobs, arena_printf(&arena, "http://slow.example/%d", i % 20));
    add_hook(jobs, "http://other.example/");
    cr_assert_eq(webhook_set_endpoints(jobs, operators, 1, &err), 0);
    add_hook(jobs, NULL);
    cr_assert_eq(webhook_due(jobs, 10, &arena, &hooks, &count, &err), 0, "%s", err.msg);
    cr_assert_eq(count, EV_ARRAY_LENGTH(expected));
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(hooks[i].endpoint, expected[i]);
    jobs_close(jobs);
}

Test(service, a_replay_enables_the_endpoint_again)
{
    struct err err = {0};
    bool is_known = false;
    const struct webhook *hooks;
    size_t count;
    struct jobs *jobs = open_with_hook("s.db");
    struct webhook_attempt gone = {.id = 1, .state = WEBHOOK_FAILED, .is_disabling = true};
    cr_assert_eq(webhook_told(jobs, &gone, &err), 0);
    cr_assert_eq(webhook_list(jobs, "failed", 10, &arena, &hooks, &count, &err), 0);
    cr_expect_eq(count, 2, "what waited for it too");
    cr_assert_eq(webhook_replay(jobs, 1, &is_known, &err), 0);
    cr_expect(is_known);
    cr_expect_eq(due(jobs), 1);
    cr_assert_eq(webhook_replay(jobs, 99, &is_known, &err), 0);
    cr_expect_not(is_known);
    jobs_close(jobs);
}

Test(service, nothing_is_made_for_a_disabled_endpoint)
{
    struct err err = {0};
    struct jobs *jobs = open_with_hook("s.db");
    struct webhook_attempt gone = {.id = 1, .state = WEBHOOK_FAILED, .is_disabling = true};
    cr_assert_eq(webhook_told(jobs, &gone, &err), 0);
    struct job_request request = request_of("ada");
    request.webhook = "https://one.example/";
    (void)add_request(jobs, &request);
    const struct job *job = fetch(jobs);
    cr_assert_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_OK);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM webhook_out"), 2);
    jobs_close(jobs);
}
