/* transcripts: see transcripts.h. */
#include "cli/transcripts.h"

int transcripts_open(struct transcripts *transcripts, const char *path,
                     const struct problem *problem, struct err *err)
{
    if (path == NULL)
        return 0;
    if (!(problem->kinds & PROBLEM_INTERACTIVE))
        return err_set(err, ERR_USAGE,
                       "judge: --transcript: %s is not interactive: there is no dialogue to write",
                       problem->short_name);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return err_sys(err, ERR_INPUT, "judge: --transcript: %s", path);
    *transcripts = (struct transcripts){.file = file, .path = path};
    return 0;
}

void transcripts_add(struct transcripts *transcripts, const struct submission_report *report)
{
    if (transcripts->file == NULL)
        return;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (test->transcript != NULL)
            (void)fprintf(transcripts->file, "== %s: %s: %s\n%s", report->source, test->name,
                          verdict_code(test->verdict), test->transcript); /* close tells */
    }
}

int transcripts_close(struct transcripts *transcripts, struct err *err)
{
    FILE *file = transcripts->file;
    if (file == NULL)
        return 0;
    transcripts->file = NULL;
    bool has_failed = ferror(file);
    if (fclose(file) == 0 && !has_failed)
        return 0;
    return err_set(err, ERR_INPUT, "judge: --transcript: %s: cannot be written to its end",
                   transcripts->path);
}
