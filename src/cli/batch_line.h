/* batch_line: one submission of a batch, as its line says. */
#ifndef EVALX_CLI_BATCH_LINE_H
#define EVALX_CLI_BATCH_LINE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct batch_line {
    const char *id;
    const char *source;   /* a path; with code: the name of its file, NULL: none was given */
    const char *code;     /* the source itself, or NULL */
    const char *language; /* or NULL */
    const char *problem;  /* or NULL */
    const char *user;     /* or NULL */
};

/* Texts are the arena's. Errors (ERR_INPUT) begin with "NAME:NUMBER: ". */
int batch_line_parse(const char *name, size_t number, const struct str *text, struct arena *arena,
                     struct batch_line *line_out, struct err *err) EV_MUST_CHECK;

#endif
