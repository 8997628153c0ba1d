/* run_communication: CMS' tasks of type Communication: a manager of the package talks with one or
 * several processes of the submission through two FIFOs each.
 *
 *      run box i: program i FIFO FIFO [i]  <== from the manager == jury box: manager (FIFO FIFO)...
 *                                          === to the manager ==>
 *
 * The manager is told of each pair first the one from the program, the program likewise first the
 * one to it; older versions meant the reverse, and as either opens them in the direction it wants,
 * both are served. With user_io: std_io a shell opens them as the program's standard input and
 * output, before it becomes the program.
 *
 * The manager reads the test's input from its standard input or input.txt, prints the outcome, and
 * explains it on standard error, as a checker does. As in CMS a process that fails decides the
 * test, whatever the manager says, before or after; a manager that fails by itself is the judge's
 * failure. Whoever waits for one that has ended meets an end of file, and is killed by nobody. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "judge/channel.h"
#include "judge/crowd.h"

enum { PROCESSES_MAX = JOINT_RUNS_MAX - 1 };
enum { TO_MANAGER, TO_PROGRAM, DIRECTIONS };

static const int64_t HANG_NS = 10 * INT64_C(1000000000);
static const int64_t SLACK_NS = INT64_C(1000000000); /* for each process */
static const size_t NOBODY = SIZE_MAX;

struct meeting {
    const struct trial *trial;
    struct jury jury;
    size_t count; /* processes; the manager is the run behind them */
    struct channel channels[PROCESSES_MAX][DIRECTIONS];
    int given[PROCESSES_MAX * DIRECTIONS]; /* the manager's */
    int input_fd; /* the manager's standard input, where it is this run's alone; -1 */
    struct joint_run runs[PROCESSES_MAX + 1];
    size_t failed; /* the first process that ended badly; or NOBODY */
};

static void close_meeting(struct meeting *meeting)
{
    for (size_t i = 0; i < meeting->count; i++) {
        for (size_t k = 0; k < DIRECTIONS; k++)
            channel_close(&meeting->channels[i][k]);
    }
    fd_close(&meeting->input_fd);
    jury_close(&meeting->jury);
}

/* ---- ends ---- */

static unsigned on_process_end(struct meeting *meeting, size_t index)
{
    if (meeting->failed != NOBODY || !crowd_has_failed(meeting->trial, &meeting->runs[index]))
        return 0;
    meeting->failed = index;
    return (2U << meeting->count) - 1; /* the manager, too */
}

static unsigned on_end(void *context, size_t index)
{
    struct meeting *meeting = context;
    bool is_manager = index == meeting->count;
    for (size_t i = 0; i < meeting->count; i++) {
        for (size_t k = 0; k < DIRECTIONS && (is_manager || i == index); k++)
            channel_end(&meeting->channels[i][k]);
    }
    return is_manager ? 0 : on_process_end(meeting, index);
}

static void look(void *context)
{
    struct meeting *meeting = context;
    for (size_t i = 0; i < meeting->count; i++) {
        for (size_t k = 0; k < DIRECTIONS; k++)
            channel_look(&meeting->channels[i][k]);
    }
}

/* ---- before ---- */

/* It opens what is given to it as CMS' sandbox does, in this order. */
static const char *const *with_stdio(struct arena *arena, const char *const *argv)
{
    static const char *const shell[] = {
        "/bin/sh", "-c", "exec \"$@\" </dev/fd/3 >/dev/fd/4", "sh", NULL,
    };
    size_t count = 0;
    while (argv[count])
        count++;
    return argv_join(arena, shell, argv, count);
}

static int add_process(struct meeting *meeting, size_t index, struct err *err)
{
    const struct trial *trial = meeting->trial;
    struct channel *channels = meeting->channels[index];
    bool is_nameless = sandbox_tier(trial->slot->judge->sandbox) == SANDBOX_TRUSTED;
    bool has_stdio = trial_problem(trial)->talks_on_stdio;
    const char *words[] = {channel_name(trial->scratch, 0), channel_name(trial->scratch, 1),
                           arena_printf(trial->scratch, "%zu", index)};
    size_t first = has_stdio ? 2 : 0, count = meeting->count > 1 ? 3 : 2;
    if (channel_open(&channels[TO_MANAGER], is_nameless, err) != 0 ||
        channel_open(&channels[TO_PROGRAM], is_nameless, err) != 0 ||
        crowd_load(trial, index, words + first, count - first, &meeting->runs[index], err) != 0)
        return -1;
    meeting->given[2 * index] = channels[TO_MANAGER].path_fd;
    meeting->given[2 * index + 1] = channels[TO_PROGRAM].path_fd;
    struct run_plan *plan = &meeting->runs[index].plan;
    int *own = arena_alloc(trial->scratch, DIRECTIONS * sizeof(*own));
    own[0] = channels[TO_PROGRAM].path_fd;
    own[1] = channels[TO_MANAGER].path_fd;
    plan->given_fds = own;
    plan->given_count = DIRECTIONS;
    if (has_stdio)
        plan->argv = with_stdio(trial->scratch, plan->argv);
    return 0;
}

/* It waits for all processes: what they may take together is less than what it may. */
static struct limits limits_of_manager(const struct meeting *meeting)
{
    const struct limits *own = meeting->trial->limits;
    struct limits limits = meeting->jury.program->limits;
    int64_t count = (int64_t)meeting->count;
    if (limits.cpu_ns >= 0 && own->cpu_ns >= 0 && limits.cpu_ns < count * (own->cpu_ns + SLACK_NS))
        limits.cpu_ns = count * (own->cpu_ns + SLACK_NS);
    if (limits.wall_ns >= 0 && own->wall_ns >= 0 &&
        limits.wall_ns < count * (own->wall_ns + SLACK_NS))
        limits.wall_ns = count * (own->wall_ns + SLACK_NS);
    return limits;
}

static int add_manager(struct meeting *meeting, struct err *err)
{
    const struct trial *trial = meeting->trial;
    struct problem_state *state = trial->submission->problem;
    struct joint_run *run = &meeting->runs[meeting->count];
    const char **words = arena_alloc(trial->scratch, (2 * meeting->count + 1) * sizeof(*words));
    for (size_t i = 0; i < 2 * meeting->count; i++)
        words[i] = channel_name(trial->scratch, i);
    int input_fd;
    bool is_owned = false;
    struct test_file input = problem_state_file(state, trial->scratch, trial->test, false);
    EV_FD int fd = openat(input.dir_fd, input.path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s: %s", state->problem->short_name, input.path);
    if (problem_state_input(state, trial->slot->judge->sandbox, trial->test, &input_fd, &is_owned,
                            err) != 0)
        return -1;
    if (is_owned)
        meeting->input_fd = input_fd;
    if (jury_open_trial(&meeting->jury, trial, state->interactor, "manager", err) != 0)
        return -1;
    struct box *box = meeting->jury.held->box;
    if (box_stage(box, BOX_WORK, "input.txt", 0644, fd, err) != 0)
        return err_wrap(err, "manager");
    *run = (struct joint_run){.box = box, .idle_ns = HANG_NS, .drain_fd = -1};
    run->plan = jury_plan(&meeting->jury, words);
    run->plan.stdin_fd = input_fd;
    run->plan.limits = limits_of_manager(meeting);
    run->plan.given_fds = meeting->given;
    run->plan.given_count = 2 * meeting->count;
    return 0;
}

/* ---- the verdict ---- */

/* All processes are done, and the manager speaks to one that does not listen. */
static bool has_waited_in_vain(const struct meeting *meeting)
{
    const struct facts *facts = &meeting->runs[meeting->count].facts;
    return meeting->failed == NOBODY && facts->is_killed_by_judge &&
           (facts->limits_hit & LIMIT_WALL) && !(facts->limits_hit & LIMIT_CPU);
}

static void blame_program(struct check_result *word)
{
    *word = (struct check_result){
        .outcome = CHECK_WRONG,
        .score = NAN,
        .score_multiplier = NAN,
        .message = "the program ended while the manager waited for it",
    };
}

/* Whatever became of the processes. */
static void conclude_judge_error(const struct trial *trial, const struct check_result *word)
{
    trial->report->verdict = VERDICT_JUDGE_ERROR;
    trial->report->message = arena_string(trial->scratch, word->message);
}

static int conclude(struct meeting *meeting, struct err *err)
{
    const struct trial *trial = meeting->trial;
    const struct facts *managers = &meeting->runs[meeting->count].facts;
    struct check_result word;
    meeting->jury.evidence.facts = *managers;
    if (jury_collect(&meeting->jury, err) != 0)
        return -1;
    interactor_conclude(INTERACTOR_CMS, &meeting->jury.evidence, &word);
    bool is_killed = meeting->failed != NOBODY && managers->is_killed_by_judge;
    if (is_killed || has_waited_in_vain(meeting))
        blame_program(&word);
    else
        trial->report->judge_message = jury_message(&meeting->jury, &word);
    bool is_judges_fault = word.outcome == CHECK_JUDGE_ERROR;
    bool has_failed = meeting->failed != NOBODY && !is_judges_fault;
    trial->report->facts =
        crowd_facts(meeting->runs, meeting->count, has_failed ? meeting->failed : 0);
    if (is_judges_fault)
        conclude_judge_error(trial, &word);
    else
        trial_conclude(trial, &word, true);
    return 0;
}

static void init(struct meeting *meeting, const struct trial *trial)
{
    int wanted = trial_problem(trial)->process_count;
    *meeting = (struct meeting){.trial = trial, .input_fd = -1, .failed = NOBODY};
    meeting->count = wanted > 1 ? (size_t)wanted : 1;
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        for (size_t k = 0; k < DIRECTIONS; k++)
            meeting->channels[i][k] = CHANNEL_CLOSED;
    }
}

static int meet(struct meeting *meeting, struct err *err)
{
    struct joint_events events = {.context = meeting, .ended = on_end, .look = look};
    for (size_t i = 0; i < meeting->count; i++) {
        if (add_process(meeting, i, err) != 0)
            return -1;
    }
    if (add_manager(meeting, err) != 0 ||
        box_run_joint(meeting->runs, meeting->count + 1, &events, err) != 0)
        return -1;
    return conclude(meeting, err);
}

int judge_communication(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(close_meeting) struct meeting meeting;
    init(&meeting, trial);
    if (meeting.count > PROCESSES_MAX)
        return err_set(err, ERR_INPUT, "%s: more than %d processes",
                       trial_problem(trial)->short_name, (int)PROCESSES_MAX);
    int status = meet(&meeting, err);
    if (status != 0)
        slot_drop_copies(trial->slot);
    return status;
}
