/* expect: what a submission got at one of the two limits, to be held against what its package
 * says. */
#ifndef EVALX_VERIFY_EXPECT_H
#define EVALX_VERIFY_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "verify/internal.h"

struct expectation {
    const struct package_check *check;
    const struct jury_submission *jury;
    const struct jury_run *run;
    const struct verified_test *tests; /* NULL: it did not compile */
    size_t test_count;
    bool is_high;
    const struct outcome *outcome; /* at that limit */
};

/* False: `why` says what does not hold first. */
bool expect_holds(const struct expectation *expectation, struct str *why);
enum verdict expect_verdict_of(const struct expectation *expectation, size_t test);
/* Does a rule's glob mean this test: by its name, a folder above it, or its score group? NULL means
 * all. */
bool expect_matches(const struct problem *problem, const char *glob, size_t test);

/* expect_words.c: "WA or TLE"; "score 40", "score 10 to 40". */
void expect_add_codes(struct str *out, const char *const *codes, size_t count);
void expect_add_mask(struct str *out, const struct package_check *check, unsigned mask);
void expect_add_score(struct str *out, double least, double most);

#endif
