/* validation: see validation.h. Requests are taken by calls in the queue, one for each slot. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "judge/bundle.h"
#include "judge/made.h"
#include "judge/trial.h"

enum { ANSWER_BYTES_MAX = 1 << 30 };

struct validation {
    struct judge *judge;
    const struct problem *problem;
    const struct validation_request *requests;
    judge_validated *done;
    void *context;
    struct program **inputs, **answers; /* as the problem's validators; NULL: not asked for */
    struct program *output;
    size_t count;
    struct made_tests *made; /* NULL: no request needs one */
    atomic_size_t next;      /* request that no slot has taken yet */
    struct err err;          /* the first failure, under events_lock */
};

/* Opened so that no run can harm it. */
static int open_text(const struct validation *validation, const struct validation_text *text,
                     int *fd_out, struct err *err)
{
    if (text->is_made) {
        EV_CLEANUP(arena_done) struct arena scratch = {0};
        return sandbox_input_open(validation->judge->sandbox, made_folder(validation->made),
                                  made_path(&scratch, text->made_test, text->is_answer), fd_out,
                                  err);
    }
    if (!text->bytes && !text->path)
        return err_set(err, ERR_INPUT, "%s: a file is missing", validation->problem->short_name);
    if (!text->bytes)
        return sandbox_input_open(validation->judge->sandbox, validation->problem->dir_fd,
                                  text->path, fd_out, err);
    int fd = fs_memory_file("text", text->bytes, text->count, true, err);
    if (fd < 0)
        return -1;
    *fd_out = fd;
    return 0;
}

static int stage_text(const struct validation *validation, struct jury *jury,
                      const struct validation_text *text, const char *name, struct err *err)
{
    EV_FD int fd = -1;
    if (open_text(validation, text, &fd, err) != 0)
        return -1;
    return box_stage(jury->held->box, BOX_DATA, name, 0644, fd, err);
}

/* ---- the three roles ---- */

static int run(struct jury *jury, const char *const *arguments, int input_fd, struct err *err)
{
    struct run_plan plan = jury_plan(jury, arguments);
    plan.stdin_fd = input_fd;
    if (box_run(jury->held->box, &plan, &jury->evidence.facts, err) != 0)
        return -1;
    return jury_collect(jury, err);
}

static int ask_input(const struct validation *validation, const struct validation_request *request,
                     struct jury *jury, struct check_result *result, struct err *err)
{
    enum validator_convention convention =
        validation->problem->input_validators[request->validator].convention;
    EV_FD int fd = -1;
    if (request->files_of &&
        test_files_stage(validation->problem, request->files_of, jury->held->box, err) != 0)
        return -1;
    if (open_text(validation, &request->input, &fd, err) != 0 ||
        run(jury,
            validator_arguments(convention, jury->scratch, request->test, request->group,
                                request->args, request->arg_count),
            fd, err) != 0)
        return -1;
    validator_conclude(convention, &jury->evidence, result);
    return 0;
}

static int ask_answer(const struct validation *validation, const struct validation_request *request,
                      struct jury *jury, struct check_result *result, struct err *err)
{
    enum validator_convention convention =
        validation->problem->answer_validators[request->validator].convention;
    const char **args = arena_alloc(jury->scratch, (request->arg_count + 1) * sizeof(*args));
    EV_FD int fd = -1;
    args[0] = jury->files.input;
    for (size_t i = 0; i < request->arg_count; i++)
        args[i + 1] = request->args[i];
    if (stage_text(validation, jury, &request->input, "in", err) != 0 ||
        open_text(validation, &request->answer, &fd, err) != 0 ||
        run(jury,
            validator_arguments(convention, jury->scratch, request->test, request->group, args,
                                request->arg_count + 1),
            fd, err) != 0)
        return -1;
    validator_conclude(convention, &jury->evidence, result);
    return 0;
}

static int ask_output(const struct validation *validation, const struct validation_request *request,
                      struct jury *jury, struct check_result *result, struct err *err)
{
    enum checker_convention convention = validation->problem->checker_convention;
    EV_FD int fd = -1;
    if (stage_text(validation, jury, &request->input, "in", err) != 0 ||
        stage_text(validation, jury, &request->answer, "ans", err) != 0 ||
        open_text(validation, &request->output, &fd, err) != 0 ||
        run(jury,
            checker_arguments(convention, jury->scratch, &jury->files, request->args,
                              request->arg_count),
            fd, err) != 0)
        return -1;
    checker_conclude(convention, &jury->evidence, result);
    return 0;
}

static const struct {
    const char *name;
    int (*ask)(const struct validation *validation, const struct validation_request *request,
               struct jury *jury, struct check_result *result, struct err *err);
} roles[] = {
    [VALIDATE_INPUT] = {"input validator", ask_input},
    [VALIDATE_ANSWER] = {"answer validator", ask_answer},
    [VALIDATE_OUTPUT] = {"output validator", ask_output},
};

static void close_comparer(struct comparer **comparer)
{
    comparer_close(*comparer);
}

static int ask_by_default(const struct validation *validation,
                          const struct validation_request *request, struct check_result *result,
                          struct err *err)
{
    struct compare_flags flags;
    EV_FD int answer_fd = -1;
    EV_FD int output_fd = -1;
    EV_STR struct str answer = {0}, output = {0};
    EV_CLEANUP(close_comparer) struct comparer *comparer = NULL;
    if (compare_flags_parse(request->args, request->arg_count, &flags, err) != 0 ||
        open_text(validation, &request->answer, &answer_fd, err) != 0 ||
        open_text(validation, &request->output, &output_fd, err) != 0 ||
        fs_read_fd(answer_fd, "answer", ANSWER_BYTES_MAX, &answer, err) != 0 ||
        fs_read_fd(output_fd, "output", ANSWER_BYTES_MAX, &output, err) != 0 ||
        comparer_open(str_text(&answer), answer.count, &flags, &comparer, err) != 0)
        return -1;
    comparer_feed(comparer, str_text(&output), output.count);
    comparer_finish(comparer, result);
    return 0;
}

/* ---- one request ---- */

static struct program *program_of(const struct validation *validation,
                                  const struct validation_request *request)
{
    struct program *const *const lists[] = {
        [VALIDATE_INPUT] = validation->inputs,
        [VALIDATE_ANSWER] = validation->answers,
        [VALIDATE_OUTPUT] = &validation->output,
    };
    return lists[request->role][request->validator];
}

static void tell(struct validation *validation, size_t index, const struct check_result *check,
                 const char *stderr_text, const struct facts *facts, bool is_program_at_fault)
{
    struct validation_result result = {
        .outcome = check->outcome,
        .message = check->message,
        .stderr_text = stderr_text ? stderr_text : "",
        .is_program_at_fault = is_program_at_fault,
        .facts = *facts,
    };
    (void)pthread_mutex_lock(&validation->judge->events_lock);
    validation->done(validation->context, index, &result);
    (void)pthread_mutex_unlock(&validation->judge->events_lock);
}

/* It cannot be run: its own fault, or this host's. */
static void tell_not_run(struct validation *validation, size_t index, const struct program *program,
                         const char *why)
{
    struct check_result check = {.outcome = CHECK_NOT_RUN};
    struct facts facts = {0};
    const struct language *language = program ? program->result.language : NULL;
    bool is_missing = language && language_missing_tool(language);
    (void)snprintf(check.message, sizeof(check.message), "%s", why);
    tell(validation, index, &check, NULL, &facts, program && !is_missing);
}

static int ask_program(struct validation *validation, struct slot *slot, size_t index,
                       struct err *err)
{
    const struct validation_request *request = &validation->requests[index];
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    EV_CLEANUP(jury_close)
    struct jury jury = {
        .slot = slot, .program = program_of(validation, request), .scratch = &scratch};
    struct check_result check = {0};
    const char *name = roles[request->role].name;
    if (program_need(jury.program, slot, PROGRAM_COMPILED, err) != 0) {
        if (err->kind != ERR_INPUT)
            return -1;
        tell_not_run(validation, index, jury.program, err->msg);
        return 0;
    }
    if (jury_open(&jury, name, err) != 0)
        return -1;
    jury.held->data_test = SIZE_MAX;
    if (box_unstage(jury.held->box, BOX_DATA, err) != 0 ||
        roles[request->role].ask(validation, request, &jury, &check, err) != 0)
        return err_wrap(err, "%s", name);
    tell(validation, index, &check, jury.evidence.stderr_text, &jury.evidence.facts, false);
    return 0;
}

/* Its texts, where they are to be made. */
static int make_texts(struct validation *validation, struct slot *slot,
                      const struct validation_request *request, struct err *err)
{
    const struct validation_text *const texts[] = {&request->input, &request->answer,
                                                   &request->output};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        if (texts[i]->is_made && made_need(validation->made, slot, texts[i]->made_test, err) != 0)
            return -1;
    }
    return 0;
}

/* A generator that fails is the package's fault. */
static void tell_not_made(struct validation *validation, size_t index, const char *why)
{
    struct check_result check = {.outcome = CHECK_NOT_RUN};
    struct facts facts = {0};
    (void)snprintf(check.message, sizeof(check.message), "%s", why);
    tell(validation, index, &check, NULL, &facts, true);
}

static int ask_one(struct validation *validation, struct slot *slot, size_t index, struct err *err)
{
    const struct validation_request *request = &validation->requests[index];
    struct check_result check = {0};
    struct facts facts = {0};
    bool is_output = request->role == VALIDATE_OUTPUT;
    if (is_output && (validation->problem->kinds & PROBLEM_INTERACTIVE)) {
        tell_not_run(validation, index, NULL, "an interactive problem has no outputs to check");
        return 0;
    }
    if (make_texts(validation, slot, request, err) != 0) {
        if (err->kind != ERR_INPUT)
            return -1;
        tell_not_made(validation, index, err->msg);
        return 0;
    }
    if (program_of(validation, request))
        return ask_program(validation, slot, index, err);
    if (!is_output)
        return err_set(err, ERR_INPUT, "%s: there is no such validator",
                       validation->problem->short_name);
    if (ask_by_default(validation, request, &check, err) != 0)
        return -1;
    tell(validation, index, &check, NULL, &facts, false);
    return 0;
}

static void note_failure(struct validation *validation, const struct err *err)
{
    (void)pthread_mutex_lock(&validation->judge->events_lock);
    if (validation->err.kind == ERR_NONE)
        validation->err = *err;
    (void)pthread_mutex_unlock(&validation->judge->events_lock);
}

/* One slot's part: whatever is next. After a failure nothing more is asked. */
static void do_asking(void *context, void *slot)
{
    struct validation *validation = context;
    struct slot *worker = slot;
    struct err err = {0};
    for (;;) {
        size_t index = atomic_fetch_add(&validation->next, 1);
        if (index >= validation->count)
            return;
        if (judge_is_cancelled(validation->judge))
            (void)err_set(&err, ERR_INTERRUPTED, "interrupted");
        else if (ask_one(validation, worker, index, &err) == 0)
            continue;
        slot_drop(&worker->boxes[BOX_JURY]);
        note_failure(validation, &err);
        atomic_store(&validation->next, validation->count);
        return;
    }
}

/* ---- all ---- */

static struct program **open_all(struct validation *validation,
                                 const struct input_validator *validators, size_t count,
                                 const char *role)
{
    struct program **programs = calloc(count + 1, sizeof(struct program *));
    for (size_t i = 0; programs && i < count; i++) {
        programs[i] = program_open(validation->judge, validation->problem, &validators[i].program,
                                   role, PROGRAM_JUDGES);
        if (programs[i])
            programs[i]->fixed_language =
                bundle_tool_language(validator_tool(validators[i].convention));
    }
    return programs;
}

static void close_all(struct program **programs, size_t count)
{
    for (size_t i = 0; programs && i < count; i++)
        program_close(programs[i]);
    free(programs);
}

static void close_validation(struct validation *validation)
{
    close_all(validation->inputs, validation->problem->input_validator_count);
    close_all(validation->answers, validation->problem->answer_validator_count);
    program_close(validation->output);
    made_close(validation->made);
}

static bool is_anything_made(const struct validation_request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (requests[i].input.is_made || requests[i].answer.is_made || requests[i].output.is_made)
            return true;
    }
    return false;
}

int judge_validate(struct judge *judge, const struct problem *problem,
                   const struct validation_request *requests, size_t count, judge_validated *done,
                   void *context, struct err *err)
{
    EV_CLEANUP(close_validation)
    struct validation validation = {
        .judge = judge,
        .problem = problem,
        .requests = requests,
        .count = count,
        .done = done,
        .context = context,
        .output = program_open(judge, problem, &problem->output_validator, "output validator",
                               PROGRAM_JUDGES),
    };
    size_t slots = count < (size_t)judge->slot_count ? count : (size_t)judge->slot_count;
    EV_FREE struct queue_call *calls = calloc(slots + 1, sizeof(*calls));
    validation.inputs = open_all(&validation, problem->input_validators,
                                 problem->input_validator_count, "input validator");
    validation.answers = open_all(&validation, problem->answer_validators,
                                  problem->answer_validator_count, "answer validator");
    if (!calls || !validation.inputs || !validation.answers)
        return err_sys(err, ERR_JUDGE, "judge: validate");
    if (is_anything_made(requests, count) && made_open(judge, problem, &validation.made, err) != 0)
        return -1;
    if (judge_start_slots(judge, slots, err) != 0)
        return -1;
    for (size_t i = 0; i < slots; i++) {
        calls[i] = (struct queue_call){.work = do_asking, .context = &validation};
        queue_add_call(&judge->queue, &calls[i]);
    }
    for (size_t i = 0; i < slots; i++)
        queue_wait_call(&judge->queue, &calls[i]);
    if (validation.err.kind == ERR_NONE)
        return 0;
    *err = validation.err;
    return -1;
}
