/* client: see client.h. By libcurl, one connection kept. */
#include "serve/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/parse.h"
#include "base/str.h"
#include "serve/loop.h"

enum {
    CONNECT_MS = 5000,
    SILENCE_S = 120, /* nothing at all came: longer than a server lets anybody wait */
    FIRST_DELAY_MS = 200,
    DELAY_MOST_MS = 5000,
    LINE_MAX_BYTES = 4 << 20,
};

struct client {
    struct client_options options;
    struct arena arena;
    const char *server; /* without a slash at the end */
    CURL *curl;
    char reason[CURL_ERROR_SIZE];
};

/* ---- opening ---- */

static bool is_of_this_machine(const char *url)
{
    static const char *const starts[] = {"http://127.", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(starts); i++) {
        if (str_starts_with(url, starts[i]))
            return true;
    }
    return false;
}

static int set_server(struct client *client, const char *server, struct err *err)
{
    size_t length = strlen(server);
    if (!str_starts_with(server, "http://") && !str_starts_with(server, "https://"))
        return err_set(err, ERR_USAGE,
                       "--server: '%s': an URL is wanted, like http://judge.example.org:8080",
                       server);
    while (length > 0 && server[length - 1] == '/')
        length--;
    client->server = arena_string_n(&client->arena, server, length);
    return 0;
}

int client_open(const struct client_options *options, struct client **client_out, struct err *err)
{
    struct client *client = calloc(1, sizeof(*client));
    if (client == NULL)
        err_out_of_memory();
    client->options = *options;
    if (client->options.patience_ms <= 0)
        client->options.patience_ms = CLIENT_PATIENCE_MS;
    int result = set_server(client, options->server != NULL ? options->server : CLIENT_SERVER, err);
    client->curl = result == 0 ? curl_easy_init() : NULL;
    if (result == 0 && client->curl == NULL)
        result = err_set(err, ERR_JUDGE, "libcurl: cannot begin");
    if (result != 0) {
        client_close(client);
        return -1;
    }
    *client_out = client;
    return 0;
}

void client_close(struct client *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl); /* NULL is fine */
    arena_done(&client->arena);
    free(client);
}

const char *client_escape(struct arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    EV_STR struct str out = {0};
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (strchr(plain, *at) != NULL) {
            str_add_char(&out, *at);
            continue;
        }
        str_add_char(&out, '%');
        str_add_char(&out, digits[byte >> 4]);
        str_add_char(&out, digits[byte & 15]);
    }
    return arena_string(arena, str_text(&out));
}

void client_make_key(char key_out[CLIENT_KEY_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[(CLIENT_KEY_BYTES - 1) / 2];
    while (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        continue; /* a signal came before the kernel had any randomness: getrandom(2) */
    for (size_t i = 0; i < sizeof(bytes); i++) {
        key_out[2 * i] = digits[bytes[i] >> 4];
        key_out[2 * i + 1] = digits[bytes[i] & 15];
    }
    key_out[CLIENT_KEY_BYTES - 1] = '\0';
}

/* ---- the user wants no more ---- */

static bool is_stopped(const struct client *client, int wait_ms)
{
    struct pollfd stop = {.fd = client->options.stop_fd, .events = POLLIN};
    return poll(&stop, 1, wait_ms) > 0; /* a negative descriptor is passed over: poll(2) */
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    return is_stopped(context, 0);
}

/* ---- one exchange ---- */

struct exchange {
    struct client *client;
    struct arena arena;
    struct curl_slist *headers;
    struct str body; /* that is sent */
    struct str answer;
    CURLcode code;
    long status;
    curl_off_t retry_after_s;
};

static void exchange_done(struct exchange *exchange)
{
    curl_slist_free_all(exchange->headers);
    str_done(&exchange->body);
    str_done(&exchange->answer);
    arena_done(&exchange->arena);
}

static void add_header(struct exchange *exchange, const char *name, const char *value)
{
    EV_STR struct str line = {0};
    str_printf(&line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(exchange->headers, str_text(&line));
    if (longer == NULL)
        err_out_of_memory();
    exchange->headers = longer;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    str_add_n(&exchange->answer, bytes, size * count);
    return exchange->answer.is_cut ? 0 : size * count;
}

static void set_common(struct exchange *exchange, const char *method, const char *path)
{
    struct client *client = exchange->client;
    CURL *curl = client->curl;
    const char *url = arena_printf(&exchange->arena, "%s%s", client->server, path);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, client->reason);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENCE_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)client->options.answer_ms);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, client);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    if (is_of_this_machine(client->server))
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (client->options.token != NULL)
        add_header(exchange, "Authorization",
                   arena_printf(&exchange->arena, "Bearer %s", client->options.token));
    add_header(exchange, "Expect", "");
}

static void set_body(struct exchange *exchange, const struct client_call *call)
{
    CURL *curl = exchange->client->curl;
    if (call->key != NULL)
        add_header(exchange, "Idempotency-Key", call->key);
    bool has_body = call->body != NULL || strcmp(call->method, "POST") == 0;
    if (!has_body)
        return;
    if (call->body != NULL)
        json_write(call->body, false, &exchange->body);
    add_header(exchange, "Content-Type", "application/json");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, str_text(&exchange->body));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)exchange->body.count);
}

static void perform(struct exchange *exchange)
{
    CURL *curl = exchange->client->curl;
    exchange->client->reason[0] = '\0';
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
    exchange->code = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
    (void)curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &exchange->retry_after_s);
}

/* ---- what came of it ---- */

static int read_answer(struct exchange *exchange, struct json **answer_out, struct err *err)
{
    *answer_out = NULL;
    if (exchange->answer.count == 0)
        return 0;
    if (json_parse("answer", str_text(&exchange->answer), exchange->answer.count, answer_out,
                   err) == 0)
        return 0;
    err->kind = ERR_SERVICE;
    return err_wrap(err, "%s: this is no evalx server", exchange->client->server);
}

/* The server's own words, where it has some. */
static int refuse(struct exchange *exchange, struct err *err)
{
    struct json *problem = NULL;
    struct err ignored = {0};
    bool is_temporary = exchange->status == 429 || exchange->status >= 500;
    const char *detail = NULL;
    if (json_parse("answer", str_text(&exchange->answer), exchange->answer.count, &problem,
                   &ignored) == 0)
        detail = json_text(json_get(problem, "detail"));
    bool is_denied = exchange->status == 401 || exchange->status == 403;
    (void)err_set(err, is_temporary ? ERR_SERVICE : ERR_INPUT, "%s: %s (HTTP %ld)%s",
                  exchange->client->server, detail != NULL ? detail : "refused", exchange->status,
                  is_denied ? "; name a token with EVALX_TOKEN" : "");
    if (problem != NULL)
        json_close(problem);
    return -1;
}

static int fail_connection(const struct exchange *exchange, struct err *err)
{
    const struct client *client = exchange->client;
    if (exchange->code == CURLE_ABORTED_BY_CALLBACK)
        return err_set(err, ERR_INTERRUPTED, "%s: interrupted", client->server);
    if (exchange->code == CURLE_OPERATION_TIMEDOUT && client->options.answer_ms > 0)
        return err_set(err, ERR_SERVICE, "%s: no answer in %lld s", client->server,
                       (long long)client->options.answer_ms / 1000);
    return err_set(err, ERR_SERVICE, "%s: %s", client->server,
                   client->reason[0] != '\0' ? client->reason : curl_easy_strerror(exchange->code));
}

static bool is_busy(const struct exchange *exchange)
{
    bool is_broken = exchange->code != CURLE_OK && exchange->code != CURLE_ABORTED_BY_CALLBACK &&
                     exchange->code != CURLE_URL_MALFORMAT;
    return is_broken || exchange->status == 429 || exchange->status == 502 ||
           exchange->status == 503 || exchange->status == 504;
}

static void exchange_once(struct exchange *exchange, const struct client_call *call)
{
    set_common(exchange, call->method, call->path);
    set_body(exchange, call);
    exchange->answer.maximum = JSON_MAXIMUM_BYTES;
    curl_easy_setopt(exchange->client->curl, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(exchange->client->curl, CURLOPT_WRITEDATA, exchange);
    perform(exchange);
}

/* *delay_ms: until the next try; *is_busy_out: there may be one. */
static int try_once(struct client *client, const struct client_call *call, int64_t *delay_ms,
                    bool *is_busy_out, struct json **answer_out, struct err *err)
{
    EV_CLEANUP(exchange_done) struct exchange exchange = {.client = client};
    exchange_once(&exchange, call);
    *is_busy_out = is_busy(&exchange);
    if (exchange.retry_after_s > 0)
        *delay_ms = (int64_t)exchange.retry_after_s * 1000;
    if (exchange.code != CURLE_OK)
        return fail_connection(&exchange, err);
    if (exchange.status < 200 || exchange.status > 299)
        return refuse(&exchange, err);
    return read_answer(&exchange, answer_out, err);
}

int client_call(struct client *client, const struct client_call *call, struct json **answer_out,
                struct err *err)
{
    int64_t end_ms = clock_ms() + client->options.patience_ms, delay_ms = FIRST_DELAY_MS;
    bool is_repeatable = call->key != NULL || strcmp(call->method, "POST") != 0;
    for (;;) {
        bool is_busy_now = false;
        int64_t wait_ms = delay_ms;
        if (try_once(client, call, &wait_ms, &is_busy_now, answer_out, err) == 0)
            return 0;
        if (!is_busy_now || !is_repeatable || clock_ms() + wait_ms > end_ms)
            return -1;
        if (is_stopped(client, (int)wait_ms))
            return err_set(err, ERR_INTERRUPTED, "%s: interrupted", client->server);
        delay_ms = delay_ms * 2 < DELAY_MOST_MS ? delay_ms * 2 : DELAY_MOST_MS;
    }
}

/* ---- events ---- */

/* https://html.spec.whatwg.org/multipage/server-sent-events.html: lines "event: NAME" and "data:
 * TEXT", and an empty line behind each event. */
struct listening {
    struct exchange exchange;
    struct str line, data;
    char name[64];
    bool (*on_event)(void *context, const char *name, const struct json *data);
    void *context;
    bool is_over; /* by on_event's wish */
};

static void end_event(struct listening *listening)
{
    struct json *data = NULL;
    struct err ignored = {0}; /* what cannot be read is none */
    if (listening->data.count > 0 && json_parse("event", str_text(&listening->data),
                                                listening->data.count, &data, &ignored) == 0) {
        listening->is_over = !listening->on_event(listening->context, listening->name, data);
        json_close(data);
    }
    str_clear(&listening->data);
    listening->name[0] = '\0';
}

static void take_line(struct listening *listening)
{
    const char *line = str_text(&listening->line);
    if (listening->line.count == 0)
        end_event(listening);
    else if (str_starts_with(line, "event: "))
        (void)snprintf(listening->name, sizeof(listening->name), "%s", line + 7);
    else if (str_starts_with(line, "data: "))
        str_add(&listening->data, line + 6);
    str_clear(&listening->line);
}

static size_t on_event_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct listening *listening = context;
    for (size_t i = 0; i < size * count && !listening->is_over; i++) {
        if (bytes[i] == '\n')
            take_line(listening);
        else if (bytes[i] != '\r')
            str_add_char(&listening->line, bytes[i]);
    }
    return listening->is_over ? 0 : size * count;
}

static void listening_done(struct listening *listening)
{
    exchange_done(&listening->exchange);
    str_done(&listening->line);
    str_done(&listening->data);
}

int client_events(struct client *client, const char *path,
                  bool (*on_event)(void *context, const char *name, const struct json *data),
                  void *context, struct err *err)
{
    EV_CLEANUP(listening_done)
    struct listening listening = {.exchange = {.client = client},
                                  .line = {.maximum = LINE_MAX_BYTES},
                                  .data = {.maximum = LINE_MAX_BYTES},
                                  .on_event = on_event,
                                  .context = context};
    set_common(&listening.exchange, "GET", path);
    add_header(&listening.exchange, "Accept", "text/event-stream");
    curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, on_event_bytes);
    curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &listening);
    perform(&listening.exchange);
    if (listening.is_over)
        return 0;
    if (listening.exchange.code != CURLE_OK)
        return fail_connection(&listening.exchange, err);
    if (listening.exchange.status != 200)
        return refuse(&listening.exchange, err);
    return 0;
}
