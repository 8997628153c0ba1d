/* run_two_steps: CMS' tasks of type TwoSteps: the submission, linked with the package's manager,
 * runs twice at once. What the first says of the input reaches the second through a FIFO.
 *
 *      input ==> program 0 FIFO  ===>  program 1 FIFO ==> output, judged as any other
 */
#include "base/fs.h"
#include "judge/channel.h"
#include "judge/crowd.h"

enum { FIRST, SECOND, STEPS };

struct steps {
    const struct trial *trial;
    struct channel channel;
    struct joint_run runs[STEPS];
    size_t failed; /* STEPS: neither */
};

static unsigned on_end(void *context, size_t index)
{
    struct steps *steps = context;
    channel_end(&steps->channel);
    if (steps->failed != STEPS || !crowd_has_failed(steps->trial, &steps->runs[index]))
        return 0;
    steps->failed = index;
    return (1U << STEPS) - 1;
}

static void look(void *context)
{
    struct steps *steps = context;
    channel_look(&steps->channel);
}

static int load(struct steps *steps, size_t index, struct err *err)
{
    static const char *const numbers[] = {"0", "1"};
    const struct trial *trial = steps->trial;
    const char *words[] = {numbers[index], channel_name(trial->scratch, 0)};
    if (crowd_load(trial, index, words, EV_ARRAY_LENGTH(words), &steps->runs[index], err) != 0)
        return -1;
    steps->runs[index].plan.given_fds = &steps->channel.path_fd;
    steps->runs[index].plan.given_count = 1;
    return 0;
}

static int run_both(struct steps *steps, struct output *output, struct err *err)
{
    const struct trial *trial = steps->trial;
    struct sandbox *sandbox = trial->slot->judge->sandbox;
    struct joint_events events = {.context = steps, .ended = on_end, .look = look};
    EV_FD int owned_fd = -1;
    int input_fd;
    bool is_owned = false;
    if (channel_open(&steps->channel, sandbox_tier(sandbox) == SANDBOX_TRUSTED, err) != 0 ||
        load(steps, FIRST, err) != 0 || load(steps, SECOND, err) != 0 ||
        problem_state_input(trial->submission->problem, sandbox, trial->test, &input_fd, &is_owned,
                            err) != 0)
        return -1;
    if (is_owned)
        owned_fd = input_fd;
    steps->runs[FIRST].plan.stdin_fd = input_fd;
    steps->runs[SECOND].plan.output = output_sink(output);
    if (box_run_joint(steps->runs, STEPS, &events, err) != 0)
        return -1;
    trial->report->facts =
        crowd_facts(steps->runs, STEPS, steps->failed == STEPS ? SECOND : steps->failed);
    return output_judge(output, trial, err);
}

static void close_steps(struct steps *steps)
{
    channel_close(&steps->channel);
}

int judge_two_steps(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(close_steps)
    struct steps steps = {.trial = trial, .channel = CHANNEL_CLOSED, .failed = STEPS};
    EV_CLEANUP(output_close) struct output *output = NULL;
    if (output_open(trial, &output, err) != 0)
        return -1;
    int status = run_both(&steps, output, err);
    if (status != 0)
        slot_drop_copies(trial->slot);
    return status;
}
