/* depot: see depot.h. */
#include "serve/depot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "model/depot_wire.h"
#include "serve/loop.h"
#include "serve/report.h"

enum {
    LINES_MAX = 64,
    TIMEOUT_MS = 200, /* of one command */
    REST_LEAST_MS = 1000,
    REST_MOST_MS = 30000,
};
static const int64_t keep_ms = INT64_C(7) * 24 * 3600 * 1000;

enum figure { HITS, MISSES, REFUSED, STORES, ERRORS, FIGURES };
static const char *const figure_names[] = {"hits", "misses", "refused", "stores", "errors"};

struct depot {
    struct queue_depot *store;
    pthread_t thread;
    bool has_thread;
    int event_fd;
    atomic_int_least64_t figures[FIGURES];
    pthread_mutex_t lock; /* guards what follows */
    bool is_ending;
    int lines[LINES_MAX];
    size_t line_count;
    /* the thread's */
    int64_t rest_until_ms, rest_ms;
    struct str value;
};

static void count(struct depot *depot, enum figure figure)
{
    atomic_fetch_add(&depot->figures[figure], 1);
}

/* ---- Redis ---- */

static void note_failure(struct depot *depot, const struct err *err)
{
    count(depot, ERRORS);
    if (depot->rest_ms == 0)
        REPORT(LOG_WARN, "going on without what other machines have made", {"error", err->msg});
    depot->rest_ms = depot->rest_ms == 0 ? REST_LEAST_MS : 2 * depot->rest_ms;
    if (depot->rest_ms > REST_MOST_MS)
        depot->rest_ms = REST_MOST_MS;
    depot->rest_until_ms = clock_ms() + depot->rest_ms;
}

static void note_success(struct depot *depot)
{
    if (depot->rest_ms > 0)
        REPORT(LOG_INFO, "what other machines have made is there again");
    depot->rest_ms = 0;
}

static bool is_resting(const struct depot *depot)
{
    return clock_ms() < depot->rest_until_ms;
}

/* A file in memory, or -1. */
static int get(struct depot *depot, const struct depot_message *question, int64_t *cost_ns_out)
{
    static const enum figure figures[] = {
        [DEPOT_HAS] = HITS, [DEPOT_HAS_NOT] = MISSES, [DEPOT_REFUSED] = REFUSED};
    enum queue_depot_answer answer;
    struct err err = {0};
    if (is_resting(depot))
        return -1;
    if (queue_depot_get(depot->store, question->kind, question->key, &depot->value, cost_ns_out,
                        &answer, &err)) {
        note_failure(depot, &err);
        return -1;
    }
    note_success(depot);
    count(depot, figures[answer]);
    if (answer == DEPOT_REFUSED)
        REPORT(LOG_WARN, "a shared value is not what a worker wrote: removed",
               {"key", question->key});
    if (answer != DEPOT_HAS)
        return -1;
    return fs_memory_file("depot", depot->value.text, depot->value.count, true, &err);
}

static void put(struct depot *depot, const struct depot_message *message, int file_fd)
{
    struct stat info;
    struct err err = {0};
    if (is_resting(depot) || fstat(file_fd, &info) != 0 || info.st_size <= 0 ||
        info.st_size > DEPOT_VALUE_MAX)
        return;
    size_t bytes = (size_t)info.st_size;
    void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file_fd, 0);
    if (map == MAP_FAILED)
        return;
    if (queue_depot_put(depot->store, message->kind, message->key, map, bytes, message->cost_ns,
                        &err)) {
        note_failure(depot, &err);
    } else {
        note_success(depot);
        count(depot, STORES);
    }
    (void)munmap(map, bytes);
}

/* ---- agents ---- */

/* Does the line go on? */
static bool serve_line(struct depot *depot, int fd)
{
    struct depot_message message;
    EV_FD int file_fd = -1;
    int status = depot_receive(fd, &message, &file_fd);
    if (status <= 0)
        return status == 0;
    if (message.what == DEPOT_KEEP) {
        if (file_fd >= 0)
            put(depot, &message, file_fd);
        return true;
    }
    EV_FD int found = get(depot, &message, &message.cost_ns);
    message.what = found >= 0 ? DEPOT_FOUND : DEPOT_MISSING;
    return depot_send(fd, &message, found) == 0;
}

static void remove_line(struct depot *depot, int fd)
{
    (void)pthread_mutex_lock(&depot->lock); /* a plain mutex, never locked twice */
    for (size_t i = 0; i < depot->line_count; i++) {
        if (depot->lines[i] == fd)
            depot->lines[i] = depot->lines[--depot->line_count];
    }
    (void)pthread_mutex_unlock(&depot->lock);
    (void)close(fd);
}

/* The event first, then the lines; 0: it is to end. */
static size_t list_lines(struct depot *depot, struct pollfd *fds)
{
    (void)pthread_mutex_lock(&depot->lock); /* as above */
    size_t line_count = depot->line_count;
    bool is_ending = depot->is_ending;
    fds[0] = (struct pollfd){.fd = depot->event_fd, .events = POLLIN};
    for (size_t i = 0; i < line_count; i++)
        fds[i + 1] = (struct pollfd){.fd = depot->lines[i], .events = POLLIN};
    (void)pthread_mutex_unlock(&depot->lock);
    return is_ending ? 0 : line_count + 1;
}

static void *serve_lines(void *context)
{
    struct depot *depot = context;
    struct pollfd fds[LINES_MAX + 1];
    uint64_t ignored;
    for (size_t n; (n = list_lines(depot, fds)) > 0;) {
        if (poll(fds, n, -1) <= 0)
            continue; /* interrupted */
        if (fds[0].revents)
            (void)!read(depot->event_fd, &ignored, sizeof(ignored)); /* looked at in any case */
        for (size_t i = 1; i < n; i++) {
            if (fds[i].revents && !serve_line(depot, fds[i].fd))
                remove_line(depot, fds[i].fd);
        }
    }
    return NULL;
}

static void wake(const struct depot *depot)
{
    static const uint64_t one = 1;
    (void)!write(depot->event_fd, &one, sizeof(one)); /* a full counter wakes as well */
}

int depot_connect(struct depot *depot)
{
    int ends[2];
    if (!depot || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    (void)pthread_mutex_lock(&depot->lock); /* as above */
    bool has_room = depot->line_count < LINES_MAX;
    if (has_room)
        depot->lines[depot->line_count++] = ends[0];
    (void)pthread_mutex_unlock(&depot->lock);
    if (!has_room) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return -1;
    }
    wake(depot);
    return ends[1];
}

struct json *depot_figures(struct depot *depot)
{
    if (!depot)
        return NULL;
    struct json *figures = json_map();
    for (size_t i = 0; i < FIGURES; i++)
        json_set_i64(figures, figure_names[i], atomic_load(&depot->figures[i]));
    return figures;
}

/* ---- opening ---- */

static int start(struct depot *depot, struct err *err)
{
    depot->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (depot->event_fd < 0)
        return err_sys(err, ERR_JUDGE, "cache redis: eventfd");
    errno = pthread_create(&depot->thread, NULL, serve_lines, depot);
    if (errno)
        return err_sys(err, ERR_JUDGE, "cache redis: thread");
    depot->has_thread = true;
    return 0;
}

int depot_open(const struct depot_options *options, struct depot **depot_out, struct err *err)
{
    const struct queue_depot_options wanted = {
        .redis = {.url = options->url,
                  .password = options->password,
                  .command_timeout_ms = TIMEOUT_MS},
        .queue = options->queue,
        .secret = options->secret,
        .value_max = DEPOT_VALUE_MAX,
        .keep_ms = keep_ms,
    };
    struct depot *depot = calloc(1, sizeof(*depot));
    if (!depot)
        err_out_of_memory();
    depot->event_fd = -1;
    depot->value.maximum = DEPOT_VALUE_MAX;
    (void)pthread_mutex_init(&depot->lock, NULL); /* default attributes: cannot fail on Linux */
    int status = queue_depot_open(&wanted, &depot->store, err);
    if (status == 0 && queue_depot_check(depot->store, err)) {
        status = err->kind == ERR_SERVICE ? 0 : -1;
        note_failure(depot, err);
    }
    if (status == 0)
        status = start(depot, err);
    if (status) {
        depot_close(depot);
        return -1;
    }
    *depot_out = depot;
    return 0;
}

void depot_close(struct depot *depot)
{
    if (!depot)
        return;
    (void)pthread_mutex_lock(&depot->lock); /* as above */
    depot->is_ending = true;
    (void)pthread_mutex_unlock(&depot->lock);
    if (depot->has_thread) {
        wake(depot);
        (void)pthread_join(depot->thread, NULL); /* ours, and joined once */
    }
    for (size_t i = 0; i < depot->line_count; i++)
        (void)close(depot->lines[i]);
    fd_close(&depot->event_fd);
    queue_depot_close(depot->store);
    str_done(&depot->value);
    (void)pthread_mutex_destroy(&depot->lock);
    free(depot);
}
