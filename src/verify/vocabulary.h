/* vocabulary: verdicts in the words of a package's format. Two of ours that a format does not tell
 * apart are the same there. */
#ifndef EVALX_VERIFY_VOCABULARY_H
#define EVALX_VERIFY_VOCABULARY_H

#include <stdbool.h>

#include "model/verdict.h"
#include "problem/problem.h"

enum vocabulary {
    VOCABULARY_KATTIS,     /* AC WA TLE RTE CE, and nothing else */
    VOCABULARY_DOMJUDGE,   /* and no output, output limit */
    VOCABULARY_CODEFORCES, /* Polygon */
    VOCABULARY_OWN,        /* formats that know every verdict but idleness */
    VOCABULARY_COUNT,
};

/* Of a package of this format; has_domjudge_marks: its jury names verdicts only DOMjudge has. */
enum vocabulary vocabulary_of(const char *format, bool has_domjudge_marks);
enum vocabulary vocabulary_of_package(const struct problem *problem);

/* The verdict that stands for all that the vocabulary does not tell apart from this one. */
enum verdict vocabulary_canonical(enum vocabulary vocabulary, enum verdict verdict);
bool vocabulary_is_same(enum vocabulary vocabulary, enum verdict a, enum verdict b);
/* Its name there. */
const char *vocabulary_name(enum vocabulary vocabulary, enum verdict verdict);

#endif
