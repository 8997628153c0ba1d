/* single: one program without a problem: compiled, copied out, run once. Included by judge.h. */
#ifndef EVALX_JUDGE_SINGLE_H
#define EVALX_JUDGE_SINGLE_H

#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "judge/runs.h"
#include "model/facts.h"
#include "model/limits.h"
#include "model/report.h"
#include "sandbox/sandbox.h"

struct judge;

/* Compile only. The artifact stays with the judge until judge_close. *report_out gets verdict AC or
 * CE, language, compile report; strings are the judge's. */
struct artifact;
int judge_compile(struct judge *judge, const char *const *paths, size_t path_count,
                  const char *language, struct submission_report *report_out,
                  struct artifact **artifact_out, struct err *err) EV_MUST_CHECK;
/* Copy a compiled artifact to a path of the user's: a single binary becomes that file, several
 * files a folder. */
int artifact_export(const struct artifact *artifact, const char *path,
                    struct err *err) EV_MUST_CHECK;

/* Run a compiled artifact (or, with artifact NULL, the program file at `binary`) once: limits are
 * complete, arguments after the program's own; standard output and error go to the sinks.
 * *facts_out as measured. */
struct judge_single {
    const struct artifact *artifact;
    const char *binary;
    const char *const *arguments; /* NULL-terminated; NULL: none */
    struct limits limits;
    int stdin_fd;
    struct run_sink output, error_output;
};
int judge_run_single(struct judge *judge, const struct judge_single *single,
                     struct facts *facts_out, struct err *err) EV_MUST_CHECK;

#endif
