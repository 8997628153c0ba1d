/* cmd_verify: evalx verify. Opens one judge for all packages, looks at several of them at once
 * (in_order.c), and prints each one's report when it and those before are done: a package that
 * cannot be checked never stops the others. */
#include <pthread.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/history.h"
#include "cli/in_order.h"
#include "cli/page.h"
#include "cli/shared.h"
#include "cli/verify_progress.h"
#include "cli/watch_sources.h"
#include "render/render.h"
#include "verify/verify.h"

struct verify_values {
    struct shared_values shared;
    const char *only;
    bool is_warning_error, is_watching;
    int64_t mutants, seed;
    const char *mutants_folder;
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
    {.name = "watch",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct verify_values, is_watching),
     .help = "go on: check again what an edit has touched, until Ctrl-C"},
    {.name = "fuzz-input",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct verify_values, mutants),
     .value = "N",
     .least = 1,
     .most = 1000000,
     .help = "put N spoiled inputs to the input validators, and keep those that all accept"},
    {.name = "seed",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct verify_values, seed),
     .value = "N",
     .least = 0,
     .most = INT64_MAX / 2,
     .help = "by which inputs are spoiled: the same gives the same (default: 1)"},
    {.name = "mutants",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, mutants_folder),
     .value = "FOLDER",
     .choices = "folders",
     .help = "where accepted spoiled inputs are kept (default: mutants)"},
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
    options, page_options, judging_options, keeping_options, limits_options, compile_limits_options,
    NULL,
};

struct watch_changes {
    struct watch_change *items;
    size_t count;
};

struct verifying {
    const struct verify_values *values;
    struct session session;
    struct verify_options options;
    struct verify *verify;
    struct verify_render render;
    struct verify_progress progress;
    struct html_page *page;  /* of --report; NULL: none */
    struct history *history; /* NULL: nothing is recorded */
    pthread_mutex_t lock;    /* of what events use, and standard error */
    bool is_parallel;        /* several packages at once */
    size_t package_count, packages_done;
    struct settings *settings; /* with --watch: what was read besides the packages */
    bool is_reload_wanted;     /* that has changed */
};

/* A package between two looks at it. */
struct package {
    const char *path; /* NULL: it is not there */
    struct arena arena;
    struct verify_report report;
    struct linked_files linked; /* with --watch */
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
    (void)pthread_mutex_lock(&verifying->lock); /* a default mutex fails only when misused */
    verify_progress_hide(&verifying->progress);
    if (!verifying->values->shared.is_quiet)
        say("%s", line);
    (void)pthread_mutex_unlock(&verifying->lock);
}

static void on_progress(void *context, const char *what, size_t done, size_t total)
{
    struct verifying *verifying = context;
    (void)pthread_mutex_lock(&verifying->lock);
    if (verifying->is_parallel)
        verify_progress_show(&verifying->progress, "packages", verifying->packages_done,
                             verifying->package_count);
    else
        verify_progress_show(&verifying->progress, what, done, total);
    (void)pthread_mutex_unlock(&verifying->lock);
}

static void on_judged(void *context, const struct problem *problem, const char *path,
                      const struct verified_judging *judgings, size_t count)
{
    struct verifying *verifying = context;
    (void)pthread_mutex_lock(&verifying->lock);
    history_add_verified(verifying->history, problem, path, judgings, count);
    (void)pthread_mutex_unlock(&verifying->lock);
}

static int load(struct verifying *verifying, size_t count, struct err *err)
{
    const struct verify_values *values = verifying->values;
    struct session *session = &verifying->session;
    unsigned asked;
    if (count == 0)
        return err_set(err, ERR_USAGE, "verify: which package? evalx verify PACKAGE...");
    if (values->is_watching && strcmp(values->shared.format, "table") != 0)
        return err_set(err, ERR_USAGE, "verify: --watch: only with --format table");
    if (values->is_watching && values->shared.report != NULL)
        return err_set(err, ERR_USAGE, "verify: --watch: not with --report");
    if (read_parts(values->only, &asked, err) != 0 ||
        page_open(values->shared.report, "Verified packages", &verifying->page, err) != 0 ||
        render_verify_open(values->shared.format, &verifying->render, err) != 0 ||
        session_load(session, &values->shared, err) != 0)
        return -1;
    verifying->render.has_colour = terminal_has_colour(STDOUT_FILENO);
    verifying->render.is_quiet = values->shared.is_quiet;
    verifying->render.is_warning_error = values->is_warning_error;
    verifying->options = (struct verify_options){
        .languages = &session->languages,
        .scope = {.parts = asked},
        .mutant_count = (size_t)values->mutants,
        .seed = (uint64_t)values->seed,
        .mutants_folder = values->mutants_folder,
        .events = {.context = verifying,
                   .judged = on_judged,
                   .note = on_note,
                   .progress = on_progress},
    };
    verify_progress_open(&verifying->progress,
                         values->shared.has_progress && !values->shared.is_quiet);
    return 0;
}

static int open_verify(struct verifying *verifying, struct err *err)
{
    struct session *session = &verifying->session;
    const struct history_options history = {.context = NULL};
    if (verify_open(&verifying->options, &verifying->verify, err) != 0)
        return -1;
    verify_set_judge_options(verifying->verify, &session->options);
    if (session_open_judge(session, &verifying->values->shared, err) != 0 ||
        history_open(session, &verifying->values->shared, &history, &verifying->history, err) != 0)
        return -1;
    /* The time limit of every run is verify's to choose. */
    verifying->options.time_limit_ns = session->options.limits.cpu_ns;
    session->options.limits.cpu_ns = -1;
    verify_use_judge(verifying->verify, session->judge);
    return 0;
}

static void locate(struct verifying *verifying, const char *name, struct package *package)
{
    const struct shared_values *shared = &verifying->values->shared;
    const char *folder =
        shared->problems != NULL ? shared->problems : verifying->session.workspace.problems;
    package->report = (struct verify_report){.path = name};
    if (problem_locate(&verifying->session.arena, name, folder, &package->path,
                       &package->report.error) != 0)
        package->path = NULL;
}

/* By any thread. The arena of the last look goes. */
static void look_at(struct verifying *verifying, struct package *package)
{
    struct arena last = package->arena;
    if (!verifying->is_parallel)
        verify_progress_begin(&verifying->progress, package->report.path);
    package->arena = (struct arena){0};
    if (package->path != NULL)
        verify_package(verifying->verify, package->path, &package->arena, &package->report);
    arena_done(&last);
}

/* Returns its exit status. */
static int tell(struct verifying *verifying, const struct package *package)
{
    struct str out EV_STR = {0};
    render_verify_package(&verifying->render, &package->report, &out);
    if (verifying->page != NULL)
        render_html_add_verify(verifying->page, &package->report);
    (void)pthread_mutex_lock(&verifying->lock);
    verifying->packages_done++;
    verify_progress_hide(&verifying->progress);
    int printed = say_result(&out);
    (void)pthread_mutex_unlock(&verifying->lock);
    int status = verify_report_exit_status(&package->report, verifying->values->is_warning_error);
    return printed > status ? printed : status;
}

/* Look at one package again, where its files have changed. */
static int verify_changes(struct verifying *verifying, struct watch *watch, struct package *package,
                          size_t index, const struct watch_changes *changes, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    const struct verify_scope whole = verifying->options.scope;
    const char **paths = arena_alloc(&scratch, (changes->count + 1) * sizeof(*paths));
    size_t own = 0;
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].folder == index)
            paths[own++] = changes->items[i].path;
    }
    if (own == 0)
        return 0;
    if (linked_files_watch(&package->linked, watch, index, package->path, err) != 0)
        return -1;
    verifying->options.scope = verify_scope_of(&scratch, &package->report, paths, own);
    verifying->options.scope.parts &= whole.parts;
    if (!verifying->values->shared.is_quiet)
        say("%s: %s%s", package->report.path, paths[0], own > 1 ? " and others" : "");
    look_at(verifying, package);
    (void)tell(verifying, package); /* watching ends by Ctrl-C, not by what is found */
    verifying->options.scope = whole;
    return 0;
}

static int fill_watch(struct verifying *verifying, struct watch *watch, struct package *packages,
                      size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (linked_files_watch(&packages[i].linked, watch, i, packages[i].path, err) != 0)
            return -1;
    }
    return settings_watch(verifying->settings, watch, err);
}

static int open_watch(struct verifying *verifying, struct package *packages, size_t count,
                      struct watch **watch_out, struct err *err)
{
    struct watch *watch = NULL;
    const char **folders = arena_alloc(&verifying->session.arena, (count + 1) * sizeof(*folders));
    for (size_t i = 0; i < count; i++) {
        folders[i] = packages[i].path;
        if (folders[i] == NULL)
            return err_set(err, ERR_INPUT, "%s", packages[i].report.error.msg);
    }
    if (watch_open(folders, count, &watch, err) != 0)
        return -1;
    if (fill_watch(verifying, watch, packages, count, err) != 0) {
        watch_close(watch);
        return -1;
    }
    *watch_out = watch;
    return 0;
}

/* Of the tables, whose changes stand behind those of the packages. */
static bool has_settings_change(const struct watch_changes *changes, size_t package_count)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].folder == package_count)
            return true;
    }
    return false;
}

/* Until Ctrl-C, or a change of what all of it stands on. What was changed while the packages were
 * looked at is seen, too. */
static int watch_packages(struct verifying *verifying, struct watch *watch,
                          struct package *packages, size_t count, struct err *err)
{
    while (!interrupt_is_raised() && !verifying->is_reload_wanted) {
        EV_CLEANUP(arena_done) struct arena scratch = {0};
        struct watch_changes changes = {0};
        bool is_cancelled = false;
        if (!verifying->values->shared.is_quiet)
            say("watching %zu package%s; Ctrl-C ends it", count, count == 1 ? "" : "s");
        if (watch_wait(watch, verifying->session.options.cancel_fd, &scratch, &changes.items,
                       &changes.count, &is_cancelled, err) != 0)
            return -1;
        verifying->is_reload_wanted = has_settings_change(&changes, count);
        for (size_t i = 0; i < count && !interrupt_is_raised() && !verifying->is_reload_wanted;
             i++) {
            if (verify_changes(verifying, watch, &packages[i], i, &changes, err) != 0)
                return -1;
        }
    }
    return 0;
}

/* All packages on their way. */
struct round {
    struct verifying *verifying;
    struct package *packages;
    bool *is_begun; /* those that an interruption came before are not told of */
    int worst;
};

static void on_turn(void *context, size_t index)
{
    struct round *round = context;
    round->is_begun[index] = !interrupt_is_raised();
    if (round->is_begun[index])
        look_at(round->verifying, &round->packages[index]);
}

static void on_looked_at(void *context, size_t index)
{
    struct round *round = context;
    if (!round->is_begun[index])
        return;
    int status = tell(round->verifying, &round->packages[index]);
    round->worst = status > round->worst ? status : round->worst;
    if (!round->verifying->values->is_watching)
        arena_done(&round->packages[index].arena);
}

static int verify_packages(struct verifying *verifying, struct package *packages, size_t count)
{
    struct str out EV_STR = {0};
    struct arena *arena = &verifying->session.arena;
    struct round round = {
        .verifying = verifying, .packages = packages, .is_begun = arena_alloc(arena, count + 1)};
    struct in_order order = {.count = count,
                             .at_once = (size_t)judge_slots(verifying->session.judge),
                             .context = &round,
                             .work = on_turn,
                             .done = on_looked_at};
    verifying->is_parallel = count > 1 && order.at_once > 1;
    verifying->package_count = count;
    if (verifying->is_parallel)
        verify_progress_begin(&verifying->progress, "verify");
    in_order_run(&order);
    verifying->is_parallel = false; /* watching looks at one after another */
    int worst = round.worst;
    render_verify_finish(&verifying->render, &out);
    int printed = say_result(&out);
    struct err err = {0};
    if (page_write(verifying->values->shared.report, verifying->page, interrupt_is_raised(),
                   &err) != 0)
        return say_error(&err);
    return printed > worst ? printed : worst;
}

static int verify_all(struct verifying *verifying, const char *const *names, size_t count)
{
    struct err err = {0};
    struct watch *watch = NULL;
    struct package *packages =
        arena_alloc(&verifying->session.arena, (count + 1) * sizeof(*packages));
    for (size_t i = 0; i < count; i++)
        locate(verifying, names[i], &packages[i]);
    bool is_watching = verifying->values->is_watching;
    if (is_watching && open_watch(verifying, packages, count, &watch, &err) != 0)
        return say_error(&err);
    int status = verify_packages(verifying, packages, count);
    if (is_watching && watch_packages(verifying, watch, packages, count, &err) != 0)
        status = say_error(&err);
    watch_close(watch);
    for (size_t i = 0; i < count; i++) {
        linked_files_done(&packages[i].linked);
        arena_done(&packages[i].arena);
    }
    return interrupt_is_raised() ? err_exit_code(ERR_INTERRUPTED) : status;
}

static int verify_once(const struct settings_rounds *rounds, struct settings *settings,
                       bool *is_read_out, bool *is_again_out)
{
    struct verifying verifying = {.values = rounds->values, .settings = settings};
    struct err err = {0};
    int status;
    (void)pthread_mutex_init(&verifying.lock, NULL); /* default attributes: cannot fail on Linux */
    *is_read_out = load(&verifying, rounds->operand_count, &err) == 0;
    if (*is_read_out)
        settings_find(settings, &verifying.session.workspace, verifying.values->shared.langs);
    if (!*is_read_out || open_verify(&verifying, &err) != 0)
        status = say_error(&err);
    else
        status = verify_all(&verifying, rounds->operands, rounds->operand_count);
    /* What cannot be remembered ended it. */
    if (history_close(verifying.history, &err) != 0)
        status = say_error(&err);
    render_html_close(verifying.page);
    session_close(&verifying.session);
    verify_close(verifying.verify);
    (void)pthread_mutex_destroy(&verifying.lock);
    *is_again_out = verifying.is_reload_wanted;
    return status;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct settings_rounds rounds = {.values = values,
                                           .operands = operands,
                                           .operand_count = operand_count,
                                           .once = verify_once};
    return settings_run(&rounds);
}

static void set_defaults(void *values)
{
    struct verify_values *verify_values = values;
    *verify_values = (struct verify_values){.seed = 1, .mutants_folder = "mutants"};
    shared_set_defaults(&verify_values->shared);
}

const struct command command_verify = {
    .name = "verify",
    .summary = "check problem packages: validators, jury submissions, time limits, tests",
    .synopsis = "[OPTIONS] PACKAGE...",
    .details = "Each PACKAGE is a folder or archive, or a name in the workspace's folder of\n"
               "problems.\n\n"
               "  evalx verify problems/*\n"
               "  evalx verify hello-sum --only submissions\n"
               "  evalx verify problems/* --werror --format github\n\n"
               "Exit status: 0 all is as expected, 1 something is not, 2 wrong usage, 3 a\n"
               "package cannot be read, 4 the judge or a validator failed, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct verify_values),
    .set_defaults = set_defaults,
    .run = run,
};
