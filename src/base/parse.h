/* parse: numbers, sizes and durations from text, and nothing else: no other code converts text to a
 * number.
 *
 * The whole text must be used. Each returns 0, or -1 with err (ERR_USAGE) that names `what`, quotes
 * the text and lists the accepted forms; *_out is untouched then. */
#ifndef EVALX_BASE_PARSE_H
#define EVALX_BASE_PARSE_H

#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

int parse_i64(const char *what, const char *text, int64_t least, int64_t most, int64_t *value_out,
              struct err *err) EV_MUST_CHECK;

/* A finite decimal number: "0.5", "1e-6". No hex, inf or nan. */
int parse_double(const char *what, const char *text, double least, double most, double *value_out,
                 struct err *err) EV_MUST_CHECK;

/* "256M", "1G", "64K", "1000" (bytes), "1.5G", "256MiB", "256MB" (also 1024-based, said in the
 * manual), in any case of letters. At most 2^50. */
int parse_bytes(const char *what, const char *text, int64_t *bytes_out,
                struct err *err) EV_MUST_CHECK;

/* "500ms", "2s", "1.5" (seconds), "1m", "100us". At most 24 hours, at least 1 us. */
int parse_duration(const char *what, const char *text, int64_t *ns_out,
                   struct err *err) EV_MUST_CHECK;

/* true/false/yes/no/on/off/1/0, in any case of letters. */
int parse_bool(const char *what, const char *text, _Bool *value_out, struct err *err) EV_MUST_CHECK;

/* 0 to 15; -1: not a hexadecimal digit. */
int parse_hex_digit(char c);

/* The shortest usual form, into a buffer of at least 24 bytes which is returned: "256 MiB",
 * "1.5 GiB"; "12 ms", "1.50 s", "2 min 30 s". A negative amount (unknown) is "-". */
char *format_bytes(int64_t bytes, char *buffer, size_t buffer_bytes);
char *format_duration(int64_t ns, char *buffer, size_t buffer_bytes);

#endif
