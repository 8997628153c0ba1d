/* validate: ask a package's own validator, in the slot's jury box.
 *
 *   standard input      the contestant's output
 *   BOX_PROGRAM         the validator, compiled once per problem
 *   BOX_DATA            in, ans of the test, staged when it changes
 *   BOX_WORK/feedback/  what the validator writes
 *
 * The contestant's program never runs in this box, and the answers never get into another one. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "judge/internal.h"

enum {
    FEEDBACK_TEXT_MAX = 64 << 10,
    FEEDBACK_FILES_MAX = 1000,
    FEEDBACK_BYTES_MAX = 64 << 20,
    SPOKEN_TEXT_MAX = 4 << 10,
    LEFT_BYTES_MAX = 1 << 20, /* a validator that leaves more gets empty folders the next time */
};

static int stage_file(struct box *box, const struct problem *problem, const char *path,
                      const char *name, struct err *err)
{
    EV_FD int fd = openat(problem->dir_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s: %s", problem->short_name, path);
    return box_stage(box, BOX_DATA, name, 0644, fd, err);
}

static int stage_test(struct held_box *held, const struct problem *problem, size_t test,
                      struct err *err)
{
    if (held->data_test == test)
        return 0;
    held->data_test = SIZE_MAX;
    if (box_unstage(held->box, BOX_DATA, err) != 0 ||
        stage_file(held->box, problem, problem->tests[test].input, "in", err) != 0 ||
        stage_file(held->box, problem, problem->tests[test].answer, "ans", err) != 0)
        return -1;
    held->data_test = test;
    return 0;
}

struct feedback {
    struct arena *arena;
    struct checker_evidence *evidence;
};

static const struct {
    const char *name;
    size_t offset;
} feedback_files[] = {
    {"judgemessage.txt", offsetof(struct checker_evidence, judge_message)},
    {"teammessage.txt", offsetof(struct checker_evidence, team_message)},
    {"judgeerror.txt", offsetof(struct checker_evidence, judge_error)},
    {"score.txt", offsetof(struct checker_evidence, score)},
    {"score_multiplier.txt", offsetof(struct checker_evidence, score_multiplier)},
};

/* The first bytes of a file, as text. */
static int read_text(struct arena *arena, int fd, const char *name, const char **text_out,
                     struct err *err)
{
    char *text = arena_alloc(arena, FEEDBACK_TEXT_MAX + 1);
    size_t count = 0;
    while (count < FEEDBACK_TEXT_MAX) {
        ssize_t got = pread(fd, text + count, FEEDBACK_TEXT_MAX - count, (off_t)count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, ERR_JUDGE, "validator: read %s", name);
        if (got == 0)
            break;
        count += (size_t)got;
    }
    *text_out = text;
    return 0;
}

static int read_feedback(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                         struct err *err)
{
    (void)mode;
    (void)bytes; /* only the beginning is read, whatever the size */
    struct feedback *feedback = context;
    const char *prefix = "feedback/";
    if (str_starts_with(name, prefix))
        name += strlen(prefix);
    if (strcmp(name, "nextpass.in") == 0)
        feedback->evidence->has_next_pass = true;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(feedback_files); i++) {
        if (strcmp(name, feedback_files[i].name) != 0)
            continue;
        void *field = (char *)feedback->evidence + feedback_files[i].offset;
        return read_text(feedback->arena, fd, name, field, err);
    }
    return 0;
}

static const char *const *argv_of(const struct held_box *held, const struct problem_test *test,
                                  struct arena *arena)
{
    const char *data = box_folder(held->box, BOX_DATA);
    const char *feedback = arena_printf(arena, "%s/feedback/", box_folder(held->box, BOX_WORK));
    const char *const *arguments = checker_arguments(
        CHECKER_KATTIS, arena, fs_join(arena, data, "in"), fs_join(arena, data, "ans"), feedback,
        test->validator_args, test->validator_arg_count);
    size_t count = 0;
    while (arguments[count])
        count++;
    return argv_join(arena, held->argv, arguments, count);
}

int validate_output(struct slot *slot, struct problem_state *state, size_t test, int output_fd,
                    struct arena *scratch, struct check_result *result_out,
                    const char **judge_message_out, struct err *err)
{
    const struct problem *problem = state->problem;
    struct held_box *held;
    if (slot_load(slot, BOX_JURY, state->id, state->validator, &state->validator_limits, &held,
                  err) != 0 ||
        stage_test(held, problem, test, err) != 0 || box_unstage(held->box, BOX_WORK, err) != 0 ||
        box_stage_folder(held->box, "feedback", err) != 0)
        return err_wrap(err, "validator");
    if (lseek(output_fd, 0, SEEK_SET) < 0)
        return err_sys(err, ERR_JUDGE, "validator: rewind the output");
    EV_STR struct str stdout_text = {.maximum = SPOKEN_TEXT_MAX};
    EV_STR struct str stderr_text = {.maximum = SPOKEN_TEXT_MAX};
    struct run_plan plan = {
        .argv = argv_of(held, &problem->tests[test], scratch),
        .environment = held->environment,
        .limits = state->validator_limits,
        .stdin_fd = output_fd,
        .output = {.feed = sink_keep, .context = &stdout_text},
        .error_output = {.feed = sink_keep, .context = &stderr_text},
        .is_work_kept = true, /* the feedback folder was put there before */
    };
    struct checker_evidence evidence = {0};
    struct feedback feedback = {.arena = scratch, .evidence = &evidence};
    if (box_run(held->box, &plan, &evidence.facts, err) != 0 ||
        box_collect(held->box, "feedback", FEEDBACK_FILES_MAX, FEEDBACK_BYTES_MAX, read_feedback,
                    &feedback, err) != 0)
        return err_wrap(err, "validator");
    evidence.stdout_text = str_text(&stdout_text);
    evidence.stderr_text = str_text(&stderr_text);
    if (evidence.facts.written_bytes > LEFT_BYTES_MAX)
        slot_forget(held);
    checker_conclude(CHECKER_KATTIS, &evidence, result_out);
    *judge_message_out = evidence.judge_message;
    return 0;
}
