/* model: see model.h. */
#include "model.h"

#include <hiredis/hiredis.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static const char *const state_names[] = {
    [ABSENT] = "", [READY] = "ready",     [DELAYED] = "delayed", [LEASED] = "leased",
    [OUT] = "out", [SETTLED] = "settled", [BURIED] = "dead",
};
static const char *const index_names[] = {
    [ABSENT] = "", [READY] = "ready", [DELAYED] = "delayed", [LEASED] = "lease",
    [OUT] = "out", [SETTLED] = "",    [BURIED] = "dead",
};

unsigned long model_number(const char *text, unsigned long otherwise)
{
    return text && text[0] ? strtoul(text, NULL, 10) : otherwise;
}

/* xorshift64* */
uint64_t model_random(struct model *model, uint64_t below)
{
    model->random ^= model->random >> 12;
    model->random ^= model->random << 25;
    model->random ^= model->random >> 27;
    return (model->random * 0x2545F4914F6CDD1DULL >> 33) % below;
}

void model_name_jobs(struct model *model)
{
    for (size_t i = 0; i < MODEL_JOBS; i++)
        (void)snprintf(model->jobs[i].id, sizeof(model->jobs[i].id), "job-%02zu", i);
}

struct model_job *model_find(struct model *model, const char *id)
{
    for (size_t i = 0; i < MODEL_JOBS; i++)
        if (!strcmp(model->jobs[i].id, id))
            return &model->jobs[i];
    return NULL;
}

const char *model_index_of(enum model_state state)
{
    return index_names[state];
}

void model_remember_token(struct model *model, const char *token)
{
    (void)memcpy(model->tokens[model->token_count++ % MODEL_TOKENS], token, QUEUE_TOKEN_BYTES);
}

const char *model_old_token(struct model *model)
{
    static const char none[QUEUE_TOKEN_BYTES] = "00000000000000000000000000000000";
    size_t known = model->token_count < MODEL_TOKENS ? model->token_count : MODEL_TOKENS;
    return known ? model->tokens[model_random(model, known)] : none;
}

static void fail(struct model *model, const char *format, va_list arguments)
{
    if (model->failed)
        return;
    model->failed = true;
    int used = snprintf(model->why, sizeof(model->why), "step %lu: ", model->step);
    (void)vsnprintf(model->why + used, sizeof(model->why) - (size_t)used, format, arguments);
}

void model_check(struct model *model, bool is_true, const char *format, ...)
{
    model->checks++;
    if (is_true)
        return;
    va_list arguments;
    va_start(arguments, format);
    fail(model, format, arguments);
    va_end(arguments);
}

void model_expect(struct model *model, enum queue_answer answer, enum queue_answer expected,
                  const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    model_check(model, answer == expected, "%s: %s instead of %s", what, queue_answer_text(answer),
                queue_answer_text(expected));
}

void model_said(struct model *model, int status)
{
    model_check(model, status == 0, "%s", model->err.msg);
}

void model_raw(struct model *model, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = redisvCommand(model->raw, format, arguments);
    va_end(arguments);
    model_check(model, reply && reply->type != REDIS_REPLY_ERROR, "raw command: %s",
                reply ? reply->str : model->raw->errstr);
    if (reply)
        freeReplyObject(reply);
}

void model_open(struct model *model, const char *url, const char *socket_path, unsigned long seed)
{
    struct timespec now;
    struct queue_options options = {.url = url};
    struct queue_terms terms = {.uuid = "5f2c", .server_url = "http://127.0.0.1:1"};
    while (seed == 0)
        if (getrandom(&seed, 4, 0) != 4)
            seed = 1;
    model->seed = seed & 0xffffffff;
    model->random = model->seed * 0x9E3779B97F4A7C15ULL | 1;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    model->now_ms = now.tv_sec * 1000;
    model->raw = redisConnectUnix(socket_path);
    model_name_jobs(model);
    for (size_t i = 0; i < MODEL_WORKERS; i++)
        (void)snprintf(model->workers[i].id, sizeof(model->workers[i].id), "w%zu", i);
    model_said(model, queue_attach(&options, &model->server, &model->err));
    if (!model->failed)
        model_said(model, queue_claim(model->server, &terms, &model->err));
}

void model_close(struct model *model)
{
    queue_detach(model->server);
    redisFree(model->raw);
}

/* ---- comparing ---- */

static redisReply *ask(struct model *model, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = redisvCommand(model->raw, format, arguments);
    va_end(arguments);
    return reply;
}

static const char *text_of(const redisReply *reply, size_t index)
{
    return reply->element[index]->str ? reply->element[index]->str : "";
}

static void compare_hash(struct model *model, const struct model_job *job)
{
    redisReply *h = ask(
        model, "HMGET " MODEL_ROOT "job:%s state judging tok crashes nacks releases outcome result",
        job->id);
    model_check(model, !strcmp(text_of(h, 0), state_names[job->state]), "%s is %s instead of %s",
                job->id, text_of(h, 0), state_names[job->state]);
    if (job->state != ABSENT) {
        const int figures[] = {job->crashes, job->nacks, job->releases};
        model_check(model, atoll(text_of(h, 1)) == job->judging, "judging of %s is %s", job->id,
                    text_of(h, 1));
        model_check(model, !strcmp(text_of(h, 2), job->state == LEASED ? job->token : ""),
                    "I4: token of %s is %s", job->id, text_of(h, 2));
        for (size_t i = 0; i < 3; i++)
            model_check(model, atoi(text_of(h, 3 + i)) == figures[i], "counter %zu of %s is %s", i,
                        job->id, text_of(h, 3 + i));
        if (job->outcome)
            model_check(model, !strcmp(text_of(h, 6), job->outcome), "I2: outcome of %s is %s",
                        job->id, text_of(h, 6));
        if (job->state == OUT && !strcmp(job->outcome, "done"))
            model_check(model, !strcmp(text_of(h, 7), job->result), "I2: result of %s is %s",
                        job->id, text_of(h, 7));
        model_check(model, job->executions <= job->crashes + job->nacks + job->releases + 1,
                    "I5: %s was executed %d times", job->id, job->executions);
    }
    freeReplyObject(h);
}

static void compare_index(struct model *model, const char *name)
{
    redisReply *members = ask(model, "ZRANGE " MODEL_ROOT "%s 0 -1", name);
    size_t expected = 0;
    for (size_t i = 0; i < MODEL_JOBS; i++)
        expected += !strcmp(index_names[model->jobs[i].state], name);
    model_check(model, members->elements == expected, "I3: %zu in %s, %zu expected",
                members->elements, name, expected);
    for (size_t i = 0; i < members->elements; i++) {
        const struct model_job *job = model_find(model, members->element[i]->str);
        model_check(model, job && !strcmp(index_names[job->state], name), "I3: %s is in %s",
                    members->element[i]->str, name);
    }
    freeReplyObject(members);
}

static void compare_counters(struct model *model)
{
    struct queue_status s;
    struct arena arena = {0};
    if (queue_read_status(model->server, &arena, &s, &model->err))
        model_said(model, -1);
    else
        model_check(model,
                    s.submitted == model->submitted && s.settled == model->settled &&
                        s.submitted == s.settled + s.lost + s.ready + s.delayed + s.leased + s.out,
                    "I7: %lld submitted, %lld settled, %lld lost, %lld %lld %lld %lld here",
                    (long long)s.submitted, (long long)s.settled, (long long)s.lost,
                    (long long)s.ready, (long long)s.delayed, (long long)s.leased,
                    (long long)s.out);
    arena_done(&arena);
}

void model_compare(struct model *model)
{
    static const char *const indexes[] = {"ready", "delayed", "lease", "out", "dead"};
    for (size_t i = 0; i < MODEL_JOBS && !model->failed; i++)
        compare_hash(model, &model->jobs[i]);
    for (size_t i = 0; i < 5 && !model->failed; i++)
        compare_index(model, indexes[i]);
    if (!model->failed)
        compare_counters(model);
}
