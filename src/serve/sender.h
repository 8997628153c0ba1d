/* sender: threads that send webhooks, so that the loop waits for nobody. A delivery goes in by
 * sender_add and comes back, with what came of it, by sender_take. */
#ifndef EVALX_SERVE_SENDER_H
#define EVALX_SERVE_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "serve/target.h"

enum { SENDER_THREADS = 8, DELIVERY_HEADERS_MOST = 8 };

/* Lives in its own arena; whoever has it frees it with delivery_close. */
struct delivery {
    struct arena arena;
    struct delivery *next;
    int64_t webhook; /* of the record */
    const char *url, *method;
    const char *headers[DELIVERY_HEADERS_MOST]; /* "Name: value" */
    size_t header_count;
    const char *body;
    size_t body_count;
    int timeout_ms;
    /* What came of it: */
    int status; /* of HTTP; 0: there was no answer */
    int64_t retry_after_s;
    bool is_refused; /* it may not go there */
    const char *error;
};

struct delivery *delivery_open(void);
void delivery_close(struct delivery *delivery);

struct sender;
/* event_fd (eventfd(2), stays the caller's) becomes readable when something came back. */
int sender_open(const struct target_rules *rules, int event_fd, struct sender **sender_out,
                struct err *err) EV_MUST_CHECK;
/* What is under way is broken off, and freed. NULL is fine. */
void sender_close(struct sender *sender);
void sender_add(struct sender *sender, struct delivery *delivery);
/* NULL: nothing has come back. */
struct delivery *sender_take(struct sender *sender);

#endif
