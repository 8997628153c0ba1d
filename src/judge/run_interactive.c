/* run_interactive: a program that talks with one of the package's (interactor).
 *
 *      run box: program  ====== to_interactor =====>  jury box: interactor
 *                        <====== to_program ========
 *
 * Both run on the slot's CPU, joined by pipes of the kernel. Copies of all four ends stay open here
 * until it is known who ended first, so that neither learns of the other's end before:
 *
 *  - the program is over: the interactor reads what is left, then end of file; what it still says
 *    goes nowhere, and does not kill it;
 *  - the interactor is over and accepted: the program may say more, which goes nowhere;
 *  - the interactor is over and did not accept: its word is the verdict, and the program is ended.
 *
 * A program that floods or never reads is bound by its CPU and wall limits, and by its output limit
 * where the host counts; an interactor that hangs does not end when the program is gone, and is
 * then to blame. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "judge/trial.h"

enum { PROGRAM, INTERACTOR, SIDES };
enum { READ_END, WRITE_END };

static const int64_t HANG_NS = 10 * INT64_C(1000000000);
static const char tout_name[] = "tout";

struct talk {
    const struct trial *trial;
    struct jury jury;
    int to_program[2], to_interactor[2];
    struct joint_run runs[SIDES];
    int first; /* who ended first; -1: nobody yet */
    bool is_refused;
};

static enum interactor_convention convention_of(const struct trial *trial)
{
    return trial_problem(trial)->interactor_convention;
}

/* Kattis': the output validator is the interactor. */
static struct program *interactor_of(const struct trial *trial)
{
    struct problem_state *state = trial->submission->problem;
    return state->interactor ? state->interactor : state->validator;
}

static bool is_refusal(enum check_outcome outcome)
{
    return outcome == CHECK_WRONG || outcome == CHECK_PRESENTATION || outcome == CHECK_JUDGE_ERROR;
}

static unsigned on_program_end(struct talk *talk)
{
    fd_close(&talk->to_interactor[WRITE_END]);
    talk->runs[INTERACTOR].drain_fd = talk->to_program[READ_END];
    return 0;
}

static unsigned on_interactor_end(struct talk *talk)
{
    struct check_result word;
    struct checker_evidence evidence = talk->jury.evidence; /* without its files: they come later */
    evidence.facts = talk->runs[INTERACTOR].facts;
    evidence.stdout_text = str_text(&talk->jury.stdout_text);
    evidence.stderr_text = str_text(&talk->jury.stderr_text);
    interactor_conclude(convention_of(talk->trial), &evidence, &word);
    fd_close(&talk->to_program[WRITE_END]);
    if (talk->first == INTERACTOR && is_refusal(word.outcome)) {
        talk->is_refused = true;
        fd_close(&talk->to_interactor[READ_END]);
        return 1U << PROGRAM;
    }
    talk->runs[PROGRAM].drain_fd = talk->to_interactor[READ_END];
    return 0;
}

static unsigned on_end(void *context, size_t index)
{
    struct talk *talk = context;
    if (talk->first < 0)
        talk->first = (int)index;
    return index == PROGRAM ? on_program_end(talk) : on_interactor_end(talk);
}

/* Another user's program must be able to open /dev/stdin and /dev/stdout. */
static int open_pipe(int ends[2], struct err *err)
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_sys(err, ERR_JUDGE, "interactor: pipe");
    (void)fchmod(ends[READ_END], 0666); /* of our own pipe: cannot fail */
    return 0;
}

static void close_talk(struct talk *talk)
{
    for (int i = 0; i < 2; i++) {
        fd_close(&talk->to_program[i]);
        fd_close(&talk->to_interactor[i]);
    }
    jury_close(&talk->jury);
}

static void join(struct run_plan *plan, const int in[2], const int out[2])
{
    plan->stdin_fd = in[READ_END];
    plan->is_stdin_plain = true;
    plan->stdout_fd = out[WRITE_END];
    plan->is_stdout_plain = true;
    plan->output = (struct run_sink){0};
}

static int prepare(struct talk *talk, struct err *err)
{
    const struct trial *trial = talk->trial;
    const struct problem_test *test = trial_test(trial);
    struct joint_run *program = &talk->runs[PROGRAM], *interactor = &talk->runs[INTERACTOR];
    struct held_box *held;
    if (jury_open_trial(&talk->jury, trial, interactor_of(trial), "interactor", err) != 0 ||
        trial_load(trial, &held, &program->plan, err) != 0 ||
        open_pipe(talk->to_program, err) != 0 || open_pipe(talk->to_interactor, err) != 0)
        return -1;
    talk->jury.files.output =
        fs_join(trial->scratch, box_folder(talk->jury.held->box, BOX_WORK), tout_name);
    interactor->plan = jury_plan(
        &talk->jury, interactor_arguments(convention_of(trial), trial->scratch, &talk->jury.files,
                                          test->validator_args, test->validator_arg_count));
    program->box = held->box;
    interactor->box = talk->jury.held->box;
    program->idle_ns = -1;
    interactor->idle_ns = HANG_NS;
    program->drain_fd = interactor->drain_fd = -1;
    join(&program->plan, talk->to_program, talk->to_interactor);
    join(&interactor->plan, talk->to_interactor, talk->to_program);
    return 0;
}

/* ---- the verdict ---- */

/* The interactor's word wins over whatever became of the program afterwards. */
static void conclude_refused(const struct trial *trial, const struct check_result *word)
{
    struct facts *facts = &trial->report->facts;
    struct facts ended = *facts;
    facts->limits_hit = 0;
    facts->signal = facts->exit_status = 0;
    facts->made_forbidden_call = false;
    facts->cpu_ns = 0;
    facts->wall_ns = 0;
    trial_conclude(trial, word, true);
    *facts = ended;
    if (ended.is_killed_by_judge && ended.limits_hit == 0 && !ended.made_forbidden_call)
        facts->signal = 0; /* our doing, at the interactor's word */
}

/* It did not end although nobody was left to talk to, and the program had to wait for it. */
static bool has_hung(const struct talk *talk)
{
    unsigned deadly = LIMIT_CPU | LIMIT_WALL;
    return talk->first == PROGRAM && (talk->runs[PROGRAM].facts.limits_hit & LIMIT_WALL) &&
           (talk->runs[INTERACTOR].facts.limits_hit & deadly);
}

struct tout {
    struct output *output;
};

static int take_tout(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                     struct err *err)
{
    (void)mode;
    (void)bytes;
    struct tout *tout = context;
    return strcmp(name, tout_name) == 0 ? output_feed_fd(tout->output, fd, err) : 0;
}

/* What the interactor wrote for the checker. */
static int check_tout(struct talk *talk, struct err *err)
{
    const struct trial *trial = talk->trial;
    EV_CLEANUP(output_close) struct output *output = NULL;
    if (output_open(trial, &output, err) != 0)
        return -1;
    struct tout tout = {.output = output};
    if (box_collect(talk->jury.held->box, tout_name, 1, INT64_MAX, take_tout, &tout, err) != 0)
        return err_wrap(err, "interactor");
    return output_judge(output, trial, err);
}

static int conclude(struct talk *talk, struct err *err)
{
    const struct trial *trial = talk->trial;
    struct check_result word;
    talk->jury.evidence.facts = talk->runs[INTERACTOR].facts;
    if (jury_collect(&talk->jury, err) != 0)
        return -1;
    interactor_conclude(convention_of(trial), &talk->jury.evidence, &word);
    trial->report->facts = talk->runs[PROGRAM].facts;
    trial->report->judge_message = jury_message(&talk->jury, &word);
    if (talk->is_refused || has_hung(talk))
        conclude_refused(trial, &word);
    else
        trial_conclude(trial, &word, true);
    if (trial->report->verdict == VERDICT_ACCEPTED &&
        interactor_needs_checker(convention_of(trial)))
        return check_tout(talk, err);
    return 0;
}

int judge_interactive(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(close_talk)
    struct talk talk = {
        .trial = trial, .to_program = {-1, -1}, .to_interactor = {-1, -1}, .first = -1};
    struct joint_events events = {.context = &talk, .ended = on_end};
    if (!interactor_of(trial))
        return err_set(err, ERR_INPUT, "%s: interactive, without a program to talk to",
                       trial_problem(trial)->short_name);
    if (prepare(&talk, err) != 0 || box_run_joint(talk.runs, SIDES, &events, err) != 0)
        return -1;
    return conclude(&talk, err);
}
