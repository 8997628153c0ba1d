/* events: who watches what: server-sent events, and requests that wait for a verdict.
 *
 * A watcher is of one job or of all. It is told after the round's transaction is on the disk, and
 * only what its caller may see. */
#ifndef EVALX_SERVE_EVENTS_H
#define EVALX_SERVE_EVENTS_H

#include "serve/server.h"

enum { EVENTS_WATCHERS_MAX = 2048, EVENTS_STREAMS_EACH = 64, EVENTS_PENDING_MAX = 10000 };

struct events;
struct events *events_open(struct server *server);
void events_close(struct events *events);

/* What happened to a job; told at the end of the round. `detail`: of progress, handed over; NULL:
 * the job's state is what changed. */
void events_note(struct events *events, int64_t job, int judging, const char *name,
                 struct json *detail);
/* Is there a stream that progress would be told to? From any thread. */
bool events_are_watched(const struct events *events);
/* The round has been written; or was lost, and nothing happened. */
void events_tell(struct events *events, bool is_lost);

/* Answer with a stream: of one job until it has ended, or of all (job 0) that the caller may see.
 * Each user, or address of nobody's name, has at most EVENTS_STREAMS_EACH of them, but admins. */
void events_stream(struct request *request, int64_t job);
/* Hold the request until the job has ended or so long; then call `then`, which answers it: at once
 * where too many wait already. */
void events_wait(struct request *request, int64_t job, int64_t most_ms,
                 void (*then)(struct request *request));

#endif
