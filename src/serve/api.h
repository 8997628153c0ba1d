/* api: what the files of /v1 share. */
#ifndef EVALX_SERVE_API_H
#define EVALX_SERVE_API_H

#include "base/json.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/view.h"

/* The body as JSON, which has to be there; else it is answered, and -1. */
int api_read_body(struct request *request, struct json **value_out) EV_MUST_CHECK;
/* The same, where the body may be missing: *value_out is an empty object then. */
int api_read_optional_body(struct request *request, struct json **value_out) EV_MUST_CHECK;

/* The job of a path, whose token is the first parameter; NULL: it was answered, with 404 too where
 * the caller may not see it. Of the request's arena. */
const struct job *api_find_job(struct request *request, unsigned parts);
/* The whole job. */
void api_answer_job(struct request *request, const char *token, unsigned status);
/* Until it has ended or the time is over; at once where it has. `then` answers. */
void api_wait_job(struct request *request, int64_t job, int64_t most_ms,
                  void (*then)(struct request *request));

/* A whole number of the query; the standard where it is not given. Else answered, and -1. */
int api_query_whole(struct request *request, const char *name, int64_t least, int64_t most,
                    int64_t standard, int64_t *value_out) EV_MUST_CHECK;

/* A page of a list, of which the query tells limit, before and after; else answered, and -1. */
enum { API_LIST_MOST = 1000 };
int api_read_page(struct request *request, struct jobs_filter *filter) EV_MUST_CHECK;
/* What the filter finds, and how the next page is asked for. */
void api_answer_page(struct request *request, const struct jobs_filter *filter);

/* One range of a Range header, of a file of so many bytes. False: the whole of it, or
 * *is_beyond_out. */
bool blob_read_range(const char *text, uint64_t bytes, uint64_t *first_out, uint64_t *count_out,
                     bool *is_beyond_out);

extern const struct route submit_routes[], submission_routes[], report_routes[], list_routes[],
    queue_routes[], token_routes[], blob_routes[], page_routes[];

/* An answer of many submissions grows by `more` bytes of what is stored; false: it would be larger
 * than API_ANSWER_MAX. The first may be of any size. */
enum { API_ANSWER_MAX = 16 << 20 };
bool api_grow(size_t *bytes, size_t more);

#endif
