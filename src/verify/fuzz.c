/* fuzz: --fuzz-input: inputs of the package, each spoiled in one place, are put to the input
 * validators. Whether a mutant that all of them accept is really broken, no program can tell: they
 * are counted and kept, to be looked at. But what no statement allows is a warning.
 *
 * A mutant is made of the seed, its number and the test alone: the same seed makes the same
 * ones. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "verify/mutate.h"
#include "verify/validators.h"

enum {
    INPUT_BYTES_MAX = 64 << 10, /* larger inputs are not mutated */
    CHUNK = 100,                /* mutants in memory at once */
    TRIES = 20,                 /* mutations that do not fit an input, before the next mutant */
    KEPT_MOST = 100,
};

struct mutant {
    size_t test, mutation;
    struct str text;
};

struct tally {
    size_t made, accepted;
};

struct fuzzing {
    struct package_check *check;
    const size_t *tests; /* whose inputs are mutated */
    size_t test_count, kept;
    struct mutant mutants[CHUNK];
    struct tally tallies[64];
};

static bool is_small(const struct package_check *check, const struct problem_test *test)
{
    struct stat status;
    return !test->recipe && !test->is_static &&
           fstatat(check->problem.dir_fd, test->input, &status, 0) == 0 &&
           status.st_size <= INPUT_BYTES_MAX;
}

static void choose_tests(struct fuzzing *fuzzing)
{
    const struct problem *problem = &fuzzing->check->problem;
    size_t *tests = arena_alloc(fuzzing->check->arena, (problem->test_count + 1) * sizeof(*tests));
    for (size_t i = 0; i < problem->test_count; i++) {
        if (is_small(fuzzing->check, &problem->tests[i]))
            tests[fuzzing->test_count++] = i;
    }
    fuzzing->tests = tests;
}

/* False: nothing fits this input. */
static int make_mutant(struct fuzzing *fuzzing, size_t number, struct mutant *mutant,
                       bool *is_made_out, struct err *err)
{
    const struct problem *problem = &fuzzing->check->problem;
    struct random random = random_open(fuzzing->check->verify->options->seed, number);
    EV_STR struct str input = {0};
    mutant->test = fuzzing->tests[number % fuzzing->test_count];
    str_clear(&mutant->text);
    *is_made_out = false;
    if (fs_read(problem->dir_fd, problem->tests[mutant->test].input, INPUT_BYTES_MAX, &input,
                err) != 0)
        return -1;
    for (int i = 0; i < TRIES && !*is_made_out; i++) {
        mutant->mutation = random_below(&random, mutation_count);
        *is_made_out =
            mutations[mutant->mutation].make(str_text(&input), input.count, &random, &mutant->text);
    }
    bool is_same = mutant->text.count == input.count &&
                   memcmp(str_text(&mutant->text), str_text(&input), input.count) == 0;
    *is_made_out = *is_made_out && !is_same;
    return 0;
}

static void ask_of_mutant(struct questions *questions, const struct mutant *mutant, size_t index)
{
    const struct problem *problem = &questions->check->problem;
    const struct problem_test *test = &problem->tests[mutant->test];
    for (size_t i = 0; i < problem->input_validator_count; i++) {
        struct validation_request *request = questions_add(questions, QUESTION_MUTANT, index, i);
        request->role = VALIDATE_INPUT;
        request->input.bytes = str_text(&mutant->text);
        request->input.count = mutant->text.count;
        questions_set_input_args(request, &problem->input_validators[i], test->named_input_args,
                                 test->named_input_arg_count, test->input_validator_args,
                                 test->input_validator_arg_count);
    }
}

static bool is_accepted_by_all(const struct questions *questions, size_t mutant)
{
    size_t asked = 0;
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->items[i];
        if (question->index != mutant || question->outcome == CHECK_NOT_RUN)
            continue;
        if (question->outcome != CHECK_ACCEPTED)
            return false;
        asked++;
    }
    return asked > 0;
}

/* FOLDER/PROBLEM/0007-trailing-space.in */
static int keep(struct fuzzing *fuzzing, const struct mutant *mutant, size_t number,
                struct err *err)
{
    struct package_check *check = fuzzing->check;
    if (fuzzing->kept == KEPT_MOST)
        return 0;
    const char *folder =
        fs_join(check->arena, check->verify->options->mutants_folder, check->report->problem);
    const char *path = arena_printf(check->arena, "%s/%04zu-%s.in", folder, number,
                                    mutations[mutant->mutation].name);
    if (fs_make_dirs(AT_FDCWD, folder, 0755, err) != 0 ||
        fs_write_atomic(AT_FDCWD, path, str_text(&mutant->text), mutant->text.count, 0644, err) !=
            0)
        return -1;
    check->report->mutants_folder = folder;
    fuzzing->kept++;
    return 0;
}

static int judge_chunk(struct fuzzing *fuzzing, size_t first, size_t count, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct package_check *check = fuzzing->check;
    struct questions questions = {.check = check, .arena = &scratch};
    bool is_made[CHUNK];
    for (size_t i = 0; i < count; i++) {
        if (make_mutant(fuzzing, first + i, &fuzzing->mutants[i], &is_made[i], err) != 0)
            return -1;
        if (is_made[i])
            ask_of_mutant(&questions, &fuzzing->mutants[i], i);
    }
    if (questions_ask(&questions, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!is_made[i])
            continue;
        struct tally *tally = &fuzzing->tallies[fuzzing->mutants[i].mutation];
        tally->made++;
        check->report->counts.mutants++;
        if (!is_accepted_by_all(&questions, i))
            continue;
        tally->accepted++;
        check->report->counts.accepted_mutants++;
        if (keep(fuzzing, &fuzzing->mutants[i], first + i, err) != 0)
            return -1;
    }
    return 0;
}

static void tell(const struct fuzzing *fuzzing)
{
    struct package_check *check = fuzzing->check;
    const struct verified_counts *counts = &check->report->counts;
    for (size_t i = 0; i < mutation_count; i++) {
        const struct tally *tally = &fuzzing->tallies[i];
        if (mutations[i].is_always_broken && tally->accepted > 0)
            finding_add(check, FINDING_WARNING, "fuzz-input", NULL,
                        "the input validators accept inputs with a flaw (%s): %zu of %zu",
                        mutations[i].name, tally->accepted, tally->made);
    }
    finding_add(check, FINDING_NOTE, "fuzz-input", NULL,
                "%zu of %zu mutants are accepted by every input validator%s%s (seed %llu)",
                counts->accepted_mutants, counts->mutants,
                counts->accepted_mutants > 0 ? ", kept in " : "",
                counts->accepted_mutants > 0 ? check->report->mutants_folder : "",
                (unsigned long long)check->verify->options->seed);
}

static void close_fuzzing(struct fuzzing **fuzzing)
{
    for (size_t i = 0; i < CHUNK; i++)
        str_done(&(*fuzzing)->mutants[i].text);
    free(*fuzzing);
}

int fuzz_inputs(struct package_check *check, struct err *err)
{
    size_t total = check->verify->options->mutant_count;
    if (total == 0 || check->problem.input_validator_count == 0)
        return 0;
    EV_CLEANUP(close_fuzzing) struct fuzzing *fuzzing = calloc(1, sizeof(*fuzzing));
    if (!fuzzing)
        err_out_of_memory();
    _Static_assert(EV_ARRAY_LENGTH(fuzzing->tallies) >= 32, "a tally for every mutation");
    fuzzing->check = check;
    choose_tests(fuzzing);
    if (fuzzing->test_count == 0) {
        finding_add(check, FINDING_NOTE, "fuzz-input", NULL, "no input is small enough to mutate");
        return 0;
    }
    for (size_t first = 0; first < total; first += CHUNK) {
        size_t count = total - first < CHUNK ? total - first : CHUNK;
        if (judge_chunk(fuzzing, first, count, err) != 0)
            return -1;
    }
    tell(fuzzing);
    return 0;
}
