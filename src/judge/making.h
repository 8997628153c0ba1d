/* making: all tests of a package that its programs make, at once: for who wants the files and
 * judges nothing. Part of judge.h, which others include. */
#ifndef EVALX_JUDGE_MAKING_H
#define EVALX_JUDGE_MAKING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "problem/problem.h"

struct judge;
struct made_tests;

/* Make them, several at once, as judging does at first need. The problem stays borrowed until they
 * are closed; *made_out is NULL where none is to be made. A test that its programs cannot make is
 * no failure here, judge_made_file tells why. -1: no sandbox works, or ERR_INTERRUPTED. */
int judge_make_tests(struct judge *judge, const struct problem *problem,
                     struct made_tests **made_out, struct err *err) EV_MUST_CHECK;
/* problem_maker.open, with the made tests as context. */
int judge_made_file(void *made, size_t test, bool is_answer, int *fd_out,
                    struct err *err) EV_MUST_CHECK;
void judge_made_close(struct made_tests *made); /* NULL is fine; before the judge */

#endif
