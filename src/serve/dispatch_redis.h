/* dispatch_redis: what the dispatcher by way of Redis shares between its threads.
 *
 *   main thread       unsent rows -> letter SUBMIT -> sender -> answers -> rows are sent
 *                     letter OUT (finished) -> record -> the round's commit -> letter goes back
 *   sender thread     submits, cancels, asks what is missing, pauses, drains workers
 *   collector thread  waits for what is finished; settles what came back as recorded;
 *                     reaps, audits, looks at the queue and its workers
 *   listener thread   hears how judgings go: letter NEWS -> record, watchers
 *
 * Threads own neither the record nor any state of the service: they carry letters. A letter belongs
 * to one thread at a time. */
#ifndef EVALX_SERVE_DISPATCH_REDIS_H
#define EVALX_SERVE_DISPATCH_REDIS_H

#include <pthread.h>

#include "queue/queue.h"
#include "serve/dispatch.h"
#include "serve/fleet.h"
#include "serve/server.h"

enum letter_kind {
    LETTER_SUBMIT,  /* jobs; answers come back */
    LETTER_CANCEL,  /* jobs */
    LETTER_MISSING, /* jobs; flags come back: not known there */
    LETTER_PAUSE,   /* is_on */
    LETTER_DRAIN,   /* jobs whose id is a worker's: it takes no more */
    LETTER_OUT,     /* jobs that ended; flags go back: recorded for good */
    LETTER_GIVEN,   /* jobs whose counters changed; flags go back likewise */
    LETTER_NEWS,    /* jobs that are judged; their `request` is what the worker says */
};

struct letter {
    struct letter *next;
    enum letter_kind kind;
    struct arena arena;
    struct queue_job *jobs;
    size_t count;
    enum queue_answer *answers;
    bool *flags;
    bool is_on;
    bool has_failed; /* Redis did not answer */
};

struct mailbox {
    struct letter *first, *last;
};

/* What Redis is known to hold. */
enum pause_told { PAUSE_UNKNOWN, PAUSE_OFF, PAUSE_ON };

enum { REMOTE_THREADS = 3 };

struct remote {
    struct dispatch dispatch;
    /* The main thread's. */
    struct loop_watch *watch;
    struct timer retry, sweep;
    struct letter *confirming; /* written in the last round, to be looked at in this one */
    bool is_sending, is_sweeping, is_telling, is_draining;
    enum pause_told pause;
    struct mailbox unheard; /* to be sent once more */
    int64_t sweep_job;
    int sweep_judging;
    pthread_t threads[REMOTE_THREADS];
    size_t thread_count;
    int event_fd;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    struct mailbox to_main, to_sender, to_collector;
    bool is_ending;
    size_t news_count;             /* letters of news that wait for the main thread */
    bool is_hearing;               /* the listener */
    int64_t mark, heard_mark;      /* the collector's last one, and the listener's */
    char trouble[ERR_MESSAGE_MAX]; /* "": none */
    struct arena view_arena;
    struct queue_worker *workers;
    struct fleet_note *notes; /* of each worker */
    size_t worker_count;
    struct queue_status status;
};

struct remote *remote_inside(const struct dispatch *dispatch);
struct letter *letter_new(enum letter_kind kind, size_t room);
void letter_free(struct letter *letter);
void mail_add(struct mailbox *box, struct letter *letter);
struct letter *mail_take(struct mailbox *box); /* NULL: none */
/* From any thread, takes the lock. */
void remote_post(struct remote *remote, struct mailbox *box, struct letter *letter);

/* ---- the main thread's: dispatch_redis_out.c ---- */

void remote_report(const char *what, const struct err *err);
int64_t remote_job_id(const struct queue_job *job); /* 0: no job of ours */
/* The row as it is now, without texts; NULL: there is none. */
const struct job *remote_find_row(struct server *server, const struct queue_job *job,
                                  struct arena *arena);
void remote_record(struct remote *remote, const struct letter *letter);
void remote_record_given(struct remote *remote, const struct letter *letter);
/* dispatch_redis_news.c */
void remote_take_news(struct remote *remote, const struct letter *letter);
/* The last news, which came with the result: before it is recorded. */
void remote_tell_last_news(struct server *server, const struct job *row,
                           const struct queue_job *job);
/* In the round after: what is there now is on the disk, or was there before. */
bool remote_is_recorded(struct server *server, const struct letter *letter, size_t index);

/* ---- of struct dispatch_calls: dispatch_redis_workers.c ---- */

void remote_add_reasons(const struct dispatch *dispatch, struct json *lines);
void remote_add_workers(const struct dispatch *dispatch, struct json *list);
void remote_read_figures(const struct dispatch *dispatch, struct dispatch_figures *figures_out);
bool remote_drain_worker(struct dispatch *dispatch, const char *name);

/* ---- threads: dispatch_redis_mail.c ---- */

int remote_start_threads(struct remote *remote, struct err *err) EV_MUST_CHECK;
void remote_end_threads(struct remote *remote);
void *remote_listen(void *remote); /* dispatch_redis_news.c */
bool remote_is_ending(struct remote *remote);
/* Unless all ends before. */
void remote_rest(struct remote *remote, int64_t ms);
int remote_attach(const struct remote *remote, struct queue **queue_out,
                  struct err *err) EV_MUST_CHECK;
/* Claim the queue for this record, as remote_attach's queue_claim. */
int remote_claim(const struct remote *remote, struct queue *queue, struct err *err) EV_MUST_CHECK;

#endif
