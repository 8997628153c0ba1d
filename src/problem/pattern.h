/* pattern: regular expressions as packages write them (Python's syntax), for names of tests.
 *
 * Known: literals, ".", classes with ranges, \d \w \s and their opposites, groups ((?P<name>...),
 * (?:...)), "|", * + ? {m,n} greedy and lazy, ^ $ \b, (?=...) (?!...). Anything else is an error. A
 * match takes time and memory in proportion to pattern times text, whatever they are. */
#ifndef EVALX_PROBLEM_PATTERN_H
#define EVALX_PROBLEM_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum { PATTERN_TEXT_MAX = 512, PATTERN_GROUPS_MAX = 16 };

struct pattern;

/* Where groups matched; SIZE_MAX: not at all. Group 0 is the whole. */
struct pattern_match {
    size_t starts[PATTERN_GROUPS_MAX], ends[PATTERN_GROUPS_MAX];
};

/* ERR_INPUT: "what", without a place. The pattern lives in the arena. */
int pattern_compile(struct arena *arena, const char *text, bool ignores_case,
                    struct pattern **pattern_out, struct err *err) EV_MUST_CHECK;

/* From the text's start, not necessarily to its end. A text longer than PATTERN_TEXT_MAX never
 * matches. */
bool pattern_match(const struct pattern *pattern, const char *text,
                   struct pattern_match *match_out);

/* Text of a named group (arena); NULL where there is none or it took no part. */
const char *pattern_group(const struct pattern *pattern, const struct pattern_match *match,
                          const char *text, const char *name, struct arena *arena);

#endif
