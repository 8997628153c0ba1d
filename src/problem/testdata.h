/* testdata: adding tests to a package and putting them in order, for every format. */
#ifndef EVALX_PROBLEM_TESTDATA_H
#define EVALX_PROBLEM_TESTDATA_H

#include "problem/package.h"

/* Is the name among the sorted ones? */
bool names_have(const char *const *names, size_t count, const char *name);

/* The order of judging, of two names of tests or groups: byte order, folder by folder. */
int test_names_compare(const char *left, const char *right);

/* Copies the test; its input and answer must be files of the package, unless it is static. The
 * new test may be changed until the next is added. */
int testdata_add(struct package *package, const struct problem_test *test,
                 struct problem_test **added_out, struct err *err) EV_MUST_CHECK;

/* By name in byte order, folder by folder: "a", "a/1", "a-b". Sample comes before secret by
 * this. No tests is an error. */
int testdata_finish(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
