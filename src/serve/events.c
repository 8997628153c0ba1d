/* events: see events.h. */
#include "serve/events.h"

#include <stdatomic.h>
#include <string.h>

#include "serve/auth.h"
#include "serve/problem_doc.h"
#include "serve/view.h"

enum { BEAT_MS = 15000, QUEUE_MS = 1000 };

struct note {
    int64_t job;
    int judging;
    const char *name;
    struct json *detail; /* NULL: the state changed */
};

struct watcher {
    struct events *events;
    struct request *request;
    struct stream *stream; /* NULL: the request waits */
    int64_t job;           /* 0: all */
    struct timer deadline; /* of one that waits */
    void (*then)(struct request *request);
    struct watcher *next, *previous;
};

struct events {
    struct server *server;
    struct watcher *watchers;
    size_t watcher_count;
    atomic_size_t stream_count; /* of them */
    struct note *notes;
    size_t note_count, note_capacity;
    struct timer beat, queue;
    struct jobs_counts told; /* of the queue */
};

/* ---- watchers ---- */

static struct watcher *watcher_open(struct events *events, struct request *request, int64_t job)
{
    struct watcher *watcher = calloc(1, sizeof(*watcher));
    if (watcher == NULL)
        err_out_of_memory();
    *watcher = (struct watcher){
        .events = events, .request = request, .job = job, .next = events->watchers};
    if (events->watchers != NULL)
        events->watchers->previous = watcher;
    events->watchers = watcher;
    events->watcher_count++;
    return watcher;
}

static void watcher_close(struct watcher *watcher)
{
    struct events *events = watcher->events;
    if (watcher->previous != NULL)
        watcher->previous->next = watcher->next;
    else
        events->watchers = watcher->next;
    if (watcher->next != NULL)
        watcher->next->previous = watcher->previous;
    events->watcher_count--;
    if (watcher->stream != NULL)
        atomic_fetch_sub(&events->stream_count, 1);
    timer_done(&watcher->deadline);
    free(watcher);
}

static void on_stream_closed(void *context)
{
    watcher_close(context);
}

static const struct stream_calls stream_calls = {on_stream_closed};

static void end_wait(struct watcher *watcher)
{
    struct request *request = watcher->request;
    void (*then)(struct request * request) = watcher->then;
    watcher_close(watcher);
    then(request);
    request_ready(request);
    loop_again(request->server->loop); /* it is answered at a round's end */
}

static void on_deadline(void *context)
{
    end_wait(context);
}

static void on_gone(struct request *request)
{
    watcher_close(request->held);
}

static bool is_full(const struct events *events)
{
    return events->watcher_count >= EVENTS_WATCHERS_MAX;
}

void events_wait(struct request *request, int64_t job, int64_t most_ms,
                 void (*then)(struct request *request))
{
    if (is_full(request->server->events)) { /* what was handed in stands, and may be asked for */
        then(request);
        return;
    }
    struct watcher *watcher = watcher_open(request->server->events, request, job);
    watcher->then = then;
    timer_init(&watcher->deadline, request->server->loop, on_deadline, watcher);
    timer_set(&watcher->deadline, most_ms);
    request->held = watcher;
    request_on_gone(request, on_gone);
}

/* ---- sending ---- */

static void send_event(struct watcher *watcher, const char *name, const struct json *data)
{
    struct str text EV_STR = {0};
    str_printf(&text, "event: %s\ndata: ", name);
    json_write(data, false, &text);
    str_add(&text, "\n\n");
    stream_send(watcher->stream, str_text(&text), text.count);
}

static void send_state(struct watcher *watcher, const struct job *job)
{
    struct json *data = view_summary(&watcher->request->caller, job);
    send_event(watcher, "state", data);
    json_close(data);
    if (watcher->job != 0 && job_state_is_final(job->state))
        stream_end(watcher->stream);
}

/* The test that a note is about, as this caller may see it; NULL: not at all. */
static struct json *seen_test(const struct request *request, const struct job *job,
                              const struct note *note)
{
    struct str text EV_STR = {0};
    struct json *copy = NULL;
    struct err ignored; /* was JSON before */
    bool is_sample = false;
    json_write(json_get(note->detail, "test"), false, &text);
    if (json_parse("test", str_text(&text), text.count, &copy, &ignored) != 0)
        return NULL;
    (void)json_flag(json_get(note->detail, "sample"), &is_sample); /* absent stays false */
    return view_test(request->server, &request->caller, job, copy, is_sample);
}

/* What an agent tells of a judging under way, as far as this caller may see it: that there is a
 * test, and how many there are, are secrets too. */
static void send_progress(struct watcher *watcher, const struct job *job, const struct note *note)
{
    const struct request *request = watcher->request;
    bool is_test = json_get(note->detail, "test") != NULL;
    struct json *test = is_test ? seen_test(request, job, note) : NULL;
    if (is_test && test == NULL)
        return;
    struct json *data = json_map();
    json_set_string(data, "id", job->name.token);
    if (is_test)
        json_set(data, "index", json_share(json_get(note->detail, "index")));
    if (view_tells_tests(request->server, &request->caller, job))
        json_set(data, "total", json_share(json_get(note->detail, "total")));
    if (is_test)
        json_set(data, "test", test);
    send_event(watcher, note->name, data);
    json_close(data);
}

static void tell_watcher(struct watcher *watcher, const struct job *job, const struct note *note)
{
    if ((watcher->job != 0 && watcher->job != job->name.id) ||
        !auth_sees(&watcher->request->caller, job))
        return;
    if (watcher->stream == NULL) {
        if (job_state_is_final(job->state))
            end_wait(watcher);
        return;
    }
    if (note->detail == NULL)
        send_state(watcher, job);
    else
        send_progress(watcher, job, note);
}

/* A state is read when it is told: the last one that a round brings, behind its tests. */
static bool is_overtaken(const struct events *events, size_t at)
{
    const struct note *note = &events->notes[at];
    bool is_found = false;
    for (size_t i = at + 1; note->detail == NULL && !is_found && i < events->note_count; i++)
        is_found = events->notes[i].job == note->job && events->notes[i].detail == NULL;
    return is_found;
}

static void tell_note(struct events *events, const struct note *note)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct job *job = NULL;
    struct err ignored; /* a job that cannot be read now is not told of */
    if (jobs_get_id(events->server->jobs, note->job, 0, 0, &arena, &job, &ignored) != 0 ||
        job == NULL)
        return;
    struct watcher *next;
    for (struct watcher *watcher = events->watchers; watcher != NULL; watcher = next) {
        next = watcher->next;
        tell_watcher(watcher, job, note);
    }
}

bool events_are_watched(const struct events *events)
{
    return atomic_load(&events->stream_count) > 0;
}

/* Whoever begins to watch later sees how it is then. */
static bool is_wanted(const struct events *events, int64_t job, bool is_progress)
{
    const struct watcher *watcher = events->watchers;
    while (watcher != NULL &&
           ((watcher->job != 0 && watcher->job != job) || (is_progress && watcher->stream == NULL)))
        watcher = watcher->next;
    return watcher != NULL;
}

void events_note(struct events *events, int64_t job, int judging, const char *name,
                 struct json *detail)
{
    size_t most = detail != NULL ? EVENTS_PENDING_MAX / 2 : EVENTS_PENDING_MAX; /* ends are told */
    if (events->note_count >= most || !is_wanted(events, job, detail != NULL)) {
        if (detail != NULL)
            json_close(detail);
        return;
    }
    if (events->note_count == events->note_capacity) {
        events->note_capacity = events->note_capacity * 2 + 16;
        struct note *grown = realloc(events->notes, events->note_capacity * sizeof(*events->notes));
        if (grown == NULL)
            err_out_of_memory();
        events->notes = grown;
    }
    events->notes[events->note_count++] = (struct note){job, judging, name, detail};
}

/* What a request waits for was never recorded: it would wait for nothing. */
static void end_lost_waits(struct events *events)
{
    struct watcher *next;
    for (struct watcher *watcher = events->watchers; watcher != NULL; watcher = next) {
        struct arena arena EV_CLEANUP(arena_done) = {0};
        const struct job *job = NULL;
        struct err ignored; /* then it waits on */
        struct request *request = watcher->request;
        next = watcher->next;
        if (watcher->stream != NULL ||
            jobs_get_id(events->server->jobs, watcher->job, 0, 0, &arena, &job, &ignored) != 0 ||
            job != NULL)
            continue;
        watcher_close(watcher);
        answer_lost(request);
        request_ready(request);
    }
}

void events_tell(struct events *events, bool is_lost)
{
    if (is_lost)
        end_lost_waits(events);
    for (size_t i = 0; i < events->note_count; i++) {
        if (!is_lost && !is_overtaken(events, i))
            tell_note(events, &events->notes[i]);
        if (events->notes[i].detail != NULL)
            json_close(events->notes[i].detail);
    }
    events->note_count = 0;
}

/* ---- streams ---- */

static void on_beat(void *context)
{
    struct events *events = context;
    static const char beat[] = ": still here\n\n";
    struct watcher *next;
    for (struct watcher *watcher = events->watchers; watcher != NULL; watcher = next) {
        next = watcher->next;
        if (watcher->stream != NULL)
            stream_send(watcher->stream, beat, sizeof(beat) - 1);
    }
    timer_set(&events->beat, BEAT_MS);
    loop_again(events->server->loop);
}

static struct json *counts_json(const struct jobs_counts *counts)
{
    struct json *data = json_map();
    json_set_i64(data, "queued", counts->queued);
    json_set_i64(data, "judging", counts->judging);
    json_set_i64(data, "dead", counts->dead);
    view_set_time(data, "oldest_queued_at", counts->oldest_queued_us);
    return data;
}

static bool is_same(const struct jobs_counts *a, const struct jobs_counts *b)
{
    return a->queued == b->queued && a->judging == b->judging && a->dead == b->dead;
}

/* The queue's figures, once a second where they changed and somebody watches all. */
static void on_queue(void *context)
{
    struct events *events = context;
    struct jobs_counts counts;
    struct err ignored; /* then they are told a second later */
    timer_set(&events->queue, QUEUE_MS);
    bool is_watched = false;
    for (struct watcher *watcher = events->watchers; watcher != NULL; watcher = watcher->next)
        is_watched |= watcher->stream != NULL && watcher->job == 0;
    if (!is_watched || jobs_count(events->server->jobs, &counts, &ignored) != 0 ||
        is_same(&counts, &events->told))
        return;
    events->told = counts;
    struct json *data = counts_json(&counts);
    for (struct watcher *watcher = events->watchers; watcher != NULL; watcher = watcher->next) {
        if (watcher->stream != NULL && watcher->job == 0)
            send_event(watcher, "queue", data);
    }
    json_close(data);
}

static const char *name_of(const struct caller *caller)
{
    return caller->user != NULL ? caller->user : caller->address;
}

static bool has_too_many(const struct events *events, const struct caller *caller)
{
    size_t count = 0;
    for (const struct watcher *at = events->watchers; at != NULL; at = at->next) {
        const struct caller *other = &at->request->caller;
        count += at->stream != NULL && (other->user == NULL) == (caller->user == NULL) &&
                 strcmp(name_of(other), name_of(caller)) == 0;
    }
    return caller->right != RIGHT_ADMIN && count >= EVENTS_STREAMS_EACH;
}

/* Answered where it is true. */
static bool is_refused(struct request *request)
{
    const struct events *events = request->server->events;
    bool is_each = !is_full(events) && has_too_many(events, &request->caller);
    if (!is_full(events) && !is_each)
        return false;
    answer_retry(request, 503, 5,
                 is_each ? "too many of your streams are open" : "too many are watching");
    return true;
}

void events_stream(struct request *request, int64_t job)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct server *server = request->server;
    const struct job *now = NULL;
    struct jobs_counts counts;
    struct err err = {0};
    if (is_refused(request))
        return;
    if (job != 0 ? jobs_get_id(server->jobs, job, 0, 0, &arena, &now, &err) != 0
                 : jobs_count(server->jobs, &counts, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    struct watcher *watcher = watcher_open(server->events, request, job);
    watcher->stream = answer_stream(request, "text/event-stream", &stream_calls, watcher);
    atomic_fetch_add(&server->events->stream_count, 1);
    if (now != NULL) {
        send_state(watcher, now);
        return;
    }
    struct json *data = counts_json(&counts);
    send_event(watcher, "queue", data);
    json_close(data);
}

/* ---- opening ---- */

struct events *events_open(struct server *server)
{
    struct events *events = calloc(1, sizeof(*events));
    if (events == NULL)
        err_out_of_memory();
    events->server = server;
    timer_init(&events->beat, server->loop, on_beat, events);
    timer_set(&events->beat, BEAT_MS);
    timer_init(&events->queue, server->loop, on_queue, events);
    timer_set(&events->queue, QUEUE_MS);
    return events;
}

void events_close(struct events *events)
{
    if (events == NULL)
        return;
    events_tell(events, true);
    timer_done(&events->beat);
    timer_done(&events->queue);
    free(events->notes);
    free(events);
}
