/* agent_out: events as lines of JSON on standard output. */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "cli/agent.h"
#include "model/report_wire.h"
#include "render/render.h"

enum { HELD_MS = 30, HELD_BYTES = 64 << 10 };

/* ---- writing ---- */

/* A reader that leaves ends everything: nobody would hear of what is judged. With the lock. */
static void write_bytes(struct agent *agent, const struct str *bytes)
{
    if (agent->is_failed || fs_write_all(STDOUT_FILENO, str_text(bytes), bytes->count) == 0)
        return;
    agent->is_failed = true;
    interrupt_raise();
}

/* With the lock. */
static void write_held(struct agent *agent)
{
    if (agent->held.count > 0)
        write_bytes(agent, &agent->held);
    str_clear(&agent->held);
}

/* In their order, and in as few writes as may be: each wakes the reader. */
static void write_line(struct agent *agent, const struct str *line, bool is_urgent)
{
    (void)pthread_mutex_lock(&agent->out_lock); /* a default mutex fails only when misused */
    if (agent->held.count + line->count > HELD_BYTES)
        write_held(agent);
    if (agent->held.count == 0 && (is_urgent || !agent->has_teller || line->count > HELD_BYTES)) {
        write_bytes(agent, line);
    } else {
        if (agent->held.count == 0)
            (void)pthread_cond_signal(&agent->has_held);
        str_add_n(&agent->held, str_text(line), line->count);
        if (is_urgent)
            write_held(agent);
    }
    (void)pthread_mutex_unlock(&agent->out_lock);
}

/* What is held leaves HELD_MS after its first line, where nothing urgent has taken it along. */
static void *tell_held(void *context)
{
    struct agent *agent = context;
    (void)pthread_mutex_lock(&agent->out_lock);
    while (!agent->is_told) {
        if (agent->held.count == 0) {
            (void)pthread_cond_wait(&agent->has_held, &agent->out_lock);
            continue;
        }
        struct timespec end;
        (void)clock_gettime(CLOCK_MONOTONIC, &end); /* cannot fail */
        end.tv_nsec += HELD_MS * 1000000L;
        end.tv_sec += end.tv_nsec / 1000000000;
        end.tv_nsec %= 1000000000;
        int status = 0;
        while (status == 0 && !agent->is_told)
            status = pthread_cond_timedwait(&agent->has_held, &agent->out_lock, &end);
        write_held(agent);
    }
    (void)pthread_mutex_unlock(&agent->out_lock);
    return NULL;
}

int agent_open_out(struct agent *agent, struct err *err)
{
    pthread_condattr_t attributes;
    (void)pthread_mutex_init(&agent->out_lock, NULL); /* none of these fails on Linux */
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&agent->has_held, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    agent->held.maximum = 2 * HELD_BYTES;
    agent->has_teller = pthread_create(&agent->teller, NULL, tell_held, agent) == 0;
    return agent->has_teller ? 0 : err_set(err, ERR_JUDGE, "agent: start a thread");
}

void agent_close_out(struct agent *agent)
{
    if (!agent->has_teller)
        return;
    (void)pthread_mutex_lock(&agent->out_lock);
    agent->is_told = true;
    (void)pthread_cond_signal(&agent->has_held);
    (void)pthread_mutex_unlock(&agent->out_lock);
    (void)pthread_join(agent->teller, NULL);    /* ours, and joined once */
    (void)pthread_mutex_lock(&agent->out_lock); /* others may tell on */
    agent->has_teller = false;
    write_held(agent);
    str_done(&agent->held);
    (void)pthread_mutex_unlock(&agent->out_lock);
}

/* Progress may wait a moment for more of it; whatever else is told is waited for. */
static bool is_progress(const char *event)
{
    return strcmp(event, "test") == 0 || strcmp(event, "compiled") == 0;
}

void agent_tell(struct agent *agent, const char *event, int64_t seq, struct json *object)
{
    struct str line EV_STR = {.maximum = AGENT_LINE_MAX};
    json_set_string(object, "event", event);
    if (seq >= 0)
        json_set_i64(object, "seq", seq);
    json_write(object, false, &line);
    json_close(object);
    if (line.count + 1 >= AGENT_LINE_MAX || line.is_cut) {
        str_clear(&line);
        line.is_cut = false;
        str_printf(&line,
                   "{\"event\":\"refused\",\"seq\":%lld,\"kind\":\"judge\","
                   "\"message\":\"what is to be told is larger than %d MiB\"}",
                   (long long)seq, AGENT_LINE_MAX >> 20);
    }
    str_add_char(&line, '\n');
    write_line(agent, &line, !is_progress(event));
}

void agent_tell_refused(struct agent *agent, int64_t seq, const struct err *err)
{
    struct json *object = json_map();
    if (err->kind == ERR_INTERRUPTED) {
        agent_tell(agent, "interrupted", seq, object);
        return;
    }
    json_set_string(object, "kind", err->kind == ERR_JUDGE ? "judge" : "input");
    json_set_string(object, "message", err->msg);
    agent_tell(agent, "refused", seq, object);
}

/* ---- languages ---- */

static const struct language *usable(const struct languages *languages,
                                     const struct language *language)
{
    const struct language *found = language_usable(languages, language);
    return language_missing_tool(found) == NULL ? found : NULL;
}

enum { FINGERPRINT_DIGITS = 16 };

static void set_version(struct agent *agent, struct json *object, const struct language *language)
{
    char hex[HASH_HEX_BYTES];
    json_set_string(object, "version", judge_version(agent->session.judge, language));
    if (!judge_fingerprint(agent->session.judge, language, hex))
        return;
    hex[FINGERPRINT_DIGITS] = '\0';
    json_set_string(object, "fingerprint", hex);
}

static struct json *languages_list(struct agent *agent, bool has_versions)
{
    const struct languages *languages = &agent->session.languages;
    struct json *list = json_list();
    for (size_t i = 0; i < languages->count && !interrupt_is_raised(); i++) {
        const struct language *language = usable(languages, &languages->items[i]);
        if (language == NULL)
            continue;
        struct json *object = json_map();
        json_set_string(object, "id", languages->items[i].id);
        json_set_string(object, "name", languages->items[i].name);
        if (has_versions)
            set_version(agent, object, language);
        else
            json_set_null(object, "version");
        json_append(list, object);
    }
    return list;
}

void agent_tell_ready(struct agent *agent)
{
    const char *const *lines;
    const struct judge *judge = agent->session.judge;
    struct json *object = json_map(), *degraded = json_list();
    size_t count = judge_degraded(judge, &lines);
    for (size_t i = 0; i < count; i++)
        json_append_string(degraded, lines[i]);
    json_set_string(object, "version", program_version);
    json_set_i64(object, "slots", judge_slots(judge));
    json_set(object, "degraded", degraded);
    json_set(object, "languages", languages_list(agent, false));
    agent_tell(agent, "ready", -1, object);
}

void agent_tell_languages(struct agent *agent)
{
    struct json *object = json_map();
    json_set(object, "languages", languages_list(agent, true));
    agent_tell(agent, "languages", -1, object);
}

void agent_blame(const struct agent *agent, const char *language, struct err *err)
{
    const struct languages *languages = &agent->session.languages;
    const struct language *found = language != NULL ? language_find(languages, language) : NULL;
    if (err->kind == ERR_INPUT && found != NULL && usable(languages, found) == NULL)
        err->kind = ERR_JUDGE;
}

/* ---- events of the judge ---- */

static void on_compiled(void *context, const struct submission_report *report)
{
    const struct agent_job *job = report->tag;
    struct json *object = json_map();
    if (job == NULL)
        return; /* the jury's, for a time limit */
    json_set_bool(object, "ok", report->compile.is_ok);
    json_set_string(object, "language", report->language);
    json_set_i64(object, "total", (int64_t)report->test_count);
    agent_tell(context, "compiled", job->request.seq, object);
}

static void on_test_done(void *context, const struct submission_report *report, size_t test)
{
    const struct agent_job *job = report->tag;
    struct json *object = json_map();
    json_set_i64(object, "index", (int64_t)test);
    json_set_i64(object, "total", (int64_t)report->test_count);
    json_set_i64(object, "done", (int64_t)report->tests_done);
    json_set_bool(object, "sample", report->tests[test].is_sample);
    json_set(object, "test", render_test_json(&report->tests[test]));
    agent_tell(context, "test", job->request.seq, object);
}

static void on_submission_done(void *context, const struct submission_report *report)
{
    struct agent *agent = context;
    struct agent_job *job = report->tag;
    struct err err = report->error;
    agent_blame(agent, report->language != NULL ? report->language : job->request.language, &err);
    if (report->is_interrupted) {
        agent_tell(agent, "interrupted", job->request.seq, json_map());
    } else if (err.kind != ERR_NONE) {
        agent_tell_refused(agent, job->request.seq, &err);
    } else {
        struct json *object = json_map();
        json_set(object, "report", report_to_wire(report));
        agent_tell(agent, "done", job->request.seq, object);
    }
    agent_judged(job);
}

static void on_note(void *context, const char *line)
{
    (void)context;
    say("%s", line);
}

struct judge_events agent_events(struct agent *agent)
{
    return (struct judge_events){
        .context = agent,
        .compiled = on_compiled,
        .test_done = on_test_done,
        .submission_done = on_submission_done,
        .note = on_note,
    };
}

void agent_on_ran(void *context, const struct ran_report *report, const struct err *err)
{
    struct agent_job *job = context;
    struct err blamed = *err;
    agent_blame(job->agent, job->request.language, &blamed);
    if (err->kind != ERR_NONE) {
        agent_tell_refused(job->agent, job->request.seq, &blamed);
    } else {
        struct json *object = json_map();
        json_set(object, "result", ran_report_write(report));
        agent_tell(job->agent, "ran", job->request.seq, object);
    }
    agent_job_close(job);
}
