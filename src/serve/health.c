/* health: is the service alive, and can it take submissions? */
#include <microhttpd.h>

#include "serve/dispatch.h"
#include "serve/route.h"
#include "serve/server.h"

void health_reasons(const struct server *server, struct json *reasons)
{
    if (server->is_stopping)
        json_append_string(reasons, "the service is stopping");
    if (service_flag(server->jobs, SERVICE_DRAINING))
        json_append_string(reasons, "the queue is draining");
    server->dispatch->calls->reasons(server->dispatch, reasons);
}

/* 200 when submissions can be taken, else 503 with the reasons. */
static void answer_health(struct request *request)
{
    const struct server *server = request->server;
    struct json *object = json_map(), *reasons = json_list();
    health_reasons(server, reasons);
    bool is_ready = json_count(reasons) == 0;
    json_set_string(object, "status", is_ready ? "ok" : "unavailable");
    json_set_bool(object, "live", true);
    json_set_bool(object, "ready", is_ready);
    json_set(object, "reasons", reasons);
    json_set_string(object, "version", server->options->version);
    answer_json(request, is_ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, object);
}

/* 200 as long as anything is answered at all. */
static void answer_live(struct request *request)
{
    struct json *object = json_map();
    json_set_bool(object, "live", true);
    answer_json(request, MHD_HTTP_OK, object);
}

const struct route health_routes[] = {
    {METHOD_GET, "/health", RIGHT_NONE, ROUTE_OPEN_CORS, answer_health},
    {METHOD_GET, "/health/ready", RIGHT_NONE, ROUTE_OPEN_CORS, answer_health},
    {METHOD_GET, "/health/live", RIGHT_NONE, ROUTE_OPEN_CORS, answer_live},
    {.pattern = NULL},
};
