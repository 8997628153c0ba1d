/* run_static: a test of the sources themselves (2025-09, "Static validator"). Nothing of the
 * contestant's runs: the package's validator does, in the jury box, and finds in its current folder
 * the submission's files, what was included and what the compiler made of them. */
#include <ctype.h>
#include <string.h>

#include "judge/trial.h"

/* Beside files of any name: none of a submission's begins with a dot. */
static const char folder[] = ".feedback";

static bool is_made_again(const struct artifact *artifact, const char *name)
{
    for (size_t i = 0; i < artifact->file_count; i++) {
        if (strcmp(artifact->files[i].name, name) == 0)
            return true;
    }
    return false;
}

static int stage_submission(const struct artifact *artifact, struct box *box, struct err *err)
{
    for (size_t i = 0; i < artifact->plan.file_count; i++) {
        const struct source_file *file = &artifact->plan.files[i];
        if (!is_made_again(artifact, file->name) &&
            box_stage_bytes(box, BOX_WORK, file->name, 0644, file->bytes, file->count, err) != 0)
            return -1;
    }
    return artifact_stage(artifact, box, BOX_WORK, err);
}

/* As the package format's table of languages has it: nothing where a binary is made, the class of
 * Kotlin is named after its file. */
static const char *entry_point(struct arena *arena, const struct build_plan *plan)
{
    const char *class = plan->mainclass;
    if (strcmp(plan->language->entry, "binary") == 0)
        return "";
    if (strcmp(plan->language->id, "kotlin") == 0 && class)
        return arena_printf(arena, "%c%sKt", toupper((unsigned char)*class), class + 1);
    return strcmp(plan->language->entry, "mainclass") == 0 && class ? class : plan->mainfile;
}

static const char *const *arguments_of(const struct trial *trial, const struct jury *jury)
{
    const struct problem_test *test = trial_test(trial);
    const struct build_plan *plan = &trial->submission->artifact->plan;
    const struct language *language = plan->language;
    const char *entry = entry_point(trial->scratch, plan);
    const char **words = arena_alloc(trial->scratch, 4 * sizeof(*words));
    words[0] = language->like ? language->like : language->id;
    words[1] = entry ? entry : "";
    words[2] = jury->files.feedback;
    return argv_join(trial->scratch, words, test->validator_args, test->validator_arg_count);
}

static int ask(struct jury *jury, const struct trial *trial, struct check_result *result_out,
               struct err *err)
{
    struct run_plan plan = jury_plan(jury, arguments_of(trial, jury));
    if (box_run(jury->held->box, &plan, &jury->evidence.facts, err) != 0)
        return err_wrap(err, "%s", jury->evidence.role);
    if (jury_collect(jury, err) != 0)
        return -1;
    checker_conclude(CHECKER_KATTIS, &jury->evidence, result_out);
    return 0;
}

int judge_static(const struct trial *trial, struct err *err)
{
    EV_CLEANUP(jury_close)
    struct jury jury = {
        .slot = trial->slot,
        .program = trial->submission->problem->static_validator,
        .scratch = trial->scratch,
        .folder = folder,
    };
    struct check_result result;
    if (jury_open(&jury, "static validator", err) != 0)
        return -1;
    if (stage_submission(trial->submission->artifact, jury.held->box, err) != 0)
        return err_wrap(err, "static validator");
    if (ask(&jury, trial, &result, err) != 0)
        return -1;
    trial->report->facts = (struct facts){0};
    trial->report->judge_message = jury_message(&jury, &result);
    trial_conclude(trial, &result, true);
    return 0;
}
