/* view: a job as the API shows it, cut down to what the caller may see.
 *
 * Admins see all. A contestant never sees a jury's words, nor what a test that is no sample was
 * about; how much of the rest is the service's feedback level. Of what is not the caller's own,
 * nothing is shown beyond the verdict: a compiler quotes sources. */
#ifndef EVALX_SERVE_VIEW_H
#define EVALX_SERVE_VIEW_H

#include "base/json.h"
#include "serve/server.h"

/* The short form of lists and events: id, state, times, problem, verdict, score. */
struct json *view_summary(const struct caller *caller, const struct job *job);
/* With the result, where the job was read with it. */
struct json *view_job(const struct server *server, const struct caller *caller,
                      const struct job *job);
/* May this caller know of every test that it was there, and how many there are? */
bool view_tells_tests(const struct server *server, const struct caller *caller,
                      const struct job *job);
/* A test of a report as this caller may see it, NULL: not at all. Closes `test`. */
struct json *view_test(const struct server *server, const struct caller *caller,
                       const struct job *job, struct json *test, bool is_sample);
/* Hints as this caller may see them. */
struct json *view_hints(const struct server *server, const struct caller *caller,
                        const struct job *job);
/* "2026-11-21T18:00:00.123Z", or null for 0. */
void view_set_time(struct json *object, const char *key, int64_t us);

#endif
