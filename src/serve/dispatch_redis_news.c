/* dispatch_redis_news: how judgings go, from workers (queue/news.h) to the record and to those who
 * watch. A worker's words are not trusted: they change nothing but "queued" and "judging" of one
 * that has not ended, and what is shown meanwhile. */
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "serve/dispatch_redis.h"
#include "serve/events.h"
#include "serve/outcome.h"
#include "serve/report.h"

enum { NEWS_WAITING_MOST = 256, VALUES_MOST = 1 << 18, HEAR_MS = 1000, REST_MS = 2000 };

/* ---- the listener ---- */

/* The last of a judging says nothing that its result does not say: it is for streams only. */
static bool is_for_nobody(const struct remote *remote, const struct queue_news *news)
{
    return str_starts_with(news->text, "{\"over\":true") &&
           !events_are_watched(remote->dispatch.server->events);
}

/* A main thread that is busy hears less. */
static void post_news(struct remote *remote, const struct queue_news *news)
{
    if (is_for_nobody(remote, news))
        return;
    (void)pthread_mutex_lock(&remote->lock);
    bool is_wanted = remote->news_count < NEWS_WAITING_MOST;
    remote->news_count += is_wanted;
    (void)pthread_mutex_unlock(&remote->lock);
    if (!is_wanted)
        return;
    struct letter *letter = letter_new(LETTER_NEWS, 1);
    letter->jobs[0] = (struct queue_job){.id = arena_string(&letter->arena, news->id),
                                         .judging = news->judging,
                                         .worker = arena_string(&letter->arena, news->worker),
                                         .request = arena_string(&letter->arena, news->text),
                                         .request_count = strlen(news->text)};
    letter->count = 1;
    remote_post(remote, &remote->to_main, letter);
}

static void note_mark(struct remote *remote, int64_t number)
{
    (void)pthread_mutex_lock(&remote->lock);
    remote->heard_mark = number;
    (void)pthread_cond_broadcast(&remote->changed);
    (void)pthread_mutex_unlock(&remote->lock);
}

static void note_hearing(struct remote *remote, bool is_hearing)
{
    (void)pthread_mutex_lock(&remote->lock);
    remote->is_hearing = is_hearing;
    (void)pthread_mutex_unlock(&remote->lock);
}

/* Nothing depends on it: a Redis that does not let us listen is told of once. */
void *remote_listen(void *context)
{
    struct remote *remote = context;
    struct queue *queue = NULL;
    struct err err = {0};
    bool was_deaf = false;
    if (remote_attach(remote, &queue, &err) != 0)
        return NULL;
    while (!remote_is_ending(remote)) {
        struct arena arena EV_CLEANUP(arena_done) = {0};
        struct queue_news news;
        bool has_news = false;
        bool is_deaf = queue_hear(queue, HEAR_MS, &arena, &news, &has_news, &err) != 0;
        if (is_deaf && !was_deaf)
            REPORT(LOG_WARN, "what workers tell of their judgings is not heard",
                   {"error", err.msg});
        was_deaf = is_deaf;
        note_hearing(remote, !is_deaf);
        if (has_news && strcmp(news.id, QUEUE_MARK) == 0)
            note_mark(remote, news.judging);
        else if (has_news)
            post_news(remote, &news);
        if (is_deaf)
            remote_rest(remote, REST_MS);
    }
    queue_detach(queue);
    return NULL;
}

/* ---- the main thread ---- */

static void note_running(struct server *server, const struct job *row, const struct queue_job *job)
{
    bool is_known =
        row->state == JOB_JUDGING && row->worker != NULL && strcmp(row->worker, job->worker) == 0;
    const struct job_progress progress = {.id = row->name.id,
                                          .judging = row->judging,
                                          .state = JOB_JUDGING,
                                          .worker = job->worker,
                                          .started_us = now_us()};
    struct err err = {0};
    if (is_known)
        return;
    if (server_write(server, &err) != 0 || jobs_set_progress(server->jobs, &progress, &err) != 0)
        remote_report("who judges cannot be recorded", &err);
    else
        outcome_state(server, row->name.id, row->judging, JOB_JUDGING);
}

static void tell_events(struct server *server, const struct job *row, const struct json *events)
{
    for (size_t i = 0; i < json_count(events); i++) {
        const struct json *event = json_item(events, i);
        const char *name = json_text(json_get(event, "event"));
        bool is_compiled = name != NULL && strcmp(name, "compiled") == 0;
        bool is_test = json_get(event, "test") != NULL;
        if (is_compiled || is_test)
            outcome_progress(server, row->name.id, row->judging, is_compiled ? "compiled" : "test",
                             event);
    }
}

/* NULL: of something that is over, or nonsense; else the caller's. */
static struct json *read_news(const struct job *row, const char *text, size_t count)
{
    static const struct json_bounds bounds = {QUEUE_NEWS_MAX, VALUES_MOST};
    struct json *value = NULL;
    struct err ignored; /* a worker's own words */
    if (row == NULL || job_state_is_final(row->state) || row->judging != row->active_judging ||
        json_parse_within("news", text, count, &bounds, &value, &ignored) != 0)
        return NULL;
    return value;
}

static void take(struct server *server, const struct queue_job *job)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    bool is_over = false;
    const struct job *row = remote_find_row(server, job, &arena);
    struct json *value = read_news(row, job->request, job->request_count);
    if (value == NULL)
        return;
    (void)json_flag(json_get(value, "over"), &is_over); /* absent: not over */
    if (!is_over) /* else the result is on its way, and a write of it */
        note_running(server, row, job);
    tell_events(server, row, json_get(value, "events"));
    json_close(value);
}

/* They say nothing that the result does not say: they are for streams only. */
void remote_tell_last_news(struct server *server, const struct job *row,
                           const struct queue_job *job)
{
    bool is_for_nobody =
        job->news == NULL || job->news[0] == '\0' || !events_are_watched(server->events);
    struct json *value = is_for_nobody ? NULL : read_news(row, job->news, strlen(job->news));
    if (value == NULL)
        return;
    tell_events(server, row, json_get(value, "events"));
    json_close(value);
}

void remote_take_news(struct remote *remote, const struct letter *letter)
{
    (void)pthread_mutex_lock(&remote->lock);
    remote->news_count--;
    (void)pthread_mutex_unlock(&remote->lock);
    for (size_t i = 0; i < letter->count; i++)
        take(remote->dispatch.server, &letter->jobs[i]);
}
