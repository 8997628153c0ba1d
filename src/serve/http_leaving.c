/* http_leaving: answers on their way to readers that may be slow. All that wait in memory have one
 * budget together. Each answer has a time to leave in, as a request has to arrive in; and when the
 * budget runs out the slowest readers lose theirs first, so that those who read are served. */
#include <string.h>
#include <sys/socket.h>

#include "serve/http_private.h"
#include "serve/problem_doc.h"

/* Below it an answer does not count: connections are limited too. */
enum { COUNTED_BYTES = 16 << 10, BLOCK_BYTES = 64 << 10, GRACE_MS = 5000 };

static void count_as(struct transfer *transfer, size_t bytes)
{
    transfer->http->leaving_bytes += bytes - transfer->leaving.bytes;
    transfer->leaving.bytes = bytes;
}

static void list(struct transfer *transfer)
{
    struct http *http = transfer->http;
    struct leaving *leaving = &transfer->leaving;
    *leaving = (struct leaving){.is_listed = true, .since_ms = clock_ms(), .next = http->leaving};
    if (http->leaving != NULL)
        http->leaving->leaving.previous = transfer;
    http->leaving = transfer;
}

void leaving_end(struct transfer *transfer)
{
    struct leaving *leaving = &transfer->leaving;
    if (!leaving->is_listed)
        return;
    count_as(transfer, 0);
    if (leaving->previous != NULL)
        leaving->previous->leaving.next = leaving->next;
    else
        transfer->http->leaving = leaving->next;
    if (leaving->next != NULL)
        leaving->next->leaving.previous = leaving->previous;
    leaving->is_listed = false;
}

static void cut_off(struct transfer *transfer)
{
    leaving_end(transfer);
    str_done(&transfer->request.answer.body);
    if (transfer->stream != NULL)
        stream_cut(transfer->stream);
    if (transfer->arrival != NULL) /* the library sees it and lets go of the connection */
        (void)shutdown(transfer->arrival->fd, SHUT_RDWR);
}

static double speed_of(const struct leaving *leaving, int64_t now_ms)
{
    return (double)leaving->taken / (double)(now_ms - leaving->since_ms + 1);
}

/* NULL: all have only just begun. */
static struct transfer *find_slowest(const struct http *http)
{
    struct transfer *slowest = NULL;
    int64_t now_ms = clock_ms();
    for (struct transfer *at = http->leaving; at != NULL; at = at->leaving.next) {
        bool is_new = now_ms - at->leaving.since_ms < GRACE_MS;
        if (at->state != TRANSFER_ANSWERED || is_new)
            continue;
        if (slowest == NULL || speed_of(&at->leaving, now_ms) < speed_of(&slowest->leaving, now_ms))
            slowest = at;
    }
    return slowest;
}

static bool make_room(struct http *http, size_t bytes)
{
    while (http->leaving_bytes + bytes > HTTP_ANSWERS_MAX) {
        struct transfer *slowest = find_slowest(http);
        if (slowest == NULL)
            return false;
        cut_off(slowest);
    }
    return true;
}

/* What the answer was made of goes before it does: names of the request are all that stays. */
static void shed(struct request *request)
{
    struct arena whole = request->arena;
    request->arena = (struct arena){0};
    request->path = arena_string(&request->arena, request->path);
    request->method_name = arena_string(&request->arena, request->method_name);
    request->caller.user = NULL;
    memset(request->parameters, 0, sizeof(request->parameters));
    arena_done(&whole);
}

void leaving_begin(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    size_t bytes = request->answer.body.count + request->arena.total_bytes;
    if (transfer->stream != NULL || transfer->leaving.is_listed || bytes <= COUNTED_BYTES)
        return;
    if (make_room(transfer->http, bytes)) {
        list(transfer);
        count_as(transfer, bytes);
        return;
    }
    answer_clear(&request->answer);
    str_done(&request->answer.body);
    shed(request);
    answer_header(request, MHD_HTTP_HEADER_RETRY_AFTER, "5");
    answer_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                   "too much is being read at once; what was handed in stands");
}

void leaving_sent(struct transfer *transfer)
{
    struct request *request = &transfer->request;
    if (!transfer->leaving.is_listed || transfer->stream != NULL) /* who watches is asked for on */
        return;
    shed(request);
    if (request->answer.body.count > COUNTED_BYTES)
        count_as(transfer, request->answer.body.count);
    else
        leaving_end(transfer);
}

void leaving_count_stream(struct transfer *transfer, size_t bytes)
{
    if (bytes <= COUNTED_BYTES) {
        leaving_end(transfer);
        return;
    }
    if (!transfer->leaving.is_listed)
        list(transfer);
    if (bytes > transfer->leaving.bytes &&
        !make_room(transfer->http, bytes - transfer->leaving.bytes))
        cut_off(transfer);
    else if (transfer->leaving.is_listed) /* its own may have been the slowest */
        count_as(transfer, bytes);
}

void leaving_cut_off(struct transfer *transfer)
{
    cut_off(transfer);
}

/* ---- reading it ---- */

static ssize_t read_answer(void *context, uint64_t position, char *buffer, size_t most)
{
    struct transfer *transfer = context;
    const struct str *body = &transfer->request.answer.body;
    if (position >= body->count)
        return MHD_CONTENT_READER_END_WITH_ERROR; /* it was cut off */
    size_t left = body->count - (size_t)position, count = left < most ? left : most;
    memcpy(buffer, body->text + position, count);
    transfer->leaving.taken = (size_t)position + count;
    return (ssize_t)count;
}

struct MHD_Response *leaving_response(struct transfer *transfer)
{
    return MHD_create_response_from_callback(transfer->request.answer.body.count, BLOCK_BYTES,
                                             read_answer, transfer, NULL);
}

void leaving_sweep(struct http *http)
{
    int64_t now_ms = clock_ms();
    struct transfer *next;
    for (struct transfer *transfer = http->leaving; transfer != NULL; transfer = next) {
        const struct leaving *leaving = &transfer->leaving;
        next = leaving->next;
        if (transfer->state == TRANSFER_ANSWERED &&
            is_too_slow(now_ms - leaving->since_ms, leaving->taken))
            cut_off(transfer);
    }
}
