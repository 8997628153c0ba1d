/* worker_prefetch: see worker_prefetch.h. */
#include "serve/worker_prefetch.h"

#include <string.h>
#include <sys/timerfd.h>

#include "base/fs.h"
#include "serve/client.h"
#include "serve/loop.h"
#include "serve/report.h"

enum { LOOK_MS = 10000, ANSWER_S = 3, FAILED_MS = 30000, PUBLISHED_MAX = 10000 };
static const int64_t standard_age_ms = 24LL * 3600 * 1000;

struct prefetch {
    struct prefetch_options options;
    struct json *fleet;     /* the last answer; NULL: none yet */
    const char **revisions; /* published, of the answer */
    size_t count, at;
    int64_t look_ms;            /* when to ask again */
    char last[ERR_MESSAGE_MAX]; /* what was logged */
};

struct prefetch *prefetch_open(const struct prefetch_options *options)
{
    struct prefetch *prefetch = calloc(1, sizeof(*prefetch));
    if (!prefetch)
        err_out_of_memory();
    prefetch->options = *options;
    if (prefetch->options.age_ms <= 0)
        prefetch->options.age_ms = standard_age_ms;
    return prefetch;
}

static void forget(struct prefetch *prefetch)
{
    json_close(prefetch->fleet);
    free(prefetch->revisions);
    prefetch->fleet = NULL;
    prefetch->revisions = NULL;
    prefetch->count = prefetch->at = 0;
}

void prefetch_close(struct prefetch *prefetch)
{
    if (!prefetch)
        return;
    forget(prefetch);
    free(prefetch);
}

static bool fail(struct prefetch *prefetch, const struct err *err)
{
    if (strcmp(prefetch->last, err->msg) != 0)
        REPORT(LOG_WARN, "problems cannot be fetched in advance", {"error", err->msg});
    (void)snprintf(prefetch->last, sizeof(prefetch->last), "%s", err->msg);
    prefetch->look_ms = clock_ms() + FAILED_MS;
    prefetch->at = prefetch->count;
    return false;
}

/* A server that says nothing must not keep us from what waits in Redis. */
static int ask(const struct prefetch *prefetch, const char *server, struct json **fleet_out,
               struct err *err)
{
    static const struct itimerspec once = {.it_value = {.tv_sec = ANSWER_S}};
    EV_FD int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (timer < 0 || timerfd_settime(timer, 0, &once, NULL) != 0)
        return err_sys(err, ERR_JUDGE, "timerfd");
    const struct client_options options = {
        .server = server, .token = prefetch->options.token, .patience_ms = 1, .stop_fd = timer};
    const struct client_call call = {.method = "GET", .path = "/v1/fleet"};
    struct client *client = NULL;
    if (client_open(&options, &client, err) != 0)
        return -1;
    int status = client_call(client, &call, fleet_out, err);
    client_close(client);
    if (status != 0 && err->kind == ERR_INTERRUPTED)
        return err_set(err, ERR_SERVICE, "%s: no answer in %d s", server, ANSWER_S);
    return status;
}

static bool is_same(const struct json *a, const struct json *b)
{
    const char *left = json_text(json_get(a, "digest")), *right = json_text(json_get(b, "digest"));
    return left && right && strcmp(left, right) == 0;
}

/* Of another set of problems: begin anew. Closes the answer, or keeps it. */
static void take_answer(struct prefetch *prefetch, struct json *fleet)
{
    if (is_same(prefetch->fleet, fleet)) {
        json_close(fleet);
        return;
    }
    const struct json *problems = json_get(fleet, "problems");
    size_t most = json_count(problems) < PUBLISHED_MAX ? json_count(problems) : PUBLISHED_MAX;
    forget(prefetch);
    prefetch->fleet = fleet;
    prefetch->revisions = calloc(most + 1, sizeof(*prefetch->revisions));
    if (!prefetch->revisions)
        err_out_of_memory();
    for (size_t i = 0; i < most; i++) {
        const char *revision = json_text(json_get(json_item(problems, i), "revision"));
        if (revision)
            prefetch->revisions[prefetch->count++] = revision;
    }
}

static int look(struct prefetch *prefetch, const char *server, struct err *err)
{
    struct json *fleet = NULL;
    if (clock_ms() < prefetch->look_ms)
        return 0;
    if (ask(prefetch, server, &fleet, err) != 0)
        return -1;
    prefetch->look_ms = clock_ms() + LOOK_MS;
    take_answer(prefetch, fleet);
    worker_set_expire(prefetch->options.set, prefetch->revisions, prefetch->count,
                      prefetch->options.age_ms);
    return 0;
}

bool prefetch_step(struct prefetch *prefetch, const char *server)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct worker_set *set = prefetch->options.set;
    const char *path = NULL;
    struct err err = {0};
    if (look(prefetch, server, &err) != 0)
        return fail(prefetch, &err);
    while (prefetch->at < prefetch->count && worker_set_has(set, prefetch->revisions[prefetch->at]))
        prefetch->at++;
    if (prefetch->at == prefetch->count)
        return false;
    const char *revision = prefetch->revisions[prefetch->at++]; /* once: it may not fit */
    if (worker_set_get(set, server, revision, &arena, &path, &err) != 0)
        return fail(prefetch, &err);
    worker_set_release(set, revision);
    prefetch->last[0] = '\0';
    return true;
}
