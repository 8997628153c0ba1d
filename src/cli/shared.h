/* shared: what several commands have in common: option sets, messages, terminals, signals, and a
 * judge made ready. */
#ifndef EVALX_CLI_SHARED_H
#define EVALX_CLI_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/workspace.h"
#include "judge/judge.h"
#include "lang/lang.h"
#include "model/limits.h"

enum { SLOTS_MOST = 1024 };

/* Instructions that are a second. */
static const int64_t INSTRUCTIONS_LEAST = 1000000, INSTRUCTIONS_MOST = 1000000000000;

/* Exit statuses that no err_kind stands for. */
enum { EXIT_NOT_ACCEPTED = 1, EXIT_USAGE = 2 };

/* First member of every command's struct, so that the shared option sets fit all. */
struct shared_values {
    struct limits limits;         /* overrides, LIMITS_UNSET where silent */
    struct limits compile_limits; /* likewise */
    int64_t slots;                /* 0: one per physical CPU */
    int64_t cache_bytes;          /* 0: the workspace's or the default */
    const char *langs;            /* NULL: see languages_file_find */
    const char *problems;         /* folder of problems; NULL: the workspace's */
    const char *profile;          /* of languages; NULL: the workspace's, or none */
    const char *language;         /* NULL: detect */
    const char *format;
    const char *history;                   /* file; NULL: see history_place */
    const char *user;                      /* who has handed in; NULL: nobody says */
    const char *report;                    /* page to write; NULL: none */
    const char *hints;                     /* file; NULL: see session_load_hints */
    const char *server;                    /* URL of a service; NULL: the usual one */
    const char *redis_name;                /* of the queue there; NULL: the usual one */
    const char *cache_redis;               /* URL of what machines share; NULL: nothing */
    const char *cache_redis_password_file; /* NULL: EVALX_CACHE_REDIS_PASSWORD, or the URL's */
    const char *log;                       /* of a service: text or json; NULL: text */
    bool is_fresh, is_quiet, is_trusted, has_progress, has_history;
};

/* Sets every value to "not given". */
void shared_set_defaults(struct shared_values *values);

extern const struct option limits_options[], compile_limits_options[];
extern const struct option judging_options[]; /* --slots --trusted --fresh --quiet --langs */
extern const struct option language_options[];
extern const struct option hints_options[];
extern const struct option list_options[]; /* --format table|json, --langs */

/* Walks all options of a command, --help last; start with NULL. */
const struct option *option_next(const struct command *command, const struct option *option);
extern const struct option help_option;

void program_help(struct str *out);
void dump_options(struct str *out);
extern const char program_version[];

/* "evalx: MESSAGE" on standard error; returns the exit status of its kind. */
int say_error(const struct err *err);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Write a whole text to standard output; returns 0, or the exit status of a failure that was
 * said. */
int say_result(const struct str *text);
int say_json(struct json *value); /* one indented document; closes value */

/* NO_COLOR, CLICOLOR and TERM are honoured; never true where fd is no terminal. */
bool terminal_has_colour(int fd);

/* Ctrl-C and SIGTERM make *fd_out readable (eventfd(2)), the same one at every call; a second
 * signal says that cleaning up takes a moment. */
int interrupt_open(int *fd_out, struct err *err) EV_MUST_CHECK;
void interrupt_raise(void); /* as if Ctrl-C was typed */
bool interrupt_is_raised(void);

/* What judge's --time-source says, into session->options; per_second: of instructions, 0: the
 * default. ERR_USAGE for what this host cannot count, with the reason. */
struct session;
int time_source_choose(const char *name, int64_t per_second, struct session *session,
                       struct err *err) EV_MUST_CHECK;

/* What judge, run and compile stand on. All from one arena; a session that was never opened can
 * be closed. */
struct session {
    struct arena arena;
    struct workspace workspace;
    struct languages languages;
    struct judge_options options; /* the judge borrows them */
    const char *time_source;      /* the words that chose it; NULL: CPU time */
    struct hints *hints;
    struct judge *judge;
};

/* The workspace alone, where no language matters. */
int session_load_workspace(struct session *session, struct err *err) EV_MUST_CHECK;
/* Workspace and languages. */
int session_load(struct session *session, const struct shared_values *values,
                 struct err *err) EV_MUST_CHECK;
/* hints.yaml: --hints (or EVALX_HINTS; "none": no hints), the workspace's, beside the program.
 * Without one there are no hints. Into session->options. */
int session_load_hints(struct session *session, const struct shared_values *values,
                       struct err *err) EV_MUST_CHECK;
/* And the judge; what else it needs (events, globs) is set in session->options before. */
int session_open_judge(struct session *session, const struct shared_values *values,
                       struct err *err) EV_MUST_CHECK;
void session_close(struct session *session);

/* langs.yaml: --langs (or EVALX_LANGS), the workspace's, beside the program. */
int languages_file_find(struct arena *arena, const char *given, const struct workspace *workspace,
                        const char **path_out, struct err *err) EV_MUST_CHECK;

/* A table that came with evalx; NULL where there is none. */
const char *installed_file(struct arena *arena, const char *name);
const char *installed_languages_file(struct arena *arena);
/* Of the program that runs, with a slash at its end; NULL: not known. */
const char *program_folder(struct arena *arena);

/* For langs and doctor: no operands, a known format. */
int check_list_usage(const char *command, const struct shared_values *values, size_t operand_count,
                     struct err *err) EV_MUST_CHECK;

/* The languages as rows: id, name, extensions, installed or how to install. */
/* versions: of each, NULL where unknown; or NULL. */
void languages_table(const struct languages *languages, const char *const *versions,
                     bool has_colour, struct str *out);
struct json *languages_json(const struct languages *languages, const char *const *versions);

#endif
