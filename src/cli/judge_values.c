/* judge_values: see judge_values.h. */
#include "cli/judge_values.h"

#include <string.h>

#include "render/render.h"

enum { REPEATS_MOST = 1000 };

const struct option judge_options_own[] = {
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
     .choices = "files",
     .help = "judge every file and folder in FOLDER, which may be an archive, as a submission of "
             "its own (repeatable)"},
    {.name = "users",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, users),
     .value = "PATTERN",
     .choices = "moodle canvas folders",
     .help = "with --each: whose a submission is, by its path: moodle, canvas, folders, or a "
             "pattern such as {user}/{attempt}"},
    {.name = "attempt",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, attempt),
     .value = "WHICH",
     .choices = "latest best all",
     .help = "with --users: which attempts are judged, and which one counts: latest, best or all "
             "(default: latest)"},
    {.name = "gradebook",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, gradebook),
     .value = "FILE",
     .choices = "files",
     .help = "with --users: write a row of CSV for each user"},
    {.name = "feedback",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, feedback),
     .value = "FOLDER",
     .choices = "folders",
     .help = "with --users: write a page of HTML for each user into a new folder; it tells "
             "nothing of secret data"},
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
     .choices = "cpu instructions task-clock",
     .help = "what time limits count: cpu, instructions or task-clock (default: cpu); all but cpu "
             "are experimental"},
    {.name = "instructions-per-second",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct judge_values, instructions_per_second),
     .value = "N",
     .variable = "EVALX_INSTRUCTIONS_PER_SECOND",
     .least = INSTRUCTIONS_LEAST,
     .most = INSTRUCTIONS_MOST,
     .help = "with --time-source instructions: so many are a second (default: 2000000000)"},
    {.name = "server",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, server),
     .value = "URL",
     .help = "let this judging service judge (see evalx submit), and show what it tells"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct judge_values, shared.format),
     .value = "FORMAT",
     .choices = "table json ndjson junit tap csv markdown html",
     .help = "table, json, ndjson, junit, tap, csv, markdown or html (default: table)"},
    {.name = "watch",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct judge_values, is_watching),
     .help = "judge again whenever a source or the problem is changed, until Ctrl-C"},
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

static int check_batch_usage(const struct judge_values *values, size_t operand_count,
                             struct err *err)
{
    if (operand_count > 0 || values->each.count > 0)
        return err_set(err, ERR_USAGE,
                       "judge: --batch: its lines name the submissions; no SRC, no --each");
    if (values->transcript != NULL)
        return err_set(err, ERR_USAGE, "judge: --transcript: not with --batch");
    if (values->users != NULL)
        return err_set(err, ERR_USAGE, "judge: --users: not with --batch, whose lines have users");
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

static int check_course_usage(const struct judge_values *values, struct err *err)
{
    if (values->users == NULL && (values->gradebook != NULL || values->feedback != NULL))
        return err_set(err, ERR_USAGE, "judge: --%s: whose? --users PATTERN tells",
                       values->gradebook != NULL ? "gradebook" : "feedback");
    if (values->users != NULL && values->each.count == 0 && values->batch == NULL)
        return err_set(err, ERR_USAGE, "judge: --users: of which folder? --each FOLDER");
    return 0;
}

static int check_watch_usage(const struct judge_values *values, struct err *err)
{
    const char *other = values->batch != NULL        ? "batch"
                        : values->gradebook != NULL  ? "gradebook"
                        : values->feedback != NULL   ? "feedback"
                        : values->transcript != NULL ? "transcript"
                                                     : NULL;
    if (values->is_watching && other != NULL)
        return err_set(err, ERR_USAGE, "judge: --watch: not with --%s", other);
    return 0;
}

int judge_check_usage(const struct judge_values *values, size_t operand_count, struct err *err)
{
    if (check_format(values->shared.format, err) != 0 || check_course_usage(values, err) != 0 ||
        check_watch_usage(values, err) != 0)
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
