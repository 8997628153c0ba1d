/* route: see route.h. */
#include "serve/route.h"

#include <microhttpd.h>
#include <string.h>

#include "serve/api.h"
#include "serve/judge0.h"
#include "serve/problem_doc.h"

static const struct route *const tables[] = {
    health_routes, metrics_routes, webhook_routes,    submit_routes, submission_routes,
    report_routes, list_routes,    queue_routes,      token_routes,  blob_routes,
    page_routes,   judge0_routes,  judge0_info_routes};

static const char *const method_names[] = {
    [METHOD_GET] = "GET",       [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",
    [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS",
};

bool route_fits(const char *pattern, const char *path, struct arena *arena,
                const char *parameters_out[HTTP_PARAMETERS_MAX])
{
    size_t found = 0;
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t name = strcspn(pattern, "}");
        bool is_rest = name > 0 && pattern[name - 1] == '*';
        size_t length = is_rest ? strlen(path) : strcspn(path, "/");
        if (length == 0 || found == HTTP_PARAMETERS_MAX)
            return false;
        parameters_out[found++] = arena_string_n(arena, path, length);
        pattern += name + 1;
        path += length;
    }
    return *path == '\0';
}

static void answer_options(struct request *request, const char *allowed)
{
    answer_header(request, MHD_HTTP_HEADER_ALLOW, allowed);
    answer_empty(request, MHD_HTTP_NO_CONTENT);
}

void route_find(struct request *request)
{
    unsigned allowed = 0;
    for (size_t table = 0; table < EV_ARRAY_LENGTH(tables); table++) {
        for (const struct route *route = tables[table]; route->pattern != NULL; route++) {
            if (!route_fits(route->pattern, request->path, &request->arena, request->parameters))
                continue;
            if (request->method == route->method) {
                request->route = route;
                return;
            }
            allowed |= 1U << route->method;
        }
    }
    if (allowed == 0) {
        answer_problem(request, MHD_HTTP_NOT_FOUND, "nothing is at this address");
        return;
    }
    EV_STR struct str names = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(method_names); i++) {
        if (allowed & (1U << i))
            str_printf(&names, "%s, ", method_names[i]);
    }
    str_add(&names, "OPTIONS");
    const char *list = arena_string(&request->arena, str_text(&names));
    if (request->method == METHOD_OPTIONS) {
        answer_options(request, list);
        return;
    }
    answer_header(request, MHD_HTTP_HEADER_ALLOW, list);
    answer_problem(request, MHD_HTTP_METHOD_NOT_ALLOWED, "this address takes %s", list);
}
