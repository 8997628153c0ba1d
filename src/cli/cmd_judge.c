/* cmd_judge: evalx judge. Reads the command line into jobs; the judge does the rest and tells it
 * by events, which go to a printer. */
#include <string.h>

#include "base/fs.h"
#include "cli/advisor.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/course.h"
#include "cli/each.h"
#include "cli/history.h"
#include "cli/judge_values.h"
#include "cli/judge_watch.h"
#include "cli/page.h"
#include "cli/shared.h"
#include "cli/transcripts.h"
#include "render/render.h"

static const struct option *const option_sets[] = {
    judge_options_own, page_options,      language_options, judging_options,        hints_options,
    keeping_options,   recording_options, limits_options,   compile_limits_options, NULL,
};

/* Everything that ends with the command. */
struct judging {
    const struct judge_values *values;
    struct session session;
    struct problem problem;
    bool has_problem;
    struct printer *printer;
    struct history *history;
    struct transcripts transcripts;
    struct advisor advisor;
    struct html_page *page; /* of --report; NULL: none */
    struct each each;
    struct course *course;
    bool is_live;
    struct judge_job *jobs;
    size_t job_count;
};

static void on_compiled(void *context, const struct submission_report *report)
{
    struct judging *judging = context;
    printer_compiled(judging->printer, report);
}

static void on_test_done(void *context, const struct submission_report *report, size_t test)
{
    struct judging *judging = context;
    printer_test_done(judging->printer, report, test);
}

static void on_submission_done(void *context, const struct submission_report *report)
{
    struct judging *judging = context;
    printer_submission_done(judging->printer, report);
    history_add(judging->history, report, &judging->problem, judging->values->problem, 0);
    transcripts_add(&judging->transcripts, report);
    if (judging->page != NULL)
        render_html_add(judging->page, report);
    if (report->tag != NULL)
        course_note(judging->course, report);
    if (ferror(stdout))
        interrupt_raise(); /* nobody reads the rest */
}

static void on_note(void *context, const char *line)
{
    struct judging *judging = context;
    if (judging->is_live)
        printer_note(judging->printer, line);
    else if (!judging->values->shared.is_quiet)
        say("%s", line);
}

/* ---- jobs: one per operand and per submission of --each ---- */

static struct judge_job *add_job(struct judging *judging, const char *const *paths, size_t count)
{
    struct judge_job *job = &judging->jobs[judging->job_count++];
    *job = (struct judge_job){
        .paths = paths,
        .path_count = count,
        .language = judging->values->shared.language,
        .problem = &judging->problem,
    };
    return job;
}

static int open_each(struct judging *judging, struct err *err)
{
    const struct judge_values *values = judging->values;
    struct each_options each = {&values->each, values->users, values->attempt};
    if (each_open(&judging->session.arena, &each, &judging->each, err) != 0)
        return -1;
    const struct handins *handins = &judging->each.handins;
    if (handins->unmatched > 0 && !values->shared.is_quiet)
        say("--users: %zu entr%s nobody's, %s%s", handins->unmatched,
            handins->unmatched == 1 ? "y is" : "ies are", handins->first_one,
            handins->unmatched == 1 ? "" : " and others");
    struct course_options course = {values->gradebook, values->feedback};
    return course_open(&course, handins, judging->each.attempt, &judging->course, err);
}

static int collect_jobs(struct judging *judging, const char *const *operands, size_t count,
                        struct err *err)
{
    size_t standard_inputs = 0;
    if (open_each(judging, err) != 0)
        return -1;
    const struct handins *handins = &judging->each.handins;
    judging->jobs =
        arena_alloc(&judging->session.arena, (count + handins->count + 1) * sizeof(*judging->jobs));
    for (size_t i = 0; i < count; i++) {
        standard_inputs += strcmp(operands[i], "-") == 0;
        (void)add_job(judging, &operands[i], 1);
    }
    if (standard_inputs > 1)
        return err_set(err, ERR_USAGE, "judge: \"-\", standard input, can be one submission only");
    for (size_t i = 0; i < handins->count; i++) {
        struct handin *handin = &handins->items[i];
        struct judge_job *job = add_job(judging, handin->paths, handin->path_count);
        job->user = handin->user;
        job->tag = judging->course ? handin : NULL;
        job->shown = handin->user || handin->is_opened ? handin->shown : NULL;
    }
    return 0;
}

int open_named_problem(struct session *session, const struct shared_values *shared,
                       const char *name, struct problem *problem_out, struct err *err)
{
    const char *folder = shared->problems != NULL ? shared->problems : session->workspace.problems;
    const char *path = NULL;
    if (problem_locate(&session->arena, name, folder, &path, err) != 0 ||
        problem_open_shared(path, problem_out, err) != 0)
        return -1;
    for (size_t i = 0; !shared->is_quiet && i < problem_out->warning_count; i++)
        say("warning: %s", problem_out->warnings[i]);
    return 0;
}

static int open_problem(struct judging *judging, struct err *err)
{
    const struct judge_values *values = judging->values;
    if (open_named_problem(&judging->session, &values->shared, values->problem, &judging->problem,
                           err) != 0)
        return -1;
    judging->has_problem = true;
    return 0;
}

static int open_printer(struct judging *judging, struct err *err)
{
    const struct shared_values *shared = &judging->values->shared;
    bool is_terminal = isatty(STDOUT_FILENO);
    struct render_options render = {
        .format = shared->format,
        .out = stdout,
        .is_terminal = is_terminal,
        .has_colour = terminal_has_colour(STDOUT_FILENO),
        .has_progress = is_terminal && shared->has_progress && !shared->is_quiet,
        .is_quiet = shared->is_quiet,
        .is_explaining = judging->values->is_explaining,
        .submission_count = judging->job_count,
    };
    judging->is_live = render.has_progress && strcmp(shared->format, "table") == 0;
    return printer_open(&render, &judging->printer, err);
}

static int choose_time_source(struct judging *judging, struct err *err)
{
    const struct judge_values *values = judging->values;
    struct session *session = &judging->session;
    int64_t per_second = values->instructions_per_second > 0
                             ? values->instructions_per_second
                             : session->workspace.instructions_per_second;
    return time_source_choose(values->time_source, per_second, session, err);
}

/* What one call and a batch have in common. */
static int load(struct judging *judging, size_t operand_count, struct err *err)
{
    const struct judge_values *values = judging->values;
    struct judge_options *options_of_judge = &judging->session.options;
    if (judge_check_usage(values, operand_count, err) != 0 ||
        session_load(&judging->session, &values->shared, err) != 0 ||
        choose_time_source(judging, err) != 0 ||
        session_load_hints(&judging->session, &values->shared, err) != 0)
        return -1;
    options_of_judge->advise = values->hint_command != NULL ? advisor_ask : NULL;
    advisor_init(&judging->advisor, values->hint_command, values->hint_time_ns,
                 &options_of_judge->cancel_fd);
    options_of_judge->advise_context = &judging->advisor;
    options_of_judge->tests_glob = values->tests_glob;
    options_of_judge->is_stopping_on_first = values->is_stopping_on_first;
    options_of_judge->is_running_all = values->is_running_all;
    options_of_judge->repeats = (size_t)values->repeats;
    options_of_judge->is_measuring = values->repeats > 0;
    return 0;
}

static int prepare(struct judging *judging, const char *const *operands, size_t count,
                   struct err *err)
{
    const struct judge_values *values = judging->values;
    if (collect_jobs(judging, operands, count, err) != 0 || open_problem(judging, err) != 0 ||
        transcripts_open(&judging->transcripts, values->transcript, &judging->problem, err) != 0)
        return -1;
    judging->session.options.has_transcripts = values->transcript != NULL;
    judging->session.options.events =
        (struct judge_events){judging, on_compiled, on_test_done, on_submission_done, on_note};
    struct history_options history = {.tests_glob = values->tests_glob,
                                      .is_stopping_on_first = values->is_stopping_on_first};
    if (session_open_judge(&judging->session, &values->shared, err) != 0 ||
        history_open(&judging->session, &values->shared, &history, &judging->history, err) != 0)
        return -1;
    if (page_open(values->shared.report, judging->problem.short_name, &judging->page, err) != 0)
        return -1;
    return open_printer(judging, err);
}

/* The largest counts: 5, 4, 3, 1; an interruption (130) is above all. */
static int worst_status(const int *statuses, size_t count)
{
    int worst = 0;
    for (size_t i = 0; i < count; i++) {
        if (statuses[i] > worst)
            worst = statuses[i];
    }
    return worst;
}

static int judge_all(struct judging *judging)
{
    struct err err = {0}, print_err = {0};
    int *statuses = arena_alloc(&judging->session.arena, judging->job_count * sizeof(*statuses));
    int judged =
        judge_run(judging->session.judge, judging->jobs, judging->job_count, statuses, &err);
    bool has_reader = !ferror(stdout);
    bool is_interrupted = interrupt_is_raised() || err.kind == ERR_INTERRUPTED;
    int printed = printer_finish(judging->printer, is_interrupted && has_reader, &print_err);
    struct err history_err = {0}, transcript_err = {0}, course_err = {0}, page_err = {0};
    int paged =
        page_write(judging->values->shared.report, judging->page, is_interrupted, &page_err);
    int graded = course_write(judging->course, &course_err);
    int transcribed = transcripts_close(&judging->transcripts, &transcript_err);
    int recorded = history_close(judging->history, &history_err);
    judging->history = NULL;
    if (recorded != 0)
        return say_error(&history_err);
    if (judged != 0 && !is_interrupted)
        return say_error(&err);
    if (transcribed != 0)
        return say_error(&transcript_err);
    if (graded != 0)
        return say_error(&course_err);
    if (paged != 0)
        return say_error(&page_err);
    if (printed != 0)
        return say_error(&print_err);
    return is_interrupted ? err_exit_code(ERR_INTERRUPTED)
                          : worst_status(statuses, judging->job_count);
}

static int judge_batch(struct judging *judging)
{
    const struct judge_values *values = judging->values;
    struct batch_values batch = {
        .shared = &values->shared,
        .input = values->batch,
        .resume = values->resume,
        .problem = values->problem,
    };
    return batch_judge(&judging->session, &batch);
}

static int judge_once(const struct judge_round *round)
{
    struct judging judging = {.values = round->values, .each.hold_fd = -1};
    struct err err = {0};
    int status;
    if (load(&judging, round->operand_count, &err) != 0)
        status = say_error(&err);
    else if (judging.values->batch != NULL)
        status = judge_batch(&judging);
    else
        status = prepare(&judging, round->operands, round->operand_count, &err) == 0
                     ? judge_all(&judging)
                     : say_error(&err);
    printer_close(judging.printer);
    render_html_close(judging.page);
    if (judging.session.judge != NULL)
        judge_close(judging.session.judge);
    judging.session.judge = NULL;
    (void)history_close(judging.history, &err); /* nothing was judged, or it was told before */
    (void)transcripts_close(&judging.transcripts, &err); /* likewise */
    course_close(judging.course);
    each_close(&judging.each);
    if (judging.has_problem)
        problem_close(&judging.problem);
    session_close(&judging.session);
    return status;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct judge_values *judge_values = values;
    const struct judge_round round = {judge_values, operands, operand_count, judge_once};
    struct err err = {0};
    if (judge_values->server != NULL)
        return judge_remotely(judge_values, operands, operand_count);
    if (!judge_values->is_watching)
        return judge_once(&round);
    return judge_check_usage(judge_values, operand_count, &err) != 0 ? say_error(&err)
                                                                     : judge_watch(&round);
}

static void set_defaults(void *values)
{
    struct judge_values *judge_values = values;
    *judge_values = (struct judge_values){.time_source = "cpu", .hint_time_ns = ADVISOR_TIME_NS};
    shared_set_defaults(&judge_values->shared);
}

const struct command command_judge = {
    .name = "judge",
    .summary = "compile submissions, run them on a problem's tests, tell their verdicts",
    .synopsis = "[OPTIONS] SRC... --problem P",
    .details = "A SRC is a file, a folder (one submission of many files) or - (standard input).\n\n"
               "  evalx judge solution.cpp --problem hello-sum\n"
               "  evalx judge --each submissions --problem hello-sum --format ndjson\n"
               "  evalx judge --each export.zip --users moodle --gradebook g.csv --problem p1\n"
               "  evalx judge --batch todo.ndjson --resume done.ndjson\n"
               "  evalx judge a.py --problem p1 --time 500ms --tests 'sample/*'\n\n"
               "Exit status: 0 all accepted, 1 some not, 2 wrong usage, 3 bad input,\n"
               "4 the judge failed, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct judge_values),
    .set_defaults = set_defaults,
    .run = run,
};
