/* The record when its process is killed, and when the disk is full: what was told is there, and
 * nothing is there by halves. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "service.h"

TestSuite(jobs_crash, .init = folder_make, .fini = folder_remove, .timeout = 300);

enum { ROUNDS = 12, PER_TICK = 5, FULL_BYTES = 1 << 20, LARGE_BYTES = 8000 };

/* What the child tells after each commit. */
struct told {
    int64_t added, finished;
};

/* ---- a child that never ends by itself; it must not assert ---- */

static int add_some(struct jobs *jobs, struct told *told, struct err *err)
{
    for (int i = 0; i < PER_TICK; i++) {
        struct job_request request = request_of(i % 2 == 0 ? "ada" : "bob");
        struct job_name name;
        enum jobs_added added;
        char bytes[200];
        random_fill(bytes, sizeof(bytes));
        request.request = bytes;
        request.request_count = sizeof(bytes);
        request.webhook = "https://one.example/";
        if (jobs_add(jobs, &request, &name, &added, err) != 0)
            return -1;
        told->added++;
    }
    return 0;
}

static int judge_some(struct jobs *jobs, struct told *told, struct err *err)
{
    for (int i = 0; i < PER_TICK - 1; i++) {
        struct arena memory = {0};
        struct submission_report report = report_of(VERDICT_ACCEPTED);
        const struct job *job = NULL;
        enum jobs_outcome outcome = JOBS_UNKNOWN;
        if (jobs_fetch(jobs, "w", &memory, &job, err) != 0 || job == NULL)
            return -1;
        struct job_result result = {.id = job->name.id,
                                    .judging = job->judging,
                                    .lease = job->lease,
                                    .report = &report,
                                    .package = "/p",
                                    .result = "{}",
                                    .result_count = 2};
        if (jobs_finish(jobs, &result, &outcome, err) != 0 || outcome != JOBS_OK)
            return -1;
        told->finished++;
        arena_done(&memory);
    }
    return 0;
}

static int work(struct jobs *jobs, int pipe_fd, struct err *err)
{
    struct told told = {0};
    struct jobs_recovered recovered;
    if (jobs_recover(jobs, false, &recovered, err) != 0)
        return -1;
    for (;;) {
        now_us += 1000000;
        if (jobs_begin(jobs, err) != 0 || add_some(jobs, &told, err) != 0 ||
            judge_some(jobs, &told, err) != 0 || jobs_commit(jobs, err) != 0)
            return -1;
        if (write(pipe_fd, &told, sizeof(told)) != (ssize_t)sizeof(told))
            return -1;
    }
}

static void be_child(int pipe_fd)
{
    struct err err = {0};
    struct jobs *jobs = NULL;
    struct jobs_options options = test_options("s.db");
    if (jobs_open(&options, &jobs, &err) == 0)
        (void)work(jobs, pipe_fd, &err);
    fprintf(stderr, "child: %s\n", err.msg);
    _exit(1);
}

/* ---- its killer ---- */

static struct told kill_one(unsigned ticks)
{
    struct told told = {0};
    int ends[2], status = 0;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        be_child(ends[1]);
    close(ends[1]);
    for (unsigned i = 0; i < ticks; i++)
        cr_assert_eq(read(ends[0], &told, sizeof(told)), (ssize_t)sizeof(told));
    cr_assert_eq(kill(child, SIGKILL), 0);
    while (read(ends[0], &told, sizeof(told)) > 0)
        continue; /* told before it died */
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status));
    return told;
}

/* Whatever must be whole, in the whole file. */
static void check_file(struct jobs *jobs)
{
    cr_assert_eq(ask_jobs(jobs, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM job") % PER_TICK, 0, "half of a tick");
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM job j WHERE NOT EXISTS (SELECT 1 FROM"
                                " job_judging g WHERE g.job = j.id)"),
                 0);
    int64_t done = ask_jobs(jobs, "SELECT count(*) FROM job_judging WHERE state = 'done'");
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM judging"), done);
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM test_run"), 2 * done);
    cr_assert_eq(ask_jobs(jobs, "SELECT count(*) FROM webhook_out"), done);
}

Test(jobs_crash, a_killed_service_loses_nothing_that_was_told)
{
    int64_t added = 0, finished = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct told told = kill_one(1 + round % 5);
        struct jobs *jobs = open_jobs("s.db");
        check_file(jobs);
        added += told.added;
        finished += told.finished;
        int64_t there = ask_jobs(jobs, "SELECT count(*) FROM job");
        cr_assert_geq(there, added, "told of %lld, %lld are there", (long long)added,
                      (long long)there);
        cr_assert_geq(ask_jobs(jobs, "SELECT count(*) FROM job_judging WHERE state = 'done'"),
                      finished);
        added = there; /* one tick may have been committed and not told any more */
        finished = ask_jobs(jobs, "SELECT count(*) FROM job_judging WHERE state = 'done'");
        jobs_close(jobs);
    }
}

/* ---- a full disk ---- */

static int add_large(struct jobs *jobs, struct err *err)
{
    static char bytes[LARGE_BYTES];
    struct job_request request = request_of("ada");
    struct job_name name;
    enum jobs_added added;
    random_fill(bytes, 256);
    for (size_t i = 256; i < sizeof(bytes); i += 240)
        random_fill(bytes + i, sizeof(bytes) - i < 240 ? sizeof(bytes) - i : 240);
    request.request = bytes;
    request.request_count = sizeof(bytes);
    return jobs_add(jobs, &request, &name, &added, err);
}

/* Ticks until one fails; *ticks_out are on the disk. */
static int fill(struct jobs *jobs, int64_t *ticks_out, struct err *err)
{
    for (*ticks_out = 0; *ticks_out < 1000; ++*ticks_out) {
        int status = jobs_begin(jobs, err);
        for (int i = 0; status == 0 && i < PER_TICK; i++)
            status = add_large(jobs, err);
        struct err ignored = {0};
        if (jobs_commit(jobs, status == 0 ? err : &ignored) != 0 || status != 0)
            return -1;
    }
    return 0;
}

/* 0: the disk was full, was told so, twice, and what was there can still be read. */
static int fill_file(void)
{
    struct rlimit limit = {FULL_BYTES, FULL_BYTES};
    struct err err = {0}, again = {0};
    struct jobs *jobs = NULL;
    struct jobs_options options = test_options("s.db");
    struct jobs_counts counts;
    int64_t ticks = 0, more = 0;
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 2;
    if (jobs_open(&options, &jobs, &err) != 0)
        return 3;
    if (fill(jobs, &ticks, &err) == 0 || err.kind != ERR_JUDGE || ticks == 0)
        return 4;
    if (strstr(err.msg, "full") == NULL)
        return 5;
    if (fill(jobs, &more, &again) == 0 || more != 0)
        return 6;
    if (jobs_count(jobs, &counts, &err) != 0 || counts.queued < ticks * PER_TICK)
        return 7;
    return 0;
}

Test(jobs_crash, a_full_disk_is_told_and_leaves_no_half)
{
    int status = 0;
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(fill_file());
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert_eq(WEXITSTATUS(status), 0, "step %d", WEXITSTATUS(status));
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    int64_t there = ask_jobs(jobs, "SELECT count(*) FROM job");
    cr_expect_gt(there, 0);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job_judging"), there);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM job WHERE length(request) = 8000"), there);
    cr_expect_eq(ask_jobs(jobs, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    cr_assert_eq(add_large(jobs, &err), 0, "there is room again: %s", err.msg);
    jobs_close(jobs);
}

/* The same while a report is on its way into ten tables. */
Test(jobs_crash, a_full_disk_in_the_middle_of_a_finish_leaves_the_judging_as_it_was)
{
    struct err err = {0};
    struct jobs *jobs = open_jobs("s.db");
    static char messages[200000];
    int failures = 0;
    for (int room = 0; room < 60; room++) {
        struct submission_report report = report_of(VERDICT_ACCEPTED);
        enum jobs_outcome outcome = JOBS_UNKNOWN;
        (void)add_for(jobs, "ada");
        const struct job *job = fetch(jobs);
        struct job_result result = {
            .id = job->name.id, .judging = job->judging, .lease = job->lease, .report = &report};
        memset(messages, 'x', sizeof(messages) - 1);
        report.compile = (struct compile_report){.is_attempted = true, .messages = messages};
        int64_t pages = ask_jobs(jobs, "PRAGMA page_count");
        const char *sql =
            arena_printf(&arena, "PRAGMA max_page_count = %lld", (long long)pages + room);
        cr_assert_eq(database_exec(&jobs->store->database, sql, &err), 0, "%s", err.msg);
        bool is_failed = jobs_finish(jobs, &result, &outcome, &err) != 0;
        cr_assert_eq(database_exec(&jobs->store->database, "PRAGMA max_page_count = 1000000", &err),
                     0);
        int64_t there = ask_jobs(jobs, "SELECT count(*) FROM judging");
        cr_expect_eq(there, room + 1 - failures - is_failed, "%d", room);
        cr_expect_eq(get(jobs, job->name.id, 0)->state, is_failed ? JOB_JUDGING : JOB_DONE);
        failures += is_failed;
    }
    cr_expect_gt(failures, 10);
    cr_expect_lt(failures, 60);
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM test_run"), 2 * (60 - failures));
    cr_expect_eq(ask_jobs(jobs, "SELECT count(*) FROM submission"), 60 - failures);
    jobs_close(jobs);
}
