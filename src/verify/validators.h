/* validators: the questions that are put to the validators of a package, and what is told of the
 * answers. */
#ifndef EVALX_VERIFY_VALIDATORS_H
#define EVALX_VERIFY_VALIDATORS_H

#include "verify/internal.h"

/* Why something is asked; decides what answer is wanted. */
enum question_kind {
    QUESTION_INPUT,         /* a test's input: every validator accepts it */
    QUESTION_ANSWER,        /* a test's answer: likewise */
    QUESTION_ANSWER_JUDGED, /* a test's answer as an output: mostly accepted */
    QUESTION_JUNK,          /* nonsense as an output: never accepted */
    QUESTION_CASE_INPUT,    /* of data/invalid_input and its kin */
    QUESTION_CASE_OUTPUT,
    QUESTION_MUTANT, /* --fuzz-input: just counted */
};

struct question {
    enum question_kind kind;
    size_t index;     /* of the test, the case, or the mutant */
    size_t validator; /* as in the request */
    /* What came back; strings are the arena's. */
    enum check_outcome outcome;
    const char *message;
    bool is_asked, is_program_at_fault;
};

struct questions {
    struct package_check *check;
    struct arena *arena;
    struct question *items;
    struct validation_request *requests;
    size_t count, capacity, request_capacity;
    size_t asked;
};

/* Grows both lists; the request's fields are the caller's to fill. */
struct validation_request *questions_add(struct questions *questions, enum question_kind kind,
                                         size_t index, size_t validator);
int questions_ask(struct questions *questions, struct err *err) EV_MUST_CHECK;

/* input_validators[validator]'s arguments for a test or case. */
void questions_set_input_args(struct validation_request *request,
                              const struct input_validator *validator,
                              const struct named_words *named, size_t named_count,
                              const char *const *args, size_t arg_count);

/* told.c: findings of what came back. */
void questions_tell(const struct questions *questions);

/* fuzz.c: --fuzz-input. */
int fuzz_inputs(struct package_check *check, struct err *err) EV_MUST_CHECK;

#endif
