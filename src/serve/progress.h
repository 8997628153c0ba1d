/* progress: how far the judgings under way are, for whoever asks now: tests that are done, and the
 * worst verdict so far. Nothing of it is recorded. In the loop's thread. */
#ifndef EVALX_SERVE_PROGRESS_H
#define EVALX_SERVE_PROGRESS_H

#include "base/json.h"
#include "store/store.h"

struct progress;
struct progress *progress_open(void);
void progress_close(struct progress *progress);

/* A "test" of an agent; a test is counted once. Many jobs share a place: the latest has it. */
void progress_note(struct progress *progress, int64_t job, int judging, const struct json *event);
/* {"tests","total","verdict"} of a judging under way; NULL: nothing is known. */
struct json *progress_view(const struct progress *progress, const struct job *job);

#endif
