/* problem_state: what is prepared once for a problem and shared by all slots: its inputs, opened so
 * that no run can harm them, its answers, mapped read-only, and the flags of the default validator.
 * Opened at first use, closed with the batch. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "judge/made.h"
#include "judge/program.h"
#include "judge/trial.h"

/* Descriptors kept open per problem; inputs beyond are opened for each run. Far below the usual
 * limit of 1024. */
enum { OPEN_INPUTS_MAX = 256 };

#define ALL_PROGRAMS(state)                                                                        \
    {                                                                                              \
        (state)->validator, (state)->interactor, (state)->grader, (state)->static_validator,       \
    }

static int prepare_tests(struct problem_state *state, struct err *err)
{
    const struct problem *problem = state->problem;
    state->tests = arena_alloc(&state->arena, problem->test_count * sizeof(*state->tests));
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        state->tests[i].input_fd = -1;
        if (problem->output_validator.path || test->is_static)
            continue;
        if (compare_flags_parse(test->validator_args, test->validator_arg_count,
                                &state->tests[i].flags, err) != 0)
            return err_wrap(err, "%s: %s", problem->short_name, test->name);
    }
    return 0;
}

static int open_programs(struct judge *judge, struct problem_state *state, struct err *err)
{
    const struct problem *problem = state->problem;
    state->validator =
        program_open(judge, problem, &problem->output_validator, "validator", PROGRAM_JUDGES);
    state->interactor =
        program_open(judge, problem, &problem->interactor, "interactor", PROGRAM_JUDGES);
    state->grader = program_open(judge, problem, &problem->grader, "grader", PROGRAM_JUDGES);
    state->static_validator = program_open(judge, problem, &problem->static_validator,
                                           "static validator", PROGRAM_JUDGES);
    struct program *const programs[] = ALL_PROGRAMS(state);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(programs); i++) {
        if (!programs[i])
            continue;
        if (judge_start_slots(judge, i + 1, err) != 0)
            return -1;
        program_queue(programs[i]);
    }
    return 0;
}

int problem_state_programs(struct problem_state *state, struct slot *slot, bool is_key_enough,
                           struct err *err)
{
    struct program *const programs[] = ALL_PROGRAMS(state);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(programs); i++) {
        if (programs[i] && program_need(programs[i], slot,
                                        is_key_enough ? PROGRAM_KNOWN : PROGRAM_COMPILED, err) != 0)
            return -1;
    }
    return 0;
}

bool problem_state_failed(const struct problem_state *state, struct err *err)
{
    const struct program *const programs[] = ALL_PROGRAMS(state);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(programs); i++) {
        if (!programs[i] || programs[i]->err.kind == ERR_NONE)
            continue;
        *err = programs[i]->err;
        return true;
    }
    return false;
}

bool problem_state_is_keyed(const struct problem_state *state)
{
    const struct program *const programs[] = ALL_PROGRAMS(state);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(programs); i++) {
        if (programs[i] && !program_key(programs[i])[0])
            return false;
    }
    return true;
}

int problem_state_open(struct judge *judge, const struct problem *problem,
                       struct problem_state **state_out, struct err *err)
{
    struct problem_state *state = calloc(1, sizeof(*state));
    if (!state)
        return err_sys(err, ERR_JUDGE, "judge: problem");
    state->problem = problem;
    state->limits = limits_override(limits_default(), &problem->limits);
    if (problem->limits.cpu_ns < 0)
        state->limits.cpu_ns = -1; /* the default is for bare folders, which say so themselves */
    (void)pthread_mutex_init(&state->lock, NULL); /* default attributes: cannot fail on Linux */
    state->way = way_of(problem);
    if (made_open(judge, problem, &state->made, err) != 0 || prepare_tests(state, err) != 0 ||
        open_programs(judge, state, err) != 0) {
        problem_state_close(state);
        return -1;
    }
    *state_out = state;
    return 0;
}

void problem_state_close(struct problem_state *state)
{
    if (!state)
        return;
    for (size_t i = 0; state->tests && i < state->problem->test_count; i++) {
        struct prepared_test *test = &state->tests[i];
        fd_close(&test->input_fd);
        if (test->answer && test->answer_bytes > 0)
            (void)munmap((void *)(uintptr_t)test->answer,
                         test->answer_bytes); /* ours, mapped below */
    }
    program_close(state->validator);
    program_close(state->interactor);
    program_close(state->grader);
    program_close(state->static_validator);
    made_close(state->made);
    (void)pthread_mutex_destroy(&state->lock);
    arena_done(&state->arena);
    free(state);
}

struct test_file problem_state_file(const struct problem_state *state, struct arena *arena,
                                    size_t test, bool is_answer)
{
    const struct problem_test *row = &state->problem->tests[test];
    bool is_made = is_answer ? made_answer(row) : made_input(row);
    if (is_made)
        return (struct test_file){made_folder(state->made), made_path(arena, test, is_answer)};
    return (struct test_file){state->problem->dir_fd, is_answer ? row->answer : row->input};
}

static int open_input(struct problem_state *state, const struct sandbox *sandbox, size_t test,
                      int *fd_out, bool *is_owned_out, struct err *err)
{
    struct prepared_test *prepared = &state->tests[test];
    *is_owned_out = false;
    if (prepared->input_fd >= 0) {
        *fd_out = prepared->input_fd;
        return 0;
    }
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct test_file file = problem_state_file(state, &scratch, test, false);
    if (sandbox_input_open(sandbox, file.dir_fd, file.path, fd_out, err) != 0)
        return -1;
    *is_owned_out = state->open_inputs == OPEN_INPUTS_MAX;
    if (!*is_owned_out) {
        prepared->input_fd = *fd_out;
        state->open_inputs++;
    }
    return 0;
}

int problem_state_input(struct problem_state *state, const struct sandbox *sandbox, size_t test,
                        int *fd_out, bool *is_owned_out, struct err *err)
{
    (void)pthread_mutex_lock(&state->lock);
    int status = open_input(state, sandbox, test, fd_out, is_owned_out, err);
    (void)pthread_mutex_unlock(&state->lock);
    return status;
}

static int map_answer(struct problem_state *state, size_t test, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct test_file file = problem_state_file(state, &scratch, test, true);
    if (!file.path)
        return err_set(err, ERR_INPUT, "%s: %s: no answer", state->problem->short_name,
                       state->problem->tests[test].name);
    EV_FD int fd = openat(file.dir_fd, file.path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0)
        return err_sys(err, ERR_INPUT, "%s: %s", state->problem->short_name, file.path);
    struct prepared_test *prepared = &state->tests[test];
    if (info.st_size == 0) {
        prepared->answer = "";
        return 0;
    }
    void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return err_sys(err, ERR_JUDGE, "%s: map %s", state->problem->short_name, file.path);
    prepared->answer = bytes;
    prepared->answer_bytes = (size_t)info.st_size;
    return 0;
}

int problem_state_answer(struct problem_state *state, size_t test, const char **bytes_out,
                         size_t *count_out, struct err *err)
{
    (void)pthread_mutex_lock(&state->lock);
    struct prepared_test *prepared = &state->tests[test];
    int status = prepared->answer ? 0 : map_answer(state, test, err);
    if (status == 0) {
        *bytes_out = prepared->answer;
        *count_out = prepared->answer_bytes;
    }
    (void)pthread_mutex_unlock(&state->lock);
    return status;
}
