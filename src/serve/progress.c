/* progress: see progress.h. */
#include "serve/progress.h"

#include <stdlib.h>

#include "base/err.h"
#include "model/verdict.h"

enum { PLACES = 1024 };

struct place {
    int64_t job;
    int judging;
    int64_t tests, total; /* total 0: not told */
    enum verdict worst;
};

struct progress {
    struct place places[PLACES];
};

struct progress *progress_open(void)
{
    struct progress *progress = calloc(1, sizeof(*progress));
    if (progress == NULL)
        err_out_of_memory();
    return progress;
}

void progress_close(struct progress *progress)
{
    free(progress);
}

void progress_note(struct progress *progress, int64_t job, int judging, const struct json *event)
{
    struct place *place = &progress->places[(uint64_t)job % PLACES];
    const char *code = json_text(json_get(json_get(event, "test"), "verdict"));
    enum verdict verdict;
    int64_t done = 0;
    if (code == NULL || !verdict_parse(code, &verdict))
        return;
    /* a judging that begins anew tells of its first test again */
    (void)json_whole(json_get(event, "done"), &done); /* absent: one more */
    bool is_new = place->job != job || place->judging != judging || done == 1;
    if (is_new)
        *place = (struct place){.job = job, .judging = judging, .worst = verdict};
    place->tests = done > 0 ? done : place->tests + 1;
    place->worst = verdict_worse(place->worst, verdict);
    (void)json_whole(json_get(event, "total"), &place->total); /* absent: as it was */
}

struct json *progress_view(const struct progress *progress, const struct job *job)
{
    const struct place *place = &progress->places[(uint64_t)job->name.id % PLACES];
    if (job->state != JOB_JUDGING || place->job != job->name.id || place->judging != job->judging)
        return NULL;
    struct json *object = json_map();
    json_set_i64(object, "tests", place->tests);
    if (place->total > 0)
        json_set_i64(object, "total", place->total);
    json_set_string(object, "verdict", verdict_code(place->worst));
    return object;
}
