/* examine: see examine.h. One step after another; what one has found the next ones use. */
#include "serve/examine.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/statvfs.h>

#include "base/fs.h"
#include "serve/client.h"
#include "serve/fleet.h"
#include "serve/report.h"
#include "serve/server.h"
#include "serve/worker_fetch.h"
#include "serve/worker_private.h"

enum {
    PATIENCE_MS = 5000,
    FILE_MS = 10000,
    TRIAL_MS = 120000,
    SKEW_MOST_MS = 2000,
    MANIFEST_MAX = 64 << 20,
    NAMED_MOST = 8,
};
static const int64_t free_least_bytes = 256LL << 20, free_good_bytes = 4LL << 30;

struct examination {
    const struct worker_options *options;
    struct host_report *report;
    struct arena arena;
    struct worker worker;
    struct client *client;
    const char *server; /* URL; NULL: unknown */
    struct json *fleet; /* what the server answers; NULL: nothing */
    struct queue_worker *peers;
    size_t peer_count;
    enum err_kind worst;
    bool is_odd;
};

/* ---- findings ---- */

static struct host_item *add(struct examination *exam, const char *name, enum host_state state,
                             const char *value)
{
    static struct host_item spare; /* never read: there are fewer items than fit */
    struct host_report *report = exam->report;
    if (report->count == HOST_ITEMS_MAX)
        return &spare;
    struct host_item *item = &report->items[report->count++];
    *item = (struct host_item){.area = "worker", .name = name, .state = state};
    (void)snprintf(item->value, sizeof(item->value), "%s", value); /* may be cut */
    return item;
}

static void set_mend(struct host_item *item, const char *mend)
{
    (void)snprintf(item->mend, sizeof(item->mend), "%s", mend); /* may be cut */
}

static void blame(struct examination *exam, enum err_kind kind)
{
    if (err_exit_code(kind) > err_exit_code(exam->worst))
        exam->worst = kind;
}

/* A failure; what its message says on mending stands apart. */
static void add_failure(struct examination *exam, const char *name, const struct err *err,
                        const char *mend)
{
    static const char mark[] = "; to mend it: ";
    const char *told = strstr(err->msg, mark);
    size_t length = told ? (size_t)(told - err->msg) : strlen(err->msg);
    struct host_item *item =
        add(exam, name, HOST_MISSING, arena_string_n(&exam->arena, err->msg, length));
    set_mend(item, told ? told + strlen(mark) : mend);
    blame(exam, err->kind == ERR_USAGE ? ERR_INPUT : err->kind);
}

static void add_oddity(struct examination *exam, const char *name, const char *value,
                       const char *mend)
{
    set_mend(add(exam, name, HOST_DEGRADED, value), mend);
    exam->is_odd = true;
}

/* ---- Redis ---- */

static int ask_queue(struct examination *exam, struct queue *queue, struct err *err)
{
    struct queue_status status;
    if (queue_read_status(queue, &exam->arena, &status, err) != 0 ||
        queue_workers(queue, &exam->arena, &exam->peers, &exam->peer_count, err) != 0)
        return -1;
    add(exam, "redis", HOST_OK, queue_place(queue));
    if (exam->server == NULL && status.server_url[0] != '\0')
        exam->server = status.server_url;
    return 0;
}

static void add_redis_failure(struct examination *exam, const struct queue *queue, struct err *err)
{
    if (strstr(err->msg, "UNCLAIMED") == NULL) {
        add_failure(exam, "redis", err, "is it running, and may this machine reach it?");
        return;
    }
    (void)err_set(err, ERR_SERVICE, "%s: no server uses this queue", queue_place(queue));
    add_failure(exam, "redis", err,
                "start evalx serve-queue --redis, with the same --redis-name as here");
}

/* A worker's user need not be allowed to see them; the server has. */
static void ask_settings(struct examination *exam, struct queue *queue)
{
    struct err err = {0};
    bool is_unchecked = false;
    int status = queue_check_configuration(queue, true, &is_unchecked, &err);
    bool is_hidden = is_unchecked || (status != 0 && strstr(err.msg, "NOPERM") != NULL);
    if (is_hidden)
        add(exam, "redis settings", HOST_INFO, "not for this user to see; the server checks them");
    else if (status != 0)
        add_failure(exam, "redis settings", &err, "");
    else
        add(exam, "redis settings", HOST_OK, "nothing is lost or thrown away");
}

static void examine_redis(struct examination *exam)
{
    const struct worker_options *options = exam->options;
    const struct queue_options wanted = {.url = options->redis,
                                         .name = options->redis_name,
                                         .password = options->redis_password,
                                         .command_timeout_ms = PATIENCE_MS};
    struct queue *queue = NULL;
    struct err err = {0};
    if (options->redis == NULL) {
        set_mend(add(exam, "redis", HOST_INFO, "not looked at"), "name it with --redis URL");
        return;
    }
    if (queue_attach(&wanted, &queue, &err) != 0 || ask_queue(exam, queue, &err) != 0)
        add_redis_failure(exam, queue, &err);
    else
        ask_settings(exam, queue);
    queue_detach(queue);
}

/* ---- the server ---- */

static void examine_clock(struct examination *exam, int64_t before_us)
{
    int64_t theirs_ms = 0, ours_ms = (before_us + now_us()) / 2000;
    if (!json_whole(json_get(exam->fleet, "time_ms"), &theirs_ms))
        return;
    int64_t skew_ms = ours_ms - theirs_ms;
    const char *text = arena_printf(&exam->arena, "%lld ms %s the server's",
                                    (long long)(skew_ms < 0 ? -skew_ms : skew_ms),
                                    skew_ms < 0 ? "behind" : "ahead of");
    if (skew_ms > SKEW_MOST_MS || skew_ms < -SKEW_MOST_MS)
        add_oddity(exam, "clock", text, "timedatectl set-ntp true, here and on the server");
    else
        add(exam, "clock", HOST_OK, text);
}

static int open_scratch(struct examination *exam, struct err *err)
{
    const char *folder = exam->options->cache;
    char *path = arena_string(&exam->arena, fs_join(&exam->arena, folder, "doctor.XXXXXX"));
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", folder);
    (void)unlink(path); /* else a small file stays behind */
    return fd;
}

/* The manifest of a problem, as a worker fetches it. */
static void examine_blobs(struct examination *exam)
{
    const struct json *problems = json_get(exam->fleet, "problems");
    const char *revision = json_text(json_get(json_item(problems, 0), "revision"));
    struct fetcher *fetcher = NULL;
    struct err err = {0};
    if (json_count(problems) == 0 || revision == NULL) {
        add(exam, "problems", HOST_INFO, "the server has none yet");
        return;
    }
    EV_FD int fd = open_scratch(exam, &err);
    int status = fd < 0 ? -1 : fetcher_open(exam->options->token, &fetcher, &err);
    if (status == 0) {
        fetcher_limit(fetcher, FILE_MS);
        status = fetcher_get(fetcher, exam->server, revision, MANIFEST_MAX, fd, &err);
    }
    if (status != 0)
        add_failure(exam, "problems", &err, "");
    else
        add(exam, "problems", HOST_OK,
            arena_printf(&exam->arena, "%zu, and files can be fetched", json_count(problems)));
    fetcher_close(fetcher);
}

static void examine_server(struct examination *exam)
{
    const struct client_call call = {.method = "GET", .path = "/v1/fleet"};
    const struct client_options wanted = {.server = exam->server,
                                          .token = exam->options->token,
                                          .patience_ms = PATIENCE_MS,
                                          .answer_ms = PATIENCE_MS,
                                          .stop_fd = -1};
    struct err err = {0};
    if (exam->server == NULL) {
        set_mend(add(exam, "server", HOST_INFO, "not looked at"), "name it with --server URL");
        return;
    }
    int64_t before_us = now_us();
    if (client_open(&wanted, &exam->client, &err) != 0 ||
        client_call(exam->client, &call, &exam->fleet, &err) != 0) {
        add_failure(exam, "server", &err,
                    err.kind == ERR_SERVICE
                        ? "is it running, and is its --public-url one that this machine reaches?"
                        : "a worker's token: evalx queue token add --role worker, --token-file");
        return;
    }
    const char *version = json_text(json_get(exam->fleet, "version"));
    const char *text = arena_printf(&exam->arena, "%s, evalx %s", exam->server,
                                    version != NULL ? version : "of another version");
    if (version == NULL || strcmp(version, exam->options->version) != 0)
        add_oddity(exam, "server", text, "install the same version here");
    else
        add(exam, "server", HOST_OK, text);
    examine_clock(exam, before_us);
    examine_blobs(exam);
}

/* ---- this machine ---- */

static void examine_disk(struct examination *exam)
{
    const char *folder = exam->options->cache;
    struct statvfs disk;
    struct err err = {0};
    if (fs_make_dirs(AT_FDCWD, folder, 0700, &err) != 0) {
        add_failure(exam, "disk", &err, "name a folder with --cache");
        return;
    }
    EV_FD int fd = open_scratch(exam, &err);
    if (fd < 0 || fstatvfs(fd, &disk) != 0) {
        if (err.kind == ERR_NONE)
            (void)err_sys(&err, ERR_JUDGE, "%s", folder);
        add_failure(exam, "disk", &err, "name a folder of this user with --cache");
        return;
    }
    int64_t free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    const char *text = arena_printf(&exam->arena, "%lld MiB free for problems in %s",
                                    (long long)(free_bytes >> 20), folder);
    if (free_bytes < free_least_bytes) {
        set_mend(add(exam, "disk", HOST_MISSING, text), "make room, or name another --cache");
        blame(exam, ERR_JUDGE);
    } else if (free_bytes < free_good_bytes) {
        add_oddity(exam, "disk", text, "make room: problem sets may be large");
    } else {
        add(exam, "disk", HOST_OK, text);
    }
}

static void on_event(void *context, unsigned events)
{
    struct worker *worker = context;
    uint64_t count;
    (void)events;
    (void)!read(worker->event_fd, &count, sizeof(count)); /* looked at in any case */
    bool is_over = (worker->is_joined && worker->is_told) || agents_trouble(worker->agents);
    if (is_over)
        loop_stop(worker->loop);
}

static void on_deadline(void *context)
{
    struct worker *worker = context;
    loop_stop(worker->loop);
}

static int try_judging(struct worker *worker, struct err *err)
{
    worker->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->event_fd < 0)
        return err_sys(err, ERR_JUDGE, "eventfd");
    if (loop_open(&worker->loop, err) != 0 ||
        loop_watch_open(worker->loop, worker->event_fd, EPOLLIN, on_event, worker,
                        &worker->event_watch, err) != 0 ||
        worker_open_agents(worker, err) != 0)
        return -1;
    timer_init(&worker->deadlines, worker->loop, on_deadline, worker);
    timer_set(&worker->deadlines, TRIAL_MS);
    worker_join(worker);
    if (loop_run(worker->loop, err) != 0)
        return -1;
    const char *trouble = agents_trouble(worker->agents);
    if (trouble != NULL)
        return err_set(err, ERR_JUDGE, "%s", trouble);
    if (!worker->is_joined)
        return err_set(err, ERR_JUDGE, "no program could be run within %d s", TRIAL_MS / 1000);
    return 0;
}

static void end_trial(struct worker *worker)
{
    agents_close(worker->agents);
    timer_done(&worker->deadlines);
    timer_done(&worker->joining);
    loop_watch_close(worker->event_watch);
    fd_close(&worker->event_fd);
    loop_close(worker->loop);
    arena_done(&worker->arena);
}

static bool has_language(const struct json *list, const char *id)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const char *other = json_text(json_get(json_item(list, i), "id"));
        if (other != NULL && strcmp(other, id) == 0)
            return true;
    }
    return false;
}

/* "a, b, c and 12 more" */
static void add_word(struct str *out, size_t *count, const char *word)
{
    if (*count < NAMED_MOST)
        str_printf(out, "%s%s", *count > 0 ? ", " : "", word);
    ++*count;
}

static void end_words(struct str *out, size_t count)
{
    if (count > NAMED_MOST)
        str_printf(out, " and %zu more", count - NAMED_MOST);
}

/* Does any worker that has joined have it? */
static bool is_elsewhere(const struct examination *exam, struct json *const *facts, const char *id)
{
    for (size_t i = 0; i < exam->peer_count; i++) {
        if (json_get(json_get(facts[i], "languages"), id) != NULL)
            return true;
    }
    return false;
}

static void compare_languages(struct examination *exam, struct json *const *facts)
{
    const struct json *here = agents_languages(exam->worker.agents);
    const struct json *wanted = json_get(exam->fleet, "languages");
    struct str EV_STR lacking = {0}, absent = {0};
    size_t lacking_count = 0, absent_count = 0, total = json_count(wanted);
    for (size_t i = 0; i < total; i++) {
        const char *id = json_text(json_item(wanted, i));
        if (id == NULL || has_language(here, id))
            continue;
        add_word(&absent, &absent_count, id);
        if (is_elsewhere(exam, facts, id))
            add_word(&lacking, &lacking_count, id);
    }
    end_words(&lacking, lacking_count);
    end_words(&absent, absent_count);
    if (exam->fleet == NULL)
        add(exam, "languages", HOST_OK, arena_printf(&exam->arena, "%zu here", json_count(here)));
    else if (lacking_count > 0)
        add_oddity(exam, "languages",
                   arena_printf(&exam->arena, "other workers have %s", str_text(&lacking)),
                   "evalx langs tells how to install them");
    else
        add(exam, "languages", HOST_OK,
            arena_printf(&exam->arena, "%zu of the server's %zu%s%s", total - absent_count, total,
                         absent_count > 0 ? "; not here: " : "", str_text(&absent)));
}

/* This machine as if it had joined last: the same comparison as the server's. */
static void compare_machines(struct examination *exam)
{
    int64_t percent = 50;
    size_t count = exam->peer_count;
    struct queue_worker *all = arena_alloc(&exam->arena, (count + 1) * sizeof(*all));
    if (count > 0)
        memcpy(all, exam->peers, count * sizeof(*all));
    all[count] = (struct queue_worker){.id = "this",
                                       .name = "this",
                                       .facts = exam->worker.facts,
                                       .since_ms = INT64_MAX,
                                       .refusal = ""};
    (void)json_whole(json_get(exam->fleet, "speed_tolerance_percent"), &percent);
    const char *version = json_text(json_get(exam->fleet, "version"));
    const struct fleet_terms terms = {.version = version ? version : exam->options->version,
                                      .tolerance = (double)percent / 100};
    const struct fleet_note *note = &fleet_compare(all, count + 1, &terms, &exam->arena)[count];
    for (size_t i = 0; i < note->count; i++)
        add_oddity(exam, "other workers", note->warnings[i],
                   "install the same here, or leave this machine out");
    if (note->count == 0)
        add(exam, "other workers", count > 0 ? HOST_OK : HOST_INFO,
            count > 0 ? arena_printf(&exam->arena, "%zu, and this one is like them", count)
                      : "none to compare with");
}

static void compare(struct examination *exam)
{
    struct json **facts = arena_alloc(&exam->arena, (exam->peer_count + 1) * sizeof(struct json *));
    for (size_t i = 0; i < exam->peer_count; i++) {
        struct err ignored = {0}; /* what cannot be read is told by fleet_compare */
        const char *text = exam->peers[i].facts;
        facts[i] = NULL;
        if (json_parse("worker", text, strlen(text), &facts[i], &ignored) != 0)
            facts[i] = NULL;
    }
    compare_languages(exam, facts);
    for (size_t i = 0; i < exam->peer_count; i++)
        json_close(facts[i]);
    compare_machines(exam);
}

static void examine_judging(struct examination *exam)
{
    struct worker *worker = &exam->worker;
    struct err err = {0};
    if (try_judging(worker, &err) != 0) {
        add_failure(exam, "reference program", &err, "see evalx doctor");
    } else if (worker->reference_ms <= 0) {
        set_mend(add(exam, "reference program", HOST_MISSING, "neither C nor Python runs here"),
                 "apt-get install gcc python3");
        blame(exam, ERR_JUDGE);
    } else {
        add(exam, "reference program", HOST_OK,
            arena_printf(&exam->arena, "%.0f ms of CPU in %s", worker->reference_ms,
                         worker->reference));
        compare(exam);
    }
    end_trial(worker);
}

enum err_kind worker_examine(const struct worker_options *options, struct host_report *report,
                             bool *is_odd_out)
{
    struct examination exam = {.options = options,
                               .report = report,
                               .server = options->server,
                               .worker = {.options = options,
                                          .event_fd = -1,
                                          .signal_fd = -1,
                                          .lock = PTHREAD_MUTEX_INITIALIZER}};
    report_only(LOG_WARN);
    (void)signal(SIGPIPE, SIG_IGN); /* a broken connection is an error, no end */
    examine_disk(&exam);
    examine_redis(&exam);
    examine_server(&exam);
    if (report->is_judging_possible)
        examine_judging(&exam);
    else
        blame(&exam, ERR_JUDGE);
    *is_odd_out = exam.is_odd;
    json_close(exam.fleet);
    client_close(exam.client);
    arena_done(&exam.arena);
    return exam.worst;
}
