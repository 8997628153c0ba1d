/* internal: what the files of hint share: a rule, and patterns. */
#ifndef EVALX_HINT_INTERNAL_H
#define EVALX_HINT_INTERNAL_H

#include <pthread.h>
#include <regex.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/yaml.h"
#include "hint/hint.h"

/* ---- pattern.c: texts that others wrote, searched within bounds ---- */

enum {
    PATTERN_BYTES_MAX = 200,
    SEARCHED_BYTES_MAX = 16 << 10, /* of messages */
    SEARCHED_SOURCE_MAX = 64 << 10,
    SEARCHED_LINE_MAX = 400, /* an expression sees a line, and so much of it */
};

/* The C library makes an automaton of an expression as it goes, which some expressions make very
 * large: after so much CPU time the lines that are left are not looked at. */
#define MATCHING_MOST_NS INT64_C(200000000)

/* A POSIX extended expression, without braces and back references. */
struct pattern {
    const char *text; /* NULL: none */
    regex_t regex;    /* compiled when text is there; regfree is due */
};

int pattern_read(const struct yaml *value, struct pattern *pattern_out,
                 struct err *err) EV_MUST_CHECK;
void pattern_done(struct pattern *pattern);
/* Some line of the first `most_bytes` matches. */
bool pattern_matches(const struct pattern *pattern, const char *text, size_t count,
                     size_t most_bytes);
/* One of the fixed texts stands there. */
bool text_has_any(const char *text, size_t count, const char *const *words, size_t word_count);

/* ---- rule.c: one entry of the table ---- */

enum rule_stage { STAGE_COMPILE, STAGE_RUN, STAGE_CHECK, STAGE_COUNT };

/* Which tests failed, of all that were run. */
enum rule_failing { FAILING_ANY, FAILING_ALL, FAILING_LARGEST, FAILING_SECRET, FAILING_COUNT };

enum { EXIT_ANY = 256 };

struct texts {
    const char *const *items;
    size_t count;
};

/* What is not said (empty, or -1) counts for nothing. */
struct rule {
    const char *id, *message;
    int line; /* in its file */
    enum rule_stage stage;
    bool is_weak;
    struct texts languages;
    struct texts text, text_lacks;       /* in messages or standard error: one, and none of these */
    struct pattern pattern;              /* likewise */
    struct pattern source, source_lacks; /* of the submission's own files */
    unsigned verdicts;                   /* bits 1 << enum verdict */
    uint64_t signals;                    /* bits 1 << signal */
    unsigned differences;                /* bits of enum difference_bit */
    unsigned limits;                     /* bits of enum limit_bit */
    struct texts calls;                  /* forbidden system calls */
    int64_t exit_status;                 /* EXIT_ANY: whatever but 0, and no signal */
    int64_t memory_least;                /* percent of the limit */
    int64_t system_least;                /* percent of the CPU time */
    int64_t cpu_most;                    /* percent of the wall clock */
    int64_t input_least;                 /* bytes */
    int64_t output_least, output_most;   /* bytes of standard output */
    enum rule_failing failing;
};

int rule_read(struct arena *arena, const struct yaml *key, const struct yaml *map,
              struct rule *rule_out, struct err *err) EV_MUST_CHECK;
void rule_done(struct rule *rule);

/* ---- table.c ---- */

struct hints {
    struct arena arena;
    struct rule *rules;
    size_t count, capacity;
    const char *later;    /* file that is still to be read; NULL: none */
    pthread_mutex_t lock; /* of reading it */
};

/* Read what was put off. */
void hints_need(struct hints *hints);

#endif
