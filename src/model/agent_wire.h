/* agent_wire: what the service and the program that judges for it (`evalx agent`) say to each
 * other: one JSON object a line. See wire.h. */
#ifndef EVALX_MODEL_AGENT_WIRE_H
#define EVALX_MODEL_AGENT_WIRE_H

#include "model/report.h"
#include "model/wire.h"

enum {
    AGENT_LINE_MAX = 64 << 20, /* bytes of a line, either way */
    AGENT_VALUES_MAX = 4 << 20,
    AGENT_RUNS_MAX = 10000, /* of one request */
    AGENT_ARGUMENTS_MAX = 1000,
    AGENT_OPTIONS_MAX = 100,
    AGENT_CAPTURE_MAX = 8 << 20, /* bytes kept of one stream of a run */
};

/* One run of a program; the bytes may be anything. */
struct agent_run {
    const char *input;
    size_t input_count;
    const char **arguments;
    size_t argument_count;
};

/* "judge": files, language, user on the tests of the package at `problem` (absolute path), whose
 * `revision` is any text that changes when the package does. "run": compile the files once, run the
 * program as often as `runs` says. "cancel": seq alone.
 *
 * Of limits a value of 0 or less is not given: as of `evalx run`. */
struct agent_request {
    const char *what; /* "do" on the wire */
    int64_t seq;      /* the service's own, names the job in events */
    const char *problem, *revision;
    const struct report_file *files;
    size_t file_count;
    const char *language; /* id; NULL: detect */
    const char *user;
    bool is_anew; /* of a "judge": each test is run, whatever is known of it */
    /* Of a "run": */
    bool is_multi_file;  /* `compile` (may be missing) and `run` among the files are bash scripts */
    const char *archive; /* a zip: its files lie beside the sources, and in the program's folder */
    size_t archive_count;
    const char **options; /* more words for the compiler */
    size_t option_count;
    const struct agent_run *runs;
    size_t run_count;
    size_t repeats; /* all runs so often, one round after another; 0: once */
    struct limits limits;
    int64_t capture_bytes; /* of each stream; at most AGENT_CAPTURE_MAX */
    bool is_merged;        /* standard error goes where standard output goes */
};

struct json *agent_request_write(const struct agent_request *request);
/* Whatever it points to is the arena's. */
int agent_request_read(struct arena *arena, const struct json *object,
                       struct agent_request *request_out, struct err *err) EV_MUST_CHECK;

/* What came of one run. */
struct run_report {
    enum verdict verdict; /* by limits alone: AC for a clean end */
    struct facts facts;
    const char *output, *error_output; /* as far as they were kept */
    size_t output_count, error_count;
    bool is_output_cut, is_error_cut;
    /* Standard output is that of the same run in the round before, and not told again */
    bool is_output_repeated;
};

/* Of a "run": without runs where it does not compile. */
struct ran_report {
    struct compile_report compile;
    const char *language; /* id */
    struct limits limits; /* in force */
    const struct run_report *runs;
    size_t run_count;
};

struct json *ran_report_write(const struct ran_report *report);
int ran_report_read(struct arena *arena, const struct json *object, struct ran_report *report_out,
                    struct err *err) EV_MUST_CHECK;

#endif
