/* validation: the validators of a package, asked one by one: is this input, this answer, this
 * output right? And its grader: what is this group worth? Part of judge.h, which others include. */
#ifndef EVALX_JUDGE_VALIDATION_H
#define EVALX_JUDGE_VALIDATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "model/facts.h"
#include "model/verdict.h"
#include "problem/problem.h"
#include "score/score.h"

struct judge;

enum validation_role {
    VALIDATE_INPUT,  /* problem.input_validators[validator] reads the input */
    VALIDATE_ANSWER, /* problem.answer_validators[validator] gets the input, reads the answer */
    VALIDATE_OUTPUT, /* the output validator, or the default one, as if a submission wrote it */
};

/* A file of the problem (path relative to its folder), or bytes where `bytes` is not NULL, or what
 * is made for a test. */
struct validation_text {
    const char *path;
    const char *bytes;
    size_t count;
    bool is_made, is_answer; /* the input of the test `made_test`, or its answer */
    size_t made_test;
};

struct validation_request {
    enum validation_role role;
    size_t validator; /* index; of VALIDATE_OUTPUT: 0 */
    /* Of VALIDATE_INPUT: its files lie in the validator's folder; NULL: none. Borrowed */
    const struct problem_test *files_of;
    struct validation_text input;
    struct validation_text answer; /* of VALIDATE_ANSWER and VALIDATE_OUTPUT */
    struct validation_text output; /* of VALIDATE_OUTPUT */
    const char *const *args;       /* beyond what the convention says */
    size_t arg_count;
    const char *test, *group; /* what testlib's --testset and --group say; NULL: not given */
};

struct validation_result {
    /* CHECK_ACCEPTED, CHECK_WRONG (CHECK_PRESENTATION, CHECK_PARTIAL of outputs); CHECK_JUDGE_ERROR
     * where the validator crashed, broke a limit or ended in a way its convention has no word for;
     * CHECK_NOT_RUN where it cannot be run here, the message says why: it does not compile, or
     * what it needs (checktestdata, viva) is not installed */
    enum check_outcome outcome;
    const char *message;      /* one line, "" where there is nothing to say; borrowed */
    const char *stderr_text;  /* its first bytes, "" where silent; borrowed */
    bool is_program_at_fault; /* CHECK_NOT_RUN: it does not compile; else it is this host */
    struct facts facts;       /* of the validator; zero where none was run */
};

/* Ask all, several at once, in any order; done is called for each, never two at once, from other
 * threads. Each validator is compiled once. -1: no sandbox works, a file
 * cannot be read, or ERR_INTERRUPTED; then not all were asked. */
typedef void judge_validated(void *context, size_t request, const struct validation_result *result);
int judge_validate(struct judge *judge, const struct problem *problem,
                   const struct validation_request *requests, size_t count, judge_validated *done,
                   void *context, struct err *err) EV_MUST_CHECK;

/* The package's own grader. It is compiled at the first question; the problem stays borrowed until
 * it is closed. NULL: there is none, or no memory. */
struct judge_grader;
struct judge_grader *judge_grader_open(struct judge *judge, const struct problem *problem);
void judge_grader_close(struct judge_grader *grader); /* NULL is fine */
/* score_hooks.grade, with the grader as context. */
int judge_grader_ask(void *grader, const struct score_group *group, const char *lines,
                     enum verdict *verdict_out, double *score_out, struct err *err) EV_MUST_CHECK;

#endif
