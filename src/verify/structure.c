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

static size_t count_expecting(const struct problem *problem, bool is_accepted)
{
    size_t count = 0;
    for (size_t i = 0; i < problem->jury_count; i++) {
        const struct jury_submission *jury = &problem->jury[i];
        bool has_code = jury->expected_count == 1 && strcmp(jury->expected[0], "AC") == 0;
        bool is_right = has_code || jury->is_for_time_limit || jury->is_main;
        count += is_right == is_accepted;
    }
    return count;
}

static void check_jury(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    if (count_expecting(problem, true) == 0)
        finding_add(check, FINDING_WARNING, "submissions", NULL,
                    "no jury submission is expected to be accepted");
    if (problem->jury_count > 0 && count_expecting(problem, false) == 0)
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
