/* place: where Redis is, read from a URL. */
#ifndef EVALX_QUEUE_PLACE_H
#define EVALX_QUEUE_PLACE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

struct place {
    const char *text;        /* the URL without its password */
    const char *socket_path; /* NULL: host and port */
    const char *host;
    int port;
    const char *user, *password; /* NULL: none */
    int database;
    bool is_tls;
};

/* redis://[user[:password]@]host[:port][/db], rediss:// likewise, unix:///path[?db=N],
 * unix://:password@/path. ERR_USAGE otherwise; the message never shows a password. Strings are the
 * arena's. */
int place_read(const char *url, struct arena *arena, struct place *place_out,
               struct err *err) EV_MUST_CHECK;

#endif
