/* runs: a program that is compiled once and run as often as asked, its outputs kept: without a
 * problem. Part of judge.h, which others include. */
#ifndef EVALX_JUDGE_RUNS_H
#define EVALX_JUDGE_RUNS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "lang/lang.h"
#include "model/agent_wire.h"

struct judge;

/* Everything is borrowed until `done` is called. */
struct judge_runs {
    const struct agent_request *request;
    const atomic_bool *is_cancelled; /* no run is begun any more; NULL: never */
    void *context;
    /* From a slot's thread, the last that is heard of it. err->kind ERR_NONE: report is whole, and
     * gone when this returns. ERR_INPUT, ERR_USAGE: of what was handed in; ERR_INTERRUPTED. */
    void (*done)(void *context, const struct ran_report *report, const struct err *err);
};

/* In some slot, before the tests of submissions. The struct itself is copied. -1: no slot can be
 * had, and `done` is not called. */
int judge_runs_start(struct judge *judge, const struct judge_runs *runs,
                     struct err *err) EV_MUST_CHECK;

#endif
