/* json: see json.h. A struct json is jansson's json_t under a name of our own, so that jansson.h
 * stays in this file. */
#include "base/json.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

/* Fifteen digits give back every decimal of up to fifteen digits as it was written: 0.1, not
 * 0.10000000000000001. */
enum { REAL_DIGITS = 15 };

static json_t *inside(struct json *value)
{
    return (json_t *)value;
}

static const json_t *inside_const(const struct json *value)
{
    return (const json_t *)value;
}

static json_t *must_have(json_t *value)
{
    if (!value)
        err_out_of_memory();
    return value;
}

/* Length of the UTF-8 character at `at` (RFC 3629: no overlong forms, no surrogates, at most
 * U+10FFFF), 0 where there is none. */
static size_t utf8_length(const unsigned char *at, size_t count)
{
    static const struct {
        unsigned char first_least, first_most, second_least, second_most;
        size_t length;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(forms) && at[0] > forms[i].first_most)
        i++;
    if (i == EV_ARRAY_LENGTH(forms) || at[0] < forms[i].first_least || count < forms[i].length)
        return 0;
    size_t length = forms[i].length;
    if (length > 1 && (at[1] < forms[i].second_least || at[1] > forms[i].second_most))
        return 0;
    for (size_t k = 2; k < length; k++) {
        if ((at[k] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

/* Length of the UTF-8 text that the bytes begin with. */
static size_t utf8_span(const unsigned char *bytes, size_t count)
{
    size_t at = 0;
    while (at < count) {
        size_t length = utf8_length(bytes + at, count - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

bool json_is_utf8(const char *bytes, size_t count)
{
    return utf8_span((const unsigned char *)bytes, count) == count;
}

static void add_mended(struct str *out, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        size_t good = utf8_span(bytes, count);
        str_add_n(out, (const char *)bytes, good);
        if (good < count) {
            str_add(out, "\xef\xbf\xbd");
            good++;
        }
        bytes += good;
        count -= good;
    }
}

static json_t *string_value(const char *bytes, size_t count)
{
    if (json_is_utf8(bytes, count))
        return must_have(json_stringn_nocheck(bytes, count));
    EV_STR struct str mended = {.maximum = 3 * count};
    add_mended(&mended, (const unsigned char *)bytes, count);
    if (mended.is_cut)
        err_out_of_memory();
    return must_have(json_stringn_nocheck(str_text(&mended), mended.count));
}

static void set(struct json *object, const char *key, json_t *value)
{
    int failed;
    if (json_is_utf8(key, strlen(key))) {
        failed = json_object_set_new_nocheck(inside(object), key, value);
    } else {
        EV_STR struct str mended = {0};
        add_mended(&mended, (const unsigned char *)key, strlen(key));
        failed = json_object_set_new_nocheck(inside(object), str_text(&mended), value);
    }
    if (failed)
        err_out_of_memory();
}

struct json *json_map(void)
{
    return (struct json *)must_have(json_object());
}

struct json *json_list(void)
{
    return (struct json *)must_have(json_array());
}

void json_set_string(struct json *object, const char *key, const char *text)
{
    set(object, key, text ? string_value(text, strlen(text)) : json_null());
}

void json_set_string_n(struct json *object, const char *key, const char *bytes, size_t count)
{
    set(object, key, bytes ? string_value(bytes, count) : json_null());
}

void json_set_i64(struct json *object, const char *key, int64_t value)
{
    set(object, key, must_have(json_integer(value)));
}

void json_set_double(struct json *object, const char *key, double value)
{
    set(object, key, isfinite(value) ? must_have(json_real(value)) : json_null());
}

void json_set_bool(struct json *object, const char *key, bool value)
{
    set(object, key, json_boolean(value));
}

void json_set_null(struct json *object, const char *key)
{
    set(object, key, json_null());
}

void json_set(struct json *object, const char *key, struct json *value)
{
    set(object, key, value ? inside(value) : json_null());
}

void json_append(struct json *list, struct json *value)
{
    if (json_array_append_new(inside(list), value ? inside(value) : json_null()))
        err_out_of_memory();
}

void json_append_string(struct json *list, const char *text)
{
    json_append(list, text ? (struct json *)string_value(text, strlen(text)) : NULL);
}

void json_append_i64(struct json *list, int64_t value)
{
    if (json_array_append_new(inside(list), json_integer(value)))
        err_out_of_memory();
}

static int add_to_str(const char *bytes, size_t count, void *out)
{
    str_add_n(out, bytes, count);
    return 0;
}

void json_write(const struct json *value, bool is_pretty, struct str *out)
{
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(REAL_DIGITS);
    flags |= is_pretty ? JSON_INDENT(2) : JSON_COMPACT;
    /* It fails only on values that this file never makes. */
    (void)json_dump_callback(inside_const(value), add_to_str, out, flags);
}

void json_close(struct json *value)
{
    json_decref(inside(value));
}

struct scan {
    int line, column, depth;
    size_t values;
    bool is_in_string, is_escaped;
};

/* One byte onwards. Only depth is judged here: what is wrong otherwise, jansson says. */
static void scan_byte(struct scan *scan, char c)
{
    scan->column++;
    if (c == '\n') {
        scan->line++;
        scan->column = 0;
    }
    if (scan->is_escaped) {
        scan->is_escaped = false;
    } else if (scan->is_in_string) {
        scan->is_escaped = c == '\\';
        scan->is_in_string = c != '"';
    } else if (c == '"') {
        scan->is_in_string = true;
    } else if (c == '[' || c == '{') {
        scan->depth++;
        scan->values += 2; /* it, and the first that it holds */
    } else if (c == ']' || c == '}') {
        scan->depth--;
    } else if (c == ',') {
        scan->values++;
    }
}

/* Before jansson, which goes down by recursion and has a limit of 2,048, and takes as much memory
 * as it is asked to. */
static int check_shape(const char *name, const char *bytes, size_t count, size_t values_max,
                       struct err *err)
{
    struct scan scan = {.line = 1};
    for (size_t i = 0; i < count; i++) {
        scan_byte(&scan, bytes[i]);
        if (scan.depth > JSON_MAXIMUM_DEPTH)
            return err_set(err, ERR_INPUT, "%s:%d:%d: nested deeper than %d levels", name,
                           scan.line, scan.column, JSON_MAXIMUM_DEPTH);
        if (scan.values > values_max)
            return err_set(err, ERR_INPUT, "%s:%d:%d: more than %zu values", name, scan.line,
                           scan.column, values_max);
    }
    return 0;
}

int json_parse_within(const char *name, const char *bytes, size_t count,
                      const struct json_bounds *bounds, struct json **value_out, struct err *err)
{
    if (count > bounds->bytes)
        return err_set(err, ERR_INPUT, "%s:1:1: larger than %zu bytes", name, bounds->bytes);
    if (check_shape(name, bytes, count, bounds->values, err))
        return -1;
    json_error_t problem;
    json_t *value = json_loadb(bytes, count, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &problem);
    if (!value)
        return err_set(err, ERR_INPUT, "%s:%d:%d: %s", name, problem.line > 0 ? problem.line : 1,
                       problem.column > 0 ? problem.column : 1, problem.text);
    *value_out = (struct json *)value;
    return 0;
}

int json_parse(const char *name, const char *bytes, size_t count, struct json **value_out,
               struct err *err)
{
    static const struct json_bounds bounds = {JSON_MAXIMUM_BYTES, SIZE_MAX};
    return json_parse_within(name, bytes, count, &bounds, value_out, err);
}

const struct json *json_get(const struct json *object, const char *key)
{
    return (const struct json *)json_object_get(inside_const(object), key);
}

const char *json_text(const struct json *value)
{
    return json_string_value(inside_const(value));
}

bool json_number(const struct json *value, double *number_out)
{
    if (!json_is_number(inside_const(value)))
        return false;
    *number_out = json_number_value(inside_const(value));
    return true;
}

bool json_whole(const struct json *value, int64_t *whole_out)
{
    if (!json_is_integer(inside_const(value)))
        return false;
    *whole_out = json_integer_value(inside_const(value));
    return true;
}

bool json_flag(const struct json *value, bool *flag_out)
{
    if (!json_is_boolean(inside_const(value)))
        return false;
    *flag_out = json_is_true(inside_const(value));
    return true;
}

#undef json_is_null /* a macro of jansson's; what it asks is asked below */
bool json_is_null(const struct json *value)
{
    return !value || json_typeof(inside_const(value)) == JSON_NULL;
}

bool json_is_map(const struct json *value)
{
    return json_is_object(inside_const(value));
}

bool json_is_list(const struct json *value)
{
    return json_is_array(inside_const(value));
}

size_t json_key_count(const struct json *object)
{
    return json_object_size(inside_const(object));
}

size_t json_count(const struct json *list)
{
    return json_array_size(inside_const(list));
}

const struct json *json_item(const struct json *list, size_t index)
{
    return (const struct json *)json_array_get(inside_const(list), index);
}

const char *json_next_key(const struct json *object, const char *key)
{
    /* jansson's iterators are not const */
    json_t *inner = (json_t *)(uintptr_t)inside_const(object);
    if (!json_is_map(object))
        return NULL;
    void *at = key == NULL ? json_object_iter(inner)
                           : json_object_iter_next(inner, json_object_key_to_iter(key));
    return at == NULL ? NULL : json_object_iter_key(at);
}

struct json *json_edit(struct json *object, const char *key)
{
    return (struct json *)json_object_get(inside(object), key);
}

struct json *json_edit_item(struct json *list, size_t index)
{
    return (struct json *)json_array_get(inside(list), index);
}

void json_remove(struct json *object, const char *key)
{
    (void)json_object_del(inside(object), key); /* one that is not there need not go */
}

struct json *json_share(const struct json *value)
{
    return (struct json *)json_incref((json_t *)(uintptr_t)inside_const(value));
}
