/* api_webhook: for admins: what webhooks were sent or wait, and sending one again. */
#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/problem_doc.h"

enum { LIST_MOST = 1000, LIST_STANDARD = 100 };

static struct json *webhook_json(const struct webhook *webhook)
{
    struct json *object = json_map();
    json_set_i64(object, "id", webhook->id);
    json_set_string(object, "state", webhook_state_name(webhook->state));
    json_set_string(object, "submission", webhook->token);
    json_set_i64(object, "judging", webhook->judging);
    json_set_string(object, "endpoint", webhook->endpoint);
    json_set_i64(object, "attempts", webhook->attempts);
    if (webhook->status > 0)
        json_set_i64(object, "status", webhook->status);
    else
        json_set_null(object, "status");
    json_set_string(object, "error", webhook->error);
    view_set_time(object, "created_at", webhook->created_us);
    view_set_time(object, "due_at", webhook->state == WEBHOOK_WAITING ? webhook->due_us : 0);
    view_set_time(object, "ended_at", webhook->ended_us);
    return object;
}

static bool is_state(const char *text)
{
    for (size_t i = 0; i < WEBHOOK_STATES; i++) {
        if (strcmp(webhook_state_name((enum webhook_state)i), text) == 0)
            return true;
    }
    return false;
}

static void list_webhooks(struct request *request)
{
    const char *state = request_query(request, "state");
    const struct webhook *items;
    size_t count;
    int64_t limit;
    struct err err = {0};
    if (api_query_whole(request, "limit", 1, LIST_MOST, LIST_STANDARD, &limit) != 0)
        return;
    if (state != NULL && !is_state(state)) {
        answer_problem(request, MHD_HTTP_BAD_REQUEST, "state: waiting, sent or failed is wanted");
        return;
    }
    if (webhook_list(request->server->jobs, state, limit, &request->arena, &items, &count, &err) !=
        0) {
        answer_error(request, &err);
        return;
    }
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append(list, webhook_json(&items[i]));
    json_set(object, "webhooks", list);
    answer_json(request, MHD_HTTP_OK, object);
}

static void replay(struct request *request)
{
    struct server *server = request->server;
    const struct webhook *webhook = NULL;
    int64_t id;
    bool is_known = false;
    struct err err = {0};
    if (parse_i64("id", request->parameters[0], 1, INT64_MAX, &id, &err) == 0 &&
        (server_write(server, &err) != 0 ||
         webhook_replay(server->jobs, id, &is_known, &err) != 0 ||
         webhook_get(server->jobs, id, &request->arena, &webhook, &err) != 0)) {
        answer_error(request, &err);
        return;
    }
    if (is_known && webhook != NULL)
        answer_json(request, MHD_HTTP_OK, webhook_json(webhook));
    else
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such webhook");
}

const struct route webhook_routes[] = {
    {METHOD_GET, "/v1/webhooks", RIGHT_ADMIN, 0, list_webhooks},
    {METHOD_POST, "/v1/webhooks/{id}/replay", RIGHT_ADMIN, 0, replay},
    {.pattern = NULL},
};
