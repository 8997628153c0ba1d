/* difference: what two tokens that are not the same have to do with each other. Private to
 * check. */
#ifndef EVALX_CHECK_DIFFERENCE_H
#define EVALX_CHECK_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "check/check.h"

struct token_pair {
    const char *answer; /* the whole answer */
    size_t answer_bytes;
    size_t answer_start; /* of the expected token */
    const char *got;     /* the output's token, or its first bytes */
    size_t got_count;
    bool is_got_whole;
    bool is_first; /* it is the first token of the output */
};

/* Bits of enum difference_bit. */
unsigned difference_of_tokens(const struct token_pair *pair);

/* The same of bytes that stand where nothing is expected. */
unsigned difference_of_bytes(const char *got, size_t count);

/* Into the result: both sides of the first difference, and what stands before it on the answer's
 * line; the difference is at `at` of the answer. */
void difference_show(struct check_result *result, const char *answer, size_t at, const char *wanted,
                     const char *got);

#endif
