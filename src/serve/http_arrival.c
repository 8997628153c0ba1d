/* http_arrival: requests that never come to their end. The library's timeout is for a connection on
 * which nothing moves; a byte now and then defeats it. Here each request has a time to arrive in,
 * and when connections run out each new one takes the place of the oldest that brought nothing, or
 * next to nothing, so that idle ones, however many, keep nobody waiting. */
#include <sys/socket.h>

#include "serve/http_private.h"

enum { SWEEP_EACH_MS = 1000, BYTES_A_SECOND = 16 << 10, RESERVED_PART = 16 };

void arrival_end(struct http *http, struct arrival *arrival)
{
    if (!arrival->is_listed)
        return;
    if (arrival->previous != NULL)
        arrival->previous->next = arrival->next;
    else
        http->oldest = arrival->next;
    if (arrival->next != NULL)
        arrival->next->previous = arrival->previous;
    else
        http->newest = arrival->previous;
    arrival->is_listed = false;
    arrival->next = arrival->previous = NULL;
}

/* At the end of the list: it stays in the order of since_ms. */
void arrival_begin(struct http *http, struct arrival *arrival)
{
    arrival_end(http, arrival);
    arrival->since_ms = clock_ms();
    arrival->bytes = 0;
    arrival->is_listed = true;
    arrival->previous = http->newest;
    if (http->newest != NULL)
        http->newest->next = arrival;
    else
        http->oldest = arrival;
    http->newest = arrival;
}

static void cut_off(struct http *http, struct arrival *arrival)
{
    /* the library reads the end of the stream and lets go of the connection */
    (void)shutdown(arrival->fd, SHUT_RDWR);
    arrival_end(http, arrival);
}

bool is_too_slow(int64_t since_ms, uint64_t bytes)
{
    return since_ms > HTTP_ARRIVAL_MS + (int64_t)(bytes / BYTES_A_SECOND) * 1000;
}

static bool is_full(const struct http *http)
{
    size_t reserve = http->connections_most / RESERVED_PART;
    return http->connection_count + reserve >= http->connections_most;
}

/* A body keeps its place while it comes at the speed that is wanted of all; one byte does not. */
static bool is_idle(const struct arrival *arrival, int64_t now_ms)
{
    return arrival->bytes * 1000 <= (uint64_t)(now_ms - arrival->since_ms) * BYTES_A_SECOND;
}

/* The oldest idle one: who asks sends at once, and is answered before it is the oldest. */
static void cut_oldest(struct http *http)
{
    int64_t now_ms = clock_ms();
    struct arrival *arrival = http->oldest;
    while (arrival != NULL && !is_idle(arrival, now_ms))
        arrival = arrival->next;
    if (arrival != NULL)
        cut_off(http, arrival);
}

/* All that are late. */
void arrival_sweep(void *context)
{
    struct http *http = context;
    int64_t now_ms = clock_ms();
    struct arrival *next;
    for (struct arrival *arrival = http->oldest; arrival != NULL; arrival = next) {
        next = arrival->next;
        if (is_too_slow(now_ms - arrival->since_ms, arrival->bytes))
            cut_off(http, arrival);
    }
    leaving_sweep(http);
    timer_set(&http->sweep, SWEEP_EACH_MS);
}

void connection_changed(void *context, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;
    struct arrival *arrival = *socket_context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        arrival = calloc(1, sizeof(*arrival));
        if (arrival == NULL || info == NULL)
            err_out_of_memory();
        arrival->fd = info->connect_fd;
        *socket_context = arrival;
        http->connection_count++;
        if (is_full(http))
            cut_oldest(http);
        arrival_begin(http, arrival);
        return;
    }
    if (arrival == NULL)
        return;
    http->connection_count--;
    arrival_end(http, arrival);
    free(arrival);
    *socket_context = NULL;
}

struct arrival *arrival_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}
