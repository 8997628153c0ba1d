/* jobs: the file of the service, its lock, its transactions, handing in. */
#include "service.h"

TestSuite(jobs, .init = folder_make, .fini = folder_remove);

Test(jobs, a_second_service_is_refused)
{
    struct err err = {0};
    struct jobs *second = NULL, *jobs = open_jobs("s.db");
    struct jobs_options options = test_options("s.db");
    cr_expect_eq(jobs_open(&options, &second, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect(strstr(err.msg, "another serve-queue") != NULL, "%s", err.msg);
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    jobs_close(jobs);
}

Test(jobs, the_file_is_in_wal_mode_and_syncs_each_transaction)
{
    struct jobs *jobs = open_jobs("s.db");
    cr_expect_eq(ask_jobs(jobs, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    cr_expect_eq(ask_jobs(jobs, "PRAGMA synchronous"), 2, "FULL");
    cr_expect_eq(ask_jobs(jobs, "PRAGMA foreign_keys"), 1);
    jobs_close(jobs);
}

Test(jobs, others_read_the_file_but_never_write_it)
{
    struct err err = {0};
    struct store *store = NULL;
    struct table table;
    struct store_filter filter = {0};
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    const struct job *job = fetch(jobs);
    cr_expect_eq(finish_job(jobs, job, job->lease, VERDICT_ACCEPTED), JOBS_OK);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(store_open(in_folder("s.db"), STORE_WRITE, &store, &err), -1);
        cr_expect_eq(err.kind, ERR_INPUT);
        cr_assert_eq(store_open(in_folder("s.db"), STORE_READ, &store, &err), 0, "%s", err.msg);
        cr_assert_eq(store_view(store, "problem", &filter, &arena, &table, &err), 0, "%s", err.msg);
        cr_expect_eq(table.row_count, 1);
        cr_expect_eq(database_exec(&store->database, "DELETE FROM job", &err), -1);
        store_close(store);
        if (i == 0)
            jobs_close(jobs); /* and when the service is not running too */
    }
}

Test(jobs, a_copy_can_be_made_while_the_service_runs)
{
    struct err err = {0};
    struct store *store = NULL;
    struct jobs *jobs = open_jobs("s.db");
    (void)add_for(jobs, "ada");
    cr_assert_eq(store_open(in_folder("s.db"), STORE_READ, &store, &err), 0, "%s", err.msg);
    cr_assert_eq(store_backup(store, in_folder("copy.db"), &err), 0, "%s", err.msg);
    cr_expect_eq(database_exec(&store->database, "DELETE FROM job", &err), -1, "still no writing");
    store_close(store);
    (void)add_for(jobs, "ada");
    jobs_close(jobs);
    jobs = open_jobs("copy.db");
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 1);
    jobs_close(jobs);
}

Test(jobs, a_history_of_before_becomes_a_service_with_a_copy_beside_it)
{
    struct err err = {0};
    struct database database = {0};
    cr_assert_eq(database_open(in_folder("h.db"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                               &database, &err),
                 0, "%s", err.msg);
    cr_assert_eq(schema_update(&database, schema_steps, 2, &err), 0, "%s", err.msg);
    cr_assert_eq(database_exec(&database,
                               "INSERT INTO submission(received_us, name, problem)"
                               " VALUES(1, 'a.c', 'p')",
                               &err),
                 0, "%s", err.msg);
    database_close(&database);
    struct jobs *jobs = open_jobs("h.db");
    (void)add_for(jobs, "ada");
    cr_expect_eq(ask_jobs(jobs, "PRAGMA user_version"), (int64_t)schema_step_count);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission WHERE name = 'a.c'"), 1);
    jobs_close(jobs);
    cr_expect(fs_exists(AT_FDCWD, in_folder("h.db.v2.backup")));
}

Test(jobs, what_was_handed_in_comes_back)
{
    struct err err = {0};
    const struct job *job = NULL;
    static char large[20000];
    memset(large, 'x', sizeof(large));
    struct jobs *jobs = open_jobs("s.db");
    struct job_request request = request_of("ada");
    request.labels = "{\"room\":\"1\"}";
    request.priority = -7;
    request.language = "c";
    request.webhook = "https://example.org/";
    request.request = large;
    request.request_count = sizeof(large);
    struct job_name name = add_request(jobs, &request);
    cr_assert_eq(strlen(name.token), 36);
    cr_expect_eq(name.token[14], '4', "%s: a UUID, version 4", name.token);
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    cr_assert_eq(jobs_get(jobs, name.token, 0, JOB_WITH_REQUEST, &arena, &job, &err), 0);
    cr_assert_not_null(job);
    cr_expect_str_eq(job->user, "ada");
    cr_expect_str_eq(job->api, "v1");
    cr_expect_str_eq(job->problem, "p1");
    cr_expect_str_eq(job->language, "c");
    cr_expect_str_eq(job->labels, "{\"room\":\"1\"}");
    cr_expect_str_eq(job->webhook, "https://example.org/");
    cr_expect_eq(job->priority, -7);
    cr_expect_eq(job->state, JOB_QUEUED);
    cr_expect_eq(job->received_us, now_us);
    cr_assert_eq(job->request_count, sizeof(large));
    cr_expect_arr_eq(job->request, large, sizeof(large));
    cr_expect_lt(ask_jobs(jobs, "SELECT length(request) FROM job"), 1000, "kept packed");
    cr_expect(isnan(job->score));
    cr_expect_null(job->verdict);
    cr_assert_eq(jobs_get(jobs, "no such token", 0, 0, &arena, &job, &err), 0);
    cr_expect_null(job);
    jobs_close(jobs);
}

static const struct {
    const char *label, *user, *key, *request, *language;
    enum jobs_added added;
    bool is_first; /* named is the first job */
} again[] = {
    {"the same again", "ada", "k1", "{\"files\":[]}", NULL, JOBS_KNOWN, true},
    {"another body", "ada", "k1", "{\"files\":[1]}", NULL, JOBS_CONFLICT, true},
    {"another language", "ada", "k1", "{\"files\":[]}", "c", JOBS_CONFLICT, true},
    {"another key", "ada", "k2", "{\"files\":[]}", NULL, JOBS_NEW, false},
    {"another user", "bob", "k1", "{\"files\":[]}", NULL, JOBS_NEW, false},
    {"no key", "ada", NULL, "{\"files\":[]}", NULL, JOBS_NEW, false},
};

Test(jobs, a_key_stands_for_one_job_of_its_user)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    struct job_request request = request_of("ada");
    request.idempotency_key = "k1";
    struct job_name first = add_request(jobs, &request);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(again); i++) {
        struct job_name name = {0};
        enum jobs_added added = JOBS_NEW;
        struct job_request next = request_of(again[i].user);
        next.idempotency_key = again[i].key;
        next.request = again[i].request;
        next.request_count = strlen(again[i].request);
        next.language = again[i].language;
        cr_assert_eq(jobs_add(jobs, &next, &name, &added, &err), 0, "%s", err.msg);
        cr_expect_eq(added, again[i].added, "%s", again[i].label);
        cr_expect_eq(name.id == first.id, again[i].is_first, "%s", again[i].label);
        cr_expect_eq(strcmp(name.token, first.token) == 0, again[i].is_first, "%s", again[i].label);
    }
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 4);
    jobs_close(jobs);
}

Test(jobs, the_callers_own_text_decides_what_is_the_same)
{
    struct err err = {0};
    struct job_name name;
    enum jobs_added added = JOBS_NEW;
    struct jobs *jobs = open_jobs("s.db");
    struct job_request request = request_of("ada");
    request.idempotency_key = "k";
    request.idempotency_text = "the body as it came";
    (void)add_request(jobs, &request);
    request.problem_digest = "ef01"; /* the problem was edited in between */
    request.request = "{}";
    request.request_count = 2;
    cr_assert_eq(jobs_add(jobs, &request, &name, &added, &err), 0, "%s", err.msg);
    cr_expect_eq(added, JOBS_KNOWN);
    jobs_close(jobs);
}

Test(jobs, a_tick_is_whole_or_was_not)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    cr_assert_eq(jobs_begin(jobs, &err), 0);
    (void)add_for(jobs, "ada");
    (void)add_for(jobs, "ada");
    jobs_close(jobs); /* without a commit */
    jobs = open_jobs("s.db");
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 0);
    cr_assert_eq(jobs_begin(jobs, &err), 0);
    (void)add_for(jobs, "ada");
    cr_assert_eq(jobs_commit(jobs, &err), 0, "%s", err.msg);
    jobs_close(jobs);
    jobs = open_jobs("s.db");
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 1);
    jobs_close(jobs);
}

Test(jobs, a_call_that_fails_leaves_the_tick_as_it_was)
{
    struct err err = {0};
    struct job_name name;
    enum jobs_added added;
    int64_t open_count = -1;
    struct jobs *jobs = open_jobs("s.db");
    cr_assert_eq(jobs_begin(jobs, &err), 0);
    (void)add_for(jobs, "ada");
    struct job_request bad = request_of("bob");
    bad.api = NULL; /* the table wants one */
    cr_expect_eq(jobs_add(jobs, &bad, &name, &added, &err), -1);
    (void)add_for(jobs, "ada");
    cr_assert_eq(jobs_commit(jobs, &err), 0, "%s", err.msg);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job"), 2);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM service_user WHERE user = 'bob'"), 0);
    cr_assert_eq(jobs_open_count(jobs, &open_count, &err), 0);
    cr_expect_eq(open_count, 2);
    jobs_close(jobs);
}
