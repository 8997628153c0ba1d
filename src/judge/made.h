/* made: tests whose input comes out of a generator, and answers that come from the main jury
 * submission. Made when a test is first run, in the slot that runs it; kept in the cache by what
 * they are made of, and meanwhile in a temporary folder. */
#ifndef EVALX_JUDGE_MADE_H
#define EVALX_JUDGE_MADE_H

#include "judge/program.h"

static inline bool made_input(const struct problem_test *test)
{
    return test->recipe != NULL;
}

static inline bool made_answer(const struct problem_test *test)
{
    return test->is_answer_made;
}

/* *made_out NULL where no test is to be made. */
int made_open(struct judge *judge, const struct problem *problem, struct made_tests **made_out,
              struct err *err) EV_MUST_CHECK;
/* NULL is fine. */
void made_close(struct made_tests *made);
/* The test's files are there then. ERR_INPUT names the command that failed. */
int made_need(struct made_tests *made, struct slot *slot, size_t test,
              struct err *err) EV_MUST_CHECK;
/* Both files, if the cache has those that are made; nothing is run. Before any other thread needs
 * a test. */
bool made_recall(struct made_tests *made, struct slot *slot, size_t test) EV_MUST_CHECK;
/* The folder, and a test's file in it; the path is the arena's. */
int made_folder(const struct made_tests *made);
const char *made_path(struct arena *arena, size_t test, bool is_answer);

#endif
