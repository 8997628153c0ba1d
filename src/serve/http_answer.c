/* http_answer: from a handler's answer to the library's response. */
#include <microhttpd.h>
#include <string.h>

#include "serve/http_private.h"
#include "serve/problem_doc.h"

/* What every answer says: the page's own policy replaces the strictest one. */
static const struct answer_header common_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static bool has_header(const struct answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++) {
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return true;
    }
    return false;
}

void answer_header(struct request *request, const char *name, const char *value)
{
    struct answer *answer = &request->answer;
    if (answer->header_count < HTTP_HEADERS_MAX)
        answer->headers[answer->header_count++] = (struct answer_header){name, value};
}

void answer_text(struct request *request, unsigned status, const char *content_type,
                 const void *bytes, size_t count)
{
    struct answer *answer = &request->answer;
    str_clear(&answer->body);
    answer->status = status;
    answer->content_type = content_type;
    str_add_n(&answer->body, bytes, count);
    if (answer->body.is_cut) {
        answer->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
        str_clear(&answer->body);
    }
}

void answer_json(struct request *request, unsigned status, struct json *value)
{
    struct answer *answer = &request->answer;
    str_clear(&answer->body);
    json_write(value, false, &answer->body);
    str_add_char(&answer->body, '\n');
    json_close(value);
    answer->status = status;
    answer->content_type = "application/json";
}

void answer_empty(struct request *request, unsigned status)
{
    str_clear(&request->answer.body);
    request->answer.status = status;
    request->answer.content_type = NULL;
}

void answer_file(struct request *request, unsigned status, const char *content_type, int fd,
                 uint64_t offset, uint64_t count)
{
    struct answer *answer = &request->answer;
    answer->status = status;
    answer->content_type = content_type;
    answer->file_fd = fd;
    answer->file_offset = offset;
    answer->file_bytes = count;
}

void answer_clear(struct answer *answer)
{
    str_clear(&answer->body);
    fd_close(&answer->file_fd);
    answer->header_count = 0;
    answer->status = 0;
}

void answer_lost(struct request *request)
{
    if (request->transfer != NULL && request->transfer->stream != NULL)
        return;
    answer_clear(&request->answer);
    answer_header(request, "Retry-After", "5");
    answer_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE,
                   "nothing was recorded; the same request may be sent again");
}

static struct MHD_Response *make_response(struct transfer *transfer)
{
    struct answer *answer = &transfer->request.answer;
    if (transfer->stream != NULL)
        return stream_response(transfer->stream);
    if (answer->file_fd >= 0)
        return MHD_create_response_from_fd_at_offset64(
            answer->file_bytes, fd_steal(&answer->file_fd), answer->file_offset);
    if (transfer->leaving.is_listed)
        return leaving_response(transfer);
    /* the body lives as long as the request, which ends after the response */
    return MHD_create_response_from_buffer(answer->body.count,
                                           answer->body.count > 0 ? answer->body.text : NULL,
                                           MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result answer_queue(struct transfer *transfer)
{
    struct answer *answer = &transfer->request.answer;
    leaving_begin(transfer);
    struct MHD_Response *response = make_response(transfer);
    if (response == NULL)
        return MHD_NO;
    if (answer->content_type != NULL)
        (void)MHD_add_response_header(response, "Content-Type", answer->content_type);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(common_headers); i++) {
        if (!has_header(answer, common_headers[i].name))
            (void)MHD_add_response_header(response, common_headers[i].name,
                                          common_headers[i].value);
    }
    if (!has_header(answer, "Cache-Control"))
        (void)MHD_add_response_header(response, "Cache-Control", "no-store");
    (void)MHD_add_response_header(response, "X-Request-Id", transfer->request.id);
    for (size_t i = 0; i < answer->header_count; i++)
        (void)MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    if (transfer->arrival != NULL)
        arrival_end(transfer->http, transfer->arrival);
    transfer->state = TRANSFER_ANSWERED;
    enum MHD_Result result = MHD_queue_response(transfer->connection, answer->status, response);
    MHD_destroy_response(response);
    leaving_sent(transfer);
    return result;
}
