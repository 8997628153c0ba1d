/* each: what --each names: the submissions of folders and archives of folders. */
#ifndef EVALX_CLI_EACH_H
#define EVALX_CLI_EACH_H

#include "cli/cli.h"
#include "cli/handins.h"

struct each_options {
    const struct text_list *places; /* folders and archives */
    const char *users;              /* handin_pattern_parse; NULL: every child is one of nobody's */
    const char *attempt; /* "all", "latest", "best"; NULL: latest where there are users */
};

struct each {
    struct handins handins; /* user is NULL without --users */
    enum handin_attempt attempt;
    const char *scratch; /* temporary folder; NULL: none */
    int hold_fd;         /* of it */
};

/* Texts are the arena's. ERR_USAGE, ERR_INPUT. Closed after a failure too; begins as {.hold_fd =
 * -1}. */
int each_open(struct arena *arena, const struct each_options *options, struct each *each,
              struct err *err) EV_MUST_CHECK;
void each_close(struct each *each);

#endif
