/* langprograms: langs-check.yaml, the programs that languages are checked with. */
#ifndef EVALX_CLI_LANGPROGRAMS_H
#define EVALX_CLI_LANGPROGRAMS_H

#include "cli/langcheck.h"

struct yaml;

/* Files of programs: the first that knows a language counts. Nodes are the session's. */
struct check_programs {
    const struct yaml *files[2]; /* NULL: there is none */
    const struct languages *languages;
};

struct language_programs {
    const char *programs[CHECK_PROGRAMS];  /* NULL: there is none */
    enum verdict verdicts[CHECK_PROGRAMS]; /* VERDICT_COUNT: the usual one */
    const char *input, *answer;            /* of sum; NULL: the usual ones */
};

/* langs-check.yaml beside the table of languages, and the one that came with evalx. */
int check_programs_load(struct session *session, struct check_programs *programs_out,
                        struct err *err) EV_MUST_CHECK;

/* Of the language, or of the one it is like. False: there are none (err->kind ERR_NONE), or they
 * are wrong (ERR_INPUT). */
bool check_programs_of(const struct check_programs *programs, const struct language *language,
                       struct language_programs *texts_out, struct err *err);

#endif
