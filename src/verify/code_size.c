/* code_size: sources of the jury that are larger than the package lets contestants' be. They are
 * run all the same: what they show of tests and time limit holds, and other tools run them, too. */
#include <string.h>

#include "base/fs.h"
#include "verify/internal.h"

static bool may_not_compile(const struct jury_submission *jury)
{
    unsigned bits = 0;
    for (size_t i = 0; i < jury->rule_count; i++)
        bits |= jury->rules[i].permitted | jury->rules[i].required;
    for (size_t i = 0; i < jury->expected_count; i++) {
        if (strcmp(jury->expected[i], "CE") == 0)
            return true;
    }
    return bits & 1U << VERDICT_COMPILE_ERROR;
}

/* Of all files; -1: it cannot be read, which is told where it is judged. */
static int64_t code_bytes(const struct package_check *check, const struct jury_submission *jury)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct submission_source source;
    bool is_too_large = false;
    struct err err = {0};
    const char *path = fs_join(&scratch, check->problem.path, jury->path);
    if (source_read(&scratch, &path, 1, SOURCE_TOTAL_MAX_BYTES, &source, &is_too_large, &err) != 0)
        return -1;
    int64_t bytes = 0;
    for (size_t i = 0; i < source.file_count; i++)
        bytes += (int64_t)source.files[i].count;
    return is_too_large ? -1 : bytes;
}

void code_size_check(struct package_check *check)
{
    const struct problem *problem = &check->problem;
    bool is_meant = false; /* one shows that too large a source does not compile */
    for (size_t i = 0; problem->source_max_bytes > 0 && i < problem->jury_count; i++) {
        int64_t bytes = code_bytes(check, &problem->jury[i]);
        if (bytes <= problem->source_max_bytes)
            continue;
        is_meant |= may_not_compile(&problem->jury[i]);
        check->has_large_code = true;
        finding_add(check, FINDING_WARNING, "code-size", problem->jury[i].path,
                    "%lld KiB of source: contestants may hand in no more than %lld KiB",
                    (long long)(bytes + 1023) / 1024, (long long)problem->source_max_bytes / 1024);
    }
    check->has_large_code &= !is_meant;
}
