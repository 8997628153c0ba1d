/* sender: see sender.h. Each thread takes a delivery, resolves its host, refuses what may not be
 * reached, and connects to the very addresses that were looked at: no redirects, no proxy. */
#include "serve/sender.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/str.h"

enum { CONNECT_MS = 5000, ANSWER_MAX_BYTES = 64 << 10 };

struct chain {
    struct delivery *first, **last;
};

struct sender {
    struct target_rules rules;
    int event_fd;
    pthread_t threads[SENDER_THREADS];
    size_t thread_count;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    struct chain waiting, done;
    bool is_closing;
};

/* ---- deliveries ---- */

struct delivery *delivery_open(void)
{
    struct arena arena = {0};
    struct delivery *delivery = arena_alloc(&arena, sizeof(*delivery));
    delivery->arena = arena;
    return delivery;
}

void delivery_close(struct delivery *delivery)
{
    if (delivery == NULL)
        return;
    struct arena arena = delivery->arena; /* the delivery itself is inside */
    arena_done(&arena);
}

static void chain_add(struct chain *chain, struct delivery *delivery)
{
    delivery->next = NULL;
    if (chain->first == NULL)
        chain->last = &chain->first;
    *chain->last = delivery;
    chain->last = &delivery->next;
}

static struct delivery *chain_take(struct chain *chain)
{
    struct delivery *delivery = chain->first;
    if (delivery != NULL)
        chain->first = delivery->next;
    return delivery;
}

static void lock(struct sender *sender)
{
    (void)pthread_mutex_lock(&sender->lock); /* a default mutex fails only when misused */
}

static void unlock(struct sender *sender)
{
    (void)pthread_mutex_unlock(&sender->lock); /* likewise */
}

static bool is_closing(struct sender *sender)
{
    lock(sender);
    bool is_so = sender->is_closing;
    unlock(sender);
    return is_so;
}

/* ---- one exchange ---- */

struct attempt {
    struct sender *sender;
    struct delivery *delivery;
    size_t answer_bytes;
};

static size_t on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct attempt *attempt = context;
    (void)bytes; /* what a receiver says is of no interest */
    attempt->answer_bytes += size * count;
    return attempt->answer_bytes > ANSWER_MAX_BYTES ? 0 : size * count;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    const struct attempt *attempt = context;
    (void)down_total, (void)down, (void)up_total, (void)up;
    return is_closing(attempt->sender);
}

/* The last look at the address, whatever has led curl there. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    const struct attempt *attempt = context;
    (void)purpose;
    if (!target_is_allowed(&attempt->sender->rules, &address->addr)) {
        attempt->delivery->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* "HOST:PORT:ADDRESSES" of the delivery's URL, once and for all. */
static int resolve(struct attempt *attempt, const char **resolved_out, struct err *err)
{
    struct delivery *delivery = attempt->delivery;
    char *host = NULL, *port = NULL;
    CURLU *url = curl_url();
    int result = -1;
    if (url == NULL || curl_url_set(url, CURLUPART_URL, delivery->url, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK)
        (void)err_set(err, ERR_INPUT, "the URL cannot be read");
    else
        result = target_resolve(&attempt->sender->rules, host, port, &delivery->arena, resolved_out,
                                err);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return result;
}

static struct curl_slist *append(struct curl_slist *list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(list, text);
    if (longer == NULL)
        err_out_of_memory();
    return longer;
}

static void set_options(CURL *curl, struct attempt *attempt, struct curl_slist *headers,
                        struct curl_slist *resolved, char *reason)
{
    const struct delivery *delivery = attempt->delivery;
    curl_easy_setopt(curl, CURLOPT_URL, delivery->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, delivery->method);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, delivery->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)delivery->body_count);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, resolved);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)delivery->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, attempt);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, attempt);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, attempt);
}

static void perform(CURL *curl, struct attempt *attempt, const char *pinned)
{
    struct delivery *delivery = attempt->delivery;
    struct curl_slist *headers = append(NULL, "Expect:"), *resolved = append(NULL, pinned);
    char reason[CURL_ERROR_SIZE] = "";
    long status = 0;
    curl_off_t after_s = 0;
    for (size_t i = 0; i < delivery->header_count; i++)
        headers = append(headers, delivery->headers[i]);
    set_options(curl, attempt, headers, resolved, reason);
    CURLcode code = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status); /* stay 0 where unknown */
    (void)curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after_s);
    bool is_answered = code == CURLE_OK || attempt->answer_bytes > ANSWER_MAX_BYTES;
    delivery->status = is_answered ? (int)status : 0;
    delivery->retry_after_s = after_s;
    if (!is_answered)
        delivery->error =
            arena_string(&delivery->arena, reason[0] != '\0' ? reason : curl_easy_strerror(code));
    curl_slist_free_all(headers);
    curl_slist_free_all(resolved);
}

static void deliver(struct sender *sender, struct delivery *delivery)
{
    struct attempt attempt = {.sender = sender, .delivery = delivery};
    const char *pinned = NULL;
    struct err err = {0};
    if (resolve(&attempt, &pinned, &err) != 0) {
        delivery->is_refused = err.kind == ERR_INPUT;
        delivery->error = arena_string(&delivery->arena, err.msg);
        return;
    }
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        err_out_of_memory();
    perform(curl, &attempt, pinned);
    curl_easy_cleanup(curl);
}

/* ---- threads ---- */

static void *run(void *context)
{
    struct sender *sender = context;
    static const uint64_t one = 1;
    lock(sender);
    while (!sender->is_closing) {
        struct delivery *delivery = chain_take(&sender->waiting);
        if (delivery == NULL) {
            (void)pthread_cond_wait(&sender->changed, &sender->lock); /* cannot fail */
            continue;
        }
        unlock(sender);
        deliver(sender, delivery);
        lock(sender);
        chain_add(&sender->done, delivery);
        ssize_t written = write(sender->event_fd, &one, sizeof(one));
        (void)written; /* fails only when it is readable already */
    }
    unlock(sender);
    return NULL;
}

/* Signals are the loop's thread's alone. */
static int start_threads(struct sender *sender, struct err *err)
{
    sigset_t all, before;
    (void)sigfillset(&all); /* cannot fail, like the calls below */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = 0;
    while (code == 0 && sender->thread_count < SENDER_THREADS) {
        code = pthread_create(&sender->threads[sender->thread_count], NULL, run, sender);
        sender->thread_count += code == 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0 ? 0 : err_set(err, ERR_JUDGE, "webhooks: no thread: %s", strerror(code));
}

int sender_open(const struct target_rules *rules, int event_fd, struct sender **sender_out,
                struct err *err)
{
    struct sender *sender = calloc(1, sizeof(*sender));
    if (sender == NULL)
        err_out_of_memory();
    sender->rules = *rules;
    sender->event_fd = event_fd;
    (void)pthread_mutex_init(&sender->lock, NULL); /* cannot fail on Linux */
    (void)pthread_cond_init(&sender->changed, NULL);
    if (start_threads(sender, err) != 0) {
        sender_close(sender);
        return -1;
    }
    *sender_out = sender;
    return 0;
}

static void chain_close(struct chain *chain)
{
    for (struct delivery *one = chain_take(chain); one != NULL; one = chain_take(chain))
        delivery_close(one);
}

void sender_close(struct sender *sender)
{
    if (sender == NULL)
        return;
    lock(sender);
    sender->is_closing = true;
    (void)pthread_cond_broadcast(&sender->changed); /* cannot fail */
    unlock(sender);
    for (size_t i = 0; i < sender->thread_count; i++)
        (void)pthread_join(sender->threads[i], NULL); /* ours, and joined once */
    chain_close(&sender->waiting);
    chain_close(&sender->done);
    (void)pthread_cond_destroy(&sender->changed);
    (void)pthread_mutex_destroy(&sender->lock);
    free(sender);
}

void sender_add(struct sender *sender, struct delivery *delivery)
{
    lock(sender);
    chain_add(&sender->waiting, delivery);
    (void)pthread_cond_signal(&sender->changed); /* cannot fail */
    unlock(sender);
}

struct delivery *sender_take(struct sender *sender)
{
    lock(sender);
    struct delivery *delivery = chain_take(&sender->done);
    unlock(sender);
    return delivery;
}
