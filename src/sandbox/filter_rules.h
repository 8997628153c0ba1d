/* filter_rules: the rows of the system call filter. To change what programs may call, change a row
 * of filter_rules.c. */
#ifndef EVALX_SANDBOX_FILTER_RULES_H
#define EVALX_SANDBOX_FILTER_RULES_H

#include <stddef.h>
#include <stdint.h>

/* What a call gets. A call that no row names is denied; a number that no call has is missing. */
enum filter_action {
    FILTER_ALLOW,
    FILTER_IGNORE,  /* says "done" and does nothing */
    FILTER_MISSING, /* ENOSYS: the caller falls back to an older call */
    FILTER_DENY,    /* EPERM: the caller lives with it */
    FILTER_ATTACK, /* nothing but an attack calls it: the process is killed, or the listener told */
    FILTER_ACTION_COUNT,
};

/* Holds when the argument, under the mask, is one of the values. */
struct filter_condition {
    unsigned argument;
    uint64_t mask;
    const uint64_t *values; /* NULL: always holds */
    size_t count;
};

enum { FILTER_CONDITIONS = 2 };

/* `calls` are names apart by blanks; one that libseccomp does not know here is passed over, its
 * number is then missing. A row with conditions applies where all of them hold; the call is denied
 * where none of its rows applies. */
struct filter_rule {
    const char *calls;
    struct filter_condition when[FILTER_CONDITIONS];
    enum filter_action action;
    const char *why;
};

extern const struct filter_rule filter_rules[];
extern const size_t filter_rule_count;

#endif
