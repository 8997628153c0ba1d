/* internal: what the files of this room share. link.c speaks with Redis, script.c holds the
 * texts. */
#ifndef EVALX_QUEUE_INTERNAL_H
#define EVALX_QUEUE_INTERNAL_H

#include <hiredis/hiredis.h>
#ifdef EVALX_HIREDIS_SSL
#include <hiredis/hiredis_ssl.h>
#define HAS_TLS true
#else
#define HAS_TLS false
#endif

#include "base/str.h"
#include "queue/place.h"
#include "queue/queue.h"

enum script {
    SCRIPT_SUBMIT,
    SCRIPT_FETCH,
    SCRIPT_BEAT,
    SCRIPT_FINISH,
    SCRIPT_GIVEUP,
    SCRIPT_CANCEL,
    SCRIPT_SETTLE,
    SCRIPT_MISSING,
    SCRIPT_OUT,
    SCRIPT_GIVEN,
    SCRIPT_OVERDUE,
    SCRIPT_STRANDED,
    SCRIPT_AUDIT,
    SCRIPT_CLAIM,
    SCRIPT_CONTROL,
    SCRIPT_STATUS,
    SCRIPT_WORKERS,
    SCRIPT_TELL,
    SCRIPT_COUNT,
};

enum { SHA_BYTES = 41 };

/* A lease that was overdue when it was looked at. */
struct strike {
    char id[QUEUE_ID_MAX + 1];
    char token[QUEUE_TOKEN_BYTES];
    char heartbeat[24];
    int64_t judging;
    int64_t first_ns; /* CLOCK_MONOTONIC */
};

struct queue {
    struct arena arena; /* its strings */
    struct place place;
    const char *root; /* "evx:{NAME}:" */
    const char *meta; /* the key that every script is given */
    int64_t timeout_ms;
    redisContext *context; /* NULL: not connected */
#ifdef EVALX_HIREDIS_SSL
    redisSSLContext *tls;
#endif
    uint64_t connections; /* made so far */
    uint64_t listening;   /* the one that hears news */
    char sha[SCRIPT_COUNT][SHA_BYTES];
    /* of the server */
    bool is_server, is_claiming;
    struct queue_terms terms;
    struct strike *strikes;
    size_t strike_count;
    uint64_t strikes_connection; /* during which they were seen */
    int64_t memory_ns;           /* when the memory was asked about */
    bool is_short_of_memory;
    int64_t backlog, left; /* as queue_out was told */
};

/* The words of one command. Numbers are written into the arena. */
struct args {
    struct arena arena;
    const char **text;
    size_t *bytes;
    size_t count, text_room, bytes_room;
};
void args_add(struct args *args, const char *text);
void args_add_n(struct args *args, const char *bytes, size_t count);
void args_add_i64(struct args *args, int64_t value);
void args_done(struct args *args);
#define EV_ARGS EV_CLEANUP(args_done)

void reply_done(redisReply **reply);
#define EV_REPLY EV_CLEANUP(reply_done)
/* "" where there is none. */
const char *reply_text(const redisReply *reply, size_t index);
int64_t reply_i64(const redisReply *reply, size_t index);
size_t reply_bytes(const redisReply *reply, size_t index);
/* Copied into the arena, with a NUL behind. */
char *reply_copy(const redisReply *reply, size_t index, struct arena *arena);

/* One command, sent again once after an error of the connection. An error of Redis is an error
 * here. */
/* Many at once; their errors are replies. All or none of replies_out is set. */
int link_commands(struct queue *queue, const struct args *commands, size_t count,
                  redisReply **replies_out, struct err *err) EV_MUST_CHECK;
/* 0 unless the reply is an error. */
int link_check(struct queue *queue, const redisReply *reply, struct err *err) EV_MUST_CHECK;
int link_command(struct queue *queue, const struct args *args, redisReply **reply_out,
                 struct err *err) EV_MUST_CHECK;
/* What Redis sends by itself, on a connection that listens; NULL: nothing for wait_ms. */
int link_receive(struct queue *queue, int64_t wait_ms, redisReply **reply_out,
                 struct err *err) EV_MUST_CHECK;
void link_close(struct queue *queue);

/* A script for each of `count` lists of arguments (without the schema), in one go.
 * replies_out[i] is a list with a word in front, answers_out[i] what the word stands for.
 * answers_out may not be NULL, replies_out may. */
int script_run(struct queue *queue, enum script script, const struct args *calls, size_t count,
               enum queue_answer *answers_out, redisReply **replies_out,
               struct err *err) EV_MUST_CHECK;
int script_one(struct queue *queue, enum script script, const struct args *args,
               enum queue_answer *answer_out, redisReply **reply_out,
               struct err *err) EV_MUST_CHECK;
/* The same where only OK makes sense. */
int script_must(struct queue *queue, enum script script, const struct args *args,
                redisReply **reply_out, struct err *err) EV_MUST_CHECK;

/* A script that does something to each of `count` jobs and answers a word for each; or one for all
 * of them, when the queue is not to be used. */
int script_many(struct queue *queue, enum script script, const struct args *args, size_t count,
                enum queue_answer *answers_out, struct err *err) EV_MUST_CHECK;

/* The whole text of a script, as Redis is given it. */
void script_text(enum script script, struct str *out);
const char *script_name(enum script script);

/* Wait for a marker: "wake", "outwake". */
int wait_for(struct queue *queue, const char *marker, int64_t wait_ms,
             struct err *err) EV_MUST_CHECK;
/* heartbeat: "" or the one that must still be the last. */
int give_up(struct queue *queue, const struct queue_job *job, enum queue_giveup kind,
            const char *heartbeat, const char *why, enum queue_answer *answer_out,
            struct err *err) EV_MUST_CHECK;
/* The value of one line "NAME:VALUE" of INFO; "" where it is not there. */
int info_text(struct queue *queue, const char *section, const char *name, struct arena *arena,
              const char **value_out, struct err *err) EV_MUST_CHECK;
/* How redis-cli reaches this Redis; the password comes by the environment, REDISCLI_AUTH. */
const char *cli_of(const struct place *place, struct arena *arena);
/* A number of INFO, 0 where it is not there. */
int info_i64(struct queue *queue, const char *section, const char *name, int64_t *value_out,
             struct err *err) EV_MUST_CHECK;
int claim_again(struct queue *queue, struct err *err) EV_MUST_CHECK;
int64_t monotonic_ns(void);
int check_id(const char *id, struct err *err) EV_MUST_CHECK;
#define QUEUE_SCHEMA_TEXT "1"

#endif
