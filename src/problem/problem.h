/* problem: a problem package of any known format, read into one struct. The rest of evalx does not
 * know which format it was.
 *
 * A feature that is met and not supported is refused by its name (ERR_INPUT), never read as
 * something else. */
#ifndef EVALX_PROBLEM_PROBLEM_H
#define EVALX_PROBLEM_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/limits.h"
#include "model/scoring.h"
#include "problem/parts.h"

struct problem_test {
    const char *name;  /* below data/, without extension: "secret/01" */
    const char *group; /* folder part: "sample", "secret", "secret/group1" */
    bool is_sample;
    const char *input; /* path relative to the problem's folder */
    const char *answer;
    /* For this test: flags of the default validator, or extra arguments of the package's */
    const char *const *validator_args;
    size_t validator_arg_count;
    const char *const *args; /* command line of the submission */
    size_t arg_count;
    const char *hint, *description;
    size_t score_group; /* index into problem.scoring.groups */
    double points;      /* of this test alone, where the format says so; NAN: it does not */
    const char *const *input_validator_args;
    size_t input_validator_arg_count;
    /* By the name of an input validator: instead of the above for those that are named */
    const struct named_words *named_input_args;
    size_t named_input_arg_count;
    /* Files that lie in the submission's folder during the run: below STEM.files/ */
    const char *files_folder; /* NULL: none */
    const char *const *files; /* their paths, in byte order */
    size_t file_count;
    /* A test that is made when it is first needed: the words of a generator's command line, the
     * first being the program's name in problem.generators; NULL: input is a file. Its answer comes
     * from the main jury submission where `answer` is NULL. Then input and answer are paths in
     * the folder of made tests, which is the judge's. */
    const char *const *recipe;
    const char *recipe_input; /* the generator's standard input; NULL: empty */
    bool is_answer_made;      /* answer by the main jury submission, although the input is a file */
    bool is_answer_generated; /* and not by it, but by the generator, on its standard error */
    const char
        *outputs; /* submit-answer: name of the file in a submission for this test; or NULL */
    /* 2025-09: the static validator looks at the sources, with validator_args; there is neither
     * input nor answer. Such a test stands before the others of its group */
    bool is_static;
};

struct problem {
    const char *short_name; /* folder's name */
    const char *title;
    const char *format;   /* "kattis-legacy", "icpc-draft", "icpc-2025-09", "bare" */
    const char *path;     /* folder that holds the (unpacked) package */
    int dir_fd;           /* the same, O_PATH not; owned */
    struct limits limits; /* cpu_ns < 0: no time limit is given, see the next fields */
    /* ".timelimit", "problem.yaml", "domjudge-problem.ini"; NULL where computed */
    const char *time_limit_origin;
    double ac_to_time_limit; /* time_multiplier: TL >= slowest accepted x this */
    double time_limit_to_tle;
    double time_resolution_s;       /* TL is a multiple of this (legacy: 1) */
    int64_t source_max_bytes;       /* limits.code */
    struct limits compile_limits;   /* overrides, LIMITS_UNSET where silent */
    struct limits validator_limits; /* likewise */
    unsigned kinds;                 /* enum problem_kind */
    struct scoring scoring;
    int passes_max; /* multi-pass; 1 otherwise */
    enum checker_convention checker_convention;
    struct package_program interactor; /* where it is a program apart from the validator */
    enum interactor_convention interactor_convention;
    struct package_program grader, static_validator, visualizer; /* grader: Kattis legacy */
    const struct input_validator *input_validators, *answer_validators;
    size_t input_validator_count, answer_validator_count;
    const struct package_program *generators;
    size_t generator_count;
    const struct include_set *includes;
    size_t include_count;
    const struct validation_case *cases;
    size_t case_count;
    const char *const *languages; /* the only ones allowed, as the package names them */
    size_t language_count;        /* 0: all */
    const struct language_limits *language_limits;
    size_t language_limit_count;
    bool is_writing_allowed;              /* submissions may write files in their folder */
    const char *input_file, *output_file; /* NULL: standard input and output */
    int process_count;                    /* CMS Communication: num_processes; else 1 */
    bool talks_on_stdio; /* likewise: on standard input and output, not through FIFOs */
    /* path NULL: the default validator, in C */
    struct package_program output_validator;
    const struct problem_test *tests; /* in the order of judging */
    size_t test_count;
    const struct jury_submission *jury;
    size_t jury_count;
    const char *const *warnings; /* one line each */
    size_t warning_count;
    struct arena arena; /* owns every string and array above */
    /* Temporary folder to remove on close, NULL when the package is a folder */
    const char *unpacked;
    int unpacked_fd; /* holds that folder */
};

/* Open a package: a folder or an archive. The struct is the caller's; problem_close accepts one
 * that was never opened (zeroed). A package without tests, with broken metadata or with an
 * unsupported feature is ERR_INPUT, one line, with file and line. */
int problem_open(const char *path, struct problem *problem_out, struct err *err) EV_MUST_CHECK;
/* The same for what the user names: links of a folder may lead to other files of the repository
 * that holds it (repository.h); then what is open is a copy in which they are files. */
int problem_open_shared(const char *path, struct problem *problem_out,
                        struct err *err) EV_MUST_CHECK;
void problem_close(struct problem *problem);

/* Does a glob of a jury_rule mean this test or group, by its own name or by a folder above it? `*`
 * stops at a slash, {a,b} is either word. */
bool problem_glob_matches(const char *glob, const char *name);

/* Opens what the package's programs make for a test, its input or its answer; the descriptor is
 * the caller's. ERR_INPUT: they cannot make it. */
struct problem_maker {
    int (*open)(void *context, size_t test, bool is_answer, int *fd_out, struct err *err);
    void *context;
};

/* What a package was made into, in the arena's memory. */
struct problem_written {
    const char *const *notes; /* what could not be carried over, one line each */
    size_t note_count;
    size_t test_count; /* tests that have their files */
};

/* Write it as a package of the ICPC format 2025-09 into an empty folder. maker NULL: tests that
 * are to be made are left out. ERR_INPUT where something cannot be read or written. */
int problem_write(const struct problem *problem, int dir_fd, const struct problem_maker *maker,
                  struct arena *arena, struct problem_written *written_out,
                  struct err *err) EV_MUST_CHECK;

/* SHA-256 over everything that decides verdicts (metadata, data, validators, jury submissions),
 * in hexadecimal. */
int problem_digest(const struct problem *problem, char hex_out[65], struct err *err) EV_MUST_CHECK;

#endif
