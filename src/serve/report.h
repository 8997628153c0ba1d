/* report: the service's lines on standard error, as text or as JSON, for people and collectors.
 *
 * "2026-11-21T18:00:00.123Z info submission judged id=... verdict=AC" or one JSON object with the
 * members time, level, message and the fields. */
#ifndef EVALX_SERVE_REPORT_H
#define EVALX_SERVE_REPORT_H

#include <stdbool.h>

#include "base/log.h"

struct field {
    const char *name;
    const char *text; /* NULL: left out */
};

/* Once, before the first line and before any thread. */
void report_init(bool is_json);
/* Nothing less serious is told from now on. */
void report_only(enum log_level least);

/* fields: ended by a row with name NULL; NULL: none. Texts may hold anything. Safe in any thread.
 * */
void report_line(enum log_level level, const char *message, const struct field *fields);

#define REPORT(level, message, ...)                                                                \
    report_line((level), (message), (const struct field[]){__VA_ARGS__ __VA_OPT__(, ){NULL, NULL}})

#endif
