/* judge0_body: what a request of Judge0's API brings: JSON, or a form as browsers send it. */
#include <microhttpd.h>
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "serve/judge0.h"

enum { PAIRS_MOST = 256, HEX_DIGITS = 2 };

/* "a+b%21" is "a b!"; NULL: no text. The arena's. */
static const char *decode(struct arena *arena, const char *text, size_t count, size_t *count_out)
{
    char *out = arena_string_n(arena, text, count);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_coded = text[i] == '%';
        int high = is_coded && i + 1 < count ? parse_hex_digit(text[i + 1]) : -1;
        int low = is_coded && i + 2 < count ? parse_hex_digit(text[i + 2]) : -1;
        if (is_coded && (high < 0 || low < 0))
            return NULL;
        out[used++] = is_coded ? (char)(high << 4 | low) : text[i] == '+' ? ' ' : text[i];
        i += is_coded ? HEX_DIGITS : 0;
    }
    out[used] = '\0';
    *count_out = used;
    return json_is_utf8(out, used) && memchr(out, '\0', used) == NULL ? out : NULL;
}

/* "NAME=VALUE"; what is empty is as if it was not there. */
static bool add_pair(struct arena *arena, const char *pair, size_t count, struct json *object)
{
    const char *equals = memchr(pair, '=', count);
    size_t name_count = equals != NULL ? (size_t)(equals - pair) : count, length = 0, bytes = 0;
    const char *name = decode(arena, pair, name_count, &length), *value = "";
    if (equals != NULL)
        value = decode(arena, equals + 1, count - name_count - 1, &bytes);
    if (name == NULL || value == NULL)
        return false;
    if (length > 0 && bytes > 0)
        json_set_string_n(object, name, value, bytes);
    return true;
}

struct json *judge0_read_form(struct arena *arena, const char *text, size_t count)
{
    struct json *object = json_map();
    size_t pairs = 0;
    for (size_t at = 0; at < count;) {
        const char *end = memchr(text + at, '&', count - at);
        size_t length = end != NULL ? (size_t)(end - text) - at : count - at;
        if (++pairs > PAIRS_MOST || !add_pair(arena, text + at, length, object)) {
            json_close(object);
            return NULL;
        }
        at += length + 1;
    }
    return object;
}

static bool is_form(const struct request *request)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);
    size_t count = sizeof(form) - 1;
    return type != NULL && strncasecmp(type, form, count) == 0 &&
           strchr("; \t", type[count]) != NULL;
}

static struct json *read_json(const struct request *request)
{
    struct json *value = NULL;
    struct err ignored; /* what is wrong with it is not told here */
    if (json_parse("body", str_text(&request->body), request->body.count, &value, &ignored) == 0 &&
        json_is_map(value))
        return value;
    json_close(value);
    return NULL;
}

/* Many clients name no type, or a wrong one: what is JSON is taken as that. */
struct json *judge0_read_body(struct request *request)
{
    if (request->body.count == 0)
        return json_map();
    struct json *value = read_json(request);
    if (value == NULL && is_form(request))
        value = judge0_read_form(&request->arena, str_text(&request->body), request->body.count);
    return value;
}
