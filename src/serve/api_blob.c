/* api_blob: what workers ask for: what there is to judge, and files of problems by their SHA-256:
 * immutable, and in parts (RFC 9110, section 14) so that a broken transfer goes on where it was. */
#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/problem_doc.h"
#include "serve/problemset.h"

enum { NUMBER_BYTES = 24 };

static bool read_number(const char **at, uint64_t *value_out)
{
    char text[NUMBER_BYTES];
    int64_t value;
    struct err ignored; /* what is no number is no range */
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length >= sizeof(text))
        return false;
    memcpy(text, *at, length);
    text[length] = '\0';
    if (parse_i64("range", text, 0, INT64_MAX, &value, &ignored) != 0)
        return false;
    *at += length;
    *value_out = (uint64_t)value;
    return true;
}

/* "0-99", "100-", "-100" behind the unit, as it was written. */
struct range {
    uint64_t first, last;
    bool has_first, has_last;
};

static bool parse_range(const char *at, struct range *out)
{
    out->has_first = read_number(&at, &out->first);
    if (*at++ != '-')
        return false;
    out->has_last = read_number(&at, &out->last);
    if (*at != '\0' || !(out->has_first || out->has_last))
        return false;
    return !(out->has_first && out->has_last) || out->first <= out->last;
}

bool blob_read_range(const char *text, uint64_t bytes, uint64_t *first_out, uint64_t *count_out,
                     bool *is_beyond_out)
{
    static const char unit[] = "bytes=";
    struct range range = {0};
    *is_beyond_out = false;
    /* what is no single range is passed over, as the RFC says */
    if (text == NULL || !str_starts_with(text, unit) || strchr(text, ',') != NULL ||
        !parse_range(text + sizeof(unit) - 1, &range))
        return false;
    if (!range.has_first) {
        range.first = range.last < bytes ? bytes - range.last : 0;
        range.last = bytes;
    }
    *is_beyond_out = range.first >= bytes;
    if (*is_beyond_out)
        return false;
    uint64_t end = range.has_last && range.last < bytes ? range.last + 1 : bytes;
    *first_out = range.first;
    *count_out = end - range.first;
    return true;
}

static void get_blob(struct request *request)
{
    const char *hex = request->parameters[0];
    uint64_t bytes, first = 0, count;
    bool is_beyond;
    EV_FD int fd = problemset_open_blob(request->server->problems, hex, &bytes);
    if (fd < 0) {
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such blob");
        return;
    }
    const char *range = request_header(request, MHD_HTTP_HEADER_RANGE);
    bool is_part = blob_read_range(range, bytes, &first, &count, &is_beyond);
    answer_header(request, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    if (is_beyond) {
        answer_header(request, MHD_HTTP_HEADER_CONTENT_RANGE,
                      arena_printf(&request->arena, "bytes */%llu", (unsigned long long)bytes));
        answer_problem(request, MHD_HTTP_RANGE_NOT_SATISFIABLE, "it has %llu bytes",
                       (unsigned long long)bytes);
        return;
    }
    answer_header(request, MHD_HTTP_HEADER_ETAG, arena_printf(&request->arena, "\"%s\"", hex));
    answer_header(request, MHD_HTTP_HEADER_CACHE_CONTROL, "private, immutable, max-age=31536000");
    if (is_part)
        answer_header(
            request, MHD_HTTP_HEADER_CONTENT_RANGE,
            arena_printf(&request->arena, "bytes %llu-%llu/%llu", (unsigned long long)first,
                         (unsigned long long)(first + count - 1), (unsigned long long)bytes));
    answer_file(request, is_part ? MHD_HTTP_PARTIAL_CONTENT : MHD_HTTP_OK,
                "application/octet-stream", fd_steal(&fd), first, is_part ? count : bytes);
}

static struct json *published_json(const struct problemset *set)
{
    struct json *list = json_list();
    for (size_t i = 0; i < problemset_count(set); i++) {
        const struct problem_entry *problem = problemset_item(set, i);
        if (problem->error != NULL)
            continue;
        struct json *object = json_map();
        json_set_string(object, "name", problem->name);
        json_set_string(object, "revision", problem->revision);
        json_append(list, object);
    }
    return list;
}

/* What a worker compares itself with. */
static void get_fleet(struct request *request)
{
    const struct server *server = request->server;
    struct json *object = json_map(), *languages = json_list();
    for (size_t i = 0; i < server->languages.count; i++)
        json_append_string(languages, server->languages.items[i].id);
    json_set_string(object, "version", server->options->version);
    json_set_i64(object, "time_ms", now_us() / 1000);
    json_set_i64(object, "speed_tolerance_percent", server->options->speed_percent);
    json_set(object, "languages", languages);
    json_set(object, "problems", published_json(server->problems));
    json_set_string(object, "digest", problemset_digest(server->problems));
    answer_json(request, MHD_HTTP_OK, object);
}

const struct route blob_routes[] = {
    {METHOD_GET, "/v1/fleet", RIGHT_WORKER, 0, get_fleet},
    {METHOD_GET, "/blob/sha256/{hex}", RIGHT_WORKER, 0, get_blob},
    {.pattern = NULL},
};
