/* validate: ask the package's checker about an output, which is its standard input; where its
 * convention has a file for it, that is /dev/stdin. */
#include <errno.h>
#include <string.h>

#include "judge/trial.h"

static const char *const role_names[] = {"checker", "output validator"};

static int ask(struct jury *jury, const struct trial *trial, int output_fd,
               struct check_result *result_out, struct err *err)
{
    const struct problem_test *test = trial_test(trial);
    enum checker_convention convention = trial_problem(trial)->checker_convention;
    struct run_plan plan =
        jury_plan(jury, checker_arguments(convention, trial->scratch, &jury->files,
                                          test->validator_args, test->validator_arg_count));
    plan.stdin_fd = output_fd;
    if (box_run(jury->held->box, &plan, &jury->evidence.facts, err) != 0)
        return err_wrap(err, "%s", jury->evidence.role);
    if (jury_collect(jury, err) != 0)
        return -1;
    checker_conclude(convention, &jury->evidence, result_out);
    trial->report->judge_message = jury_message(jury, result_out);
    return 0;
}

int validate_output(const struct trial *trial, int output_fd, struct check_result *result_out,
                    struct err *err)
{
    EV_CLEANUP(jury_close) struct jury jury = {0};
    bool is_kattis = trial_problem(trial)->checker_convention == CHECKER_KATTIS;
    if (jury_open_trial(&jury, trial, trial->submission->problem->validator, role_names[is_kattis],
                        err) != 0)
        return -1;
    if (lseek(output_fd, 0, SEEK_SET) < 0)
        return err_sys(err, ERR_JUDGE, "%s: rewind the output", jury.evidence.role);
    return ask(&jury, trial, output_fd, result_out, err);
}
