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
 * then to blame.
 *
 * With --transcript each of the two is a pair of pipes, and a relay between keeps what is said:
 *
 *      program  == said ==> relay == heard ==> interactor
 *
 * All that is above holds for what was said; the relay lets go where its listener is over. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "judge/transcript.h"
#include "judge/trial.h"

enum { PROGRAM, INTERACTOR, SIDES };
enum { READ_END, WRITE_END };

static const int64_t HANG_NS = 10 * INT64_C(1000000000);
static const char tout_name[] = "tout";

/* From the one who speaks to the other. */
struct line {
    int said[2], heard[2]; /* heard: -1 without a relay, then the listener has the end of `said` */
    struct talk *talk;
    enum voice voice;
};

struct talk {
    const struct trial *trial;
    struct jury jury;
    struct line lines[SIDES]; /* by who speaks */
    struct joint_relay relays[SIDES];
    struct transcript *transcript; /* NULL: not asked for */
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

/* Nobody listens any more: what is still said goes nowhere. Returns from where. */
static int let_go(struct talk *talk, int speaker)
{
    talk->relays[speaker].from_fd = -1;
    return talk->lines[speaker].said[READ_END];
}

static unsigned on_program_end(struct talk *talk)
{
    fd_close(&talk->lines[PROGRAM].said[WRITE_END]);
    talk->runs[INTERACTOR].drain_fd = let_go(talk, INTERACTOR);
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
    fd_close(&talk->lines[INTERACTOR].said[WRITE_END]);
    int rest_fd = let_go(talk, PROGRAM);
    if (talk->first == INTERACTOR && is_refusal(word.outcome)) {
        talk->is_refused = true;
        fd_close(&talk->lines[PROGRAM].said[READ_END]);
        return 1U << PROGRAM;
    }
    talk->runs[PROGRAM].drain_fd = rest_fd;
    return 0;
}

static unsigned on_end(void *context, size_t index)
{
    struct talk *talk = context;
    if (talk->first < 0)
        talk->first = (int)index;
    if (talk->transcript)
        transcript_note(talk->transcript, clock_now_ns(),
                        index == PROGRAM ? "the program has ended" : "the interactor has ended");
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

/* ---- what is said is kept ---- */

static void hear(void *context, const char *bytes, size_t count)
{
    struct line *line = context;
    transcript_hear(line->talk->transcript, line->voice, clock_now_ns(), bytes, count);
}

/* What goes nowhere. */
static int hear_rest(void *context, const char *bytes, size_t count)
{
    hear(context, bytes, count);
    return 0;
}

static int open_relay(struct talk *talk, int speaker, struct err *err)
{
    struct line *line = &talk->lines[speaker];
    if (open_pipe(line->heard, err) != 0)
        return -1;
    talk->relays[speaker] = (struct joint_relay){
        .from_fd = line->said[READ_END],
        .to_fd = &line->heard[WRITE_END],
        .seen = hear,
        .context = line,
        .pending = arena_alloc(talk->trial->scratch, JOINT_RELAY_BYTES),
    };
    return 0;
}

/* Behind what the passes before have said. */
static void keep_transcript(const struct talk *talk)
{
    const struct trial *trial = talk->trial;
    struct arena *arena = trial->scratch;
    struct test_report *report = trial->report;
    const char *said = transcript_finish(talk->transcript, clock_now_ns(), arena);
    if (trial->pass)
        said = arena_printf(arena, "%s# pass %zu\n%s", report->transcript ? report->transcript : "",
                            trial->pass->number + 1, said);
    report->transcript = said;
}

/* ---- before ---- */

static int open_line(struct talk *talk, int speaker, struct err *err)
{
    struct line *line = &talk->lines[speaker];
    *line = (struct line){
        .said = {-1, -1},
        .heard = {-1, -1},
        .talk = talk,
        .voice = speaker == PROGRAM ? VOICE_PROGRAM : VOICE_INTERACTOR,
    };
    if (open_pipe(line->said, err) != 0)
        return -1;
    return talk->transcript ? open_relay(talk, speaker, err) : 0;
}

static void close_talk(struct talk *talk)
{
    for (int side = 0; side < SIDES; side++) {
        for (int end = 0; end < 2; end++) {
            fd_close(&talk->lines[side].said[end]);
            fd_close(&talk->lines[side].heard[end]);
        }
    }
    jury_close(&talk->jury);
}

static void join(struct talk *talk, int side)
{
    struct run_plan *plan = &talk->runs[side].plan;
    struct line *own = &talk->lines[side];
    const struct line *other = &talk->lines[side == PROGRAM ? INTERACTOR : PROGRAM];
    plan->stdin_fd = talk->transcript ? other->heard[READ_END] : other->said[READ_END];
    plan->is_stdin_plain = true;
    plan->stdout_fd = own->said[WRITE_END];
    plan->is_stdout_plain = true;
    plan->output = (struct run_sink){0};
    if (talk->transcript)
        plan->output = (struct run_sink){.feed = hear_rest, .context = own};
}

static int prepare(struct talk *talk, struct err *err)
{
    const struct trial *trial = talk->trial;
    const struct problem_test *test = trial_test(trial);
    struct joint_run *program = &talk->runs[PROGRAM], *interactor = &talk->runs[INTERACTOR];
    struct held_box *held;
    if (jury_open_trial(&talk->jury, trial, interactor_of(trial), "interactor", err) != 0 ||
        trial_load(trial, &held, &program->plan, err) != 0 || open_line(talk, PROGRAM, err) != 0 ||
        open_line(talk, INTERACTOR, err) != 0)
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
    join(talk, PROGRAM);
    join(talk, INTERACTOR);
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

static const struct line closed_line = {{-1, -1}, {-1, -1}, NULL, VOICE_PROGRAM};

static int talk_once(const struct trial *trial, struct transcript *transcript, struct err *err)
{
    EV_CLEANUP(close_talk)
    struct talk talk = {
        .trial = trial,
        .lines = {closed_line, closed_line},
        .transcript = transcript,
        .first = -1,
    };
    struct joint_events events = {
        .context = &talk,
        .relays = talk.relays,
        .relay_count = transcript ? SIDES : 0,
        .ended = on_end,
    };
    if (prepare(&talk, err) != 0)
        return -1;
    if (transcript)
        transcript_open(transcript, clock_now_ns());
    if (box_run_joint(talk.runs, SIDES, &events, err) != 0)
        return -1;
    if (transcript)
        keep_transcript(&talk);
    return conclude(&talk, err);
}

int judge_interactive(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(transcript_done) struct transcript transcript = {0};
    if (!interactor_of(trial))
        return err_set(err, ERR_INPUT, "%s: interactive, without a program to talk to",
                       trial_problem(trial)->short_name);
    return talk_once(trial, trial->submission->batch->has_transcripts ? &transcript : NULL, err);
}
