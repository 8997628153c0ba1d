/* cmd_rejudge: evalx rejudge: submissions of the history are judged once more.
 *
 *   history -> items -> for each: sources into a folder of its own -> job -> judge_stream_add
 *                                   -> on_submission_done: the new verdict beside the old one
 *                                        -> with --apply: history, a new judging that counts
 *
 * A judge error never takes the place of a verdict. */
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/log.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/rejudge.h"
#include "cli/sources_out.h"
#include "cli/stats.h"

/* ---- problems ---- */

/* Where it was, else by its name in the workspace. */
static const char *problem_name(const struct rejudge_item *item)
{
    return item->path != NULL && fs_exists(AT_FDCWD, item->path) ? item->path : item->problem;
}

static int open_problem(struct rejudge *rejudge, struct rejudge_problem *found, struct err *err)
{
    const struct shared_values *shared = &rejudge->values->shared;
    if (open_named_problem(&rejudge->session, shared, found->name, &found->problem, err) != 0)
        return -1;
    found->is_open = true;
    if (rejudge->values->is_changed && problem_digest(&found->problem, found->digest, err) != 0)
        return -1;
    return judge_stream_prepare(rejudge->stream, &found->problem, err);
}

/* One that cannot be judged is tried once. */
static int find_problem(struct rejudge *rejudge, const char *name,
                        struct rejudge_problem **found_out, struct err *err)
{
    struct rejudge_problem *found = rejudge->problems;
    while (found != NULL && strcmp(found->name, name) != 0)
        found = found->next;
    if (found == NULL) {
        found = arena_alloc(&rejudge->session.arena, sizeof(*found));
        found->name = name;
        found->next = rejudge->problems;
        rejudge->problems = found;
        if (open_problem(rejudge, found, &found->err) != 0)
            say("%s", found->err.msg);
    }
    *found_out = found;
    *err = found->err;
    return found->err.kind == ERR_NONE ? 0 : -1;
}

/* ---- sources ---- */

static const char *folder_of(struct rejudge *rejudge, struct arena *arena,
                             const struct rejudge_item *item)
{
    return arena_printf(arena, "%s/%lld", rejudge->folder, (long long)item->id);
}

/* *path_out: the lone file, or the folder of several. */
static int place_sources(struct rejudge *rejudge, const struct rejudge_item *item,
                         struct arena *arena, const char **path_out, struct err *err)
{
    struct store_source *sources;
    size_t count;
    const char *folder = folder_of(rejudge, arena, item);
    if (store_sources(rejudge->store, item->id, arena, &sources, &count, err) != 0)
        return -1;
    if (count == 0)
        return err_set(err, ERR_INPUT, "rejudge: %lld: its sources are not in the history",
                       (long long)item->id);
    if (mkdir(folder, 0700) != 0)
        return err_sys(err, ERR_JUDGE, "rejudge: %s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "rejudge: %s", folder);
    *path_out = count == 1 ? fs_join(arena, folder, sources[0].name) : folder;
    return sources_write(dir_fd, sources, count, err);
}

static void drop_sources(struct rejudge *rejudge, const struct rejudge_item *item)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct err err;
    if (fs_remove_tree(AT_FDCWD, folder_of(rejudge, &arena, item), &err) != 0)
        log_line(LOG_WARN, "%s", err.msg);
}

/* ---- events ---- */

static void on_submission_done(void *context, const struct submission_report *report)
{
    struct rejudge *rejudge = context;
    struct rejudge_item *item = report->tag;
    drop_sources(rejudge, item);
    if (report->is_interrupted)
        return;
    bool is_failed = report->error.kind != ERR_NONE || report->verdict == VERDICT_JUDGE_ERROR;
    item->is_done = true;
    item->is_failed = is_failed;
    item->new_verdict = verdict_code(is_failed ? VERDICT_JUDGE_ERROR : report->verdict);
    item->new_score = report->score;
    item->is_changed = !is_failed && (strcmp(item->verdict, item->new_verdict) != 0 ||
                                      fabs(item->score - report->score) > 1e-9 ||
                                      isnan(item->score) != (isnan(report->score) != 0));
    if (is_failed && report->error.kind != ERR_NONE)
        say("%lld: %s", (long long)item->id, report->error.msg);
    if (!is_failed)
        history_add(rejudge->history, report, &item->found->problem, item->found->name, item->id);
}

static void on_note(void *context, const char *line)
{
    struct rejudge *rejudge = context;
    if (!rejudge->values->shared.is_quiet)
        say("%s", line);
}

/* ---- one after another ---- */

/* Not an error: one that is not to be judged again. */
static int do_item(struct rejudge *rejudge, struct rejudge_item *item, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *path = NULL;
    if (find_problem(rejudge, problem_name(item), &item->found, err) != 0)
        return -1;
    if (rejudge->values->is_changed && item->digest != NULL &&
        strcmp(item->digest, item->found->digest) == 0)
        return 0;
    if (place_sources(rejudge, item, &arena, &path, err) != 0) {
        drop_sources(rejudge, item);
        say("%s", err->msg);
        return -1;
    }
    const struct judge_job job = {
        .paths = &path,
        .path_count = 1,
        .language = item->language,
        .problem = &item->found->problem,
        .shown = item->source,
        .tag = item,
    };
    (void)judge_stream_add(rejudge->stream, &job); /* the tag tells which it is */
    return 0;
}

static int do_items(struct rejudge *rejudge)
{
    int worst = 0;
    for (size_t i = 0; i < rejudge->item_count && !interrupt_is_raised(); i++) {
        struct err err = {0};
        if (do_item(rejudge, &rejudge->items[i], &err) == 0)
            continue;
        rejudge->items[i].is_failed = true;
        int status = err_exit_code(err.kind);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int open_all(struct rejudge *rejudge, struct err *err)
{
    const struct shared_values *shared = &rejudge->values->shared;
    struct judge_options *options = &rejudge->session.options;
    struct history_options history = {0};
    options->events = (struct judge_events){
        .context = rejudge, .submission_done = on_submission_done, .note = on_note};
    options->is_measuring = true; /* nothing that is known already is taken for an answer */
    if (fs_make_temporary("evalx-rejudge", &rejudge->session.arena, &rejudge->folder, err) != 0 ||
        session_open_judge(&rejudge->session, shared, err) != 0)
        return -1;
    if (rejudge->values->is_applied &&
        history_open(&rejudge->session, shared, &history, &rejudge->history, err) != 0)
        return -1;
    if (rejudge->values->is_applied && rejudge->history == NULL)
        return err_set(err, ERR_INPUT,
                       "rejudge: --apply: the workspace wants no history; name one with --db");
    return judge_stream_open(rejudge->session.judge, &rejudge->stream, err);
}

static int judge_items(struct rejudge *rejudge, struct err *err)
{
    if (open_all(rejudge, err) != 0)
        return say_error(err);
    int worst = do_items(rejudge);
    (void)judge_stream_close(rejudge->stream); /* verdicts are compared, not told by status */
    rejudge->stream = NULL;
    int recorded = history_close(rejudge->history, err);
    rejudge->history = NULL;
    if (recorded != 0)
        return say_error(err);
    int status = rejudge_print(rejudge);
    if (interrupt_is_raised())
        return err_exit_code(ERR_INTERRUPTED);
    return status > worst ? status : worst;
}

/* ---- the command ---- */

static void close_all(struct rejudge *rejudge)
{
    struct err err;
    (void)judge_stream_close(rejudge->stream);
    (void)history_close(rejudge->history, &err); /* nothing was judged, or it was told before */
    if (rejudge->session.judge != NULL)
        judge_close(rejudge->session.judge);
    rejudge->session.judge = NULL;
    for (struct rejudge_problem *at = rejudge->problems; at != NULL; at = at->next) {
        if (at->is_open)
            problem_close(&at->problem);
    }
    store_close(rejudge->store);
    if (rejudge->folder != NULL && fs_remove_tree(AT_FDCWD, rejudge->folder, &err) != 0)
        say("warning: %s", err.msg);
    session_close(&rejudge->session);
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct rejudge rejudge = {.values = values};
    struct session *session = &rejudge.session;
    const struct shared_values *shared = &rejudge.values->shared;
    struct err err = {0};
    int status;
    if (rejudge_check(rejudge.values, operand_count, &err) != 0 ||
        session_load(session, shared, &err) != 0 ||
        session_load_hints(session, shared, &err) != 0 ||
        history_read(&session->arena, shared, &session->workspace, &rejudge.store, &err) != 0 ||
        rejudge_find(&rejudge, operands, operand_count, &err) != 0)
        status = say_error(&err);
    else
        status = rejudge.item_count > 0 ? judge_items(&rejudge, &err) : rejudge_print(&rejudge);
    close_all(&rejudge);
    return status;
}

static void set_defaults(void *values)
{
    struct rejudge_values *rejudge_values = values;
    *rejudge_values = (struct rejudge_values){0};
    shared_set_defaults(&rejudge_values->shared);
}

const struct command command_rejudge = {
    .name = "rejudge",
    .summary = "judge submissions of the history once more, and tell what changes",
    .synopsis = "[OPTIONS] [ID...]",
    .details = "  evalx rejudge --problem p1            what would change?\n"
               "  evalx rejudge --problem p1 --apply    and make it count\n"
               "  evalx rejudge --changed --since 5h    only where the package has changed since\n"
               "  evalx rejudge 12 13 --verdict TLE\n\n"
               "Exit status: 0 nothing changes, 1 something does, 2 wrong usage, 3 bad input,\n"
               "4 the judge failed on some, 130 interrupted.",
    .option_sets = rejudge_option_sets,
    .values_bytes = sizeof(struct rejudge_values),
    .set_defaults = set_defaults,
    .run = run,
};
