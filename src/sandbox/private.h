/* private: what the files of the sandbox room share. */
#ifndef EVALX_SANDBOX_PRIVATE_H
#define EVALX_SANDBOX_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "sandbox/cgroup.h"
#include "sandbox/sandbox.h"
#include "sandbox/wire.h"

enum { DEGRADED_MAX = 8, BOX_OUTPUTS = 2, ATTEMPTS_MAX = 2 };

/* The filter takes milliseconds to build: a thread of its own does it while the first box is begun.
 */
struct sandbox_filter {
    pthread_mutex_t lock; /* the first box waits for the thread, the others for the first */
    pthread_t thread;
    bool is_building; /* there is a thread to be joined */
    int fd;           /* -1: none could be built */
    struct err err;   /* why */
};

struct sandbox {
    enum sandbox_tier tier;
    int cancel_fd;
    struct run_counter counter; /* of run boxes; per_second 0: none */
    bool has_listener;
    struct sandbox_filter filter;
    pid_t attempts[ATTEMPTS_MAX]; /* children of tier.c that may be ending still */
    size_t attempt_count;
    struct cgroup_tree *tree;
    unsigned controllers; /* enum cgroup_controller */
    struct str records;   /* root of every box, as wire records */
    struct str shared;    /* more records, of compile boxes only */
    char box_program[512];
    const char *degraded[DEGRADED_MAX];
    size_t degraded_count;
    uint32_t sub_uid, sub_gid, sub_count;
    uint32_t weak; /* enum wire_weakness: mutant build only */
    bool is_open;  /* sandbox_open has got so far that there is a filter */
    atomic_uint next_box;
    struct arena arena;
};

struct box {
    struct sandbox *sandbox;
    struct box_options options;
    unsigned number;
    int control_fd;
    int run_fd;
    int keeper_pidfd;
    int spawner_pidfd;           /* for wire signals */
    int listener_fd;             /* of the current spawner's filter, -1: none */
    int counter_fd;              /* of what the current spawner starts, -1: none */
    int timer_fd;                /* wakes whoever waits for a run */
    int64_t timer_end_ns;        /* when; may be earlier than anybody wants to be woken */
    int output_fds[BOX_OUTPUTS]; /* our ends of the pipes of the program's output, -1: none */
    uint32_t generation;
    uint32_t renewals; /* of the writable folders */
    struct cgroup_leaf *leaf;
    unsigned leaf_serial;
    uint32_t uid;
    bool is_lost;       /* the spawner or zygote died: a new zygote is needed */
    bool is_dirty;      /* the writable folders are not empty */
    bool is_used;       /* they were, since they were mounted */
    bool is_dead;       /* the keeper does not answer: only closing is left */
    char folder[256];   /* trusted tier: host folder, else "" */
    char paths[5][288]; /* of enum box_folder */
    uint64_t random;
    char buffer[64 << 10]; /* output on its way to a sink */
};

/* root_plan.c */
void root_plan_records(bool is_host_visible, struct str *records);
/* A folder of the host in the place of the host's own root. */
int root_plan_own(const char *root, struct str *records, struct err *err) EV_MUST_CHECK;
void root_plan_shared(const struct sandbox_options *options, struct str *records);
void root_plan_paths(const struct box_options *options, struct str *records);
void root_plan_explain(const struct box_options *options, struct str *out);

/* launch.c */
int box_launch(struct box *box, struct err *err) EV_MUST_CHECK;
/* Wait for the spawner's first word; takes over its pidfd and listener. */
int box_await_spawner(struct box *box, struct err *err) EV_MUST_CHECK;
/* One request, its answer; err names the step. On a lost connection the box is dead. */
int box_request(struct box *box, const struct wire_request *request, const int *fds,
                size_t fd_count, struct err *err) EV_MUST_CHECK;
/* Receive the answer to a request already sent. */
int box_take_answer(struct box *box, struct err *err) EV_MUST_CHECK;
/* A new zygote in a new leaf, after the old one was lost or worn. */
int box_enter_anew(struct box *box, struct err *err) EV_MUST_CHECK;

/* input.c: a description of its own for one run, of an input by sandbox_input_open; and of what
 * the user gave as standard input. */
int input_for_run(const struct sandbox *sandbox, int input_fd, int *fd_out,
                  struct err *err) EV_MUST_CHECK;
int input_of_user(const struct sandbox *sandbox, int fd, int *fd_out,
                  struct err *err) EV_MUST_CHECK;

/* Programs run as the owner of what we make for them: they could change its mode and times for
 * those after them. */
bool sandbox_is_owned_by_program(const struct sandbox *sandbox);

/* pipes.c: pipes for a run; if new, the ends to write to are in write_fds_out, for the spawner. */
int pipes_open(struct box *box, int write_fds_out[BOX_OUTPUTS], bool *is_new_out,
               struct err *err) EV_MUST_CHECK;
void pipes_close(struct box *box);

/* sandbox.c: the filter's descriptor, borrowed; waits until it is built. */
int sandbox_filter(struct sandbox *sandbox, int *fd_out, struct err *err) EV_MUST_CHECK;

/* tier.c: finds the best tier and notes what lacks. */
int tier_choose(struct sandbox *sandbox, const struct sandbox_options *options,
                struct err *err) EV_MUST_CHECK;
/* The children that tried: wait for their end (flags 0) or not (WNOHANG). */
void tier_reap(struct sandbox *sandbox, int flags);
void sandbox_note_degraded(struct sandbox *sandbox, const char *line);

uint64_t box_random(struct box *box);
/* Empty the writable folders if anything was written. */
int box_clean(struct box *box, struct err *err) EV_MUST_CHECK;

#endif
