/* stress: what a round is made of. */
#ifndef EVALX_VERIFY_STRESS_H
#define EVALX_VERIFY_STRESS_H

#include "verify/verify.h"

enum { STRESS_PROGRAMS = 3 }; /* first, second, generator */

struct stress {
    const struct stress_options *options;
    struct arena *arena;
    struct artifact *programs[STRESS_PROGRAMS]; /* second may be NULL */
    struct problem validator; /* made up around options->validator; path NULL: there is none */
};

enum stress_kind { STRESS_SAME, STRESS_OUTPUTS, STRESS_FIRST_FAILS, STRESS_SECOND_FAILS };

/* What one input has shown. */
struct stress_look {
    enum stress_kind kind;
    enum verdict verdicts[2];
    struct str outputs[2];
    char what[1024];
};

void stress_look_done(struct stress_look *look);

/* look.c: run both on an input and hold their outputs together. */
int stress_look_at(struct stress *stress, const char *bytes, size_t count,
                   struct stress_look *look_out, struct err *err) EV_MUST_CHECK;
/* Do the problem's input validators accept it? True without any. */
int stress_is_valid(struct stress *stress, const char *bytes, size_t count, bool *is_valid_out,
                    struct err *err) EV_MUST_CHECK;
/* Run a program; output is cleared first. */
int stress_run_program(struct stress *stress, const struct artifact *program,
                       const char *const *arguments, const char *bytes, size_t count,
                       struct str *output, enum verdict *verdict_out,
                       struct err *err) EV_MUST_CHECK;

#endif
