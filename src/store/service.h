/* service: what the judging service keeps beside its jobs: flags, tokens, the outbox of webhooks.
 * Of the same file and under the same rules as jobs.h. */
#ifndef EVALX_STORE_SERVICE_H
#define EVALX_STORE_SERVICE_H

#include "store/jobs.h"

/* ---- the service ---- */

/* Made with the database, never changed: whose jobs these are. Borrowed. */
const char *jobs_uuid(const struct jobs *jobs);

enum service_flag {
    SERVICE_PAUSED,   /* nothing is fetched */
    SERVICE_DRAINING, /* nothing more is taken */
};
bool service_flag(const struct jobs *jobs, enum service_flag flag);
int service_set_flag(struct jobs *jobs, enum service_flag flag, bool is_set,
                     struct err *err) EV_MUST_CHECK;

/* ---- tokens: kept as SHA-256, told once ---- */

enum { API_TOKEN_BYTES = 48 }; /* "evx_", 43 characters of base64url: 256 bits, and the NUL */

enum api_role { ROLE_READ, ROLE_SUBMIT, ROLE_WORKER, ROLE_ADMIN, ROLES };
const char *api_role_name(enum api_role role); /* "submit" */
bool api_role_find(const char *name, enum api_role *role_out);

struct api_token {
    int64_t id;
    enum api_role role;
    const char *user; /* whose submissions it hands in and sees; "" for the other roles */
    const char *name; /* what the operator calls it */
    int64_t created_us, used_us, revoked_us; /* 0: never; used_us to the hour */
};

int api_token_add(struct jobs *jobs, const struct api_token *token, char text_out[API_TOKEN_BYTES],
                  int64_t *id_out, struct err *err) EV_MUST_CHECK;
/* NULL: there is none such, or it was revoked. */
int api_token_find(struct jobs *jobs, const char *text, struct arena *arena,
                   const struct api_token **token_out, struct err *err) EV_MUST_CHECK;
int api_token_list(struct jobs *jobs, struct arena *arena, const struct api_token **tokens_out,
                   size_t *count_out, struct err *err) EV_MUST_CHECK;
/* false: there is none such, or it was revoked before. */
int api_token_revoke(struct jobs *jobs, int64_t id, bool *is_revoked_out,
                     struct err *err) EV_MUST_CHECK;

/* ---- webhooks: a row is made by the transaction that ends a judging ---- */

enum webhook_state { WEBHOOK_WAITING, WEBHOOK_SENT, WEBHOOK_FAILED, WEBHOOK_STATES };
const char *webhook_state_name(enum webhook_state state);

struct webhook {
    int64_t id;
    const char *endpoint; /* URL */
    const char *api;      /* whose shape the message has */
    int64_t job;
    const char *token; /* of the job */
    int judging;
    enum webhook_state state;
    int attempts;
    int64_t created_us, due_us, ended_us;
    int status;        /* of the last answer; 0: there was none */
    const char *error; /* of the last attempt */
};

/* Endpoints of the operator: told of every ended judging of the API "v1". */
int webhook_set_endpoints(struct jobs *jobs, const char *const *urls, size_t count,
                          struct err *err) EV_MUST_CHECK;
/* Waiting, their time has come, the endpoint is not disabled: the oldest of each endpoint, of at
 * most two endpoints of a host; the operator's first, then the oldest. */
int webhook_due(struct jobs *jobs, size_t most, struct arena *arena,
                const struct webhook **webhooks_out, size_t *count_out,
                struct err *err) EV_MUST_CHECK;
/* When the next one's time comes, of those whose has not; 0: none waits. Whoever sleeps until then
 * asks before webhook_due: what becomes due between the two calls is in one of them. */
int webhook_next_us(struct jobs *jobs, int64_t *us_out, struct err *err) EV_MUST_CHECK;

struct webhook_attempt {
    int64_t id;
    enum webhook_state state; /* afterwards */
    int64_t due_us;           /* of the next one, while waiting */
    int status;
    const char *error;
    bool is_disabling; /* the endpoint wants no more */
};
int webhook_told(struct jobs *jobs, const struct webhook_attempt *attempt,
                 struct err *err) EV_MUST_CHECK;
/* NULL: there is none such. */
int webhook_get(struct jobs *jobs, int64_t id, struct arena *arena,
                const struct webhook **webhook_out, struct err *err) EV_MUST_CHECK;
/* Newest first. state NULL: all. */
int webhook_list(struct jobs *jobs, const char *state, int64_t limit, struct arena *arena,
                 const struct webhook **webhooks_out, size_t *count_out,
                 struct err *err) EV_MUST_CHECK;
/* Send it again from the first attempt; the endpoint is enabled. false: there is none such. */
int webhook_replay(struct jobs *jobs, int64_t id, bool *is_known_out,
                   struct err *err) EV_MUST_CHECK;

#endif
