/* passes: a test of several runs. As long as the validator accepts and leaves nextpass.in, the
 * program is run again with it as its input; the feedback folder goes from pass to pass. */
#include "judge/trial.h"

static void close_pass(struct pass *pass)
{
    fd_close(&pass->input_fd);
    fd_close(&pass->next_fd);
    arena_done(&pass->arena);
}

static int64_t more(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The longest and largest of the passes; all else is of the last one. */
static void keep_most(struct facts *facts, const struct facts *before)
{
    if (before->cpu_ns > facts->cpu_ns) {
        facts->events = before->events;
        facts->user_ns = before->user_ns;
        facts->system_ns = before->system_ns;
    }
    facts->cpu_ns = more(facts->cpu_ns, before->cpu_ns);
    facts->wall_ns = more(facts->wall_ns, before->wall_ns);
    facts->cpu_wait_ns = more(facts->cpu_wait_ns, before->cpu_wait_ns);
    facts->memory_bytes = more(facts->memory_bytes, before->memory_bytes);
    facts->processes_peak = more(facts->processes_peak, before->processes_peak);
}

static void refuse_pass(const struct trial *trial, int most)
{
    trial->report->verdict = VERDICT_JUDGE_ERROR;
    trial->report->message = arena_printf(
        trial->scratch, "output validator: nextpass.in after pass %d of at most %d", most, most);
}

/* nextpass.in moves on. */
static void turn(struct pass *pass)
{
    fd_close(&pass->input_fd);
    pass->input_fd = fd_steal(&pass->next_fd);
    pass->number++;
}

int judge_by_passes(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(close_pass) struct pass pass = {.input_fd = -1, .next_fd = -1};
    const struct problem *problem = trial_problem(trial);
    int (*judge)(const struct trial *trial, struct err *err) =
        problem->kinds & PROBLEM_INTERACTIVE ? judge_interactive : judge_plain;
    struct trial one = *trial;
    struct facts most = {0};
    one.pass = &pass;
    for (;;) {
        if (judge(&one, err) != 0)
            return -1;
        keep_most(&trial->report->facts, &most);
        most = trial->report->facts;
        if (trial->report->verdict != VERDICT_ACCEPTED || pass.next_fd < 0)
            return 0;
        if ((int)pass.number + 1 >= problem->passes_max) {
            refuse_pass(trial, problem->passes_max);
            return 0;
        }
        turn(&pass);
    }
}
