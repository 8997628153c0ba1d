/* langcheck: evalx langs --check: small programs of langs-check.yaml, compiled and run, and what
 * came of them beside what must. */
#ifndef EVALX_CLI_LANGCHECK_H
#define EVALX_CLI_LANGCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/shared.h"

enum { CHECK_PROGRAMS = 5 };

enum check_state {
    CHECKED_ABSENT, /* the language has no such program */
    CHECKED_WAITING,
    CHECKED_GOOD,
    CHECKED_BAD,
};

struct check_cell {
    enum check_state state;
    enum verdict expected, verdict;
    const char *text;   /* of the program */
    const char *detail; /* of a bad one: what was said, one line or several; NULL */
    struct problem *problem;
    const char *path; /* of the source */
};

struct check_row {
    const struct language *language;
    const char *version;                     /* NULL: unknown */
    bool has_programs;                       /* false: nothing to check it with */
    struct check_cell cells[CHECK_PROGRAMS]; /* in the order of check_program_name */
};

/* "hello", "sum", "crash", "memory", "loop". */
const char *check_program_name(size_t program);

/* Judge all programs of the rows' languages; the session is loaded, its judge is opened here. Texts
 * are the session's. Everything is filled; ERR_INPUT where langs-check.yaml is wrong. */
int languages_check(struct session *session, const struct shared_values *values,
                    struct check_row *rows, size_t count, struct err *err) EV_MUST_CHECK;

bool check_row_is_good(const struct check_row *row);
void check_table(const struct check_row *rows, size_t count, struct str *out);
struct json *check_json(const struct check_row *rows, size_t count);

#endif
