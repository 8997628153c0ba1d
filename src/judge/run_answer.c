/* run_answer: the submission is the output itself: one file for a problem of one test, or a folder
 * or archive with a file for each test. Nothing is compiled and nothing is run. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "judge/trial.h"

/* The file that is meant for this test; NULL: there is none. A lone file is for every test. */
static const struct artifact_file *find_output(const struct trial *trial)
{
    const struct artifact *artifact = trial->submission->artifact;
    const char *wanted = trial_test(trial)->outputs;
    if (artifact->file_count == 1 && (!wanted || trial_problem(trial)->test_count == 1))
        return &artifact->files[0];
    for (size_t i = 0; wanted && i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        if (strcmp(file->name, wanted) == 0 || strcmp(fs_base_name(file->name), wanted) == 0)
            return file;
    }
    return NULL;
}

static int feed(struct output *output, const struct trial *trial, const struct artifact_file *file)
{
    struct run_sink sink = output_sink(output);
    struct facts *facts = &trial->report->facts;
    facts->stdout_bytes = (int64_t)file->count;
    if (trial->limits->output_bytes >= 0 && facts->stdout_bytes > trial->limits->output_bytes)
        facts->limits_hit |= LIMIT_OUTPUT;
    return sink.feed(sink.context, file->bytes, file->count);
}

int judge_answer(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(output_close) struct output *output = NULL;
    const struct artifact_file *file = find_output(trial);
    struct check_result missing = {.outcome = CHECK_WRONG, .score = NAN, .score_multiplier = NAN};
    trial->report->facts = (struct facts){0};
    if (!file) {
        const char *wanted = trial_test(trial)->outputs;
        (void)snprintf(missing.message, sizeof(missing.message), "no output for this test: %s",
                       wanted ? wanted : "one file is expected");
        trial_conclude(trial, &missing, false);
        return 0;
    }
    if (output_open(trial, &output, err) != 0)
        return -1;
    (void)feed(output, trial, file); /* never ends anything */
    return output_judge(output, trial, err);
}
