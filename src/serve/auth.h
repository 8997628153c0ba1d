/* auth: who asks, and what that caller may.
 *
 * A token comes as "Authorization: Bearer TOKEN" (Judge0's addresses: X-Auth-Token, X-Auth-User
 * too). Without one, a request of this very machine is trusted as the operator's while there is no
 * admin token yet, and may only submit after that; a request that came through a proxy, or from a
 * page of a stranger, is nobody's. */
#ifndef EVALX_SERVE_AUTH_H
#define EVALX_SERVE_AUTH_H

#include "serve/server.h"
#include "store/store.h"

/* Sets request->caller, or answers 401. */
void auth_identify(struct request *request);
/* What the route wants, or 401 or 403. */
void auth_check(struct request *request);
/* Headers for pages of other origins, where they may read the answer. */
void auth_answer_origin(struct request *request);

/* May the caller see that there is this job; is it the caller's own (sources, details, cancelling);
 * may the caller see what contestants never do? */
bool auth_sees(const struct caller *caller, const struct job *job);
bool auth_owns(const struct caller *caller, const struct job *job);
bool auth_sees_all(const struct caller *caller);

/* Does a host of an URL or a Host header name this machine itself? "localhost:8080", "[::1]". */
bool auth_is_local_name(const char *host);

#endif
