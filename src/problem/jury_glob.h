/* jury_glob: the glob patterns of 2025-09 ("Glob patterns"): * stands for any characters but a
 * slash, {a,b} for either word; what matches a folder matches all in it. */
#ifndef EVALX_PROBLEM_JURY_GLOB_H
#define EVALX_PROBLEM_JURY_GLOB_H

#include <stdbool.h>

enum { GLOB_MAX = 512, GLOB_CHOICES_MAX = 64 };

/* NULL for a pattern that can be used, else what is wrong with it: its length, braces within
 * braces or left open, more than GLOB_CHOICES_MAX combinations. */
const char *jury_glob_fault(const char *pattern);

/* Is the path, or a folder it is in, what the pattern says? A faulty pattern matches nothing. */
bool jury_glob_matches(const char *pattern, const char *path);

#endif
