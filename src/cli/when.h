/* when: points in time as people write them. */
#ifndef EVALX_CLI_WHEN_H
#define EVALX_CLI_WHEN_H

#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

/* "2026-11-21", "2026-11-21 14:30", "2026-11-21T14:30:05" (local time; with "Z" or "+01:00" behind
 * it that zone's), or how long ago: "90m", "36h", "7d", "2w". Microseconds since 1970. ERR_USAGE
 * names `what`. */
int when_parse(const char *what, const char *text, int64_t now_us, int64_t *us_out,
               struct err *err) EV_MUST_CHECK;
/* "5:00:00", "5:00", "5:00:00.000", "300m", "5h", "1d": how long. Microseconds. */
int span_parse(const char *what, const char *text, int64_t *us_out, struct err *err) EV_MUST_CHECK;
/* Microseconds since 1970. */
int64_t when_now_us(void);

#endif
