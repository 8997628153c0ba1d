/* api_token: what opens the API. The text of a token is told once and never kept: it has 256 random
 * bits, so its plain SHA-256 can be found by nobody. */
#include <string.h>

#include "store/jobs_internal.h"

enum { SECRET_BYTES = 32 };

static const int64_t used_step_us = 3600 * (int64_t)1000000;

static const char add_token[] = "INSERT INTO api_token(sha256, role, user, name, created_us)"
                                " VALUES(:sha256, :role, :user, :name, :now)";
#define TOKEN_COLUMNS "id, role, user, name, created_us, used_us, revoked_us"
static const char find_token[] = "SELECT " TOKEN_COLUMNS " FROM api_token"
                                 " WHERE sha256 = :sha256 AND revoked_us = 0";
static const char list_tokens[] = "SELECT " TOKEN_COLUMNS " FROM api_token ORDER BY id";
static const char use_token[] = "UPDATE api_token SET used_us = :now WHERE id = :id";
static const char revoke_token[] = "UPDATE api_token SET revoked_us = :now"
                                   " WHERE id = :id AND revoked_us = 0 RETURNING id";

static const char *const role_names[ROLES] = {"read", "submit", "worker", "admin"};

const char *api_role_name(enum api_role role)
{
    return role_names[role];
}

bool api_role_find(const char *name, enum api_role *role_out)
{
    for (size_t i = 0; i < ROLES; i++) {
        if (strcmp(role_names[i], name) == 0) {
            *role_out = (enum api_role)i;
            return true;
        }
    }
    return false;
}

/* ---- making one ---- */

/* base64url (RFC 4648, 5) without padding: 32 bytes are 43 characters. */
static void write_secret(char text_out[API_TOKEN_BYTES])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[SECRET_BYTES + 1] = {0};
    size_t at = 4;
    random_fill(bytes, SECRET_BYTES);
    memcpy(text_out, "evx_", 4);
    for (size_t bit = 0; at < API_TOKEN_BYTES - 1; bit += 6, at++) {
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        text_out[at] = letters[pair >> (10 - bit % 8) & 63];
    }
    text_out[at] = '\0';
}

int api_token_add(struct jobs *jobs, const struct api_token *token, char text_out[API_TOKEN_BYTES],
                  int64_t *id_out, struct err *err)
{
    struct statement *statement;
    char text[API_TOKEN_BYTES], digest[HASH_HEX_BYTES];
    write_secret(text);
    if (text_digest(text, strlen(text), digest, err) != 0 ||
        jobs_statement(jobs, add_token, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":sha256", digest);
    statement_set_text(statement, ":role", api_role_name(token->role));
    statement_set_text(statement, ":user", token->user != NULL ? token->user : "");
    statement_set_text(statement, ":name", token->name != NULL ? token->name : "");
    statement_set(statement, ":now", jobs_now_us(jobs));
    if (jobs_enter(jobs, err) != 0 || jobs_leave(jobs, statement_run(statement, err), err) != 0)
        return -1;
    *id_out = statement->database->call.last_insert_rowid(statement->database->handle);
    memcpy(text_out, text, sizeof(text));
    return 0;
}

/* ---- reading ---- */

static void read_token(const struct statement *statement, struct arena *arena,
                       struct api_token *token)
{
    const struct sqlite_calls *call = &statement->database->call;
    token->id = call->column_int64(statement->handle, 0);
    (void)api_role_find(column_string(statement, 1, arena), &token->role); /* written by us */
    token->user = column_string(statement, 2, arena);
    token->name = column_string(statement, 3, arena);
    token->created_us = call->column_int64(statement->handle, 4);
    token->used_us = call->column_int64(statement->handle, 5);
    token->revoked_us = call->column_int64(statement->handle, 6);
}

static int read_tokens(struct statement *statement, struct arena *arena,
                       const struct api_token **tokens_out, size_t *count_out, struct err *err)
{
    struct api_token *all = NULL;
    size_t count = 0, capacity = 0;
    bool has_row = true;
    while (has_row) {
        if (statement_next(statement, &has_row, err) != 0)
            return -1;
        if (!has_row)
            break;
        all = arena_grow(arena, all, count, count + 1, sizeof(*all), &capacity);
        all[count] = (struct api_token){0};
        read_token(statement, arena, &all[count++]);
    }
    *tokens_out = all;
    *count_out = count;
    return 0;
}

/* Whoever cannot be noted (the disk is full) may come in all the same. */
static void note_use(struct jobs *jobs, const struct api_token *token)
{
    struct statement *statement;
    struct err ignored = {0};
    int64_t now_us = jobs_now_us(jobs);
    if (now_us - token->used_us < used_step_us ||
        jobs_statement(jobs, use_token, &statement, &ignored) != 0)
        return;
    statement_set(statement, ":now", now_us);
    statement_set(statement, ":id", token->id);
    int status = jobs_enter(jobs, &ignored);
    if (status == 0)
        status = jobs_leave(jobs, statement_run(statement, &ignored), &ignored);
    (void)status; /* used_us stays as it was, and the next use tries again */
}

int api_token_find(struct jobs *jobs, const char *text, struct arena *arena,
                   const struct api_token **token_out, struct err *err)
{
    struct statement *statement;
    char digest[HASH_HEX_BYTES];
    const struct api_token *all = NULL;
    size_t count = 0;
    if (text_digest(text, strlen(text), digest, err) != 0 ||
        jobs_statement(jobs, find_token, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":sha256", digest);
    if (read_tokens(statement, arena, &all, &count, err) != 0)
        return -1;
    if (count > 0)
        note_use(jobs, all);
    *token_out = count > 0 ? all : NULL;
    return 0;
}

int api_token_list(struct jobs *jobs, struct arena *arena, const struct api_token **tokens_out,
                   size_t *count_out, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, list_tokens, &statement, err) != 0)
        return -1;
    return read_tokens(statement, arena, tokens_out, count_out, err);
}

int api_token_revoke(struct jobs *jobs, int64_t id, bool *is_revoked_out, struct err *err)
{
    struct statement *statement;
    int64_t found = 0;
    if (jobs_statement(jobs, revoke_token, &statement, err) != 0)
        return -1;
    statement_set(statement, ":id", id);
    statement_set(statement, ":now", jobs_now_us(jobs));
    if (jobs_enter(jobs, err) != 0 || jobs_leave(jobs, jobs_ask(statement, &found, err), err) != 0)
        return -1;
    *is_revoked_out = found != 0;
    return 0;
}
