/* structure: what can be said of a package without running anything. A check is a function and a
 * row of the table. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "verify/internal.h"

/* "PACKAGE/file:3:1: what" of the reader's warnings -> file, line, what. */
static void add_warning(struct package_check *check, const char *text)
{
    const char *shown = check->problem.unpacked ? check->report->path : check->problem.path;
    size_t length = strlen(shown);
    struct finding finding = {.level = FINDING_WARNING, .check = "package"};
    if (strncmp(text, shown, length) == 0 && (text[length] == '/' || text[length] == ':'))
        text += length + (text[length] == '/' ? 1 : 0);
    const char *colon = strchr(text, ':');
    if (colon == text) {
        text += 1;
    } else if (colon && !memchr(text, ' ', (size_t)(colon - text))) {
        finding.file = arena_string_n(check->arena, text, (size_t)(colon - text));
        text = colon + 1;
    }
    for (int part = 0; part < 2 && finding.file; part++) {
        size_t digits = strspn(text, "0123456789");
        int64_t number = 0;
        if (digits == 0 || text[digits] != ':' ||
            parse_i64("line", arena_string_n(check->arena, text, digits), 0, INT32_MAX, &number,
                      NULL) != 0)
            break;
        if (part == 0)
            finding.line = (int)number;
        text += digits + 1;
    }
    finding.text = arena_string(check->arena, text + strspn(text, " "));
    finding_add_at(check, &finding);
}

static void check_warnings(struct package_check *check)
{
    for (size_t i = 0; i < check->problem.warning_count; i++)
        add_warning(check, check->problem.warnings[i]);
}

static void check_tests(struct package_check *check)
{
    size_t samples = 0;
    for (size_t i = 0; i < check->problem.test_count; i++)
        samples += check->problem.tests[i].is_sample;
    if (samples == check->problem.test_count)
        finding_add(check, FINDING_WARNING, "tests", "data", "there are no secret tests");
    if (samples == 0)
        finding_add(check, FINDING_NOTE, "tests", "data", "there are no samples");
}

/* Accepted, if need be in part. */
static const unsigned ACCEPTED_BITS = 1U << VERDICT_ACCEPTED | 1U << VERDICT_PARTIAL;

static bool has_accepted(const struct jury_submission *jury)
{
    for (size_t i = 0; i < jury->expected_count; i++) {
        if (strcmp(jury->expected[i], "AC") == 0)
            return true;
    }
    return false;
}

/* Nothing but acceptance will do. */
static bool must_be_accepted(const struct jury_submission *jury)
{
    bool is_must = jury->is_main || (jury->expected_count == 1 && has_accepted(jury));
    for (size_t i = 0; i < jury->rule_count && !is_must; i++)
        is_must = !jury->rules[i].tests && jury->rules[i].permitted &&
                  !(jury->rules[i].permitted & ~ACCEPTED_BITS);
    return is_must;
}

static bool must_fail(const struct jury_submission *jury)
{
    bool is_must = jury->is_partial || (jury->expected_count > 0 && !has_accepted(jury));
    for (size_t i = 0; i < jury->rule_count && !is_must; i++) {
        unsigned required = jury->rules[i].required, permitted = jury->rules[i].permitted;
        is_must = (required && !(required & ACCEPTED_BITS)) ||
                  (permitted && !(permitted & ACCEPTED_BITS));
    }
    return is_must;
}

static size_t count_jury(const struct problem *problem,
                         bool (*matches)(const struct jury_submission *jury))
{
    size_t count = 0;
    for (size_t i = 0; i < problem->jury_count; i++)
        count += matches(&problem->jury[i]);
    return count;
}

static void check_jury(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    if (count_jury(problem, must_be_accepted) == 0)
        finding_add(check, FINDING_WARNING, "submissions", NULL,
                    "no jury submission is expected to be accepted");
    if (problem->jury_count > 0 && count_jury(problem, must_fail) == 0)
        finding_add(check, FINDING_NOTE, "submissions", NULL,
                    "no jury submission is expected to fail: nothing shows that the tests can "
                    "tell wrong from right");
}

static void check_input_validators(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    bool is_kattis =
        str_starts_with(problem->format, "kattis") || str_starts_with(problem->format, "icpc");
    if (problem->input_validator_count > 0)
        return;
    finding_add(check, is_kattis ? FINDING_WARNING : FINDING_NOTE, "input-validators", NULL,
                "no input validator: nothing checks that the inputs are as the statement promises");
}

static const struct structure_check {
    const char *name;
    void (*run)(struct package_check *check);
} checks[] = {
    {"package", check_warnings},
    {"tests", check_tests},
    {"submissions", check_jury},
    {"input-validators", check_input_validators},
};

void structure_check(struct package_check *check)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(checks); i++)
        checks[i].run(check);
}
