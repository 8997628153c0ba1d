/* look: one input: run the solutions on it, and hold their outputs together, by the problem's
 * output validator, or token by token. */
#include <string.h>

#include "base/fs.h"
#include "check/check.h"
#include "verify/stress.h"

enum { OUTPUT_BYTES_MAX = 16 << 20 };

static int keep(void *context, const char *bytes, size_t count)
{
    str_add_n(context, bytes, count); /* beyond its maximum it drops */
    return 0;
}

int stress_run_program(struct stress *stress, const struct artifact *program,
                       const char *const *arguments, const char *bytes, size_t count,
                       struct str *output, enum verdict *verdict_out, struct err *err)
{
    EV_FD int fd = fs_memory_file("input", bytes, count, false, err);
    if (fd < 0)
        return -1;
    str_clear(output);
    output->maximum = OUTPUT_BYTES_MAX;
    struct judge_single single = {
        .artifact = program,
        .arguments = arguments,
        .limits = stress->options->limits,
        .stdin_fd = fd,
        .output = {.feed = keep, .context = output},
    };
    struct facts facts;
    if (judge_run_single(stress->options->judge, &single, &facts, err) != 0)
        return -1;
    *verdict_out = verdict_of_run(&single.limits, &facts, CHECK_NOT_RUN, true);
    return 0;
}

void stress_look_done(struct stress_look *look)
{
    str_done(&look->outputs[0]);
    str_done(&look->outputs[1]);
}

/* ---- asking validators ---- */

struct asked {
    struct arena *arena;
    bool is_refused, is_failed;
    char message[512];
};

static void on_answer(void *context, size_t request, const struct validation_result *result)
{
    (void)request;
    struct asked *asked = context;
    bool is_failed = result->outcome == CHECK_JUDGE_ERROR || result->outcome == CHECK_NOT_RUN;
    if (result->outcome == CHECK_ACCEPTED)
        return;
    asked->is_refused = true;
    asked->is_failed |= is_failed;
    (void)snprintf(asked->message, sizeof(asked->message), "%s",
                   result->message ? result->message : ""); /* cut: one line */
}

int stress_is_valid(struct stress *stress, const char *bytes, size_t count, bool *is_valid_out,
                    struct err *err)
{
    const struct problem *problem = stress->options->problem;
    struct asked asked = {.arena = stress->arena};
    size_t validators = problem ? problem->input_validator_count : 0;
    *is_valid_out = true;
    if (validators == 0)
        return 0;
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct validation_request *requests = arena_alloc(&scratch, validators * sizeof(*requests));
    const struct problem_test *test = &problem->tests[problem->test_count - 1];
    for (size_t i = 0; i < validators; i++)
        requests[i] = (struct validation_request){
            .role = VALIDATE_INPUT,
            .validator = i,
            .input = {.bytes = bytes, .count = count},
            .args = test->input_validator_args,
            .arg_count = test->input_validator_arg_count,
        };
    if (judge_validate(stress->options->judge, problem, requests, validators, on_answer, &asked,
                       err) != 0)
        return -1;
    *is_valid_out = !asked.is_refused;
    return 0;
}

static int judge_output(struct stress *stress, const struct problem *problem, const char *bytes,
                        size_t count, struct stress_look *look, struct err *err)
{
    const struct problem_test *test =
        problem->test_count > 0 ? &problem->tests[problem->test_count - 1] : NULL;
    bool has_second = stress->options->second != NULL;
    const struct str *answer = &look->outputs[0], *output = &look->outputs[has_second];
    struct validation_request request = {
        .role = VALIDATE_OUTPUT,
        .input = {.bytes = bytes, .count = count},
        .answer = {.bytes = str_text(answer), .count = has_second ? answer->count : 0},
        .output = {.bytes = str_text(output), .count = output->count},
        .args = test ? test->validator_args : NULL,
        .arg_count = test ? test->validator_arg_count : 0,
    };
    struct asked asked = {.arena = stress->arena};
    if (judge_validate(stress->options->judge, problem, &request, 1, on_answer, &asked, err) != 0)
        return -1;
    if (asked.is_failed)
        return err_set(err, ERR_JUDGE, "stress: output validator: %s", asked.message);
    look->kind = asked.is_refused ? STRESS_OUTPUTS : STRESS_SAME;
    if (asked.is_refused)
        (void)snprintf(look->what, sizeof(look->what), "the output validator refuses: %s",
                       asked.message); /* cut: one line */
    return 0;
}

static void close_comparer(struct comparer **comparer)
{
    comparer_close(*comparer);
}

static int compare(struct stress_look *look, struct err *err)
{
    EV_CLEANUP(close_comparer) struct comparer *comparer = NULL;
    const struct compare_flags flags = COMPARE_FLAGS_NONE;
    struct check_result result;
    if (comparer_open(str_text(&look->outputs[0]), look->outputs[0].count, &flags, &comparer,
                      err) != 0)
        return -1;
    comparer_feed(comparer, str_text(&look->outputs[1]), look->outputs[1].count);
    comparer_finish(comparer, &result);
    look->kind = result.outcome == CHECK_ACCEPTED ? STRESS_SAME : STRESS_OUTPUTS;
    (void)snprintf(look->what, sizeof(look->what), "outputs differ: %s",
                   result.message); /* cut: one line */
    return 0;
}

static int hold_together(struct stress *stress, const char *bytes, size_t count,
                         struct stress_look *look, struct err *err)
{
    bool has_second = stress->options->second != NULL;
    bool is_first_good = look->verdicts[0] == VERDICT_ACCEPTED;
    bool is_second_good = !has_second || look->verdicts[1] == VERDICT_ACCEPTED;
    if (!is_first_good || !is_second_good) {
        bool is_same = has_second && look->verdicts[0] == look->verdicts[1];
        look->kind = is_same          ? STRESS_SAME
                     : !is_first_good ? STRESS_FIRST_FAILS
                                      : STRESS_SECOND_FAILS;
        (void)snprintf(look->what, sizeof(look->what), "%s: %s",
                       is_first_good ? stress->options->second : stress->options->first,
                       verdict_info(look->verdicts[is_first_good])->name); /* cut: one line */
        return 0;
    }
    if (stress->validator.path)
        return judge_output(stress, &stress->validator, bytes, count, look, err);
    if (stress->options->problem)
        return judge_output(stress, stress->options->problem, bytes, count, look, err);
    return compare(look, err);
}

int stress_look_at(struct stress *stress, const char *bytes, size_t count,
                   struct stress_look *look_out, struct err *err)
{
    look_out->kind = STRESS_SAME;
    look_out->what[0] = '\0';
    for (size_t i = 0; i < 2; i++) {
        look_out->verdicts[i] = VERDICT_ACCEPTED;
        if (stress->programs[i] &&
            stress_run_program(stress, stress->programs[i], NULL, bytes, count,
                               &look_out->outputs[i], &look_out->verdicts[i], err) != 0)
            return -1;
    }
    return hold_together(stress, bytes, count, look_out, err);
}
