/* reading: members of a JSON object that somebody sent, with limits. Errors (ERR_INPUT) name the
 * member: "labels: more than 16 of them". */
#ifndef EVALX_SERVE_READING_H
#define EVALX_SERVE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "base/json.h"

/* An object with no other keys than these (ended by NULL). */
int read_object(const struct json *value, const char *what, const char *const *keys,
                struct err *err) EV_MUST_CHECK;
/* *text_out is NULL where it is absent or null; borrowed. No control characters but in what has
 * lines. */
int read_text(const struct json *object, const char *key, size_t bytes_most, const char **text_out,
              struct err *err) EV_MUST_CHECK;
int read_word(const struct json *object, const char *key, size_t bytes_most, const char **text_out,
              struct err *err) EV_MUST_CHECK;
/* *value_out stays as it is where it is absent or null. */
int read_whole(const struct json *object, const char *key, int64_t least, int64_t most,
               int64_t *value_out, struct err *err) EV_MUST_CHECK;
int read_flag(const struct json *object, const char *key, bool *value_out,
              struct err *err) EV_MUST_CHECK;
/* *list_out is NULL where it is absent or null. */
int read_list(const struct json *object, const char *key, size_t most, const struct json **list_out,
              struct err *err) EV_MUST_CHECK;

#endif
