/* trial: one test of one submission, from run to verdict. run_test.c has the table of ways; each
 * way is a file of its own. */
#ifndef EVALX_JUDGE_TRIAL_H
#define EVALX_JUDGE_TRIAL_H

#include "judge/ends.h"
#include "judge/internal.h"
#include "judge/program.h"

/* A file of a feedback folder. */
struct feedback_file {
    const char *name; /* below it */
    const char *bytes;
    size_t count;
};

/* Where a multi-pass test is. */
struct pass {
    size_t number;      /* from 0 */
    int input_fd;       /* what the pass before wrote for this one; -1: the test's input */
    int next_fd;        /* what this one wrote for the next; -1: nothing */
    struct arena arena; /* of what follows */
    struct feedback_file *feedback; /* of the pass before, put back for this one */
    size_t feedback_count, feedback_capacity;
};

struct trial {
    struct slot *slot;
    struct submission *submission;
    const struct limits *limits; /* by which the verdict is made */
    int64_t cpu_limit_ns;        /* when the run is ended: no less than limits->cpu_ns */
    size_t test;                 /* the problem's */
    struct arena *scratch;
    struct test_report *report;
    struct pass *pass; /* NULL: there is but one */
    struct ends *ends; /* of standard error */
};

/* How tests of a kind of problem are run. */
struct way {
    unsigned kinds;          /* enum problem_kind: all of these; the first that fits is taken */
    bool is_repeatable;      /* the same program gives the same: one run may stand for another */
    bool is_without_program; /* the submission itself is the output: nothing is compiled */
    int (*judge)(const struct trial *trial, struct err *err);
};

const struct way *way_of(const struct problem *problem);

/* Run one test and fill verdict, facts and message. Strings are scratch's. */
int run_test(const struct trial *trial, struct err *err) EV_MUST_CHECK;

/* ---- run_test.c: what the ways share ---- */

static inline const struct problem *trial_problem(const struct trial *trial)
{
    return trial->submission->problem->problem;
}

static inline const struct problem_test *trial_test(const struct trial *trial)
{
    return &trial_problem(trial)->tests[trial->test];
}

/* The program in the slot's run box, and how it is started; stdin_fd is -1. */
int trial_load(const struct trial *trial, struct held_box **held_out, struct run_plan *plan_out,
               struct err *err) EV_MUST_CHECK;
/* From facts and the checker's word to verdict, message and score. */
void trial_conclude(const struct trial *trial, const struct check_result *check, bool has_output);

/* ---- the ways ---- */

int judge_plain(const struct trial *trial, struct err *err) EV_MUST_CHECK;
/* Files of a test beside its input (2025-09, STEM.files/) into the box's working folder. */
int test_files_stage(const struct problem *problem, const struct problem_test *test,
                     struct box *box, struct err *err) EV_MUST_CHECK;
int judge_by_passes(const struct trial *trial, struct err *err) EV_MUST_CHECK;
int judge_interactive(const struct trial *trial, struct err *err) EV_MUST_CHECK;
int judge_answer(const struct trial *trial, struct err *err) EV_MUST_CHECK;
int judge_communication(const struct trial *trial, struct err *err) EV_MUST_CHECK;
int judge_two_steps(const struct trial *trial, struct err *err) EV_MUST_CHECK;
/* Whatever the problem's way: of a test that looks at the sources. */
int judge_static(const struct trial *trial, struct err *err) EV_MUST_CHECK;

/* ---- output.c: what a program has written, on its way to be judged ---- */

struct output;
/* Streams into the default comparer where there is no validator, else is kept for it. */
int output_open(const struct trial *trial, struct output **output_out,
                struct err *err) EV_MUST_CHECK;
struct run_sink output_sink(struct output *output);
/* All that is left of an open file. */
int output_feed_fd(struct output *output, int fd, struct err *err) EV_MUST_CHECK;
/* Verdict and message, from the report's facts. */
int output_judge(struct output *output, const struct trial *trial, struct err *err) EV_MUST_CHECK;
void output_close(struct output **output);

/* ---- jury.c: one run of a program of the package in the slot's jury box ---- */

enum { JURY_TEXT_MAX = 4 << 10 };

struct jury {
    struct slot *slot;
    struct program *program;
    struct arena *scratch;
    struct pass *pass;  /* NULL: there is but one */
    const char *folder; /* of its feedback, in the box's working folder; NULL: "feedback" */
    struct held_box *held;
    struct checker_files files; /* in the box; output: "/dev/stdin" */
    struct str stdout_text, stderr_text;
    struct checker_evidence evidence;
};

/* The box with the program and a feedback folder: fill in slot, program, scratch, pass. `role` for
 * messages. */
int jury_open(struct jury *jury, const char *role, struct err *err) EV_MUST_CHECK;
/* For a trial, with the test's files. */
int jury_open_trial(struct jury *jury, const struct trial *trial, struct program *program,
                    const char *role, struct err *err) EV_MUST_CHECK;
void jury_close(struct jury *jury);
/* How it is started, with arguments behind the program's own; stdin_fd is -1. */
struct run_plan jury_plan(struct jury *jury, const char *const *arguments);
/* Evidence, from its facts: feedback files, words. */
int jury_collect(struct jury *jury, struct err *err) EV_MUST_CHECK;
/* Whole words of the program for the report. */
const char *jury_message(const struct jury *jury, const struct check_result *check);

/* validate.c: ask the package's checker about an output. */
int validate_output(const struct trial *trial, int output_fd, struct check_result *result_out,
                    struct err *err) EV_MUST_CHECK;

#endif
