/* validators: every input validator on every input, answer validators on answers, the output
 * validator on the jury's answers and on nonsense, and the cases of data/invalid_input and its
 * kin. */
#include "verify/validators.h"

#include <string.h>

/* ---- asking ---- */

struct validation_request *questions_add(struct questions *questions, enum question_kind kind,
                                         size_t index, size_t validator)
{
    struct arena *arena = questions->arena;
    size_t count = questions->count;
    questions->items = arena_grow(arena, questions->items, count, count + 1,
                                  sizeof(*questions->items), &questions->capacity);
    questions->requests = arena_grow(arena, questions->requests, count, count + 1,
                                     sizeof(*questions->requests), &questions->request_capacity);
    questions->items[count] =
        (struct question){.kind = kind, .index = index, .validator = validator};
    questions->requests[count] = (struct validation_request){.validator = validator};
    return &questions->requests[questions->count++];
}

static void on_answer(void *context, size_t request, const struct validation_result *result)
{
    struct questions *questions = context;
    struct question *question = &questions->items[request];
    const struct verify_events *events = &questions->check->verify->options->events;
    question->is_asked = true;
    question->outcome = result->outcome;
    question->is_program_at_fault = result->is_program_at_fault;
    if (result->message && *result->message)
        question->message = arena_string(questions->arena, result->message);
    questions->asked++;
    if (events->progress)
        events->progress(events->context, "validators", questions->asked, questions->count);
}

int questions_ask(struct questions *questions, struct err *err)
{
    struct package_check *check = questions->check;
    if (questions->count == 0)
        return 0;
    int status = judge_validate(check->verify->judge, &check->problem, questions->requests,
                                questions->count, on_answer, questions, err);
    check->report->counts.validator_runs += questions->asked;
    return status;
}

void questions_set_input_args(struct validation_request *request,
                              const struct input_validator *validator,
                              const struct named_words *named, size_t named_count,
                              const char *const *args, size_t arg_count)
{
    request->args = args;
    request->arg_count = arg_count;
    for (size_t i = 0; i < named_count; i++) {
        if (validator->name && strcmp(named[i].name, validator->name) == 0) {
            request->args = named[i].words;
            request->arg_count = named[i].word_count;
        }
    }
}

/* ---- what is asked of tests ---- */

/* What testlib's validators are told: the group's own name. */
static void set_names(const struct problem *problem, const struct problem_test *test,
                      struct validation_request *request)
{
    const struct scoring *scoring = &problem->scoring;
    request->test = "tests";
    if (test->score_group > 0 && test->score_group < scoring->group_count)
        request->group = scoring->groups[test->score_group].name;
}

static bool has_answer(const struct problem_test *test)
{
    return test->answer && !test->is_answer_made;
}

static struct validation_text input_of(const struct problem_test *test, size_t index)
{
    if (test->recipe)
        return (struct validation_text){.is_made = true, .made_test = index};
    return (struct validation_text){.path = test->input};
}

static void ask_of_inputs(struct questions *questions, const struct problem_test *test,
                          size_t index)
{
    const struct problem *problem = &questions->check->problem;
    for (size_t i = 0; i < problem->input_validator_count; i++) {
        struct validation_request *request = questions_add(questions, QUESTION_INPUT, index, i);
        request->role = VALIDATE_INPUT;
        request->input = input_of(test, index);
        request->files_of = test->file_count > 0 ? test : NULL;
        questions_set_input_args(request, &problem->input_validators[i], test->named_input_args,
                                 test->named_input_arg_count, test->input_validator_args,
                                 test->input_validator_arg_count);
        set_names(problem, test, request);
    }
    for (size_t i = 0; has_answer(test) && i < problem->answer_validator_count; i++) {
        struct validation_request *request = questions_add(questions, QUESTION_ANSWER, index, i);
        request->role = VALIDATE_ANSWER;
        request->input = input_of(test, index);
        request->answer.path = test->answer;
        set_names(problem, test, request);
    }
}

/* Texts that no problem has for an answer. */
static const struct validation_text junk[] = {
    {.bytes = "", .count = 0},
    {.bytes = "\x01\xff\xfe junk\n", .count = sizeof("\x01\xff\xfe junk\n") - 1},
    {.bytes = "no program prints this -99999999999999999999\n",
     .count = sizeof("no program prints this -99999999999999999999\n") - 1},
};

enum { JUNK_TESTS = 5 };

static void ask_of_outputs(struct questions *questions, const struct problem_test *test,
                           size_t index)
{
    struct validation_request *request = questions_add(questions, QUESTION_ANSWER_JUDGED, index, 0);
    request->role = VALIDATE_OUTPUT;
    request->input.path = test->input;
    request->answer.path = request->output.path = test->answer;
    request->args = test->validator_args;
    request->arg_count = test->validator_arg_count;
    for (size_t i = 0; index < JUNK_TESTS && i < EV_ARRAY_LENGTH(junk); i++) {
        request = questions_add(questions, QUESTION_JUNK, index, 0);
        *request = questions->requests[questions->count - 2];
        request->output = junk[i];
    }
}

/* The package's own validator, and an answer that may be an output. */
static bool judges_outputs(const struct problem *problem)
{
    unsigned talking =
        PROBLEM_INTERACTIVE | PROBLEM_MULTI_PASS | PROBLEM_COMMUNICATION | PROBLEM_TWO_STEPS;
    return problem->output_validator.path && !(problem->kinds & talking);
}

static void ask_of_tests(struct questions *questions)
{
    const struct problem *problem = &questions->check->problem;
    struct verified_counts *counts = &questions->check->report->counts;
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        if (test->is_static)
            continue;
        ask_of_inputs(questions, test, i);
        counts->inputs += problem->input_validator_count > 0;
        counts->answers += has_answer(test) && problem->answer_validator_count > 0;
        if (has_answer(test) && !test->recipe && judges_outputs(problem))
            ask_of_outputs(questions, test, i);
    }
}

/* ---- what is asked of cases ---- */

static void ask_of_case(struct questions *questions, const struct validation_case *one,
                        size_t index)
{
    const struct problem *problem = &questions->check->problem;
    for (size_t i = 0; i < problem->input_validator_count; i++) {
        struct validation_request *request =
            questions_add(questions, QUESTION_CASE_INPUT, index, i);
        request->role = VALIDATE_INPUT;
        request->input.path = one->input;
        questions_set_input_args(request, &problem->input_validators[i], one->named_input_args,
                                 one->named_input_arg_count, one->input_validator_args,
                                 one->input_validator_arg_count);
    }
    if (one->kind == CASE_INVALID_INPUT || !one->output)
        return;
    struct validation_request *request = questions_add(questions, QUESTION_CASE_OUTPUT, index, 0);
    request->role = VALIDATE_OUTPUT;
    request->input.path = one->input;
    request->answer.path = one->answer;
    request->output.path = one->output;
    request->args = one->validator_args;
    request->arg_count = one->validator_arg_count;
}

int validators_check(struct package_check *check, struct err *err)
{
    struct questions questions = {.check = check, .arena = check->arena};
    const struct problem *problem = &check->problem;
    check->report->counts.input_validators = problem->input_validator_count;
    check->report->counts.answer_validators = problem->answer_validator_count;
    check->report->counts.cases = problem->case_count;
    ask_of_tests(&questions);
    for (size_t i = 0; i < problem->case_count; i++)
        ask_of_case(&questions, &problem->cases[i], i);
    if (questions_ask(&questions, err) != 0)
        return -1;
    questions_tell(&questions);
    return fuzz_inputs(check, err);
}
