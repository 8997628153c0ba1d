/* reload: languages and problems read again (SIGHUP), and old revisions of problems that go.
 *
 *   loop     start -> thread: read and hash all packages (problemset_read)
 *                  -> loop: take what was read; put aside old revisions that nothing wants
 *                  -> thread: remove them, and files that no revision has any more
 *
 * Requests are answered by what was, until what was read is taken. All in the loop's thread. */
#ifndef EVALX_SERVE_RELOAD_H
#define EVALX_SERVE_RELOAD_H

#include "base/base.h"
#include "base/err.h"

struct server;
struct reload;

int reload_open(struct server *server, struct reload **reload_out, struct err *err) EV_MUST_CHECK;
/* Waits for the end of what the thread does now; NULL is fine. */
void reload_close(struct reload *reload);
/* Asked for again meanwhile, it begins anew when it has ended. */
void reload_start(struct reload *reload);
/* Only the old revisions. */
void reload_sweep(struct reload *reload);

#endif
