/* depot: values that machines share, in a second Redis that may forget them; queue.h includes it.
 *
 * Each value is signed, by a key made of the secret: what was cut, changed or written by somebody
 * without the secret is removed and not there. Nothing is repeated or waited for long. */
#ifndef EVALX_QUEUE_DEPOT_H
#define EVALX_QUEUE_DEPOT_H

#include "base/str.h"
#include "queue/queue.h"

struct queue_depot;
struct queue_depot_options {
    struct queue_options redis;
    const struct queue_options *queue; /* whose Redis must be another one; NULL: there is none */
    const char *secret;                /* that those who share have in common; NULL: none */
    size_t value_max;                  /* bytes */
    int64_t keep_ms;                   /* how long an unused value is kept at most */
};

/* Reads the URL. Strings are copied, `queue` is borrowed. */
int queue_depot_open(const struct queue_depot_options *options, struct queue_depot **depot_out,
                     struct err *err) EV_MUST_CHECK;
void queue_depot_close(struct queue_depot *depot);
/* ERR_INPUT: this Redis is not made for it (it is the queue's; it would not forget); done by itself
 * before the first use of each connection. ERR_SERVICE: it does not answer. */
int queue_depot_check(struct queue_depot *depot, struct err *err) EV_MUST_CHECK;

enum queue_depot_answer { DEPOT_HAS, DEPOT_HAS_NOT, DEPOT_REFUSED };
/* kind and key: letters and digits. HAS: *value_out was cleared and holds it. REFUSED: what was
 * there is not ours, and was removed. */
int queue_depot_get(struct queue_depot *depot, const char *kind, const char *key,
                    struct str *value_out, int64_t *cost_ns_out,
                    enum queue_depot_answer *answer_out, struct err *err) EV_MUST_CHECK;
/* At most value_max bytes. */
int queue_depot_put(struct queue_depot *depot, const char *kind, const char *key, const void *bytes,
                    size_t count, int64_t cost_ns, struct err *err) EV_MUST_CHECK;

#endif
