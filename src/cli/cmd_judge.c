/* cmd_judge: evalx judge. Reads the command line into jobs; the judge does the rest and tells it
 * by events, which go to a printer. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/advisor.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/shared.h"
#include "cli/transcripts.h"
#include "render/render.h"

enum { SUBMISSIONS_MOST = 1000000, REPEATS_MOST = 1000 };

struct judge_values {
    struct shared_values shared;
    const char *problem, *tests_glob;
    struct text_list each; /* folders */
    bool is_stopping_on_first, is_running_all, is_explaining;
    int64_t repeats; /* 0: not asked for */
    const char *time_source;
    const char *batch, *resume, *transcript; /* files */
    const char *hint_command;                /* NULL: none */
    int64_t hint_time_ns;
};

static const struct option options[] = {
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "the problem: a folder or archive, or a name in the workspace's folder of problems"},
    {.name = "each",
     .kind = OPTION_LIST,
     .offset = offsetof(struct judge_values, each),
     .value = "FOLDER",
     .choices = "folders",
     .help = "judge every file and folder in FOLDER as a submission of its own (repeatable)"},
    {.name = "batch",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, batch),
     .value = "FILE",
     .choices = "files",
     .help = "judge what the lines of FILE name, {\"id\", \"source\", \"language\", "
             "\"problem\"} each; - is standard input; results are told as they end, as ndjson "
             "where --format is not given"},
    {.name = "resume",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, resume),
     .value = "FILE",
     .choices = "files",
     .help = "with --batch: add the results to FILE, and judge nothing whose result is there"},
    {.name = "tests",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, tests_glob),
     .value = "GLOB",
     .help = "only tests whose name matches: 'sample/*' (default: all)"},
    {.name = "stop-on-first",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, is_stopping_on_first),
     .help = "skip the rest of a submission's tests after the first that is not accepted"},
    {.name = "all",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, is_stopping_on_first),
     .is_clearing = true,
     .help = "undo --stop-on-first (default)"},
    {.name = "all-tests",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, is_running_all),
     .help = "run the tests too that the problem's scoring leaves out, as something before them "
             "decides; scores stay the same"},
    {.name = "explain-score",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, is_explaining),
     .help = "tell how every point came about, group by group, test by test"},
    {.name = "transcript",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, transcript),
     .value = "FILE",
     .choices = "files",
     .help = "of an interactive problem: write to FILE what submission and interactor say to each "
             "other, and when; times are longer then"},
    {.name = "hint-command",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, hint_command),
     .value = "COMMAND",
     .help = "a command of yours that is told of each submission that is not accepted, as JSON on "
             "its standard input, and prints more hints, a line each; it is not sandboxed"},
    {.name = "hint-time",
     .kind = OPTION_DURATION,
     .offset = offsetof(struct judge_values, hint_time_ns),
     .value = "DURATION",
     .help = "how long --hint-command may take for a submission (default: 10s)"},
    {.name = "repeat",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct judge_values, repeats),
     .value = "N",
     .least = 1,
     .most = REPEATS_MOST,
     .help = "run every test N times and tell the least, median and most CPU time; the worst "
             "verdict counts"},
    {.name = "time-source",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, time_source),
     .value = "SOURCE",
     .choices = "cpu instructions",
     .help = "what time limits count: cpu or instructions (default: cpu)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, shared.format),
     .value = "FORMAT",
     .choices = "table json ndjson junit tap csv markdown",
     .help = "table, json, ndjson, junit, tap, csv or markdown (default: table)"},
    {.name = "no-progress",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, shared.has_progress),
     .is_clearing = true,
     .help = "no progress bar on a terminal"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up by name (default: the workspace's folder)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    options,           language_options, judging_options,        hints_options,
    recording_options, limits_options,   compile_limits_options, NULL,
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

/* One job per operand and per child of --each. */
static void add_job(struct judging *judging, const char *path, size_t *capacity)
{
    struct arena *arena = &judging->session.arena;
    judging->jobs = arena_grow(arena, judging->jobs, judging->job_count, judging->job_count + 1,
                               sizeof(*judging->jobs), capacity);
    const char **paths = arena_alloc(arena, 2 * sizeof(*paths));
    paths[0] = path;
    judging->jobs[judging->job_count++] = (struct judge_job){
        .paths = paths,
        .path_count = 1,
        .language = judging->values->shared.language,
        .problem = &judging->problem,
    };
}

static int add_each(struct judging *judging, const char *folder, size_t *capacity, struct err *err)
{
    struct arena *arena = &judging->session.arena;
    const char **names = NULL;
    size_t count = 0, before = judging->job_count;
    if (fs_list(AT_FDCWD, folder, SUBMISSIONS_MOST, arena, &names, &count, err) != 0) {
        err->kind = ERR_INPUT; /* the user named the folder, whatever the cause */
        return err_wrap(err, "judge: --each");
    }
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] != '.')
            add_job(judging, fs_join(arena, folder, names[i]), capacity);
    }
    if (judging->job_count == before)
        return err_set(err, ERR_INPUT, "judge: --each: %s: nothing is in this folder", folder);
    return 0;
}

static int collect_jobs(struct judging *judging, const char *const *operands, size_t count,
                        struct err *err)
{
    const struct text_list *each = &judging->values->each;
    size_t capacity = 0, standard_inputs = 0;
    for (size_t i = 0; i < count; i++) {
        standard_inputs += strcmp(operands[i], "-") == 0;
        add_job(judging, operands[i], &capacity);
    }
    if (standard_inputs > 1)
        return err_set(err, ERR_USAGE, "judge: \"-\", standard input, can be one submission only");
    for (size_t i = 0; i < each->count; i++) {
        if (add_each(judging, each->items[i], &capacity, err) != 0)
            return -1;
    }
    return 0;
}

int open_named_problem(struct session *session, const struct shared_values *shared,
                       const char *name, struct problem *problem_out, struct err *err)
{
    const char *folder = shared->problems != NULL ? shared->problems : session->workspace.problems;
    const char *path = NULL;
    if (problem_locate(&session->arena, name, folder, &path, err) != 0 ||
        problem_open(path, problem_out, err) != 0)
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

static int check_batch_usage(const struct judge_values *values, size_t operand_count,
                             struct err *err)
{
    if (operand_count > 0 || values->each.count > 0)
        return err_set(err, ERR_USAGE,
                       "judge: --batch: its lines name the submissions; no SRC, no --each");
    if (values->transcript != NULL)
        return err_set(err, ERR_USAGE, "judge: --transcript: not with --batch");
    const char *format = values->shared.format;
    bool is_lines = strcmp(format, "table") == 0 || strcmp(format, "ndjson") == 0;
    if (strcmp(format, "json") == 0)
        return err_set(err, ERR_USAGE, "judge: --batch: results are ndjson, not json");
    if (values->resume != NULL && !is_lines)
        return err_set(err, ERR_USAGE, "judge: --resume: results are ndjson, not %s", format);
    return 0;
}

static int check_format(const char *format, struct err *err)
{
    struct str known EV_STR = {0};
    for (const char *const *name = render_formats(); *name != NULL; name++) {
        if (strcmp(*name, format) == 0)
            return 0;
        const char *before = name[1] == NULL ? " and " : ", ";
        str_printf(&known, "%s%s", known.count == 0 ? "" : before, *name);
    }
    return err_set(err, ERR_USAGE, "judge: --format: '%s' is unknown, known are %s", format,
                   str_text(&known));
}

static int check_usage(const struct judge_values *values, size_t operand_count, struct err *err)
{
    if (check_format(values->shared.format, err) != 0)
        return -1;
    if (values->batch != NULL)
        return check_batch_usage(values, operand_count, err);
    if (values->resume != NULL)
        return err_set(err, ERR_USAGE, "judge: --resume: only with --batch FILE");
    if (operand_count == 0 && values->each.count == 0)
        return err_set(err, ERR_USAGE,
                       "judge: what is to be judged? evalx judge SRC... --problem P");
    if (values->problem == NULL)
        return err_set(err, ERR_USAGE, "judge: which problem? evalx judge SRC... --problem P");
    return 0;
}

/* What one call and a batch have in common. */
static int load(struct judging *judging, size_t operand_count, struct err *err)
{
    const struct judge_values *values = judging->values;
    struct judge_options *options_of_judge = &judging->session.options;
    if (check_usage(values, operand_count, err) != 0 ||
        time_source_check(values->time_source, err) != 0 ||
        session_load(&judging->session, &values->shared, err) != 0 ||
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
    struct err history_err = {0}, transcript_err = {0};
    int transcribed = transcripts_close(&judging->transcripts, &transcript_err);
    int recorded = history_close(judging->history, &history_err);
    judging->history = NULL;
    if (recorded != 0)
        return say_error(&history_err);
    if (judged != 0 && !is_interrupted)
        return say_error(&err);
    if (transcribed != 0)
        return say_error(&transcript_err);
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

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct judging judging = {.values = values};
    struct err err = {0};
    int status;
    if (load(&judging, operand_count, &err) != 0)
        status = say_error(&err);
    else if (judging.values->batch != NULL)
        status = judge_batch(&judging);
    else
        status = prepare(&judging, operands, operand_count, &err) == 0 ? judge_all(&judging)
                                                                       : say_error(&err);
    printer_close(judging.printer);
    if (judging.session.judge != NULL)
        judge_close(judging.session.judge);
    judging.session.judge = NULL;
    (void)history_close(judging.history, &err); /* nothing was judged, or it was told before */
    (void)transcripts_close(&judging.transcripts, &err); /* likewise */
    if (judging.has_problem)
        problem_close(&judging.problem);
    session_close(&judging.session);
    return status;
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
               "  evalx judge --batch todo.ndjson --resume done.ndjson\n"
               "  evalx judge a.py --problem p1 --time 500ms --tests 'sample/*'\n\n"
               "Exit status: 0 all accepted, 1 some not, 2 wrong usage, 3 bad input,\n"
               "4 the judge failed, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct judge_values),
    .set_defaults = set_defaults,
    .run = run,
};
