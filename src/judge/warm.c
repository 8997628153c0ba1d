/* warm: fill the cache before it is needed: headers, validators, the jury's programs and what else
 * the caller wants compiled. Nothing is run. */
#include <string.h>

#include "base/fs.h"
#include "judge/headers.h"

struct warming {
    struct judge *judge;
    const struct judge_job *more;
    size_t more_count;
    struct judge_warmed done;
    struct arena arena;
    struct problem_state *states;
    bool is_interrupted;
};

static void note(const struct warming *warming, const char *what, const char *why)
{
    EV_STR struct str line = {0};
    str_printf(&line, "%s: %s", what, why);
    judge_note(warming->judge, str_text(&line));
}

/* ---- headers ---- */

static void make_headers(void *context, void *slot)
{
    struct warming *warming = context;
    const struct languages *languages = warming->judge->options->languages;
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        struct err err = {0};
        bool is_made = false;
        if (!language->precompile.file || language_missing_tool(language))
            continue;
        if (headers_make(slot, language, &is_made, &err) != 0) {
            note(warming, language->name, err.msg);
            warming->done.failed++;
        }
        warming->is_interrupted = warming->is_interrupted || err.kind == ERR_INTERRUPTED;
        warming->done.headers += is_made;
    }
}

/* ---- validators and tests ---- */

struct making {
    struct problem_state *state;
    struct err err;
    int status;
};

static void make_programs(void *context, void *slot)
{
    struct making *making = context;
    making->status = problem_state_programs(making->state, slot, false, &making->err);
}

static int prepare_problem(struct warming *warming, const struct problem *problem, struct err *err)
{
    struct problem_state *state;
    if (problem_state_open(warming->judge, problem, &state, err) != 0)
        return -1;
    state->next = warming->states;
    warming->states = state;
    struct making making = {.state = state};
    if (judge_call(warming->judge, make_programs, &making, err) != 0)
        return -1;
    if (making.status != 0) {
        if (making.err.kind == ERR_INTERRUPTED) {
            *err = making.err;
            return -1;
        }
        note(warming, problem->short_name, making.err.msg);
        warming->done.failed++;
    }
    warming->done.validators += state->validator != NULL && making.status == 0;
    test_keys_prepare(warming->judge, state);
    return 0;
}

static void close_warming(struct warming *warming)
{
    while (warming->states) {
        struct problem_state *next = warming->states->next;
        problem_state_close(warming->states);
        warming->states = next;
    }
    arena_done(&warming->arena);
}

/* ---- the jury's programs, and others ---- */

static void on_done(void *context, const struct submission_report *report)
{
    struct warming *warming = context;
    const struct judge_events *events = &warming->judge->options->events;
    if (report->is_interrupted) {
        warming->is_interrupted = true;
    } else if (report->error.kind != ERR_NONE) {
        warming->done.failed++;
        if (events->note) /* the events' lock is held */
            events->note(events->context, report->error.msg);
    } else if (report->compile.is_cached) {
        warming->done.known++;
    } else {
        warming->done.compiled++;
    }
}

static size_t list_jobs(struct warming *warming, struct problem *const *problems, size_t count,
                        struct judge_job *jobs)
{
    size_t job_count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < problems[i]->jury_count; k++) {
            const char **path = arena_alloc(&warming->arena, sizeof(*path));
            *path = fs_join(&warming->arena, problems[i]->path, problems[i]->jury[k].path);
            jobs[job_count++] =
                (struct judge_job){.paths = path, .path_count = 1, .problem = problems[i]};
        }
    }
    for (size_t i = 0; i < warming->more_count; i++)
        jobs[job_count++] = warming->more[i];
    return job_count;
}

static int compile_all(struct warming *warming, struct problem *const *problems, size_t count,
                       struct err *err)
{
    size_t job_count = warming->more_count;
    for (size_t i = 0; i < count; i++)
        job_count += problems[i]->jury_count;
    struct judge_job *jobs = arena_alloc(&warming->arena, (job_count + 1) * sizeof(*jobs));
    struct batch batch = {
        .jobs = jobs,
        .count = list_jobs(warming, problems, count, jobs),
        .statuses = arena_alloc(&warming->arena, (job_count + 1) * sizeof(int)),
        .events = {.context = warming, .submission_done = on_done},
        .limits = LIMITS_UNSET,
        .is_compiling_only = true,
        .problems = warming->states,
    };
    return batch.count > 0 ? judge_run_batch(warming->judge, &batch, err) : 0;
}

int judge_warm(struct judge *judge, struct problem *const *problems, size_t count,
               const struct judge_job *more, size_t more_count, struct judge_warmed *warmed_out,
               struct err *err)
{
    EV_CLEANUP(close_warming)
    struct warming warming = {.judge = judge, .more = more, .more_count = more_count};
    if (judge_call(judge, make_headers, &warming, err) != 0)
        return -1;
    for (size_t i = 0; i < count && !judge_is_cancelled(judge); i++) {
        if (prepare_problem(&warming, problems[i], err) != 0)
            return -1;
    }
    if (!judge_is_cancelled(judge) && compile_all(&warming, problems, count, err) != 0)
        return -1;
    if (warming.is_interrupted || judge_is_cancelled(judge))
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    *warmed_out = warming.done;
    return 0;
}
