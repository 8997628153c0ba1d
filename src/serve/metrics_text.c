/* metrics_text: the figures in Prometheus's text format 0.0.4, and their address. */
#include <microhttpd.h>
#include <string.h>

#include "serve/dispatch.h"
#include "serve/metrics_private.h"
#include "serve/problem_doc.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/webhook.h"

/* ---- the format ---- */

static void add_head(struct str *out, const char *name, const char *type, const char *help)
{
    str_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A label's value: backslash, quote and newline are escaped. */
static void add_label(struct str *out, const char *name, const char *value)
{
    str_printf(out, "%s=\"", name);
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '\\' || *at == '"')
            str_add_char(out, '\\');
        if (*at == '\n')
            str_add(out, "\\n");
        else
            str_add_char(out, *at);
    }
    str_add_char(out, '"');
}

/* With at most one label; NULL: none. */
static void add_value(struct str *out, const char *name, const char *label, const char *value,
                      double number)
{
    str_add(out, name);
    if (label != NULL) {
        str_add_char(out, '{');
        add_label(out, label, value);
        str_add_char(out, '}');
    }
    str_printf(out, " %.17g\n", number);
}

static void add_bucket(struct str *out, const char *name, const char *label, const char *value,
                       double bound)
{
    str_printf(out, "%s_bucket{", name);
    if (label != NULL) {
        add_label(out, label, value);
        str_add_char(out, ',');
    }
    if (bound > 0)
        str_printf(out, "le=\"%g\"} ", bound);
    else
        str_add(out, "le=\"+Inf\"} ");
}

static void add_histogram(struct str *out, const char *name, const char *label, const char *value,
                          const struct histogram *histogram)
{
    EV_STR struct str sum = {0}, count = {0};
    uint64_t below = 0;
    for (size_t i = 0; i < BUCKETS_MOST; i++) {
        below += histogram->counts[i];
        add_bucket(out, name, label, value, histogram->bounds[i]);
        str_printf(out, "%llu\n", (unsigned long long)below);
        if (histogram->bounds[i] <= 0)
            break;
    }
    str_printf(&sum, "%s_sum", name);
    str_printf(&count, "%s_count", name);
    add_value(out, str_text(&sum), label, value, histogram->sum);
    add_value(out, str_text(&count), label, value, (double)histogram->count);
}

/* ---- the queue ---- */

static void write_queue(const struct jobs_counts *counts, struct str *out)
{
    double age_s =
        counts->oldest_queued_us > 0 ? (double)(now_us() - counts->oldest_queued_us) / 1e6 : 0;
    add_head(out, "evalx_queue_jobs", "gauge", "Submissions that wait or are judged.");
    add_value(out, "evalx_queue_jobs", "state", "ready",
              (double)(counts->queued - counts->delayed));
    add_value(out, "evalx_queue_jobs", "state", "delayed", (double)counts->delayed);
    add_value(out, "evalx_queue_jobs", "state", "judging", (double)counts->judging);
    add_head(out, "evalx_queue_oldest_age_seconds", "gauge",
             "How long the oldest submission has waited; 0 when none waits.");
    add_value(out, "evalx_queue_oldest_age_seconds", NULL, NULL, age_s > 0 ? age_s : 0);
    add_head(out, "evalx_outbox_jobs", "gauge",
             "Submissions that the dispatcher has not been told of yet.");
    add_value(out, "evalx_outbox_jobs", NULL, NULL, (double)counts->unsent);
    add_head(out, "evalx_dead_jobs", "gauge", "Submissions given up that nobody has seen to.");
    add_value(out, "evalx_dead_jobs", NULL, NULL, (double)counts->dead);
    add_head(out, "evalx_webhooks", "gauge", "Webhooks that wait, or were given up.");
    add_value(out, "evalx_webhooks", "state", "waiting", (double)counts->webhooks_waiting);
    add_value(out, "evalx_webhooks", "state", "failed", (double)counts->webhooks_failed);
    add_head(out, "evalx_database_bytes", "gauge", "Size of the database.");
    add_value(out, "evalx_database_bytes", NULL, NULL, (double)counts->file_bytes);
}

static void write_figures(const struct server *server, struct str *out)
{
    const struct jobs_figures *figures = jobs_figures(server->jobs);
    struct dispatch_figures dispatched = {0};
    if (server->dispatch->calls->figures != NULL)
        server->dispatch->calls->figures(server->dispatch, &dispatched);
    static const char *const added[] = {"new", "known", "conflict"};
    static const char *const giveups[] = {"crash", "nack", "release"};
    add_head(out, "evalx_submissions_total", "counter",
             "Submissions that came, by what they were.");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(added); i++)
        add_value(out, "evalx_submissions_total", "result", added[i], (double)figures->added[i]);
    add_head(out, "evalx_claims_total", "counter", "Submissions handed to whoever judges.");
    add_value(out, "evalx_claims_total", NULL, NULL,
              (double)figures->fetched + (double)dispatched.claims);
    add_head(out, "evalx_giveups_total", "counter",
             "Judgings that came back unfinished: crash, nack (a machine cannot), release.");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(giveups); i++)
        add_value(out, "evalx_giveups_total", "kind", giveups[i], (double)figures->giveups[i]);
    add_head(out, "evalx_stale_finishes_total", "counter",
             "Results of judgings that were no longer their sender's.");
    add_value(out, "evalx_stale_finishes_total", NULL, NULL,
              (double)figures->stale + (double)dispatched.stale);
    add_head(out, "evalx_index_repairs_total", "counter",
             "Repairs of the dispatcher's indices; lost: submissions gone from it, sent again.");
    add_value(out, "evalx_index_repairs_total", "kind", "index", (double)dispatched.repairs);
    add_value(out, "evalx_index_repairs_total", "kind", "lost", (double)dispatched.lost);
    add_head(out, "evalx_ended_total", "counter", "Judgings that ended, by their last state.");
    for (int i = JOB_DONE; i < JOB_STATES; i++)
        add_value(out, "evalx_ended_total", "state", job_state_name((enum job_state)i),
                  (double)figures->ended[i]);
}

/* ---- who judges ---- */

static const char *const worker_states[] = {"up", "draining", "refused", "other"};
static const char *const box_states[] = {"busy", "idle", "released"};

struct worker_sums {
    double states[EV_ARRAY_LENGTH(worker_states)];
    double boxes[EV_ARRAY_LENGTH(box_states)];
    double busy, idle, uneven;
};

static void add_worker(struct worker_sums *sums, const struct json *worker)
{
    const char *state = json_text(json_get(worker, "state"));
    double slots = 0, busy = 0;
    (void)json_number(json_get(worker, "slots"), &slots); /* stay 0 where they are not told */
    (void)json_number(json_get(worker, "busy"), &busy);
    size_t i = 0;
    while (i + 1 < EV_ARRAY_LENGTH(worker_states) &&
           (state == NULL || strcmp(state, worker_states[i]) != 0))
        i++;
    sums->states[i]++;
    for (size_t k = 0; k < EV_ARRAY_LENGTH(box_states); k++) {
        double boxes = 0;
        if (json_number(json_get(json_get(worker, "boxes"), box_states[k]), &boxes))
            sums->boxes[k] += boxes;
    }
    sums->uneven += json_count(json_get(worker, "warnings")) > 0;
    sums->busy += busy;
    sums->idle += slots > busy ? slots - busy : 0;
}

/* How fast each machine is. */
static void write_references(const struct json *workers, struct str *out)
{
    add_head(out, "evalx_worker_reference_seconds", "gauge",
             "CPU time of the reference program, by machine.");
    for (size_t i = 0; i < json_count(workers); i++) {
        const struct json *worker = json_item(workers, i);
        const char *id = json_text(json_get(worker, "id"));
        double ms = 0;
        if (id != NULL && json_number(json_get(worker, "reference_ms"), &ms))
            add_value(out, "evalx_worker_reference_seconds", "worker", id, ms / 1000);
    }
}

/* What machines found among what others had made. */
static void write_shared_cache(const struct json *workers, struct str *out)
{
    static const struct {
        const char *member, *result;
    } results[] = {{"hits", "hit"},
                   {"misses", "miss"},
                   {"refused", "refused"},
                   {"stores", "store"},
                   {"errors", "error"}};
    add_head(out, "evalx_shared_cache_requests_total", "counter",
             "What machines asked of the cache they share, and stored there.");
    for (size_t i = 0; i < json_count(workers); i++) {
        const struct json *worker = json_item(workers, i);
        const struct json *figures = json_get(worker, "shared_cache");
        const char *id = json_text(json_get(worker, "id"));
        for (size_t k = 0; figures != NULL && k < EV_ARRAY_LENGTH(results); k++) {
            double count = 0;
            if (!json_number(json_get(figures, results[k].member), &count))
                continue;
            str_add(out, "evalx_shared_cache_requests_total{");
            add_label(out, "worker", id != NULL ? id : "local");
            str_add_char(out, ',');
            add_label(out, "result", results[k].result);
            str_printf(out, "} %.0f\n", count);
        }
    }
}

static void write_workers(const struct server *server, struct str *out)
{
    struct worker_sums sums = {0};
    struct json *list = json_list();
    server->dispatch->calls->workers(server->dispatch, list);
    for (size_t i = 0; i < json_count(list); i++)
        add_worker(&sums, json_item(list, i));
    write_references(list, out);
    write_shared_cache(list, out);
    json_close(list);
    add_head(out, "evalx_workers", "gauge", "Machines that judge.");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(worker_states); i++)
        add_value(out, "evalx_workers", "state", worker_states[i], sums.states[i]);
    add_head(out, "evalx_workers_uneven", "gauge",
             "Machines whose version, tools or speed differ from the others'.");
    add_value(out, "evalx_workers_uneven", NULL, NULL, sums.uneven);
    add_head(out, "evalx_boxes", "gauge",
             "Boxes that programs run in; released: given back until there is work.");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(box_states); i++)
        add_value(out, "evalx_boxes", "state", box_states[i], sums.boxes[i]);
    add_head(out, "evalx_worker_slots", "gauge", "Tests that can be run at once.");
    add_value(out, "evalx_worker_slots", "state", "busy", sums.busy);
    add_value(out, "evalx_worker_slots", "state", "idle", sums.idle);
    if (server->options->redis == NULL)
        return;
    struct json *reasons = json_list();
    server->dispatch->calls->reasons(server->dispatch, reasons);
    add_head(out, "evalx_redis_up", "gauge", "1 while Redis can be used as it must be.");
    add_value(out, "evalx_redis_up", NULL, NULL, json_count(reasons) == 0);
    json_close(reasons);
}

/* ---- verdicts and times ---- */

static void write_verdicts(const struct metrics *metrics, struct str *out)
{
    add_head(out, "evalx_verdicts_total", "counter", "Verdicts given.");
    for (size_t i = 0; i < metrics->verdict_count; i++) {
        const struct verdict_series *series = &metrics->verdicts[i];
        str_add(out, "evalx_verdicts_total{");
        add_label(out, "problem", series->problem);
        str_add_char(out, ',');
        add_label(out, "lang", series->language);
        str_add_char(out, ',');
        add_label(out, "verdict", series->verdict);
        str_printf(out, "} %llu\n", (unsigned long long)series->count);
    }
}

static void write_cache(const struct metrics *metrics, struct str *out)
{
    static const char *const kinds[] = {"compile", "test"}, *const results[] = {"miss", "hit"};
    add_head(out, "evalx_cache_requests_total", "counter",
             "Compilations and tests: found among earlier results, or done.");
    for (size_t i = 0; i < CACHED_KINDS; i++) {
        for (size_t k = 0; k < 2; k++) {
            str_add(out, "evalx_cache_requests_total{");
            add_label(out, "cache", kinds[i]);
            str_add_char(out, ',');
            add_label(out, "result", results[k]);
            str_printf(out, "} %llu\n", (unsigned long long)metrics->cache[i][k]);
        }
    }
}

static void write_times(const struct metrics *metrics, struct str *out)
{
    static const char *const stages[] = {"compile", "total"};
    add_head(out, "evalx_queue_wait_seconds", "histogram",
             "From handing in to the start of judging.");
    add_histogram(out, "evalx_queue_wait_seconds", NULL, NULL, &metrics->wait);
    add_head(out, "evalx_judge_duration_seconds", "histogram",
             "Wall clock of judging, whole and of compiling alone.");
    for (size_t i = 0; i < STAGES; i++)
        add_histogram(out, "evalx_judge_duration_seconds", "stage", stages[i], &metrics->stages[i]);
    add_head(out, "evalx_test_cpu_seconds", "histogram", "CPU time of tests that were run.");
    add_histogram(out, "evalx_test_cpu_seconds", NULL, NULL, &metrics->test_cpu);
}

static void write_rest(const struct server *server, struct str *out)
{
    static const char *const outcomes[] = {"ok", "error", "refused"};
    add_head(out, "evalx_webhook_attempts_total", "counter",
             "Attempts to send webhooks; refused: to where they may not go.");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(outcomes); i++)
        add_value(out, "evalx_webhook_attempts_total", "outcome", outcomes[i],
                  (double)webhooks_count(server->webhooks, (enum webhook_outcome)i));
    add_head(out, "evalx_http_connections", "gauge", "Connections that are open.");
    add_value(out, "evalx_http_connections", NULL, NULL,
              (double)http_connection_count(server->http));
    add_head(out, "evalx_paused", "gauge", "1 while nothing is handed out to be judged.");
    add_value(out, "evalx_paused", NULL, NULL, service_flag(server->jobs, SERVICE_PAUSED));
    add_head(out, "evalx_start_time_seconds", "gauge", "When the service started, since 1970.");
    add_value(out, "evalx_start_time_seconds", NULL, NULL, (double)server->started_us / 1e6);
    add_head(out, "evalx_build_info", "gauge", "1, with the version as a label.");
    add_value(out, "evalx_build_info", "version", server->options->version, 1);
}

int metrics_write(struct server *server, struct str *out, struct err *err)
{
    struct jobs_counts counts;
    if (jobs_count(server->jobs, &counts, err) != 0)
        return -1;
    write_queue(&counts, out);
    write_figures(server, out);
    write_workers(server, out);
    write_verdicts(server->metrics, out);
    write_cache(server->metrics, out);
    write_times(server->metrics, out);
    write_rest(server, out);
    return 0;
}

/* ---- its address ---- */

static void get_metrics(struct request *request)
{
    EV_STR struct str out = {0};
    struct err err = {0};
    if (metrics_write(request->server, &out, &err) != 0)
        answer_error(request, &err);
    else
        answer_text(request, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
                    str_text(&out), out.count);
}

const struct route metrics_routes[] = {
    {METHOD_GET, "/metrics", RIGHT_READ, 0, get_metrics},
    {.pattern = NULL},
};
