/* api_token: tokens, for admins: add (its text is told once), list, revoke. */
#include <microhttpd.h>
#include <string.h>

#include "base/parse.h"
#include "serve/api.h"
#include "serve/problem_doc.h"
#include "serve/reading.h"

enum { NAME_MAX_BYTES = 200 };

static struct json *token_json(const struct api_token *token)
{
    struct json *object = json_map();
    json_set_i64(object, "id", token->id);
    json_set_string(object, "role", api_role_name(token->role));
    json_set_string(object, "user", token->user);
    json_set_string(object, "name", token->name);
    view_set_time(object, "created_at", token->created_us);
    view_set_time(object, "used_at", token->used_us);
    view_set_time(object, "revoked_at", token->revoked_us);
    return object;
}

static int read_token(const struct json *body, struct api_token *token, struct err *err)
{
    static const char *const keys[] = {"role", "user", "name", NULL};
    const char *role;
    if (read_object(body, "token", keys, err) != 0 ||
        read_word(body, "role", NAME_MAX_BYTES, &role, err) != 0 ||
        read_word(body, "user", NAME_MAX_BYTES, &token->user, err) != 0 ||
        read_word(body, "name", NAME_MAX_BYTES, &token->name, err) != 0)
        return -1;
    if (role == NULL || !api_role_find(role, &token->role))
        return err_set(err, ERR_INPUT, "role: read, submit, worker or admin is wanted");
    if ((token->role == ROLE_SUBMIT) != (token->user != NULL && token->user[0] != '\0'))
        return err_set(err, ERR_INPUT, "user: a token that submits has one, others have none");
    token->user = token->user != NULL ? token->user : "";
    token->name = token->name != NULL ? token->name : "";
    token->created_us = now_us();
    return 0;
}

static int add(struct request *request, const struct json *body, struct json **answer_out,
               struct err *err)
{
    struct server *server = request->server;
    struct api_token token = {0};
    char text[API_TOKEN_BYTES];
    if (read_token(body, &token, err) != 0 || server_write(server, err) != 0 ||
        api_token_add(server->jobs, &token, text, &token.id, err) != 0 ||
        server_count_admins(server, err) != 0)
        return -1;
    *answer_out = token_json(&token);
    json_set_string(*answer_out, "token", text);
    explicit_bzero(text, sizeof(text));
    return 0;
}

static void add_token(struct request *request)
{
    struct json *body = NULL, *answer = NULL;
    struct err err = {0};
    if (api_read_body(request, &body) != 0)
        return;
    if (add(request, body, &answer, &err) == 0)
        answer_json(request, MHD_HTTP_CREATED, answer);
    else
        answer_error(request, &err);
    json_close(body);
}

static void list_tokens(struct request *request)
{
    const struct api_token *tokens;
    size_t count;
    struct err err = {0};
    if (api_token_list(request->server->jobs, &request->arena, &tokens, &count, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append(list, token_json(&tokens[i]));
    json_set(object, "tokens", list);
    answer_json(request, MHD_HTTP_OK, object);
}

static void revoke_token(struct request *request)
{
    struct server *server = request->server;
    int64_t id;
    bool is_revoked = false;
    struct err err = {0};
    if (parse_i64("id", request->parameters[0], 1, INT64_MAX, &id, &err) == 0 &&
        (server_write(server, &err) != 0 ||
         api_token_revoke(server->jobs, id, &is_revoked, &err) != 0 ||
         server_count_admins(server, &err) != 0)) {
        answer_error(request, &err);
        return;
    }
    if (is_revoked)
        answer_empty(request, MHD_HTTP_NO_CONTENT);
    else
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such token, or it was revoked");
}

const struct route token_routes[] = {
    {METHOD_GET, "/v1/tokens", RIGHT_ADMIN, 0, list_tokens},
    {METHOD_POST, "/v1/tokens", RIGHT_ADMIN, 0, add_token},
    {METHOD_DELETE, "/v1/tokens/{id}", RIGHT_ADMIN, 0, revoke_token},
    {.pattern = NULL},
};
