/* place: see place.h. */
#include "queue/place.h"

#include <string.h>

#include "base/parse.h"
#include "base/str.h"

enum { URL_MAX = 4096, DEFAULT_PORT = 6379 };

static const struct scheme {
    const char *prefix;
    bool is_socket, is_tls;
} schemes[] = {
    {"redis://", false, false},
    {"rediss://", false, true},
    {"unix://", true, false},
    {"redis+unix://", true, false},
};

static const struct scheme *find_scheme(const char *url)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(schemes); i++)
        if (str_starts_with(url, schemes[i].prefix))
            return &schemes[i];
    return NULL;
}

/* "%40" is "@". */
static const char *decode(struct arena *arena, const char *text, size_t count)
{
    char *out = arena_string_n(arena, text, count);
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_escape = text[i] == '%' && i + 2 < count && parse_hex_digit(text[i + 1]) >= 0 &&
                         parse_hex_digit(text[i + 2]) >= 0;
        if (is_escape) {
            out[end++] = (char)(parse_hex_digit(text[i + 1]) * 16 + parse_hex_digit(text[i + 2]));
            i += 2;
        } else {
            out[end++] = text[i];
        }
    }
    out[end] = '\0';
    return out;
}

/* "user:password@" in front; *rest_io is moved behind it. */
static void read_secret(const char **rest_io, struct arena *arena, struct place *place)
{
    const char *rest = *rest_io;
    const char *at = strrchr(rest, '@');
    if (!at)
        return;
    const char *colon = memchr(rest, ':', (size_t)(at - rest));
    const char *user_end = colon ? colon : at;
    if (user_end > rest)
        place->user = decode(arena, rest, (size_t)(user_end - rest));
    if (colon)
        place->password = decode(arena, colon + 1, (size_t)(at - colon - 1));
    *rest_io = at + 1;
}

static int read_number(const char *what, const char *text, int64_t most, int *value_out,
                       struct err *err)
{
    int64_t value = 0;
    if (parse_i64(what, text, 0, most, &value, err))
        return -1;
    *value_out = (int)value;
    return 0;
}

static int read_host(const char *rest, struct arena *arena, struct place *place, struct err *err)
{
    const char *slash = strchr(rest, '/');
    size_t count = slash ? (size_t)(slash - rest) : strlen(rest);
    const char *host = arena_string_n(arena, rest, count);
    const char *bracket = host[0] == '[' ? strchr(host, ']') : NULL;
    const char *colon = strrchr(bracket ? bracket : host, ':');
    size_t host_count = colon ? (size_t)(colon - host) : count;
    if (bracket)
        place->host = arena_string_n(arena, host + 1, (size_t)(bracket - host - 1));
    else
        place->host = host_count ? arena_string_n(arena, host, host_count) : "127.0.0.1";
    if (colon && colon[1] && read_number("port", colon + 1, 65535, &place->port, err))
        return -1;
    if (slash && slash[1] && read_number("database", slash + 1, 1 << 16, &place->database, err))
        return -1;
    return 0;
}

static int read_socket(const char *rest, struct arena *arena, struct place *place, struct err *err)
{
    const char *query = strchr(rest, '?');
    size_t count = query ? (size_t)(query - rest) : strlen(rest);
    if (rest[0] != '/')
        return err_set(err, ERR_USAGE,
                       "redis: a socket's path begins with /: unix:///run/redis.sock");
    place->socket_path = arena_string_n(arena, rest, count);
    if (!query)
        return 0;
    if (!str_starts_with(query, "?db="))
        return err_set(err, ERR_USAGE, "redis: after a socket's path only ?db=NUMBER is known");
    return read_number("database", query + 4, 1 << 16, &place->database, err);
}

/* Whatever stands before the last @ stays out of messages. */
static const char *redact(const struct scheme *scheme, const char *rest, const struct place *place,
                          struct arena *arena)
{
    if (!place->password)
        return arena_printf(arena, "%s%s%s%s", scheme->prefix, place->user ? place->user : "",
                            place->user ? "@" : "", rest);
    return arena_printf(arena, "%s%s:***@%s", scheme->prefix, place->user ? place->user : "", rest);
}

int place_read(const char *url, struct arena *arena, struct place *place_out, struct err *err)
{
    const struct scheme *scheme = find_scheme(url);
    if (!scheme || strlen(url) > URL_MAX)
        return err_set(err, ERR_USAGE,
                       "redis: this is no URL of a Redis; accepted are redis://host:port/db, "
                       "rediss://host:port/db and unix:///path");
    const char *rest = url + strlen(scheme->prefix);
    struct place place = {.port = DEFAULT_PORT, .is_tls = scheme->is_tls};
    read_secret(&rest, arena, &place);
    place.text = redact(scheme, rest, &place, arena);
    int failed = scheme->is_socket ? read_socket(rest, arena, &place, err)
                                   : read_host(rest, arena, &place, err);
    if (failed)
        return err_wrap(err, "%s", place.text);
    *place_out = place;
    return 0;
}
