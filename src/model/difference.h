/* difference: how a wrong output differs from the answer, as far as that tells why. Plain data, by
 * the default validator; hints are made of it. */
#ifndef EVALX_MODEL_DIFFERENCE_H
#define EVALX_MODEL_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* Several may be true at once. */
enum difference_bit {
    DIFFERENCE_LAX = 1 << 0,        /* nothing but case of letters or white space is different */
    DIFFERENCE_OFF_BY_ONE = 1 << 1, /* two whole numbers, one apart */
    DIFFERENCE_WRAPPED = 1 << 2,    /* the expected number modulo 2^32 or 2^64 */
    DIFFERENCE_NEGATED = 1 << 3,    /* the expected number with the other sign */
    DIFFERENCE_TRUNCATED = 1 << 4,  /* the whole part of the expected number */
    DIFFERENCE_ROUNDED = 1 << 5,    /* numbers with a fraction, within 1% */
    DIFFERENCE_COMMA = 1 << 6,      /* the expected number, but with a decimal comma */
    DIFFERENCE_NAN = 1 << 7,        /* nan or inf where a number is expected */
    DIFFERENCE_WORD = 1 << 8,       /* the very first token is a word, and a number is expected */
    DIFFERENCE_GLUED = 1 << 9,      /* expected tokens without white space between them */
    DIFFERENCE_EARLY_END = 1 << 10, /* the output ends where more is expected */
    DIFFERENCE_EXTRA = 1 << 11,     /* it goes on where nothing more is expected */
    DIFFERENCE_NUL = 1 << 12,       /* a NUL byte is in the token that differs */
    DIFFERENCE_BOM = 1 << 13,       /* a byte order mark is in front of it */
};

/* The first place that differs. Texts are printable ASCII, short, NULL where not known; what others
 * wrote in them is escaped as \xNN. */
struct difference {
    unsigned bits;        /* enum difference_bit */
    int64_t line, column; /* in the output, from 1; 0: none or not known */
    const char *before;   /* what stands before it on the line, the end of that */
    const char *expected; /* the token there, or what it is: "the end of the output" */
    const char *got;
};

/* Name of a bit in hints.yaml: "off-by-one"; NULL: there is no such bit. */
const char *difference_bit_name(unsigned bit);
/* All names, ended by NULL, in the order of the bits. */
extern const char *const difference_names[];

#endif
