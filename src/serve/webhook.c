/* webhook: see webhook.h. In the loop's thread; sender.c has the threads. */
#include "serve/webhook.h"

#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>

#include "base/fs.h"
#include "serve/judge0.h"
#include "serve/report.h"
#include "serve/sender.h"
#include "serve/server.h"
#include "serve/view.h"
#include "serve/webhook_sign.h"

enum {
    UNDER_WAY_MOST = 2 * SENDER_THREADS,
    DUE_MOST = 4 * UNDER_WAY_MOST,
    OPERATOR_THREADS = 2,
    HOST_MOST = 2,
    SECRET_FILE_MAX = 4096,
};

struct webhooks {
    struct server *server;
    struct webhook_options options;
    struct webhook_secrets secrets;
    struct sender *sender;
    int event_fd;
    struct loop_watch *watch;
    struct timer timer;
    struct delivery *under_way[UNDER_WAY_MOST];
    size_t under_way_count;
    uint64_t counts[WEBHOOK_OUTCOMES];
};

/* ---- messages ---- */

static bool is_operators(const struct webhooks *webhooks, const char *url)
{
    for (size_t i = 0; i < webhooks->options.endpoint_count; i++) {
        if (strcmp(webhooks->options.endpoints[i], url) == 0)
            return true;
    }
    return false;
}

/* What its reader may see: the operator all, others what the submission's user does. */
static struct json *make_data(const struct webhooks *webhooks, const struct webhook *row,
                              const struct job *job)
{
    struct caller caller = {.right = RIGHT_SUBMIT, .user = job->user};
    if (is_operators(webhooks, row->endpoint))
        caller = (struct caller){.right = RIGHT_ADMIN};
    return view_job(webhooks->server, &caller, job);
}

static struct json *make_message(const struct webhooks *webhooks, const struct webhook *row,
                                 const struct job *job)
{
    struct json *message = json_map();
    EV_STR struct str type = {0};
    str_printf(&type, "submission.%s", job_state_name(job->state));
    json_set_string(message, "type", str_text(&type));
    view_set_time(message, "timestamp", job->finished_us);
    json_set(message, "data", make_data(webhooks, row, job));
    return message;
}

static struct json *make_callback(const struct webhooks *webhooks, const struct webhook *row,
                                  const struct job *job)
{
    (void)row; /* whoever asked for it may see it all: there is nothing secret in a run */
    return judge0_callback(webhooks->server, job);
}

/* ---- what is sent, and when: by API ---- */

static const int64_t usual_delays_s[] = {5,         5 * 60,    30 * 60,   2 * 3600, 5 * 3600,
                                         10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600};
static const int64_t quick_delays_s[] = {5, 5}; /* three tries, as Judge0 has it */

static const struct shape {
    const char *api, *method;
    struct json *(*make)(const struct webhooks *webhooks, const struct webhook *row,
                         const struct job *job);
    bool is_signed;
    int timeout_ms;
    const int64_t *delays_s;
    size_t delay_count;
} shapes[] = {
    {"v1", "POST", make_message, true, 15000, usual_delays_s, EV_ARRAY_LENGTH(usual_delays_s)},
    {"judge0", "PUT", make_callback, false, 5000, quick_delays_s, EV_ARRAY_LENGTH(quick_delays_s)},
};

static const struct shape *find_shape(const char *api)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(shapes); i++) {
        if (strcmp(shapes[i].api, api) == 0)
            return &shapes[i];
    }
    return &shapes[0];
}

int64_t webhook_delay_ms(const char *api, int attempts, int64_t retry_after_s, double unit)
{
    enum { AFTER_MOST_S = 24 * 3600 };
    const struct shape *shape = find_shape(api);
    if (attempts < 1 || (size_t)attempts > shape->delay_count)
        return -1;
    double delay_ms = (double)shape->delays_s[attempts - 1] * 1000 * (0.8 + 0.4 * unit);
    int64_t after_s = retry_after_s < AFTER_MOST_S ? retry_after_s : AFTER_MOST_S;
    return delay_ms > (double)after_s * 1000 ? (int64_t)delay_ms : after_s * 1000;
}

static double random_unit(void)
{
    uint32_t value;
    while (getrandom(&value, sizeof(value), 0) != (ssize_t)sizeof(value))
        continue; /* a signal came before the kernel had any randomness: getrandom(2) */
    return value / 4294967296.0;
}

/* ---- deliveries ---- */

static void add_header(struct delivery *delivery, const char *name, const char *value)
{
    delivery->headers[delivery->header_count++] =
        arena_printf(&delivery->arena, "%s: %s", name, value);
}

static int sign(const struct webhooks *webhooks, struct delivery *delivery, const char *id,
                struct err *err)
{
    int64_t timestamp_s = now_us() / 1000000;
    EV_STR struct str signature = {0};
    if (webhook_sign(&webhooks->secrets, id, timestamp_s, delivery->body, delivery->body_count,
                     &signature, err) != 0)
        return -1;
    add_header(delivery, "webhook-id", id);
    add_header(delivery, "webhook-timestamp",
               arena_printf(&delivery->arena, "%lld", (long long)timestamp_s));
    add_header(delivery, "webhook-signature", str_text(&signature));
    return 0;
}

/* *delivery_out is NULL where its job has gone. */
static int make_delivery(struct webhooks *webhooks, const struct webhook *row,
                         struct delivery **delivery_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    EV_STR struct str body = {0};
    const struct shape *shape = find_shape(row->api);
    const struct job *job = NULL;
    *delivery_out = NULL;
    if (jobs_get_id(webhooks->server->jobs, row->job, row->judging,
                    JOB_WITH_REQUEST | JOB_WITH_RESULT, &arena, &job, err) != 0)
        return -1;
    if (job == NULL)
        return 0;
    struct json *message = shape->make(webhooks, row, job);
    json_write(message, false, &body);
    json_close(message);
    struct delivery *delivery = delivery_open();
    delivery->webhook = row->id;
    delivery->url = arena_string(&delivery->arena, row->endpoint);
    delivery->method = shape->method;
    delivery->timeout_ms = shape->timeout_ms;
    delivery->body = arena_string_n(&delivery->arena, str_text(&body), body.count);
    delivery->body_count = body.count;
    add_header(delivery, "Content-Type", "application/json");
    add_header(delivery, "User-Agent",
               arena_printf(&delivery->arena, "evalx/%s", webhooks->server->options->version));
    const char *id = arena_printf(&arena, "msg_%s_%d", job->name.token, row->judging);
    if (shape->is_signed && sign(webhooks, delivery, id, err) != 0) {
        delivery_close(delivery);
        return -1;
    }
    *delivery_out = delivery;
    return 0;
}

/* ---- sending ---- */

static bool is_same_host(const char *a, const char *b)
{
    const char *host_a = strstr(a, "://"), *host_b = strstr(b, "://");
    if (host_a == NULL || host_b == NULL)
        return false;
    size_t count = strcspn(host_a + 3, "/");
    return count == strcspn(host_b + 3, "/") && strncmp(host_a + 3, host_b + 3, count) == 0;
}

/* One message at a time to each endpoint and two to each host: what is slow keeps few threads
 * waiting, and OPERATOR_THREADS of them are never others'. */
static bool may_go(const struct webhooks *webhooks, const struct webhook *row)
{
    bool is_ours = is_operators(webhooks, row->endpoint);
    size_t others = 0, of_host = 0;
    for (size_t i = 0; i < webhooks->under_way_count; i++) {
        const char *url = webhooks->under_way[i]->url;
        if (strcmp(url, row->endpoint) == 0)
            return false;
        others += !is_operators(webhooks, url);
        of_host += is_same_host(url, row->endpoint);
    }
    return is_ours || (others < SENDER_THREADS - OPERATOR_THREADS && of_host < HOST_MOST);
}

static int send_row(struct webhooks *webhooks, const struct webhook *row, struct err *err)
{
    struct delivery *delivery = NULL;
    if (make_delivery(webhooks, row, &delivery, err) != 0)
        return -1;
    if (delivery == NULL)
        return 0;
    webhooks->under_way[webhooks->under_way_count++] = delivery;
    sender_add(webhooks->sender, delivery);
    return 0;
}

static int64_t wait_ms(int64_t until_us)
{
    int64_t us = until_us - now_us();
    return us > 0 ? us / 1000 + 1 : 0;
}

/* What is due and may not go yet goes when something under way has ended. */
static int send_due(struct webhooks *webhooks, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct webhook *rows;
    size_t count = 0;
    int64_t next_us = 0;
    struct jobs *jobs = webhooks->server->jobs;
    if (webhook_next_us(jobs, &next_us, err) != 0)
        return -1;
    if (next_us > 0)
        timer_set(&webhooks->timer, wait_ms(next_us));
    if (webhook_due(jobs, DUE_MOST, &arena, &rows, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count && webhooks->under_way_count < UNDER_WAY_MOST; i++) {
        if (may_go(webhooks, &rows[i]) && send_row(webhooks, &rows[i], err) != 0)
            return -1;
    }
    return 0;
}

void webhooks_kick(struct webhooks *webhooks)
{
    enum { AGAIN_MS = 5000 };
    struct err err = {0};
    if (webhooks == NULL || send_due(webhooks, &err) == 0)
        return;
    REPORT(LOG_ERROR, "webhooks cannot be sent now", {"error", err.msg});
    timer_set(&webhooks->timer, AGAIN_MS);
}

static void on_timer(void *context)
{
    webhooks_kick(context);
}

/* ---- what came of it ---- */

static enum webhook_outcome outcome_of(const struct delivery *delivery)
{
    if (delivery->is_refused)
        return WEBHOOK_REFUSED;
    return delivery->status >= 200 && delivery->status <= 299 ? WEBHOOK_OK : WEBHOOK_ERROR;
}

static struct webhook_attempt judge_attempt(const struct delivery *delivery,
                                            const struct webhook *row)
{
    enum { GONE = 410 };
    struct webhook_attempt attempt = {.id = delivery->webhook,
                                      .status = delivery->status,
                                      .error = delivery->error,
                                      .is_disabling = delivery->status == GONE};
    int64_t delay_ms =
        webhook_delay_ms(row->api, row->attempts + 1, delivery->retry_after_s, random_unit());
    attempt.state = delay_ms < 0 || delivery->is_refused || attempt.is_disabling ? WEBHOOK_FAILED
                                                                                 : WEBHOOK_WAITING;
    if (outcome_of(delivery) == WEBHOOK_OK)
        attempt.state = WEBHOOK_SENT;
    attempt.due_us = now_us() + (delay_ms > 0 ? delay_ms * 1000 : 0);
    return attempt;
}

static int record(struct webhooks *webhooks, const struct delivery *delivery, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct webhook *row = NULL;
    if (server_write(webhooks->server, err) != 0 ||
        webhook_get(webhooks->server->jobs, delivery->webhook, &arena, &row, err) != 0)
        return -1;
    if (row == NULL)
        return 0; /* pruned in between */
    struct webhook_attempt attempt = judge_attempt(delivery, row);
    if (attempt.state == WEBHOOK_FAILED)
        REPORT(LOG_WARN, "a webhook was given up", {"endpoint", delivery->url},
               {"error", delivery->error});
    return webhook_told(webhooks->server->jobs, &attempt, err);
}

static void forget(struct webhooks *webhooks, const struct delivery *delivery)
{
    size_t i = 0;
    while (i < webhooks->under_way_count && webhooks->under_way[i] != delivery)
        i++;
    if (i < webhooks->under_way_count)
        webhooks->under_way[i] = webhooks->under_way[--webhooks->under_way_count];
}

static void on_done(void *context, unsigned events)
{
    struct webhooks *webhooks = context;
    uint64_t count;
    (void)events;
    ssize_t got = read(webhooks->event_fd, &count, sizeof(count));
    (void)got; /* only to make it unreadable */
    struct delivery *delivery;
    while ((delivery = sender_take(webhooks->sender)) != NULL) {
        struct err err = {0};
        webhooks->counts[outcome_of(delivery)]++;
        if (record(webhooks, delivery, &err) != 0)
            REPORT(LOG_ERROR, "what came of a webhook was not recorded", {"error", err.msg});
        forget(webhooks, delivery);
        delivery_close(delivery);
    }
    webhooks_kick(webhooks);
}

uint64_t webhooks_count(const struct webhooks *webhooks, enum webhook_outcome outcome)
{
    return webhooks != NULL ? webhooks->counts[outcome] : 0;
}

/* ---- opening ---- */

static int make_secret_file(const struct webhooks *webhooks, struct str *text, struct err *err)
{
    webhook_secret_make(text);
    str_add_char(text, '\n');
    return fs_write_atomic(webhooks->server->state_fd, "webhook-secret", str_text(text),
                           text->count, 0600, err);
}

/* EVALX_WEBHOOK_SECRET, or a file; never the command line, which everybody can read. */
static int read_secrets(struct webhooks *webhooks, struct err *err)
{
    EV_STR struct str text = {0};
    const char *variable = getenv("EVALX_WEBHOOK_SECRET"), *file = webhooks->options.secret_file;
    int state_fd = webhooks->server->state_fd, result = 0;
    if (variable != NULL)
        str_add(&text, variable);
    else if (file != NULL)
        result = fs_read(AT_FDCWD, file, SECRET_FILE_MAX, &text, err);
    else if (fs_exists(state_fd, "webhook-secret"))
        result = fs_read(state_fd, "webhook-secret", SECRET_FILE_MAX, &text, err);
    else
        result = make_secret_file(webhooks, &text, err);
    if (result != 0)
        return -1;
    return webhook_secrets_read(str_text(&text), &webhooks->secrets, err);
}

static int begin(struct webhooks *webhooks, struct err *err)
{
    struct target_rules rules = {0};
    struct server *server = webhooks->server;
    const struct webhook_options *options = &webhooks->options;
    for (size_t i = 0; i < options->network_count; i++) {
        if (target_allow(&rules, options->networks[i], err) != 0)
            return -1;
    }
    webhooks->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (webhooks->event_fd < 0)
        return err_sys(err, ERR_JUDGE, "webhooks: eventfd");
    if (read_secrets(webhooks, err) != 0 ||
        webhook_set_endpoints(server->jobs, options->endpoints, options->endpoint_count, err) !=
            0 ||
        sender_open(&rules, webhooks->event_fd, &webhooks->sender, err) != 0)
        return -1;
    return loop_watch_open(server->loop, webhooks->event_fd, EPOLLIN, on_done, webhooks,
                           &webhooks->watch, err);
}

int webhooks_open(struct server *server, const struct webhook_options *options,
                  struct webhooks **webhooks_out, struct err *err)
{
    struct webhooks *webhooks = calloc(1, sizeof(*webhooks));
    if (webhooks == NULL)
        err_out_of_memory();
    *webhooks = (struct webhooks){.server = server, .options = *options, .event_fd = -1};
    timer_init(&webhooks->timer, server->loop, on_timer, webhooks);
    if (begin(webhooks, err) != 0) {
        webhooks_close(webhooks);
        return -1;
    }
    timer_set(&webhooks->timer, 1); /* what was due before this service began */
    *webhooks_out = webhooks;
    return 0;
}

void webhooks_close(struct webhooks *webhooks)
{
    if (webhooks == NULL)
        return;
    loop_watch_close(webhooks->watch);
    timer_done(&webhooks->timer);
    sender_close(webhooks->sender);
    fd_close(&webhooks->event_fd);
    free(webhooks);
}
