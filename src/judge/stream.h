/* stream: jobs of many problems, as they come. Part of judge.h, which others include. */
#ifndef EVALX_JUDGE_STREAM_H
#define EVALX_JUDGE_STREAM_H

#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "problem/problem.h"

struct judge;
struct judge_job;

/* Jobs one after another, as many as there may be, in constant memory. One stream at a time, and no
 * judge_run meanwhile; judge_open's events tell of its submissions. */
struct judge_stream;
int judge_stream_open(struct judge *judge, struct judge_stream **stream_out,
                      struct err *err) EV_MUST_CHECK;
/* Once for each problem, before its first job, while jobs of others are judged: it is ready when
 * this returns, its time limit computed where it gives none. One thread at a time. Errors as of
 * judge_run; then it is not prepared. The problem lives until it is dropped, or the stream
 * closed. */
int judge_stream_prepare(struct judge_stream *stream, const struct problem *problem,
                         struct err *err) EV_MUST_CHECK;
/* What is held for it goes. No job of it may be left: each had its submission_done. */
void judge_stream_drop(struct judge_stream *stream, const struct problem *problem);
/* From any thread. Texts are copied. Waits while enough jobs are queued. Returns the report's
 * index. */
size_t judge_stream_add(struct judge_stream *stream, const struct judge_job *job);
/* Wait for all jobs; returns the highest exit status of them, 0 without any. NULL is fine. */
int judge_stream_close(struct judge_stream *stream);

#endif
