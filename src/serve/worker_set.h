/* worker_set: a worker's cache of problem sets: files by digest, fetched over HTTP and verified,
 * and the packages that are made of them.
 *
 *   FOLDER/blobs/SHA256-MODE        files of packages and manifests; each is complete
 *   FOLDER/revisions/REVISION/      a package, of links to blobs; complete once it has its name
 *
 * A revision is the digest of its manifest: "evalx manifest 1", "package NAME", then a line
 * "MODE SIZE SHA256 PATH" a file. Nothing is trusted before its digest was compared. For one thread
 * at a time. */
#ifndef EVALX_SERVE_WORKER_SET_H
#define EVALX_SERVE_WORKER_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

struct worker_set;
/* token: for the server, NULL: none. most_bytes: what is used least recently goes beyond it. */
int worker_set_open(const char *folder, int64_t most_bytes, const char *token,
                    struct worker_set **set_out, struct err *err) EV_MUST_CHECK;
void worker_set_close(struct worker_set *set); /* NULL is fine */

/* The package of a revision, fetched where it is not here. ERR_SERVICE: the server cannot be
 * reached; ERR_JUDGE: this disk is full; ERR_INPUT: what came is not what was asked for. The path
 * is the arena's; it is kept until worker_set_release. */
int worker_set_get(struct worker_set *set, const char *server, const char *revision,
                   struct arena *arena, const char **path_out, struct err *err) EV_MUST_CHECK;
/* Those of this revision may be removed again. Safe in any thread. */
void worker_set_release(struct worker_set *set, const char *revision);
/* Is it here, and was it compared with its digests? */
bool worker_set_has(const struct worker_set *set, const char *revision);
/* Remove what is none of `kept`, not in use, and was not used for age_ms. */
void worker_set_expire(struct worker_set *set, const char *const *kept, size_t count,
                       int64_t age_ms);

#endif
