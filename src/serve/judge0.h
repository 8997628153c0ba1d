/* judge0: the HTTP API of Judge0 1.13.1, so that its clients work unmodified: the same addresses,
 * fields, statuses, defaults, limits and errors. What its submissions ask for are ad-hoc runs of
 * agents; there are no problems here.
 *
 *   judge0_form.c   a submission as it comes: checked, completed, stored
 *   judge0_run.c    stored -> what an agent is asked; what it told -> the stored result
 *   judge0_view.c   both -> the fields of an answer
 *   judge0.c        the addresses of submissions; judge0_info.c all others
 *
 * It differs where evalx does: nothing runs with a network, limits of time and memory are for all
 * processes of a run together, and the limit on files is on output and the written files in all. */
#ifndef EVALX_SERVE_JUDGE0_H
#define EVALX_SERVE_JUDGE0_H

#include "model/agent_wire.h"
#include "serve/route.h"
#include "serve/server.h"
#include "store/store.h"

/* Whose API this is: job.api, and what its version says. */
extern const char judge0_api[], judge0_version[];

enum {
    JUDGE0_RUNS_MOST = 20,
    JUDGE0_FILE_KB_MOST = 4096,
    JUDGE0_OPTIONS_MOST = 512, /* characters */
    JUDGE0_PLAIN_TEXT = 43,
    JUDGE0_EXECUTABLE = 44,
    JUDGE0_MULTI_FILE = 89,
};

enum judge0_status {
    JUDGE0_IN_QUEUE = 1,
    JUDGE0_PROCESSING,
    JUDGE0_ACCEPTED,
    JUDGE0_WRONG_ANSWER,
    JUDGE0_TIME_LIMIT,
    JUDGE0_COMPILATION_ERROR,
    JUDGE0_SIGSEGV,
    JUDGE0_SIGXFSZ,
    JUDGE0_SIGFPE,
    JUDGE0_SIGABRT,
    JUDGE0_NZEC,
    JUDGE0_OTHER,
    JUDGE0_INTERNAL_ERROR,
    JUDGE0_EXEC_FORMAT_ERROR,
    JUDGE0_STATUSES = JUDGE0_EXEC_FORMAT_ERROR,
};
const char *judge0_status_name(int64_t status); /* "In Queue" */

/* ---- judge0_form.c ---- */

enum judge0_kind {
    JUDGE0_BYTES,   /* base64 on the way where asked for; stored in base64 */
    JUDGE0_ARCHIVE, /* always in base64 */
    JUDGE0_LANGUAGE,
    JUDGE0_TEXT,
    JUDGE0_DECIMAL,
    JUDGE0_WHOLE,
    JUDGE0_FLAG,
};

struct judge0_field {
    const char *name;
    enum judge0_kind kind;
    double standard, least, most;
    bool is_above_least; /* greater than `least`, not equal */
    const char *config;  /* the standard's name in config_info; NULL: it has none */
    const char *config_most;
};
extern const struct judge0_field judge0_fields[];
extern const size_t judge0_field_count;

/* The submission complete, as it is stored; or NULL, and in *errors_out {field: [what is wrong]}.
 * Both are the caller's. */
struct json *judge0_read(const struct server *server, const struct json *object, bool is_base64,
                         struct json **errors_out);
/* "0.002", "5.0": at least one digit behind the point, at most six. */
void judge0_set_decimal(struct json *object, const char *key, double value);

/* ---- judge0_run.c ---- */

/* Of a stored submission. All is the arena's. */
int judge0_request(const struct job *job, struct arena *arena, struct agent_request *request_out,
                   struct err *err) EV_MUST_CHECK;
/* What is stored: "verdict", "status", and the result's fields. */
struct json *judge0_result(const struct job *job, const struct ran_report *ran);
/* Is the output what was expected, white space at the ends of lines and of the whole aside? */
bool judge0_is_same(const char *expected, size_t expected_count, const char *output,
                    size_t output_count);

/* ---- judge0_view.c ---- */

/* The fields that ?fields= asks for; NULL: the standard ones. -1: *invalid_out names others. */
int judge0_read_fields(const char *text, struct arena *arena, uint64_t *fields_out,
                       const char **invalid_out);
/* Pieces of `text` between commas, which is cut up; those at the end that are empty do not count.
 * How many there are: no more than `most` are put into tokens_out. */
size_t judge0_split_tokens(char *text, const char **tokens_out, size_t most);
/* How bytes are told: as they are; in base64 as Judge0 has it, lines of 60 characters with a
 * newline behind each; or on one line, for clients that refuse newlines. */
enum judge0_encoding { JUDGE0_AS_TEXT, JUDGE0_WRAPPED, JUDGE0_ONE_LINE };
/* The job was read with request and result. NULL: something in it is no UTF-8, and JUDGE0_AS_TEXT.
 */
struct json *judge0_view(const struct server *server, const struct job *job, uint64_t fields,
                         enum judge0_encoding encoding);
/* The message of a callback: the standard fields, in base64. */
struct json *judge0_callback(const struct server *server, const struct job *job);

/* ---- judge0_info.c ---- */

/* What stands behind a number: NULL and *is_special_out: made of files (43, 44, 89). False: there
 * is no such language. *is_archived_out: none of its tools is here. */
bool judge0_language(const struct server *server, int64_t number,
                     const struct language **language_out, bool *is_special_out,
                     bool *is_archived_out);
void judge0_set_language(const struct server *server, struct json *object, int64_t number);

/* ---- judge0_body.c ---- */

/* The object that the body is, of JSON or of a form; an empty one is one without members. NULL: it
 * is neither. */
struct json *judge0_read_body(struct request *request);
/* "a=1&b=x+y" as {"a": "1", "b": "x y"}, without what is empty; NULL: it is none. */
struct json *judge0_read_form(struct arena *arena, const char *text, size_t count);

/* judge0_statistics.c */
void judge0_statistics(struct request *request);

void answer_judge0_error(struct request *request, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

extern const struct route judge0_routes[], judge0_info_routes[];

#endif
