/* in_order: work on many things, several at once, and deal with what came of it in their order. */
#ifndef EVALX_CLI_IN_ORDER_H
#define EVALX_CLI_IN_ORDER_H

#include <stddef.h>

struct in_order {
    size_t count, at_once; /* things; threads at most */
    void *context;
    void (*work)(void *context, size_t index); /* by any thread, several at once */
    void (*done)(void *context, size_t index); /* by the caller's, in order, after its work */
};

/* All of it. Work runs ahead of what is done by a few things for each thread, no more. With at_once
 * 1, or where no thread can be started, everything is done by the caller's thread. */
void in_order_run(const struct in_order *order);

#endif
