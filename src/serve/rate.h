/* rate: token buckets: each caller (a user, an address) may do so many things a minute, in bursts
 * of at most a minute's. */
#ifndef EVALX_SERVE_RATE_H
#define EVALX_SERVE_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rate;
/* a_minute 0: any number. */
struct rate *rate_open(int64_t a_minute);
void rate_close(struct rate *rate);

/* Take `count` from the bucket of `key`. False: nothing was taken; *wait_s_out: when to ask again.
 * A count beyond a full bucket never fits: it empties a full one. */
bool rate_take(struct rate *rate, const char *key, size_t count, int64_t now_ms,
               int64_t *wait_s_out);

#endif
