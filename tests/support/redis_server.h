/* redis_server: a redis-server of the test's own, in a temporary folder, on a socket there. It is
 * killed when the test ends, however it ends. */
#ifndef EVALX_TESTS_REDIS_SERVER_H
#define EVALX_TESTS_REDIS_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct redis_server {
    pid_t pid; /* 0: not running */
    char folder[64];
    char socket_path[96];
    char url[160];
};

/* From now on all are started with this library preloaded (tests/fault/shim.c), and the file of its
 * clock. Borrowed. */
void redis_server_preload(const char *library, const char *clock);
/* Starts it with the settings that evalx asks for; `more` are words of options in front of a NULL,
 * or NULL. False with a line on standard error when it does not answer within ten seconds. */
bool redis_server_start(struct redis_server *server, const char *const *more);
/* kill -9, and start it again in the same folder. */
void redis_server_kill(struct redis_server *server);
bool redis_server_restart(struct redis_server *server, const char *const *more);
/* kill -9, and the folder goes. */
void redis_server_done(struct redis_server *server);

#endif
