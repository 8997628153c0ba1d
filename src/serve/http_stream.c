/* http_stream: answers without an end. What was sent and not yet read by the client waits in a
 * buffer with a maximum; while it is empty the connection is suspended. */
#include <string.h>

#include "serve/http_private.h"

struct stream {
    struct transfer *transfer;
    struct str unread;
    size_t taken; /* of unread, from its front */
    bool is_suspended, is_ended;
    const struct stream_calls *calls;
    void *context;
    struct stream *next, *previous; /* of all streams */
};

struct stream *answer_stream(struct request *request, const char *content_type,
                             const struct stream_calls *calls, void *context)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        err_out_of_memory();
    struct http *http = request->transfer->http;
    *stream = (struct stream){.transfer = request->transfer,
                              .unread = {.maximum = HTTP_STREAM_MAX},
                              .calls = calls,
                              .context = context,
                              .next = http->streams};
    if (http->streams != NULL)
        http->streams->previous = stream;
    http->streams = stream;
    request->transfer->stream = stream;
    request->answer.status = MHD_HTTP_OK;
    request->answer.content_type = content_type;
    return stream;
}

static void wake(struct stream *stream)
{
    if (!stream->is_suspended)
        return;
    stream->is_suspended = false;
    MHD_resume_connection(stream->transfer->connection);
    stream->transfer->http->is_resumed = true;
}

void stream_end(struct stream *stream)
{
    stream->is_ended = true;
    wake(stream);
}

void stream_cut(struct stream *stream)
{
    str_done(&stream->unread);
    stream->taken = 0;
    stream_end(stream);
}

/* What was taken goes, at times. */
static void compact(struct stream *stream)
{
    struct str *unread = &stream->unread;
    if (stream->taken <= unread->count / 2)
        return;
    unread->count -= stream->taken;
    memmove(unread->text, unread->text + stream->taken, unread->count);
    stream->taken = 0;
}

void stream_send(struct stream *stream, const char *bytes, size_t count)
{
    if (stream->is_ended)
        return;
    compact(stream);
    str_add_n(&stream->unread, bytes, count);
    if (stream->unread.is_cut) /* the reader is too slow: it may come again */
        leaving_cut_off(stream->transfer);
    else
        leaving_count_stream(stream->transfer, stream->unread.count);
    wake(stream);
}

static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t most)
{
    struct stream *stream = context;
    (void)position;
    size_t left = stream->unread.count - stream->taken;
    size_t count = left < most ? left : most;
    if (count > 0) {
        memcpy(buffer, stream->unread.text + stream->taken, count);
        stream->taken += count;
        stream->transfer->leaving.taken += count;
    }
    if (stream->taken == stream->unread.count) {
        str_done(&stream->unread);
        stream->taken = 0;
        leaving_end(stream->transfer);
    }
    if (count > 0)
        return (ssize_t)count;
    if (stream->is_ended)
        return MHD_CONTENT_READER_END_OF_STREAM;
    stream->is_suspended = true;
    MHD_suspend_connection(stream->transfer->connection);
    return 0;
}

struct MHD_Response *stream_response(struct stream *stream)
{
    enum { BLOCK_BYTES = 4096 };
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, stream,
                                             NULL);
}

void stream_gone(struct stream *stream)
{
    struct http *http = stream->transfer->http;
    if (stream->previous != NULL)
        stream->previous->next = stream->next;
    else
        http->streams = stream->next;
    if (stream->next != NULL)
        stream->next->previous = stream->previous;
    if (stream->calls->closed != NULL)
        stream->calls->closed(stream->context);
    str_done(&stream->unread);
    free(stream);
}

void http_end_streams(struct http *http)
{
    for (struct stream *stream = http->streams; stream != NULL; stream = stream->next)
        stream_end(stream);
}
