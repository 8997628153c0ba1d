/* kattis_test: one test of a folder of data/ and the files that belong to it. */
#ifndef EVALX_PROBLEM_KATTIS_TEST_H
#define EVALX_PROBLEM_KATTIS_TEST_H

#include "problem/kattis_groups.h"

enum { DATA_PREFIX_BYTES = sizeof("data/") - 1 };

/* A folder's list of names, while it is read. */
struct listing {
    const struct group *group;
    const char **names;
    size_t count;
};

/* STEM.in and STEM.ans are there: add the test with all that lies beside them. */
int kattis_test_add(struct package *package, const struct listing *listing, const char *stem,
                    struct err *err) EV_MUST_CHECK;

/* Does the name of a file say that it belongs to a test (and is not its input, answer or
 * settings)? */
bool kattis_test_is_companion(const char *name);

#endif
