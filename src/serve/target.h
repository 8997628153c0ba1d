/* target: may a webhook go there? Who names the address of a webhook must not reach by it what only
 * this machine can: itself, its network, a cloud's metadata. */
#ifndef EVALX_SERVE_TARGET_H
#define EVALX_SERVE_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum { TARGET_NETWORKS_MOST = 64 };

/* Networks that the operator allows besides. */
struct target_network {
    unsigned char bytes[16]; /* IPv4 ones as ::ffff:a.b.c.d */
    unsigned bits;
};

struct target_rules {
    struct target_network networks[TARGET_NETWORKS_MOST];
    size_t count;
};

/* "10.1.0.0/16", "fd00::/8", "127.0.0.1". */
int target_allow(struct target_rules *rules, const char *text, struct err *err) EV_MUST_CHECK;
/* Is it a global unicast address, or one that is allowed? */
bool target_is_allowed(const struct target_rules *rules, const struct sockaddr *address);

/* The addresses of a host, for CURLOPT_RESOLVE: "HOST:PORT:ADDRESS,ADDRESS". One that is not
 * allowed refuses them all (ERR_INPUT); a name that cannot be resolved is ERR_SERVICE. */
int target_resolve(const struct target_rules *rules, const char *host, const char *port,
                   struct arena *arena, const char **resolved_out, struct err *err) EV_MUST_CHECK;

#endif
