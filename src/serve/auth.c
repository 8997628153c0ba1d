/* auth: see auth.h. */
#include "serve/auth.h"

#include <microhttpd.h>
#include <string.h>

#include "serve/problem_doc.h"
#include "serve/route.h"

/* ---- this machine, or not ---- */

static bool is_loopback(const char *address)
{
    return str_starts_with(address, "127.") || strcmp(address, "::1") == 0 ||
           str_starts_with(address, "::ffff:127.");
}

bool auth_is_local_name(const char *host)
{
    char name[64];
    size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    if (length >= sizeof(name))
        return false;
    memcpy(name, host, length);
    name[length] = '\0';
    bool is_number = strspn(name, "0123456789.") == length; /* 127.0.0.1.example.org is none */
    return strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0 ||
           (is_number && str_starts_with(name, "127."));
}

/* A proxy on this machine says so in a header, or speaks an old HTTP as nginx does. */
static bool came_by_proxy(const struct request *request)
{
    static const char *const headers[] = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
                                          "X-Real-IP", "Via"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(headers); i++) {
        if (request_header(request, headers[i]) != NULL)
            return true;
    }
    return request->is_old_version;
}

/* A page of another site in a browser of this machine: told by its origin, or by a name that was
 * made to point here. */
static bool is_strangers_page(const struct request *request)
{
    const char *host = request_header(request, MHD_HTTP_HEADER_HOST);
    const char *origin = request_header(request, MHD_HTTP_HEADER_ORIGIN);
    if (host == NULL || !auth_is_local_name(host))
        return true;
    const char *at = origin != NULL ? strstr(origin, "://") : NULL;
    return origin != NULL && (at == NULL || strcmp(at + 3, host) != 0);
}

/* The last proxy's word on who asked it: for buckets, never for rights. */
static void set_forwarded_address(struct request *request)
{
    const char *list = request_header(request, "X-Forwarded-For");
    if (list == NULL)
        return;
    const char *last = strrchr(list, ',');
    last = last != NULL ? last + 1 : list;
    last += strspn(last, " ");
    size_t length = strcspn(last, " ");
    if (length == 0 || length >= sizeof(request->caller.address) ||
        strspn(last, "0123456789abcdefABCDEF.:") < length)
        return;
    memcpy(request->caller.address, last, length);
    request->caller.address[length] = '\0';
}

/* ---- tokens ---- */

static const enum right rights[] = {
    [ROLE_READ] = RIGHT_READ,
    [ROLE_SUBMIT] = RIGHT_SUBMIT,
    [ROLE_WORKER] = RIGHT_WORKER,
    [ROLE_ADMIN] = RIGHT_ADMIN,
};

static const char *given_token(const struct request *request)
{
    static const char bearer[] = "Bearer ";
    const char *text = request_header(request, MHD_HTTP_HEADER_AUTHORIZATION);
    if (text != NULL && strncasecmp(text, bearer, sizeof(bearer) - 1) == 0)
        return text + sizeof(bearer) - 1;
    if (request->route->flags & ROUTE_JUDGE0) {
        text = request_header(request, "X-Auth-Token");
        if (text == NULL)
            text = request_query(request, "X-Auth-Token");
        if (text == NULL)
            text = request_header(request, "X-Auth-User");
        if (text == NULL)
            text = request_query(request, "X-Auth-User");
        return text;
    }
    return NULL;
}

static void identify_by_token(struct request *request, const char *text)
{
    const struct api_token *token = NULL;
    struct err err = {0};
    if (api_token_find(request->server->jobs, text, &request->arena, &token, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    if (token == NULL) {
        answer_header(request, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
        answer_problem(request, MHD_HTTP_UNAUTHORIZED, "this token is unknown or was revoked");
        return;
    }
    request->caller.token = token->id;
    request->caller.right = rights[token->role];
    request->caller.user = token->role == ROLE_SUBMIT ? token->user : NULL;
}

void auth_identify(struct request *request)
{
    struct caller *caller = &request->caller;
    bool is_near = is_loopback(caller->address);
    caller->is_local = is_near && !came_by_proxy(request);
    if (is_near)
        set_forwarded_address(request);
    const char *token = given_token(request);
    if (token != NULL) {
        identify_by_token(request, token);
        return;
    }
    if (caller->is_local && !is_strangers_page(request))
        caller->right = request->server->has_admin ? RIGHT_SUBMIT : RIGHT_ADMIN;
}

/* ---- what a route wants ---- */

static const char *allowed_origin(const struct request *request)
{
    const char *origin = request_header(request, MHD_HTTP_HEADER_ORIGIN);
    const struct serve_options *options = request->server->options;
    if (origin == NULL)
        return NULL;
    if (request->route != NULL && (request->route->flags & ROUTE_OPEN_CORS))
        return "*";
    for (size_t i = 0; i < options->origin_count; i++) {
        if (strcmp(options->origins[i], origin) == 0)
            return options->origins[i];
    }
    return NULL;
}

void auth_answer_origin(struct request *request)
{
    const char *origin = allowed_origin(request);
    if (origin == NULL)
        return;
    answer_header(request, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    answer_header(request, MHD_HTTP_HEADER_VARY, "Origin");
    answer_header(request, "Cross-Origin-Resource-Policy", "cross-origin");
    answer_header(request, "Access-Control-Expose-Headers",
                  "ETag, Location, Retry-After, X-Request-Id");
    if (request->method != METHOD_OPTIONS)
        return;
    answer_header(request, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
    answer_header(request, "Access-Control-Allow-Headers",
                  "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, "
                  "X-Auth-Token, X-Auth-User");
    answer_header(request, "Access-Control-Max-Age", "600");
}

static bool is_enough(enum right wanted, enum right right)
{
    if (wanted == RIGHT_WORKER)
        return right == RIGHT_WORKER || right == RIGHT_ADMIN;
    return right != RIGHT_WORKER && right >= wanted;
}

void auth_check(struct request *request)
{
    enum right wanted = request->route->right, right = request->caller.right;
    if (wanted == RIGHT_NONE || is_enough(wanted, right))
        return;
    if (right == RIGHT_NONE) {
        answer_header(request, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
        answer_problem(request, MHD_HTTP_UNAUTHORIZED,
                       "a token is wanted: Authorization: Bearer TOKEN");
        return;
    }
    answer_problem(request, MHD_HTTP_FORBIDDEN, "this token does not allow that");
}

/* ---- who sees what ---- */

bool auth_sees_all(const struct caller *caller)
{
    return caller->right == RIGHT_ADMIN;
}

bool auth_sees(const struct caller *caller, const struct job *job)
{
    if (caller->right == RIGHT_WORKER || caller->right == RIGHT_NONE)
        return false;
    if (strcmp(job->api, JOB_REHEARSAL) == 0) /* of the jury */
        return caller->right == RIGHT_ADMIN;
    return caller->user == NULL || strcmp(caller->user, job->user) == 0;
}

/* What nobody's name is on belongs to whoever may submit without a name, and knows its id. */
bool auth_owns(const struct caller *caller, const struct job *job)
{
    if (caller->right == RIGHT_ADMIN)
        return true;
    return caller->right == RIGHT_SUBMIT && strcmp(job->api, JOB_REHEARSAL) != 0 &&
           strcmp(caller->user != NULL ? caller->user : "", job->user) == 0;
}
