/* queue_cost: what the queue in Redis costs without anything that judges: jobs submitted as the
 * server does, taken and finished one after the other as one worker does, collected and settled as
 * the server does. Part of rows P9.
 *
 *   queue_cost REDIS-URL JOBS */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "queue/queue.h"

enum { LETTER = 64, REQUEST_BYTES = 3000, RESULT_BYTES = 4000, JOBS_MOST = 1000000 };
enum { SUBMITS_LEAST = 7000, PAIRS_LEAST = 1000 };

static char request[REQUEST_BYTES + 1], result[RESULT_BYTES + 1];

static double seconds_since(int64_t start_ns)
{
    return (double)(bench_now_ns() - start_ns) / 1e9;
}

static void must(int status, const struct err *err)
{
    if (status != 0)
        bench_die("queue_cost", err);
}

static void submit_letter(struct queue *queue, long first, size_t count)
{
    char ids[LETTER][24];
    struct queue_job jobs[LETTER];
    enum queue_answer answers[LETTER];
    struct err err = {0};
    for (size_t i = 0; i < count; i++) {
        snprintf(ids[i], sizeof(ids[i]), "%ld", first + (long)i);
        jobs[i] = (struct queue_job){.id = ids[i],
                                     .judging = 1,
                                     .priority = 100,
                                     .vt_ms = 1700000000000 + first,
                                     .user = "",
                                     .language = "c",
                                     .revision = "",
                                     .hard_ms = 3600000,
                                     .request = request,
                                     .request_count = REQUEST_BYTES};
    }
    must(queue_submit(queue, jobs, count, answers, &err), &err);
    for (size_t i = 0; i < count; i++)
        if (answers[i] != QUEUE_OK)
            bench_die(queue_answer_text(answers[i]), NULL);
}

static double submit_all(struct queue *queue, long count)
{
    int64_t start_ns = bench_now_ns();
    for (long first = 1; first <= count; first += LETTER)
        submit_letter(queue, first,
                      (size_t)(count - first + 1 < LETTER ? count - first + 1 : LETTER));
    return seconds_since(start_ns);
}

static double judge_all(struct queue *queue, long count)
{
    int64_t start_ns = bench_now_ns();
    for (long i = 0; i < count; i++) {
        struct arena EV_CLEANUP(arena_done) arena = {0};
        struct queue_job job = {0};
        char token[QUEUE_TOKEN_BYTES];
        enum queue_answer answer;
        struct err err = {0};
        must(queue_make_token(token, &err), &err);
        must(queue_fetch(queue, "bench", token, NULL, &arena, &job, &answer, &err), &err);
        if (answer != QUEUE_OK)
            bench_die(queue_answer_text(answer), NULL);
        must(queue_finish(queue, &job, result, RESULT_BYTES, &answer, &err), &err);
        if (answer != QUEUE_OK)
            bench_die(queue_answer_text(answer), NULL);
    }
    return seconds_since(start_ns);
}

static double collect_all(struct queue *queue, long count)
{
    int64_t start_ns = bench_now_ns();
    for (long settled = 0; settled < count;) {
        struct arena EV_CLEANUP(arena_done) arena = {0};
        struct queue_job *jobs;
        enum queue_answer answers[LETTER];
        size_t found;
        struct err err = {0};
        must(queue_out(queue, LETTER, &arena, &jobs, &found, &err), &err);
        must(queue_settle(queue, jobs, found, answers, &err), &err);
        if (found == 0)
            bench_die("jobs were lost", NULL);
        settled += (long)found;
    }
    return seconds_since(start_ns);
}

int main(int argc, char **argv)
{
    static const struct queue_terms terms = {.uuid = "bench", .server_url = "http://localhost"};
    const struct queue_options options = {.url = argc == 3 ? argv[1] : NULL, .name = "bench"};
    long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    struct queue *queue = NULL;
    struct err err = {0};
    if (count < 1 || count > JOBS_MOST) {
        fprintf(stderr, "usage: queue_cost REDIS-URL JOBS\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    memset(request, 'x', REQUEST_BYTES);
    memset(result, 'y', RESULT_BYTES);
    must(queue_attach(&options, &queue, &err), &err);
    must(queue_claim(queue, &terms, &err), &err);
    bench_row("P9", "Redis alone: submits of 3 kB, 64 together",
              (double)count / submit_all(queue, count), "1/s", SUBMITS_LEAST, true);
    bench_row("P9", "Redis alone: fetch and finish, one after the other",
              (double)count / judge_all(queue, count), "1/s", PAIRS_LEAST, true);
    bench_row("P9", "Redis alone: collect and settle", (double)count / collect_all(queue, count),
              "1/s", 0, true);
    queue_detach(queue);
    return 0;
}
