/* validator: how validators of inputs and answers are called and what their end means, one row for
 * each convention. See check.h. */
#include <math.h>
#include <string.h>

#include "check/evidence.h"

struct row {
    int accepted_status;
    int rejected_status; /* -1: any other */
    bool names_test;     /* gets --testset and --group */
    const char *tool;
};

static const struct row rows[VALIDATOR_CONVENTION_COUNT] = {
    [VALIDATOR_KATTIS] = {42, -1, false, NULL},
    [VALIDATOR_TESTLIB] = {0, -1, true, NULL},
    [VALIDATOR_SINOL] = {0, -1, false, NULL},
    [VALIDATOR_CHECKTESTDATA] = {0, 1, false, "checktestdata"},
    [VALIDATOR_VIVA] = {0, -1, false, "viva"},
};

const char *validator_tool(enum validator_convention convention)
{
    return rows[convention].tool;
}

const char *const *validator_arguments(enum validator_convention convention, struct arena *arena,
                                       const char *test, const char *group,
                                       const char *const *extra, size_t extra_count)
{
    const char *names[] = {"--testset", test, "--group", group};
    const char **argv =
        arena_alloc(arena, (EV_ARRAY_LENGTH(names) + extra_count + 1) * sizeof(*argv));
    size_t count = 0;
    for (size_t i = 0; rows[convention].names_test && i < EV_ARRAY_LENGTH(names); i += 2) {
        if (!names[i + 1])
            continue;
        argv[count++] = names[i];
        argv[count++] = arena_string(arena, names[i + 1]);
    }
    for (size_t i = 0; i < extra_count; i++)
        argv[count++] = extra[i];
    return argv;
}

void validator_conclude(enum validator_convention convention,
                        const struct checker_evidence *evidence, struct check_result *result_out)
{
    const struct row *row = &rows[convention];
    int status = evidence->facts.exit_status;
    *result_out = (struct check_result){.score = NAN, .score_multiplier = NAN};
    if (evidence_is_stopped(evidence, result_out))
        return;
    if (status != row->accepted_status && row->rejected_status >= 0 &&
        status != row->rejected_status) {
        evidence_blame(evidence, result_out, "exit status %d", status);
        return;
    }
    result_out->outcome = status == row->accepted_status ? CHECK_ACCEPTED : CHECK_WRONG;
    const char *texts[] = {evidence->judge_message, evidence->stderr_text, evidence->stdout_text};
    evidence_word(texts, EV_ARRAY_LENGTH(texts), result_out->message, sizeof(result_out->message));
}
