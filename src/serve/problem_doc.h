/* problem_doc: errors as problem documents of RFC 9457: {"type", "title", "status", "detail"}. */
#ifndef EVALX_SERVE_PROBLEM_DOC_H
#define EVALX_SERVE_PROBLEM_DOC_H

#include "serve/http.h"

/* title is the status's usual name; detail says what is wrong with this request. */
void answer_problem(struct request *request, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* By the error's kind: ERR_INPUT and ERR_USAGE are 422, ERR_SERVICE 503, others 500, whose message
 * goes to the log alone. */
void answer_error(struct request *request, const struct err *err);
/* 429 or 503 with Retry-After. */
void answer_retry(struct request *request, unsigned status, int64_t after_s, const char *detail);

#endif
