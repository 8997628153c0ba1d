/* wire: structs as JSON and back, field by field as a table says. For messages between programs of
 * evalx: nothing is lost on the way, and the reader trusts nothing.
 *
 * A field that has its kind's default is left out, and the reader puts it back; a key that no table
 * has is refused. Text that is not UTF-8 travels as {"base64": "..."}. A double travels as text, of
 * seventeen digits, or "inf". */
#ifndef EVALX_MODEL_WIRE_H
#define EVALX_MODEL_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/json.h"

enum wire_kind {
    WIRE_TEXT,     /* const char *; default NULL */
    WIRE_CHARS,    /* char[most + 1]; default "" */
    WIRE_BOOL,     /* default false; so are the numbers' 0 */
    WIRE_INT,      /* int */
    WIRE_UNSIGNED, /* unsigned, least is 0 */
    WIRE_I64,      /* int64_t */
    WIRE_SIZE,     /* size_t, least is 0 */
    WIRE_REAL,     /* double; default NAN */
    WIRE_VERDICT,  /* enum verdict, by its code; always written */
    WIRE_BYTES,    /* const char *, and size_t at count_offset; default none */
    WIRE_STRUCT,   /* of `shape`; left out where all in it is */
    WIRE_STRUCTS,  /* pointer to `shape`s, and size_t at count_offset; `most` of them */
    WIRE_TEXTS,    /* const char **, and size_t at count_offset; `most` of them, none NULL */
};

struct wire_field {
    const char *key;
    enum wire_kind kind;
    size_t offset, count_offset;
    int64_t least, most;
    const struct wire_shape *shape;
};

struct wire_shape {
    size_t bytes; /* of the struct */
    const struct wire_field *fields;
    size_t field_count;
};

/* The object is the caller's. */
struct json *wire_write(const struct wire_shape *shape, const void *from);
/* Fields that the table does not name become zero. Whatever it points to is the arena's. ERR_INPUT
 * names the field: "tests: 3: message: no text". */
int wire_read(struct arena *arena, const struct wire_shape *shape, const struct json *object,
              void *out, struct err *err) EV_MUST_CHECK;

#endif
