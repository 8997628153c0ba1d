/* json: writing and reading JSON, by jansson.
 *
 * Keys keep their order; text that is not UTF-8 has its bad bytes replaced (U+FFFD). Running out of
 * memory ends the program with a message, as in arena. */
#ifndef EVALX_BASE_JSON_H
#define EVALX_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

/* RFC 3629: no overlong forms, no surrogates, at most U+10FFFF. */
bool json_is_utf8(const char *bytes, size_t count);

struct json; /* a value; adding it to an object or list hands it over */

/* The largest text that json_parse takes: a few bytes of JSON can stand for much more memory. */
enum { JSON_MAXIMUM_BYTES = 16 << 20, JSON_MAXIMUM_DEPTH = 64 };

/* A new empty object (`json_object` is a name of jansson's) and a new empty list. */
struct json *json_map(void);
struct json *json_list(void);
/* NULL text adds a null; a NAN or infinite number adds a null; a NULL value adds a null. */
void json_set_string(struct json *object, const char *key, const char *text);
void json_set_string_n(struct json *object, const char *key, const char *bytes, size_t count);
void json_set_i64(struct json *object, const char *key, int64_t value);
void json_set_double(struct json *object, const char *key, double value);
void json_set_bool(struct json *object, const char *key, bool value);
void json_set_null(struct json *object, const char *key);
void json_set(struct json *object, const char *key, struct json *value);
void json_append(struct json *list, struct json *value);
void json_append_i64(struct json *list, int64_t value);
void json_append_string(struct json *list, const char *text);
/* One line when !is_pretty, indented by 2 otherwise; no newline at the end. */
void json_write(const struct json *value, bool is_pretty, struct str *out);
void json_close(struct json *value);

/* Reading: JSON_MAXIMUM_BYTES and JSON_MAXIMUM_DEPTH are the limits, a key may appear once in its
 * object, a string may not hold \u0000; errors (ERR_INPUT) read "NAME:LINE:COLUMN: what". */
int json_parse(const char *name, const char *bytes, size_t count, struct json **value_out,
               struct err *err) EV_MUST_CHECK;
/* The same within limits of the caller's: `values` counts objects, lists and what they hold. */
struct json_bounds {
    size_t bytes, values;
};
int json_parse_within(const char *name, const char *bytes, size_t count,
                      const struct json_bounds *bounds, struct json **value_out,
                      struct err *err) EV_MUST_CHECK;
const struct json *json_get(const struct json *object, const char *key); /* NULL where absent */
const char *json_text(const struct json *value);                         /* NULL unless a string */
bool json_number(const struct json *value, double *number_out);
bool json_whole(const struct json *value,
                int64_t *whole_out);                      /* false unless one without a point */
bool json_flag(const struct json *value, bool *flag_out); /* false unless true or false */
bool json_is_null(const struct json *value);              /* true of NULL too */
bool json_is_map(const struct json *value);
bool json_is_list(const struct json *value);
size_t json_key_count(const struct json *object); /* 0 unless an object */
size_t json_count(const struct json *list);       /* 0 unless a list */
const struct json *json_item(const struct json *list, size_t index);
/* The keys of an object in their order: NULL asks for the first, and is the answer after the
 * last. Borrowed. */
const char *json_next_key(const struct json *object, const char *key);

/* Values that are one's own can be changed: what json_get and json_item find; a member goes. */
struct json *json_edit(struct json *object, const char *key);
struct json *json_edit_item(struct json *list, size_t index);
void json_remove(struct json *object, const char *key);
/* The same value once more: both are to be closed or handed over. */
struct json *json_share(const struct json *value);

#endif
