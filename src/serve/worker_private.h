/* worker_private: what the worker's threads share. `lock` guards everything below it. */
#ifndef EVALX_SERVE_WORKER_PRIVATE_H
#define EVALX_SERVE_WORKER_PRIVATE_H

#include <pthread.h>

#include "model/agent_wire.h"
#include "queue/queue.h"
#include "serve/agent.h"
#include "serve/depot.h"
#include "serve/worker.h"
#include "serve/worker_set.h"

enum lease_state {
    LEASE_FETCHED, /* the taker gets the problem's files */
    LEASE_READY,   /* for the main thread to start */
    LEASE_RUNNING,
    LEASE_ENDED, /* for the keeper to send */
};

enum {
    WORKER_NAME_BYTES = QUEUE_ID_MAX + 1,
    WORKER_LANGUAGES_MAX = 512,
    WORKER_FACTS_BYTES = 32 << 10,
};

struct worker;
struct lease {
    struct lease *next;
    struct worker *worker;
    struct arena arena; /* of job and request; whoever's turn it is may use it */
    struct queue_job job;
    struct agent_request request;
    enum lease_state state;
    bool is_lost;    /* Redis gave it to somebody else, or it was cancelled */
    bool is_overdue; /* judged for longer than it may be */
    bool is_told;    /* the agent was told to cancel it */
    int64_t seq;     /* the agent's */
    int64_t deadline_ms;
    struct str news;   /* events of the agent, with commas between, not told yet */
    bool is_announced; /* that it runs */
    /* Of LEASE_ENDED: a result, or why it is given up. */
    struct str result;
    enum queue_giveup giveup;
    char why[256];
};

struct worker {
    const struct worker_options *options;
    struct loop *loop;
    struct agents *agents;
    struct queue_options queue; /* as greeted */
    struct depot *depot;        /* NULL: nothing is shared */
    struct worker_set *set;
    char id[WORKER_NAME_BYTES]; /* name and random digits: of this run */
    const char *name;
    pthread_t taker, keeper;
    bool is_unheard; /* the keeper's: news could not be told */
    int event_fd, signal_fd;
    struct loop_watch *event_watch, *signal_watch;
    struct timer deadlines, joining;
    struct arena arena; /* the main thread's */
    bool is_told;       /* the agent has told its languages' versions */
    bool is_joined;     /* the main thread's: the reference program was run, others may follow */
    size_t reference_at;
    const char *reference; /* its language */
    double reference_ms;   /* of CPU; 0: none ran */

    pthread_mutex_t lock;
    pthread_cond_t changed; /* on CLOCK_MONOTONIC */
    struct lease *leases;
    size_t room;                    /* more leases that may be fetched */
    int64_t rest_until_ms, rest_ms; /* this machine could not judge: the next wait is longer */
    bool is_fetching;               /* a lease may be on its way */
    bool is_sending;                /* the end of one is, which is not among them */
    int64_t tell_ms;                /* when news are to be told; 0: there are none */
    bool is_draining;               /* fetch no more */
    bool is_leaving;                /* and hand back what runs */
    bool is_ending;                 /* threads end */
    char facts[WORKER_FACTS_BYTES]; /* JSON, for `evalx queue workers` */
    char refusal[256];              /* why the server lets it judge nothing; "": it does */
    int64_t slots;
    const char *const *languages; /* NULL: all */
    struct err fatal;             /* kind != ERR_NONE: the worker is of no use here */
};

/* The two threads; both end soon after is_ending. */
void *worker_take(void *worker);
void *worker_keep(void *worker);

void worker_lock(struct worker *worker);
void worker_unlock(struct worker *worker);
/* With the lock: until something changes, at most ms. */
void worker_wait(struct worker *worker, int64_t ms);
/* With the lock: this machine could not judge. It lets others try, for longer each time; else it
 * would take everything only to hand it back, until that counts as too often. */
void worker_rest(struct worker *worker);
/* Something has changed for the main thread. */
void worker_call_main(const struct worker *worker);

/* ---- worker.c ---- */

int worker_open_agents(struct worker *worker, struct err *err) EV_MUST_CHECK;

/* ---- worker_join.c ---- */

/* Run the reference program, again until it can be; then is_joined. */
void worker_join(struct worker *worker);
/* What is shared with other workers, if anything is. */
int worker_open_depot(struct worker *worker, struct err *err) EV_MUST_CHECK;
/* Write the facts anew. */
void worker_describe(struct worker *worker);

/* ---- worker_news.c: how judgings go, to whoever watches ---- */

/* In the main thread: a word of the agent about it; "" and NULL: it begins. */
void worker_note(struct lease *lease, const char *event);
/* In the keeper's thread: what has come together; with is_all also that what runs, runs. */
void worker_tell_news(struct worker *worker, struct queue *queue, bool is_all);
/* The last ones, before it ends: to be told with the result (NULL: none), or at once. */
const char *worker_last_news(struct lease *lease);
void worker_tell_rest(struct queue *queue, struct lease *lease);

/* Everything of it, and its hold on the problem's files. */
void lease_close(struct lease *lease);
int64_t lease_hard_ms(const struct lease *lease); /* how long it may run */
void lease_end(struct lease *lease, enum queue_giveup kind, const char *why);

#endif
