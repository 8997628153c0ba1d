/* webhook: whoever asked for it is told when a judging has ended: by Standard Webhooks 1.0, or in
 * the way of another API's callbacks.
 *
 * The transaction that ends a judging makes the rows to be sent (store/service.h). A message is
 * sent until it is answered with 2xx, or for three days; it may arrive twice, under one id. Each
 * endpoint gets one message at a time. */
#ifndef EVALX_SERVE_WEBHOOK_H
#define EVALX_SERVE_WEBHOOK_H

#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

struct server;
struct webhooks;

struct webhook_options {
    const char *const *endpoints; /* URLs that are told of everything */
    size_t endpoint_count;
    const char *const *networks; /* that may be reached though they are not public */
    size_t network_count;
    const char *secret_file; /* NULL: webhook-secret in the state folder, made where missing */
};

enum webhook_outcome { WEBHOOK_OK, WEBHOOK_ERROR, WEBHOOK_REFUSED, WEBHOOK_OUTCOMES };

int webhooks_open(struct server *server, const struct webhook_options *options,
                  struct webhooks **webhooks_out, struct err *err) EV_MUST_CHECK;
void webhooks_close(struct webhooks *webhooks);
/* After a round that wrote: something may be due. */
void webhooks_kick(struct webhooks *webhooks);
/* Attempts so far. */
uint64_t webhooks_count(const struct webhooks *webhooks, enum webhook_outcome outcome);

/* When to try again after `attempts` failures, in ms: 5 s, 5 min, 30 min, 2 h, ... spread by a
 * fifth (unit: 0 to 1); at least what the receiver asked for. -1: it is given up. */
int64_t webhook_delay_ms(const char *api, int attempts, int64_t retry_after_s, double unit);

#endif
