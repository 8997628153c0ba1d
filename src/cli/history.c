/* history: see history.h. */
#include "cli/history.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/command_line.h"
#include "cli/when.h"

const struct option history_options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct shared_values, history),
     .value = "FILE",
     .variable = "EVALX_DB",
     .choices = "files",
     .help = "the history (default: the workspace's, else evalx/history.db in XDG_STATE_HOME)"},
    {.name = NULL},
};

const struct option keeping_options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct shared_values, history),
     .value = "FILE",
     .variable = "EVALX_DB",
     .choices = "files",
     .help = "the history (default: the workspace's, else evalx/history.db in XDG_STATE_HOME)"},
    {.name = "no-history",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct shared_values, has_history),
     .is_clearing = true,
     .help = "record nothing in the history"},
    {.name = NULL},
};

const struct option recording_options[] = {
    {.name = "user",
     .letter = 'u',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct shared_values, user),
     .value = "USER",
     .choices = "users",
     .help = "who has handed it in: a name for the history, its statistics and boards"},
    {.name = NULL},
};

/* ---- where ---- */

void history_place(struct arena *arena, const struct shared_values *values,
                   const struct workspace *workspace, const char **path_out, bool *is_named_out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool is_given = values->history != NULL && values->history[0] != '\0';
    *is_named_out = is_given || workspace->is_history_named;
    if (is_given)
        *path_out = values->history;
    else if (workspace->history != NULL)
        *path_out = workspace->history;
    else if (state != NULL && state[0] == '/')
        *path_out = fs_join(arena, state, "evalx/history.db");
    else if (home != NULL && home[0] == '/')
        *path_out = fs_join(arena, home, ".local/state/evalx/history.db");
    else
        *path_out = NULL;
}

int history_read(struct arena *arena, const struct shared_values *values,
                 const struct workspace *workspace, struct store **store_out, struct err *err)
{
    const char *path;
    bool is_named;
    history_place(arena, values, workspace, &path, &is_named);
    if (path == NULL)
        return err_set(err, ERR_INPUT, "history: no place: name its file with --db or EVALX_DB");
    return store_open(path, STORE_READ, store_out, err);
}

/* ---- recording ---- */

struct known_problem {
    struct known_problem *next;
    const struct problem *problem;
    struct store_package package;
};

struct history {
    struct history_options options;
    const char *user;
    const char *command_line; /* NULL: nothing was said */
    struct store_recorder *recorder;
    struct known_problem *problems;
    struct arena arena;
};

static void on_warning(void *context, const char *line)
{
    (void)context;
    say("%s", line);
}

static void on_failure(void *context)
{
    (void)context;
    interrupt_raise();
}

static int digest(void *context, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    return problem_digest(context, hex_out, err);
}

/* An archive is opened again as such, not where it was unpacked. */
static const char *path_again(struct arena *arena, const struct problem *problem, const char *name)
{
    bool is_path = problem->unpacked != NULL && fs_exists(AT_FDCWD, name);
    const char *path = is_path ? name : problem->path;
    EV_FREE char *absolute = realpath(path, NULL);
    return arena_string(arena, absolute != NULL ? absolute : path);
}

static struct store_package describe_package(struct arena *arena, const struct problem *problem,
                                             const char *name)
{
    return (struct store_package){
        .path = path_again(arena, problem, name),
        .folder = problem->path,
        .context = arena_copy(arena, problem, sizeof(*problem)),
        .digest = digest,
    };
}

static const struct store_package *package_of(struct history *history,
                                              const struct problem *problem, const char *name)
{
    struct known_problem *known = history->problems;
    while (known != NULL && known->problem != problem)
        known = known->next;
    if (known == NULL) {
        known = arena_alloc(&history->arena, sizeof(*known));
        known->next = history->problems;
        known->problem = problem;
        known->package = describe_package(&history->arena, problem, name);
        history->problems = known;
    }
    return &known->package;
}

int history_open(const struct session *session, const struct shared_values *values,
                 const struct history_options *options, struct history **history_out,
                 struct err *err)
{
    struct arena arena = {0};
    const char *path;
    bool is_named;
    *history_out = NULL;
    if (!values->has_history || session->workspace.is_history_off)
        return 0;
    struct history *history = arena_alloc(&arena, sizeof(*history)); /* lives in its own arena */
    history->options = *options;
    history->user = values->user;
    history->command_line = command_line_make(&arena, session, values, options);
    history_place(&arena, values, &session->workspace, &path, &is_named);
    history->arena = arena;
    struct store_recorder_options recorder = {
        .path = path,
        .is_optional = !is_named,
        .context = options->context,
        .recorded = options->recorded,
        .warn = on_warning,
        .failed = on_failure,
    };
    if (path == NULL || store_recorder_open(&recorder, &history->recorder, err) != 0) {
        arena_done(&arena);
        return path == NULL ? 0 : -1;
    }
    *history_out = history;
    return 0;
}

void history_add(struct history *history, const struct submission_report *report,
                 const struct problem *problem, const char *name, int64_t submission)
{
    bool is_judged = !report->is_interrupted &&
                     (report->error.kind == ERR_NONE || report->error.kind == ERR_JUDGE);
    if (history == NULL)
        return;
    struct submission_report named = *report;
    if (named.user == NULL)
        named.user = history->user;
    struct store_entry entry = {
        .report = &named,
        .is_passing = !is_judged,
        .package = problem != NULL ? package_of(history, problem, name) : NULL,
        .submission = submission,
        .options = history->command_line,
        .is_partial = history->options.tests_glob != NULL,
        .finished_us = when_now_us(),
    };
    store_recorder_add(history->recorder, &entry);
}

void history_add_verified(struct history *history, const struct problem *problem, const char *name,
                          const struct verified_judging *judgings, size_t count)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    if (history == NULL)
        return;
    /* The problem may go before the history does, and another come in its place. */
    struct store_package *package = arena_alloc(&history->arena, sizeof(*package));
    *package = describe_package(&history->arena, problem, name);
    struct store_entry *entries = arena_alloc(&scratch, count * sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        const struct verified_judging *judging = &judgings[i];
        entries[i] = (struct store_entry){
            .report = judging->report,
            .kind = STORE_VERIFIED,
            .expected = judging->expected,
            .is_as_expected = judging->is_as_expected,
            .is_passing = judging->report->error.kind == ERR_INPUT,
            .package = package,
            .options = history->command_line,
            .finished_us = when_now_us(),
        };
    }
    store_recorder_add_all(history->recorder, entries, count);
    store_recorder_wait(history->recorder);
}

int history_close(struct history *history, struct err *err)
{
    if (history == NULL)
        return 0;
    int status = store_recorder_close(history->recorder, err);
    struct arena arena = history->arena; /* the history itself is inside */
    arena_done(&arena);
    return status;
}
