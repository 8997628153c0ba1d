/* worker_fetch: files from the server by their SHA-256, over HTTP. */
#ifndef EVALX_SERVE_WORKER_FETCH_H
#define EVALX_SERVE_WORKER_FETCH_H

#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

struct fetcher;
int fetcher_open(const char *token, struct fetcher **fetcher_out, struct err *err) EV_MUST_CHECK;
void fetcher_close(struct fetcher *fetcher); /* NULL is fine */
/* No transfer lasts longer, whatever comes meanwhile; 0: any that goes on may. */
void fetcher_limit(struct fetcher *fetcher, int64_t most_ms);

/* The blob into the open file fd, which is empty; synced, and its digest compared. At most
 * most_bytes. A broken transfer is tried again from where it was. */
int fetcher_get(struct fetcher *fetcher, const char *server, const char *sha256, int64_t most_bytes,
                int fd, struct err *err) EV_MUST_CHECK;

/* Is an open file what its digest says? `what` names it in the message. */
int fetcher_compare(int fd, const char *sha256, const char *what, struct err *err) EV_MUST_CHECK;

#endif
