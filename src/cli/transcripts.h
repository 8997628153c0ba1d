/* transcripts: the file of --transcript: dialogues of submissions, in the order of their ends. */
#ifndef EVALX_CLI_TRANSCRIPTS_H
#define EVALX_CLI_TRANSCRIPTS_H

#include <stdio.h>

#include "model/report.h"
#include "problem/problem.h"

struct transcripts {
    FILE *file; /* NULL: nothing is to be written */
    const char *path;
};

/* Begins the file anew. `path` NULL: nothing will be written. ERR_USAGE: in such a problem nobody
 * talks; ERR_INPUT: it cannot be written. */
int transcripts_open(struct transcripts *transcripts, const char *path,
                     const struct problem *problem, struct err *err) EV_MUST_CHECK;
/* A head line and the dialogue, for each test that has one, in the order of the tests. */
void transcripts_add(struct transcripts *transcripts, const struct submission_report *report);
/* -1: not all is written. May be called again. */
int transcripts_close(struct transcripts *transcripts, struct err *err);

#endif
