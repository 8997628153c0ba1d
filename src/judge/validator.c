/* validator: compile a package's own output validator, once per problem, by the same way as a
 * submission. */
#include <string.h>

#include "base/fs.h"
#include "judge/internal.h"

static const int64_t VALIDATOR_CPU_NS = 60 * INT64_C(1000000000);
static const int64_t VALIDATOR_MEMORY_BYTES = INT64_C(2) << 30;

static struct limits limits_of(const struct problem *problem, const struct language *language)
{
    struct limits limits = limits_default();
    limits.cpu_ns = VALIDATOR_CPU_NS;
    limits.memory_bytes = VALIDATOR_MEMORY_BYTES;
    limits = adapt_override(limits, &problem->validator_limits);
    return limits_complete(adapt_to_language(limits, language));
}

/* Files below folders keep their folders only when the whole validator is read as one. */
static bool has_folders(const struct problem *problem)
{
    size_t prefix = strlen(problem->output_validator.path);
    for (size_t i = 0; i < problem->output_validator.source_count; i++) {
        const char *path = problem->output_validator.sources[i];
        if (strlen(path) > prefix + 1 && strchr(path + prefix + 1, '/'))
            return true;
    }
    return false;
}

struct preparation {
    struct problem_state *state;
    struct err err;
    int status;
};

static int compile_validator(struct slot *slot, struct problem_state *state, struct err *err)
{
    const struct problem *problem = state->problem;
    bool is_whole = problem->output_validator.source_count == 0 || has_folders(problem);
    size_t count = is_whole ? 1 : problem->output_validator.source_count;
    const char **paths = arena_alloc(&state->arena, count * sizeof(*paths));
    for (size_t i = 0; i < count; i++)
        paths[i] = fs_join(&state->arena, problem->path,
                           is_whole ? problem->output_validator.path
                                    : problem->output_validator.sources[i]);
    struct compile_request request = {
        .paths = paths,
        .path_count = count,
        .source_max_bytes = SOURCE_TOTAL_MAX_BYTES,
        .limits = LIMITS_UNSET,
    };
    struct compile_result result = {0};
    if (compile_program(slot, &request, &state->arena, &result, err) != 0)
        return err_wrap(err, "%s: validator", problem->short_name);
    if (!result.artifact) {
        const char *messages = result.report.messages;
        return err_set(err, ERR_INPUT, "%s: validator %s does not compile: %s%s%.200s",
                       problem->short_name, problem->output_validator.path,
                       result.report.reason ? result.report.reason : "", messages[0] ? ": " : "",
                       messages);
    }
    state->validator = result.artifact;
    state->validator_limits = limits_of(problem, result.language);
    return 0;
}

static void prepare(void *context, void *slot)
{
    struct preparation *preparation = context;
    preparation->status = compile_validator(slot, preparation->state, &preparation->err);
}

int validator_prepare(struct judge *judge, struct problem_state *state, struct err *err)
{
    if (!state->problem->output_validator.path)
        return 0;
    struct preparation preparation = {.state = state};
    if (judge_call(judge, prepare, &preparation, err) != 0)
        return -1;
    if (preparation.status != 0)
        *err = preparation.err;
    return preparation.status;
}
