/* run_test: one test of one submission: box, input, run, check, verdict.
 *
 * With the default validator the output streams through the comparer and is never stored. A
 * package's validator gets it from a memory file, once the run has ended well. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "judge/internal.h"

static int run_program(const struct trial *trial, const struct run_sink *output, struct err *err)
{
    struct submission *submission = trial->submission;
    const struct problem_test *test = &submission->problem->problem->tests[trial->test];
    struct held_box *held;
    if (slot_load(trial->slot, BOX_RUN, submission->id, submission->artifact, trial->limits, &held,
                  err) != 0)
        return -1;
    EV_FD int owned_fd = -1;
    struct run_plan plan = {
        .argv = argv_join(trial->scratch, held->argv, test->args, test->arg_count),
        .environment = held->environment,
        .limits = *trial->limits,
        .stdin_fd = -1,
        .output = *output,
    };
    bool is_owned = false;
    if (problem_state_input(submission->problem, trial->slot->judge->sandbox, trial->test,
                            &plan.stdin_fd, &is_owned, err) != 0)
        return -1;
    if (is_owned)
        owned_fd = plan.stdin_fd;
    plan.limits.cpu_ns = trial->cpu_limit_ns;
    return box_run(held->box, &plan, &trial->report->facts, err);
}

static void set_verdict(const struct trial *trial, const struct check_result *check,
                        bool has_output)
{
    struct test_report *report = trial->report;
    if (trial->limits->cpu_ns >= 0 && report->facts.cpu_ns > trial->limits->cpu_ns)
        report->facts.limits_hit |= LIMIT_CPU; /* it may have been let finish beyond */
    report->verdict = verdict_of_run(trial->limits, &report->facts, check->outcome, has_output);
    report->message = reason_of_run(trial->scratch, report->verdict, trial->limits, &report->facts);
    if (report->message)
        return;
    report->score = check->score;
    report->multiplier = check->score_multiplier;
    if (check->message[0])
        report->message = arena_string(trial->scratch, check->message);
}

static int feed_comparer(void *context, const char *bytes, size_t count)
{
    struct comparer *comparer = context;
    if (!comparer_is_decided(comparer))
        comparer_feed(comparer, bytes, count);
    return 0; /* never ends the run: a wrong output may still be followed by a crash or a time-out,
                 which rank higher */
}

static void close_comparer(struct comparer **comparer)
{
    comparer_close(*comparer);
}

static int judge_by_default(const struct trial *trial, struct err *err)
{
    struct problem_state *state = trial->submission->problem;
    const char *answer;
    size_t answer_bytes;
    if (problem_state_answer(state, trial->test, &answer, &answer_bytes, err) != 0)
        return -1;
    EV_CLEANUP(close_comparer) struct comparer *comparer = NULL;
    if (comparer_open(answer, answer_bytes, &state->tests[trial->test].flags, &comparer, err) != 0)
        return -1;
    struct run_sink output = {.feed = feed_comparer, .context = comparer};
    if (run_program(trial, &output, err) != 0)
        return -1;
    struct check_result check = {0};
    comparer_finish(comparer, &check);
    set_verdict(trial, &check, comparer_has_output(comparer));
    return 0;
}

/* The output on its way to a validator. */
struct buffer {
    int fd;
    int64_t room; /* bytes that may still come */
    int error;    /* errno of the first failure */
    bool has_text;
};

static bool has_text(const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r'))
            return true;
    }
    return false;
}

static int feed_buffer(void *context, const char *bytes, size_t count)
{
    struct buffer *buffer = context;
    buffer->has_text = buffer->has_text || has_text(bytes, count);
    if (buffer->room < (int64_t)count)
        count = (size_t)buffer->room; /* over the limit: the verdict is made already */
    buffer->room -= (int64_t)count;
    if (buffer->error == 0 && count > 0 && fs_write_all(buffer->fd, bytes, count) != 0)
        buffer->error = errno;
    return 0;
}

static int judge_by_validator(const struct trial *trial, struct err *err)
{
    EV_FD int fd = fs_memory_file("output", "", 0, false, err);
    if (fd < 0)
        return -1;
    int64_t room = trial->limits->output_bytes >= 0 ? trial->limits->output_bytes : INT64_MAX;
    struct buffer buffer = {.fd = fd, .room = room};
    struct run_sink output = {.feed = feed_buffer, .context = &buffer};
    if (run_program(trial, &output, err) != 0)
        return -1;
    errno = buffer.error;
    if (buffer.error != 0)
        return err_sys(err, ERR_JUDGE, "output: keep for the validator");
    struct check_result check = {.outcome = CHECK_NOT_RUN};
    if (verdict_of_run(trial->limits, &trial->report->facts, CHECK_NOT_RUN, true) ==
            VERDICT_ACCEPTED &&
        validate_output(trial->slot, trial->submission->problem, trial->test, fd, trial->scratch,
                        &check, &trial->report->judge_message, err) != 0)
        return -1;
    set_verdict(trial, &check, buffer.has_text);
    return 0;
}

int run_test(const struct trial *trial, struct err *err)
{
    if (trial->submission->problem->validator)
        return judge_by_validator(trial, err);
    return judge_by_default(trial, err);
}
