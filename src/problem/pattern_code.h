/* pattern_code: the program that a pattern becomes. Shared by pattern.c, which makes it, and
 * pattern_match.c, which runs it. */
#ifndef EVALX_PROBLEM_PATTERN_CODE_H
#define EVALX_PROBLEM_PATTERN_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem/pattern.h"

enum { PATTERN_CODE_MAX = 512, PATTERN_NAME_MAX = 32 };

enum pattern_operation {
    PATTERN_SET,    /* one character of the set */
    PATTERN_SPLIT,  /* go on, or at `jump` when that fails */
    PATTERN_SPLIT2, /* the other way round */
    PATTERN_JUMP,
    PATTERN_SAVE, /* remember the place */
    PATTERN_START,
    PATTERN_END,
    PATTERN_EDGE,      /* \b */
    PATTERN_AHEAD,     /* the program up to `jump` must match here; go on there */
    PATTERN_NOT_AHEAD, /* must not match */
    PATTERN_MATCH,
};

struct pattern_instruction {
    enum pattern_operation operation;
    int jump; /* relative */
    size_t slot;
    uint64_t set[4]; /* bits of bytes */
};

struct pattern {
    struct pattern_instruction code[PATTERN_CODE_MAX];
    int count;
    char names[PATTERN_GROUPS_MAX][PATTERN_NAME_MAX]; /* "" for a group without a name */
    size_t group_count;
    bool ignores_case;
};

static inline bool pattern_set_has(const uint64_t set[4], unsigned char byte)
{
    return set[byte >> 6] >> (byte & 63) & 1;
}

/* Is the byte of the class that a small letter names: d, w or s? */
bool pattern_class_has(char letter, int byte);

#endif
