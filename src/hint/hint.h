/* hint: what may help a contestant whose submission was not accepted, by rules that are data
 * (hints.yaml, evalx-hints(5)).
 *
 * A rule looks at compiler messages, at the program's standard error, at its source and at facts of
 * the runs; what it then says is its own fixed text. So nothing of a test's data can get into a
 * hint. table.c reads the file, rule.c one rule, pattern.c looks for texts within bounds, find.c
 * asks the rules. */
#ifndef EVALX_HINT_HINT_H
#define EVALX_HINT_HINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "model/report.h"

struct hints;

/* Read the table at `path`. `extended`: the table that `extends: evalx` in it means; NULL: there is
 * none. Errors (ERR_INPUT) name file, line and column. */
int hints_open(const char *path, const char *extended, struct hints **hints_out,
               struct err *err) EV_MUST_CHECK;
/* The same of the table that came with evalx, which is read when a submission first fails: most
 * calls need none of it. A table that cannot be read then is logged and gives no hints. */
int hints_open_later(const char *path, struct hints **hints_out, struct err *err) EV_MUST_CHECK;
void hints_close(struct hints *hints); /* NULL is fine */

size_t hints_count(const struct hints *hints);
/* Of the n-th rule, in the order of the table; borrowed. */
const char *hints_id(const struct hints *hints, size_t rule);
const char *hints_text(const struct hints *hints, size_t rule);

/* A judged submission, and what the report does not tell. */
struct hint_subject {
    const struct submission_report *report;
    const char *const *languages; /* ids: its own, and those that it was made from */
    size_t language_count;
    const int64_t *input_bytes; /* of each test of the report, -1 unknown; NULL: of none */
    bool is_partial;            /* tests are missing: nothing is known of all of them together */
};

enum { HINTS_MOST = 3 };

/* Rules that apply, in the order of the table, weak ones only where no other does. A submission
 * that was accepted or not judged gets none. Any thread may ask. */
size_t hints_find(struct hints *hints, const struct hint_subject *subject,
                  size_t rules_out[HINTS_MOST]);

#endif
