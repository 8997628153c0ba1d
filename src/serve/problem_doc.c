/* problem_doc: see problem_doc.h. */
#include "serve/problem_doc.h"

#include <microhttpd.h>
#include <stdarg.h>

#include "serve/report.h"

enum { DETAIL_MAX = 1024 };

static const struct {
    unsigned status;
    const char *title;
} titles[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
};

static const char *title_of(unsigned status)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(titles); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return "Error";
}

void answer_problem(struct request *request, unsigned status, const char *format, ...)
{
    char detail[DETAIL_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(detail, sizeof(detail), format, args); /* what does not fit is cut */
    va_end(args);
    struct json *object = json_map();
    json_set_string(object, "type", "about:blank");
    json_set_string(object, "title", title_of(status));
    json_set_i64(object, "status", (int64_t)status);
    json_set_string(object, "detail", detail);
    json_set_string(object, "request", request->id);
    answer_json(request, status, object);
    request->answer.content_type = "application/problem+json";
}

void answer_error(struct request *request, const struct err *err)
{
    bool is_callers = err->kind == ERR_INPUT || err->kind == ERR_USAGE;
    if (is_callers) {
        answer_problem(request, MHD_HTTP_UNPROCESSABLE_CONTENT, "%s", err->msg);
        return;
    }
    REPORT(LOG_ERROR, "request failed", {"request", request->id}, {"path", request->path},
           {"error", err->msg});
    answer_problem(request,
                   err->kind == ERR_SERVICE ? MHD_HTTP_SERVICE_UNAVAILABLE
                                            : MHD_HTTP_INTERNAL_SERVER_ERROR,
                   "the server could not do this; its log says why");
}

void answer_retry(struct request *request, unsigned status, int64_t after_s, const char *detail)
{
    answer_header(request, MHD_HTTP_HEADER_RETRY_AFTER,
                  arena_printf(&request->arena, "%lld", (long long)(after_s > 0 ? after_s : 1)));
    answer_problem(request, status, "%s", detail);
}
