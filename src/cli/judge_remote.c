/* judge_remote: evalx judge --server: a judging service judges; what only judging here can do is
 * refused. */
#include <string.h>

#include "cli/judge_values.h"
#include "cli/services.h"

static bool has_limits(const struct shared_values *shared)
{
    struct shared_values usual;
    shared_set_defaults(&usual);
    return memcmp(&shared->limits, &usual.limits, sizeof(usual.limits)) != 0 ||
           memcmp(&shared->compile_limits, &usual.compile_limits, sizeof(usual.compile_limits)) !=
               0;
}

static bool is_local(const struct judge_values *values)
{
    const char *const texts[] = {values->batch,    values->tests_glob,  values->transcript,
                                 values->users,    values->attempt,     values->gradebook,
                                 values->feedback, values->hint_command};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        if (texts[i] != NULL)
            return true;
    }
    return values->each.count > 0 || values->repeats > 0 || values->is_watching ||
           values->is_stopping_on_first || values->is_running_all || values->shared.is_trusted ||
           strcmp(values->time_source, "cpu") != 0 || has_limits(&values->shared);
}

int judge_remotely(const struct judge_values *values, const char *const *operands, size_t count)
{
    struct submit_values submit = {.shared = values->shared,
                                   .problem = values->problem,
                                   .patience_ns = INT64_C(30) * 1000000000,
                                   .is_waiting = true};
    struct err err = {0};
    submit.shared.server = values->server;
    if (judge_check_usage(values, count, &err) == 0 && is_local(values))
        (void)err_set(&err, ERR_USAGE,
                      "judge: --server: the service has its own limits and tests; of the options "
                      "only --problem, --lang, --user, --format and --quiet go with it");
    return err.kind != ERR_NONE ? say_error(&err) : service_submit(&submit, operands, count);
}
