/* expectations: what submissions/submissions.yaml and the default folders of 2025-09 expect of jury
 * submissions ("Example submissions").
 *
 * Every set is for the submissions that its pattern matches, and makes a rule for each of its
 * parts: itself, and its keys that are globs of tests. */
#ifndef EVALX_PROBLEM_EXPECTATIONS_H
#define EVALX_PROBLEM_EXPECTATIONS_H

#include "problem/package.h"

enum {
    EXPECTATION_DEFAULTS_MAX = 6,
    EXPECTATION_SETS_MAX = 300,
    EXPECTATION_RULES_MAX = 300,
    SUBMISSION_RULES_MAX = 10000
};

enum time_limit_use { USE_DEFAULT, USE_NEVER, USE_LOWER, USE_UPPER };

/* One set of keys, or one of its parts for some tests. */
struct expectation {
    struct jury_rule rule;
    enum time_limit_use use;
    const struct yaml *node; /* NULL for a default folder */
};

struct expectation_set {
    const char *pattern; /* relative to submissions/ */
    const struct yaml *node;
    bool is_default; /* one of the format's folders, maybe changed */
    const char *language, *entry_point;
    struct expectation own;
    struct expectation *parts;
    size_t part_count;
    size_t match_count; /* submissions that it was for */
};

struct expectations {
    struct expectation_set *sets;
    size_t count;
};

/* The default folders, changed and followed by what submissions.yaml says, if it is there. */
int expectations_read(struct package *package, struct expectations *out,
                      struct err *err) EV_MUST_CHECK;

/* Give every jury submission its rules, language and part in the time limit. Where rules apply no
 * final verdict is expected any more, unless a mark in the sources does. */
int expectations_apply(struct package *package, struct expectations *expectations,
                       struct err *err) EV_MUST_CHECK;

/* Verdicts that a package calls by this code, as bits: "RTE" is also MLE, OLE and SV. 0: none. */
unsigned expectation_verdicts(const char *code);

#endif
