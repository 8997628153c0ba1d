/* cmd_verify: evalx verify. Opens one judge for all packages, and prints each one's report when it
 * is done: a package that cannot be checked never stops the others. */
#include <string.h>

#include "cli/commands.h"
#include "cli/shared.h"
#include "cli/verify_progress.h"
#include "render/render.h"
#include "verify/verify.h"

struct verify_values {
    struct shared_values shared;
    const char *only;
    bool is_warning_error;
};

static const struct option options[] = {
    {.name = "only",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, only),
     .value = "PARTS",
     .choices = "validators submissions limits",
     .help = "only these parts, with commas between: validators, submissions, limits (default: "
             "all)"},
    {.name = "werror",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct verify_values, is_warning_error),
     .help = "warnings fail a package, too"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, shared.format),
     .value = "FORMAT",
     .choices = "table json junit github",
     .help = "table, json, junit or github (default: table)"},
    {.name = "no-progress",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct verify_values, shared.has_progress),
     .is_clearing = true,
     .help = "no progress line on a terminal"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up by name (default: the workspace's folder)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    options, judging_options, limits_options, compile_limits_options, NULL,
};

struct verifying {
    const struct verify_values *values;
    struct session session;
    struct verify_options options;
    struct verify *verify;
    struct verify_render render;
    struct verify_progress progress;
};

static const struct {
    const char *name;
    unsigned part;
} parts[] = {
    {"validators", VERIFY_VALIDATORS},
    {"submissions", VERIFY_SUBMISSIONS},
    {"limits", VERIFY_LIMITS},
};

static int read_parts(const char *only, unsigned *parts_out, struct err *err)
{
    *parts_out = only ? 0 : VERIFY_ALL;
    for (const char *at = only; at && *at;) {
        size_t length = strcspn(at, ","), i = 0;
        while (i < EV_ARRAY_LENGTH(parts) &&
               !(strlen(parts[i].name) == length && strncmp(parts[i].name, at, length) == 0))
            i++;
        if (i == EV_ARRAY_LENGTH(parts))
            return err_set(err, ERR_USAGE,
                           "verify: --only: '%.*s': unknown, known are validators, submissions "
                           "and limits",
                           (int)length, at);
        *parts_out |= parts[i].part;
        at += length + (at[length] == ',' ? 1 : 0);
    }
    return *parts_out ? 0 : err_set(err, ERR_USAGE, "verify: --only: which parts?");
}

static void on_note(void *context, const char *line)
{
    struct verifying *verifying = context;
    verify_progress_hide(&verifying->progress);
    if (!verifying->values->shared.is_quiet)
        say("%s", line);
}

static void on_progress(void *context, const char *what, size_t done, size_t total)
{
    struct verifying *verifying = context;
    verify_progress_show(&verifying->progress, what, done, total);
}

static int load(struct verifying *verifying, size_t count, struct err *err)
{
    const struct verify_values *values = verifying->values;
    struct session *session = &verifying->session;
    unsigned asked;
    if (count == 0)
        return err_set(err, ERR_USAGE, "verify: which package? evalx verify PACKAGE...");
    if (read_parts(values->only, &asked, err) != 0 ||
        render_verify_open(values->shared.format, &verifying->render, err) != 0 ||
        session_load(session, &values->shared, err) != 0)
        return -1;
    verifying->render.has_colour = terminal_has_colour(STDOUT_FILENO);
    verifying->render.is_quiet = values->shared.is_quiet;
    verifying->render.is_warning_error = values->is_warning_error;
    verifying->options = (struct verify_options){
        .languages = &session->languages,
        .parts = asked,
        .events = {.context = verifying, .note = on_note, .progress = on_progress},
    };
    verify_progress_open(&verifying->progress,
                         values->shared.has_progress && !values->shared.is_quiet);
    return 0;
}

static int open_verify(struct verifying *verifying, struct err *err)
{
    struct session *session = &verifying->session;
    if (verify_open(&verifying->options, &verifying->verify, err) != 0)
        return -1;
    verify_set_judge_options(verifying->verify, &session->options);
    if (session_open_judge(session, &verifying->values->shared, err) != 0)
        return -1;
    /* The time limit of every run is verify's to choose. */
    verifying->options.time_limit_ns = session->options.limits.cpu_ns;
    session->options.limits.cpu_ns = -1;
    verify_use_judge(verifying->verify, session->judge);
    return 0;
}

/* Prints as soon as it is known; returns its exit status. */
static int verify_one(struct verifying *verifying, const char *name, struct arena *arena)
{
    const struct shared_values *shared = &verifying->values->shared;
    const char *folder =
        shared->problems != NULL ? shared->problems : verifying->session.workspace.problems;
    const char *path = NULL;
    struct verify_report report = {.path = name};
    struct str out EV_STR = {0};
    verify_progress_begin(&verifying->progress, name);
    if (problem_locate(arena, name, folder, &path, &report.error) == 0)
        verify_package(verifying->verify, path, arena, &report);
    verify_progress_hide(&verifying->progress);
    render_verify_package(&verifying->render, &report, &out);
    int printed = say_result(&out);
    int status = verify_report_exit_status(&report, verifying->values->is_warning_error);
    return printed > status ? printed : status;
}

static int verify_all(struct verifying *verifying, const char *const *names, size_t count)
{
    int worst = 0;
    for (size_t i = 0; i < count && !interrupt_is_raised(); i++) {
        struct arena arena = {0};
        int status = verify_one(verifying, names[i], &arena);
        worst = status > worst ? status : worst;
        arena_done(&arena);
    }
    struct str out EV_STR = {0};
    render_verify_finish(&verifying->render, &out);
    int printed = say_result(&out);
    worst = printed > worst ? printed : worst;
    return interrupt_is_raised() ? err_exit_code(ERR_INTERRUPTED) : worst;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct verifying verifying = {.values = values};
    struct err err = {0};
    int status;
    if (load(&verifying, operand_count, &err) != 0 || open_verify(&verifying, &err) != 0)
        status = say_error(&err);
    else
        status = verify_all(&verifying, operands, operand_count);
    session_close(&verifying.session);
    verify_close(verifying.verify);
    return status;
}

static void set_defaults(void *values)
{
    struct verify_values *verify_values = values;
    *verify_values = (struct verify_values){0};
    shared_set_defaults(&verify_values->shared);
}

const struct command command_verify = {
    .name = "verify",
    .summary = "check problem packages: validators, jury submissions, time limits, tests",
    .synopsis = "[OPTIONS] PACKAGE...",
    .details =
        "Each PACKAGE is a folder or archive, or a name in the workspace's folder of problems.\n\n"
        "  evalx verify problems/*\n"
        "  evalx verify hello-sum --only submissions\n"
        "  evalx verify problems/* --werror --format github\n\n"
        "Exit status: 0 all is as expected, 1 something is not, 2 wrong usage, 3 a package\n"
        "cannot be read, 4 the judge or a validator failed, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct verify_values),
    .set_defaults = set_defaults,
    .run = run,
};
