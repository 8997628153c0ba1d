/* told: findings of what the validators said. */
#include <string.h>

#include "base/fs.h"
#include "verify/validators.h"

static bool is_accepted(enum check_outcome outcome)
{
    return outcome == CHECK_ACCEPTED || outcome == CHECK_PARTIAL;
}

static const char *input_validator_name(const struct problem *problem, size_t validator)
{
    const struct input_validator *one = &problem->input_validators[validator];
    return one->name ? one->name : fs_base_name(one->program.path);
}

static const char *validator_name(const struct problem *problem, const struct question *question)
{
    if (question->kind == QUESTION_INPUT || question->kind == QUESTION_CASE_INPUT ||
        question->kind == QUESTION_MUTANT)
        return input_validator_name(problem, question->validator);
    if (question->kind == QUESTION_ANSWER)
        return fs_base_name(problem->answer_validators[question->validator].program.path);
    return problem->output_validator.path ? fs_base_name(problem->output_validator.path)
                                          : "the default output validator";
}

static const char *validator_path(const struct problem *problem, const struct question *question)
{
    if (question->kind == QUESTION_INPUT || question->kind == QUESTION_CASE_INPUT ||
        question->kind == QUESTION_MUTANT)
        return problem->input_validators[question->validator].program.path;
    if (question->kind == QUESTION_ANSWER)
        return problem->answer_validators[question->validator].program.path;
    return problem->output_validator.path;
}

static const char *message_of(const struct question *question)
{
    return question->message ? question->message : "without a word";
}

/* ---- validators that cannot do their part: told once each ---- */

static bool is_same_validator(const struct questions *questions, size_t a, size_t b)
{
    return questions->requests[a].role == questions->requests[b].role &&
           questions->items[a].validator == questions->items[b].validator;
}

static void tell_not_run(const struct questions *questions, size_t index)
{
    const struct question *question = &questions->items[index];
    struct package_check *check = questions->check;
    for (size_t i = 0; i < index; i++) {
        if (questions->items[i].outcome == CHECK_NOT_RUN && questions->items[i].is_asked &&
            is_same_validator(questions, i, index))
            return;
    }
    bool is_at_fault = question->is_program_at_fault;
    finding_add(check, is_at_fault ? FINDING_ERROR : FINDING_WARNING, "validator-not-run",
                validator_path(&check->problem, question), "%s", message_of(question));
}

/* ---- what each kind of question wants ---- */

static void tell_failure(const struct questions *questions, const struct question *question,
                         const char *file)
{
    struct package_check *check = questions->check;
    check->report->has_judge_failed = true;
    finding_add(check, FINDING_ERROR, "validator-failed", file, "%s failed: %s",
                validator_name(&check->problem, question), message_of(question));
}

static void tell_file(const struct questions *questions, const struct question *question,
                      const char *check_name, const char *file)
{
    struct package_check *check = questions->check;
    if (question->outcome == CHECK_JUDGE_ERROR)
        tell_failure(questions, question, file);
    else if (!is_accepted(question->outcome))
        finding_add(check, FINDING_ERROR, check_name, file, "refused by %s: %s",
                    validator_name(&check->problem, question), message_of(question));
}

/* The jury's answers need not be outputs: where all are refused, they are something else (the best
 * score, a bound). */
static void tell_answers_judged(const struct questions *questions)
{
    struct package_check *check = questions->check;
    const struct question *first = NULL;
    size_t asked = 0, refused = 0;
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->items[i];
        if (question->kind != QUESTION_ANSWER_JUDGED || question->outcome == CHECK_NOT_RUN)
            continue;
        const char *file = check->problem.tests[question->index].answer;
        asked++;
        if (question->outcome == CHECK_JUDGE_ERROR) {
            tell_failure(questions, question, file);
        } else if (!is_accepted(question->outcome)) {
            refused++;
            first = first ? first : question;
        }
    }
    if (first)
        finding_add(check, refused == asked ? FINDING_NOTE : FINDING_WARNING, "answers",
                    check->problem.tests[first->index].answer,
                    "%zu of %zu answers are refused as outputs by %s, this one first: %s", refused,
                    asked, validator_name(&check->problem, first), message_of(first));
}

/* Nonsense may be right once (an empty output), but not every time. */
static void tell_junk(const struct questions *questions)
{
    struct package_check *check = questions->check;
    const struct question *accepted = NULL, *failed = NULL;
    size_t asked = 0, count = 0;
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->items[i];
        if (question->kind != QUESTION_JUNK || question->outcome == CHECK_NOT_RUN)
            continue;
        asked++;
        if (question->outcome == CHECK_JUDGE_ERROR)
            failed = failed ? failed : question;
        if (!is_accepted(question->outcome))
            continue;
        count++;
        accepted = accepted ? accepted : question;
    }
    if (failed)
        finding_add(check, FINDING_ERROR, "output-validator", check->problem.output_validator.path,
                    "fails on nonsense as an output of %s: %s",
                    check->problem.tests[failed->index].name, message_of(failed));
    if (accepted)
        finding_add(check, count == asked ? FINDING_ERROR : FINDING_WARNING, "output-validator",
                    check->problem.output_validator.path,
                    "accepts nonsense as an output, %zu of %zu times, of %s first", count, asked,
                    check->problem.tests[accepted->index].name);
}

/* ---- cases ---- */

static void tell_invalid_input(const struct questions *questions, size_t index)
{
    struct package_check *check = questions->check;
    size_t asked = 0, refused = 0;
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->items[i];
        if (question->kind != QUESTION_CASE_INPUT || question->index != index ||
            question->outcome == CHECK_NOT_RUN)
            continue;
        asked++;
        refused += !is_accepted(question->outcome); /* a crash refuses, too */
    }
    if (asked > 0 && refused == 0)
        finding_add(check, FINDING_ERROR, "invalid-input", check->problem.cases[index].input,
                    "accepted by every input validator: at least one must refuse it");
    else if (asked == 0)
        finding_add(check, FINDING_WARNING, "invalid-input", check->problem.cases[index].input,
                    "no input validator could be asked");
}

static void tell_case_output(const struct questions *questions, const struct question *question)
{
    struct package_check *check = questions->check;
    const struct validation_case *one = &check->problem.cases[question->index];
    bool is_valid = one->kind == CASE_VALID_OUTPUT;
    if (question->outcome == CHECK_JUDGE_ERROR)
        tell_failure(questions, question, one->output);
    else if (is_valid && !is_accepted(question->outcome))
        finding_add(check, FINDING_ERROR, "valid-output", one->output, "refused by %s: %s",
                    validator_name(&check->problem, question), message_of(question));
    else if (!is_valid && is_accepted(question->outcome))
        finding_add(check, FINDING_ERROR, "invalid-output", one->output,
                    "accepted by %s, which must refuse it",
                    validator_name(&check->problem, question));
}

static void tell_one(const struct questions *questions, size_t index)
{
    const struct question *question = &questions->items[index];
    const struct problem *problem = &questions->check->problem;
    if (!question->is_asked)
        return;
    if (question->outcome == CHECK_NOT_RUN) {
        tell_not_run(questions, index);
        return;
    }
    if (question->kind == QUESTION_INPUT)
        tell_file(questions, question, "input", problem->tests[question->index].input);
    else if (question->kind == QUESTION_ANSWER)
        tell_file(questions, question, "answer", problem->tests[question->index].answer);
    else if (question->kind == QUESTION_CASE_OUTPUT)
        tell_case_output(questions, question);
    else if (question->kind == QUESTION_CASE_INPUT &&
             problem->cases[question->index].kind != CASE_INVALID_INPUT)
        tell_file(questions, question, "input", problem->cases[question->index].input);
}

void questions_tell(const struct questions *questions)
{
    const struct problem *problem = &questions->check->problem;
    for (size_t i = 0; i < questions->count; i++)
        tell_one(questions, i);
    tell_answers_judged(questions);
    tell_junk(questions);
    for (size_t i = 0; i < problem->case_count; i++) {
        if (problem->cases[i].kind == CASE_INVALID_INPUT && problem->input_validator_count > 0)
            tell_invalid_input(questions, i);
    }
}
