/* program: a program of a package: its validator, interactor, grader, generator. Compiled once, by
 * the way of a submission, in the slot of whoever needs it first; the others wait. */
#ifndef EVALX_JUDGE_PROGRAM_H
#define EVALX_JUDGE_PROGRAM_H

#include "judge/internal.h"

/* How far it has come. What failed once stays so. */
enum program_stage {
    PROGRAM_NEW,
    PROGRAM_KNOWN,    /* its sources are read: it has a key */
    PROGRAM_COMPILED, /* it has an artifact */
    PROGRAM_STAGES,
};

/* Whose limits hold for it. */
enum program_use { PROGRAM_JUDGES, PROGRAM_GENERATES, PROGRAM_SOLVES };

struct program {
    struct queue_call call; /* its compiling, queued ahead of what needs it */
    struct judge *judge;
    const struct problem *problem;
    const struct package_program *source;
    const char *role; /* "output validator", for messages */
    enum program_use use;
    const struct language
        *fixed_language; /* may be set before it is needed; NULL: by its sources */
    uint64_t id;         /* names it in jury boxes */
    struct program *next;
    /* The rest is settled where a stage was reached: read it without the lock then. */
    pthread_mutex_t lock;
    pthread_cond_t has_moved;
    enum program_stage stage;
    bool is_busy;
    struct err err; /* kind != ERR_NONE: it went no further, and why */
    struct compile_result result;
    struct artifact *artifact;
    struct limits limits;
    struct arena arena;
};

/* NULL where `source` has no path. */
struct program *program_open(struct judge *judge, const struct problem *problem,
                             const struct package_program *source, const char *role,
                             enum program_use use);
/* Compile it ahead of need, in any slot. */
void program_queue(struct program *program);
/* At least so far, in this slot where nobody else is at it. ERR_INPUT: it does not compile. */
int program_need(struct program *program, struct slot *slot, enum program_stage stage,
                 struct err *err) EV_MUST_CHECK;
/* So far: one that is being compiled has not. */
bool program_failed(struct program *program, struct err *err);
/* Once PROGRAM_KNOWN; "": what it does is not to be remembered. */
const char *program_key(const struct program *program);
/* NULL is fine; one that was queued is waited for. */
void program_close(struct program *program);

#endif
