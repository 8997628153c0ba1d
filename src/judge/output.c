/* output: what a program has written, on its way to be judged.
 *
 * With the default validator it streams through the comparer and is never stored. A package's
 * validator gets it from a memory file, once the run has ended well. */
#include <errno.h>

#include "base/fs.h"
#include "judge/trial.h"

struct output {
    struct comparer *comparer; /* NULL: kept for a validator */
    struct comparer *lax;      /* case and white space count for nothing; NULL: as the other */
    int fd;
    int64_t room; /* bytes that may still come */
    int error;    /* errno of the first failure */
    bool has_text;
};

void output_close(struct output **output)
{
    if (!*output)
        return;
    comparer_close((*output)->comparer);
    comparer_close((*output)->lax);
    fd_close(&(*output)->fd);
    *output = NULL; /* the scratch arena's */
}

static int open_comparer(const struct trial *trial, struct output *output, struct err *err)
{
    struct problem_state *state = trial->submission->problem;
    const char *answer;
    size_t answer_bytes;
    if (problem_state_answer(state, trial->test, &answer, &answer_bytes, err) != 0)
        return -1;
    struct compare_flags flags = state->tests[trial->test].flags;
    if (comparer_open(answer, answer_bytes, &flags, &output->comparer, err) != 0)
        return -1;
    if (!flags.is_case_sensitive && !flags.is_space_sensitive && flags.line_rule == LINES_NOTHING)
        return 0;
    flags.is_case_sensitive = flags.is_space_sensitive = false;
    flags.line_rule = LINES_NOTHING;
    return comparer_open(answer, answer_bytes, &flags, &output->lax, err);
}

int output_open(const struct trial *trial, struct output **output_out, struct err *err)
{
    struct output *output = arena_alloc(trial->scratch, sizeof(*output));
    output->fd = -1;
    output->room = trial->limits->output_bytes >= 0 ? trial->limits->output_bytes : INT64_MAX;
    if (!trial->submission->problem->validator) {
        if (open_comparer(trial, output, err) != 0)
            return -1;
    } else {
        output->fd = fs_memory_file("output", "", 0, false, err);
        if (output->fd < 0)
            return -1;
    }
    *output_out = output;
    return 0;
}

/* Never ends the run: a wrong output may still be followed by a crash or a time-out, which rank
 * higher. */
static int feed_comparer(void *context, const char *bytes, size_t count)
{
    struct output *output = context;
    if (!comparer_is_decided(output->comparer))
        comparer_feed(output->comparer, bytes, count);
    if (output->lax && !comparer_is_decided(output->lax))
        comparer_feed(output->lax, bytes, count);
    return 0;
}

static bool has_text(const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r'))
            return true;
    }
    return false;
}

static int feed_file(void *context, const char *bytes, size_t count)
{
    struct output *output = context;
    output->has_text = output->has_text || has_text(bytes, count);
    if (output->room < (int64_t)count)
        count = (size_t)output->room; /* over the limit: the verdict is made already */
    output->room -= (int64_t)count;
    if (output->error == 0 && count > 0 && fs_write_all(output->fd, bytes, count) != 0)
        output->error = errno;
    return 0;
}

struct run_sink output_sink(struct output *output)
{
    return (struct run_sink){.feed = output->comparer ? feed_comparer : feed_file,
                             .context = output};
}

int output_feed_fd(struct output *output, int fd, struct err *err)
{
    enum { CHUNK_BYTES = 64 << 10 };
    char chunk[CHUNK_BYTES];
    struct run_sink sink = output_sink(output);
    ssize_t got;
    while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, ERR_JUDGE, "read the output");
        (void)sink.feed(sink.context, chunk, (size_t)got); /* never ends anything */
    }
    return 0;
}

/* Would it be right if case and white space counted for nothing? */
static void judge_laxly(struct output *output, struct check_result *check)
{
    struct check_result lax;
    if (!output->lax || check->outcome != CHECK_WRONG)
        return;
    comparer_finish(output->lax, &lax);
    if (lax.outcome == CHECK_ACCEPTED)
        check->difference = DIFFERENCE_LAX;
}

/* What tells why an output is wrong even where several are right: chance does not make it. */
static const unsigned telling_bits = DIFFERENCE_LAX | DIFFERENCE_WRAPPED | DIFFERENCE_COMMA |
                                     DIFFERENCE_NAN | DIFFERENCE_WORD | DIFFERENCE_GLUED |
                                     DIFFERENCE_NUL | DIFFERENCE_BOM;

static void feed_kept(struct comparer *comparer, int fd)
{
    enum { CHUNK_BYTES = 64 << 10 };
    char chunk[CHUNK_BYTES];
    int64_t offset = 0;
    ssize_t got;
    while (!comparer_is_decided(comparer) && (got = pread(fd, chunk, sizeof(chunk), offset)) > 0) {
        comparer_feed(comparer, chunk, (size_t)got);
        offset += got;
    }
}

/* The package's validator has rejected it: how does it differ from the answer? For hints only; a
 * problem without answers, or one that cannot be read, has none. */
static void look_for_hints(const struct trial *trial, const struct output *output,
                           struct check_result *check)
{
    struct comparer *comparer = NULL;
    struct check_result plain = {.outcome = CHECK_NOT_RUN};
    struct err err = {0};
    const char *answer = NULL;
    size_t answer_bytes = 0;
    if (check->outcome != CHECK_WRONG ||
        problem_state_answer(trial->submission->problem, trial->test, &answer, &answer_bytes,
                             &err) != 0 ||
        answer_bytes == 0 ||
        comparer_open(answer, answer_bytes, &COMPARE_FLAGS_NONE, &comparer, &err) != 0)
        return;
    feed_kept(comparer, output->fd);
    comparer_finish(comparer, &plain);
    comparer_close(comparer);
    check->difference =
        plain.outcome == CHECK_ACCEPTED ? DIFFERENCE_LAX : (plain.difference & telling_bits);
}

int output_judge(struct output *output, const struct trial *trial, struct err *err)
{
    struct check_result check = {.outcome = CHECK_NOT_RUN};
    if (output->comparer) {
        comparer_finish(output->comparer, &check);
        judge_laxly(output, &check);
        trial_conclude(trial, &check, comparer_has_output(output->comparer));
        return 0;
    }
    errno = output->error;
    if (output->error != 0)
        return err_sys(err, ERR_JUDGE, "output: keep for the validator");
    if (verdict_of_run(trial->limits, &trial->report->facts, CHECK_NOT_RUN, true) ==
            VERDICT_ACCEPTED &&
        validate_output(trial, output->fd, &check, err) != 0)
        return -1;
    look_for_hints(trial, output, &check);
    trial_conclude(trial, &check, output->has_text);
    return 0;
}
