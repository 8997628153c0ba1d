/* run_plain: a program reads the test's input and writes its output: from standard input to
 * standard output, or from file to file where the problem names them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "judge/trial.h"

enum { OUTPUT_FILES_MAX = 1 };

/* In the program's folder as it would be in a contestant's. */
static int stage_input(const struct trial *trial, struct box *box, int fd, struct err *err)
{
    return box_unstage(box, BOX_WORK, err) != 0
               ? -1
               : box_stage(box, BOX_WORK, trial_problem(trial)->input_file, 0644, fd, err);
}

int test_files_stage(const struct problem *problem, const struct problem_test *test,
                     struct box *box, struct err *err)
{
    for (size_t i = 0; i < test->file_count; i++) {
        const char *path = test->files[i];
        const char *name = path + strlen(test->files_folder) + 1;
        EV_FD int fd = fs_open_beneath(problem->dir_fd, path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return err_sys(err, ERR_INPUT, "%s: %s", problem->short_name, path);
        if (box_stage(box, BOX_WORK, name, 0644, fd, err) != 0)
            return -1;
    }
    return 0;
}

static int stage_files(const struct trial *trial, struct box *box, struct err *err)
{
    return box_unstage(box, BOX_WORK, err) != 0
               ? -1
               : test_files_stage(trial_problem(trial), trial_test(trial), box, err);
}

struct collecting {
    const struct trial *trial;
    struct output *output;
};

/* Its size counts as output's. */
static int take_output(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                       struct err *err)
{
    (void)mode;
    const struct collecting *collecting = context;
    const struct limits *limits = collecting->trial->limits;
    if (strcmp(name, trial_problem(collecting->trial)->output_file) != 0)
        return 0; /* in a folder of this name */
    if (limits->output_bytes >= 0 && bytes > limits->output_bytes) {
        collecting->trial->report->facts.limits_hit |= LIMIT_OUTPUT;
        return 0;
    }
    return output_feed_fd(collecting->output, fd, err);
}

static int collect_output(const struct trial *trial, struct box *box, struct output *output,
                          struct err *err)
{
    struct collecting collecting = {.trial = trial, .output = output};
    return box_collect(box, trial_problem(trial)->output_file, OUTPUT_FILES_MAX, INT64_MAX,
                       take_output, &collecting, err);
}

static int run_program(const struct trial *trial, int input_fd, struct output *output,
                       struct err *err)
{
    const struct problem *problem = trial_problem(trial);
    bool has_files = problem->tests[trial->test].file_count > 0;
    struct held_box *held;
    struct run_plan plan;
    if (trial_load(trial, &held, &plan, err) != 0 ||
        (problem->input_file && stage_input(trial, held->box, input_fd, err) != 0) ||
        (has_files && stage_files(trial, held->box, err) != 0))
        return -1;
    plan.is_work_kept = problem->input_file || has_files;
    if (!problem->input_file)
        plan.stdin_fd = input_fd;
    if (!problem->output_file)
        plan.output = output_sink(output);
    if (box_run(held->box, &plan, &trial->report->facts, err) != 0)
        return -1;
    return problem->output_file ? collect_output(trial, held->box, output, err) : 0;
}

int judge_plain(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(output_close) struct output *output = NULL;
    EV_FD int owned_fd = -1;
    int input_fd = trial->pass ? trial->pass->input_fd : -1;
    bool is_owned = false;
    if (output_open(trial, &output, err) != 0)
        return -1;
    if (input_fd < 0 && problem_state_input(trial->submission->problem, trial->slot->judge->sandbox,
                                            trial->test, &input_fd, &is_owned, err) != 0)
        return -1;
    if (is_owned)
        owned_fd = input_fd;
    if (run_program(trial, input_fd, output, err) != 0)
        return -1;
    return output_judge(output, trial, err);
}
