/* cli: argv -> one service -> printed output + exit status. Only this room prints or exits.
 *
 * A command is one file cmd_NAME.c with one option table, and one row in commands.c. The table
 * drives parsing, --help, the check of the man pages and the completions (tools read it through
 * `evalx --dump-options`, hidden). */
#ifndef EVALX_CLI_CLI_H
#define EVALX_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

enum option_kind {
    OPTION_FLAG,     /* bool: set, or cleared where is_clearing */
    OPTION_TEXT,     /* const char * */
    OPTION_COUNT,    /* int64_t, with least and most */
    OPTION_DURATION, /* int64_t ns */
    OPTION_BYTES,    /* int64_t */
    OPTION_LIST,     /* struct text_list; the option may be repeated */
};

enum { TEXT_LIST_MAX = 64 };

struct text_list {
    const char *items[TEXT_LIST_MAX];
    size_t count;
};

struct option {
    const char *name; /* "time": --time */
    char letter;      /* 0: none */
    enum option_kind kind;
    size_t offset;        /* of the value in the command's struct */
    const char *value;    /* name of the value in help: "DURATION" */
    const char *help;     /* one sentence; unit and default in it */
    const char *variable; /* EVALX_* that stands for it, NULL none */
    const char *choices;  /* completion: "files", "folders", "problems", "languages", or "a b c" */
    int64_t least, most;  /* OPTION_COUNT */
    bool is_clearing;     /* OPTION_FLAG: "--no-progress" sets its bool to false */
};

struct command {
    const char *name;
    const char *summary;  /* one line, lower case, no full stop */
    const char *synopsis; /* after "evalx NAME": "[OPTIONS] SRC... --problem P" */
    const char *details;  /* a paragraph for --help, examples included; may be NULL */
    /* NULL-terminated list of tables, each ended by a row with name NULL */
    const struct option *const *option_sets;
    size_t values_bytes; /* of the command's struct */
    void (*set_defaults)(void *values);
    /* Operands follow the options (mixing is allowed, "--" ends options). Returns the exit
     * status. */
    int (*run)(void *values, const char *const *operands, size_t operand_count);
    bool is_hidden; /* for other programs of evalx, in no list */
};

/* Parse into values (defaults set first, then variables, then argv). *operands_out points into
 * argv, permuted. */
int options_parse(const struct command *command, int argc, char **argv, void *values,
                  const char *const **operands_out, size_t *operand_count_out, bool *is_help_out,
                  struct err *err) EV_MUST_CHECK;
void options_help(const struct command *command, struct str *out);

/* One value from text into the command's struct; `what` names it in errors: "--time",
 * "EVALX_SLOTS". Text is borrowed. */
int option_store(const struct option *option, const char *what, const char *text, void *values,
                 struct err *err) EV_MUST_CHECK;

/* The known word nearest to `word`, NULL where none is near enough to be what was meant. */
const char *nearest_word(const char *word, const char *const *known, size_t count);

/* All commands, ended by NULL. */
extern const struct command *const commands[];

#endif
