/* seen_hints: hints that a contestant may have. They are found anew from a report that was cut down
 * to what the contestant sees: so a hint tells nothing that could not be read off that, whatever
 * the rule looks at. */
#ifndef EVALX_SERVE_SEEN_HINTS_H
#define EVALX_SERVE_SEEN_HINTS_H

#include "serve/server.h"

/* Into the stored result: {"samples": [...], ...}, by the names of feedback levels. */
void seen_hints_store(const struct server *server, const struct submission_report *report,
                      struct json *result);
/* Of a stored result, for whoever sees its tests by this level. Borrowed; NULL: none. */
const struct json *seen_hints_of(const struct json *result, enum feedback feedback);
/* Takes them out: they are of nobody's concern. */
void seen_hints_remove(struct json *result);

#endif
