/* wire: see wire.h. Tables are never deeper than a few levels, so that going down by recursion is
 * bounded by what is compiled in, whatever the message says. */
#include "model/wire.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "base/parse.h"
#include "model/verdict.h"

/* NOLINTBEGIN(misc-no-recursion): see above */

/* ---- members by their place ---- */

static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void put(void *base, size_t offset, const void *value, size_t bytes)
{
    memcpy((char *)base + offset, value, bytes);
}

static size_t size_at(const void *base, size_t offset)
{
    size_t value;
    memcpy(&value, at(base, offset), sizeof(value));
    return value;
}

static const void *pointer_at(const void *base, size_t offset)
{
    const void *value;
    memcpy(&value, at(base, offset), sizeof(value));
    return value;
}

static int64_t whole_at(const struct wire_field *field, const void *from)
{
    const void *place = at(from, field->offset);
    if (field->kind == WIRE_INT)
        return *(const int *)place;
    if (field->kind == WIRE_UNSIGNED)
        return *(const unsigned *)place;
    if (field->kind == WIRE_SIZE)
        return (int64_t)size_at(from, field->offset);
    return *(const int64_t *)place;
}

/* ---- writing ---- */

static struct json *base64_value(const char *bytes, size_t count)
{
    EV_STR struct str text = {.maximum = count * 2 + 4};
    base64_add(&text, bytes, count, 0);
    struct json *object = json_map();
    json_set_string_n(object, "base64", str_text(&text), text.count);
    return object;
}

static void set_text(struct json *object, const char *key, const char *text)
{
    if (json_is_utf8(text, strlen(text)))
        json_set_string(object, key, text);
    else
        json_set(object, key, base64_value(text, strlen(text)));
}

static void write_text(const struct wire_field *field, const void *from, struct json *object)
{
    const char *text = pointer_at(from, field->offset);
    if (text)
        set_text(object, field->key, text);
}

static void write_chars(const struct wire_field *field, const void *from, struct json *object)
{
    const char *text = at(from, field->offset);
    if (text[0])
        set_text(object, field->key, text);
}

static void write_bool(const struct wire_field *field, const void *from, struct json *object)
{
    if (*(const bool *)at(from, field->offset))
        json_set_bool(object, field->key, true);
}

static void write_whole(const struct wire_field *field, const void *from, struct json *object)
{
    int64_t value = whole_at(field, from);
    if (value != 0)
        json_set_i64(object, field->key, value);
}

static void write_real(const struct wire_field *field, const void *from, struct json *object)
{
    enum { REAL_BYTES = 32 };
    char text[REAL_BYTES];
    double value = *(const double *)at(from, field->offset);
    if (isnan(value))
        return;
    (void)snprintf(text, sizeof(text), "%.17g", value); /* "inf" and "-inf" too; it always fits */
    json_set_string(object, field->key, text);
}

static void write_verdict(const struct wire_field *field, const void *from, struct json *object)
{
    enum verdict verdict;
    memcpy(&verdict, at(from, field->offset), sizeof(verdict));
    json_set_string(object, field->key, verdict_code(verdict));
}

static void write_bytes(const struct wire_field *field, const void *from, struct json *object)
{
    size_t count = size_at(from, field->count_offset);
    if (count == 0)
        return;
    EV_STR struct str text = {.maximum = count * 2 + 4};
    base64_add(&text, pointer_at(from, field->offset), count, 0);
    json_set_string_n(object, field->key, str_text(&text), text.count);
}

static void write_struct(const struct wire_field *field, const void *from, struct json *object)
{
    struct json *value = wire_write(field->shape, at(from, field->offset));
    if (json_key_count(value) > 0)
        json_set(object, field->key, value);
    else
        json_close(value);
}

static void write_structs(const struct wire_field *field, const void *from, struct json *object)
{
    size_t count = size_at(from, field->count_offset);
    const char *items = pointer_at(from, field->offset);
    if (count == 0)
        return;
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append(list, wire_write(field->shape, items + i * field->shape->bytes));
    json_set(object, field->key, list);
}

static void write_texts(const struct wire_field *field, const void *from, struct json *object)
{
    size_t count = size_at(from, field->count_offset);
    const char *const *texts = pointer_at(from, field->offset);
    if (count == 0)
        return;
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++) {
        if (json_is_utf8(texts[i], strlen(texts[i])))
            json_append_string(list, texts[i]);
        else
            json_append(list, base64_value(texts[i], strlen(texts[i])));
    }
    json_set(object, field->key, list);
}

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const struct wire_field *field;
    const struct json *value; /* NULL: left out */
    void *out;
    struct err *err;
};

/* A text without NUL bytes, however it travelled. */
static int take_text(struct reading *reading, const struct json *value, const char **text_out)
{
    const char *text = json_text(value);
    if (text) {
        *text_out = arena_string(reading->arena, text);
        return 0;
    }
    const char *packed = json_key_count(value) == 1 ? json_text(json_get(value, "base64")) : NULL;
    size_t count = 0;
    if (!packed)
        return err_set(reading->err, ERR_INPUT, "no text");
    if (base64_read(reading->arena, packed, strlen(packed), &text, &count, reading->err) != 0)
        return -1;
    if (strlen(text) != count)
        return err_set(reading->err, ERR_INPUT, "a text with a NUL byte");
    *text_out = text;
    return 0;
}

static int read_text(struct reading *reading)
{
    const char *text = NULL;
    if (reading->value && take_text(reading, reading->value, &text) != 0)
        return -1;
    put(reading->out, reading->field->offset, &text, sizeof(text));
    return 0;
}

static int read_chars(struct reading *reading)
{
    const char *text = "";
    if (reading->value && take_text(reading, reading->value, &text) != 0)
        return -1;
    size_t bytes = strlen(text) + 1;
    if (bytes > (size_t)reading->field->most + 1)
        return err_set(reading->err, ERR_INPUT, "longer than %lld bytes",
                       (long long)reading->field->most);
    put(reading->out, reading->field->offset, text, bytes);
    return 0;
}

static int read_bool(struct reading *reading)
{
    bool value = false;
    if (reading->value && !json_flag(reading->value, &value))
        return err_set(reading->err, ERR_INPUT, "neither true nor false");
    put(reading->out, reading->field->offset, &value, sizeof(value));
    return 0;
}

static void put_whole(const struct reading *reading, int64_t value)
{
    size_t offset = reading->field->offset;
    int as_int = (int)value;
    size_t as_size = (size_t)value;
    if (reading->field->kind == WIRE_INT || reading->field->kind == WIRE_UNSIGNED)
        put(reading->out, offset, &as_int, sizeof(as_int));
    else if (reading->field->kind == WIRE_SIZE)
        put(reading->out, offset, &as_size, sizeof(as_size));
    else
        put(reading->out, offset, &value, sizeof(value));
}

static int read_whole(struct reading *reading)
{
    const struct wire_field *field = reading->field;
    int64_t value = 0;
    if (reading->value &&
        (!json_whole(reading->value, &value) || value < field->least || value > field->most))
        return err_set(reading->err, ERR_INPUT, "no whole number from %lld to %lld",
                       (long long)field->least, (long long)field->most);
    put_whole(reading, value);
    return 0;
}

static int read_real(struct reading *reading)
{
    double value = NAN;
    const char *text = json_text(reading->value);
    if (reading->value && !text)
        return err_set(reading->err, ERR_INPUT, "no number as a text");
    if (text && strcmp(text, "inf") == 0)
        value = INFINITY;
    else if (text && strcmp(text, "-inf") == 0)
        value = -INFINITY;
    else if (text && parse_double("number", text, -DBL_MAX, DBL_MAX, &value, NULL) != 0)
        return err_set(reading->err, ERR_INPUT, "no number as a text");
    put(reading->out, reading->field->offset, &value, sizeof(value));
    return 0;
}

static int read_verdict(struct reading *reading)
{
    const char *text = json_text(reading->value);
    enum verdict verdict;
    if (!text || !verdict_parse(text, &verdict))
        return err_set(reading->err, ERR_INPUT, "no verdict");
    put(reading->out, reading->field->offset, &verdict, sizeof(verdict));
    return 0;
}

static int read_bytes(struct reading *reading)
{
    const char *text = json_text(reading->value), *bytes = NULL;
    size_t count = 0;
    if (reading->value && !text)
        return err_set(reading->err, ERR_INPUT, "no text");
    if (text && base64_read(reading->arena, text, strlen(text), &bytes, &count, reading->err) != 0)
        return -1;
    put(reading->out, reading->field->offset, &bytes, sizeof(bytes));
    put(reading->out, reading->field->count_offset, &count, sizeof(count));
    return 0;
}

static int read_struct(struct reading *reading)
{
    struct json *nothing = reading->value ? NULL : json_map();
    int status =
        wire_read(reading->arena, reading->field->shape, reading->value ? reading->value : nothing,
                  (char *)reading->out + reading->field->offset, reading->err);
    if (nothing)
        json_close(nothing);
    return status;
}

/* How many there are; -1: it is no list, or too long. */
static int count_items(const struct reading *reading, size_t *count_out)
{
    size_t count = json_count(reading->value);
    if (reading->value && !json_is_list(reading->value))
        return err_set(reading->err, ERR_INPUT, "no list");
    if (count > (size_t)reading->field->most)
        return err_set(reading->err, ERR_INPUT, "more than %lld", (long long)reading->field->most);
    put(reading->out, reading->field->count_offset, &count, sizeof(count));
    *count_out = count;
    return 0;
}

static int read_structs(struct reading *reading)
{
    const struct wire_shape *shape = reading->field->shape;
    size_t count;
    if (count_items(reading, &count) != 0)
        return -1;
    char *items = arena_alloc(reading->arena, count * shape->bytes);
    for (size_t i = 0; i < count; i++) {
        if (wire_read(reading->arena, shape, json_item(reading->value, i), items + i * shape->bytes,
                      reading->err) != 0)
            return err_wrap(reading->err, "%zu", i);
    }
    put(reading->out, reading->field->offset, &items, sizeof(char *));
    return 0;
}

static int read_texts(struct reading *reading)
{
    size_t count;
    if (count_items(reading, &count) != 0)
        return -1;
    const char **texts = arena_alloc(reading->arena, (count + 1) * sizeof(*texts));
    for (size_t i = 0; i < count; i++) {
        if (take_text(reading, json_item(reading->value, i), &texts[i]) != 0)
            return err_wrap(reading->err, "%zu", i);
    }
    put(reading->out, reading->field->offset, &texts, sizeof(const char **));
    return 0;
}

/* ---- both ---- */

static const struct {
    void (*write)(const struct wire_field *field, const void *from, struct json *object);
    int (*read)(struct reading *reading);
} kinds[] = {
    [WIRE_TEXT] = {write_text, read_text},          [WIRE_CHARS] = {write_chars, read_chars},
    [WIRE_BOOL] = {write_bool, read_bool},          [WIRE_INT] = {write_whole, read_whole},
    [WIRE_UNSIGNED] = {write_whole, read_whole},    [WIRE_I64] = {write_whole, read_whole},
    [WIRE_SIZE] = {write_whole, read_whole},        [WIRE_REAL] = {write_real, read_real},
    [WIRE_VERDICT] = {write_verdict, read_verdict}, [WIRE_BYTES] = {write_bytes, read_bytes},
    [WIRE_STRUCT] = {write_struct, read_struct},    [WIRE_STRUCTS] = {write_structs, read_structs},
    [WIRE_TEXTS] = {write_texts, read_texts},
};

struct json *wire_write(const struct wire_shape *shape, const void *from)
{
    struct json *object = json_map();
    for (size_t i = 0; i < shape->field_count; i++)
        kinds[shape->fields[i].kind].write(&shape->fields[i], from, object);
    return object;
}

int wire_read(struct arena *arena, const struct wire_shape *shape, const struct json *object,
              void *out, struct err *err)
{
    size_t known = 0;
    if (!json_is_map(object))
        return err_set(err, ERR_INPUT, "no object");
    memset(out, 0, shape->bytes);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct wire_field *field = &shape->fields[i];
        struct reading reading = {arena, field, json_get(object, field->key), out, err};
        known += reading.value != NULL;
        if (kinds[field->kind].read(&reading) != 0)
            return err_wrap(err, "%s", field->key);
    }
    if (known != json_key_count(object))
        return err_set(err, ERR_INPUT, "a key that is not known");
    return 0;
}

/* NOLINTEND(misc-no-recursion) */
