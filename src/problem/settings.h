/* settings: what one folder of data/ or one test says in its YAML file, and the readers of single
 * keys.
 *
 * settings.c has the tables of keys by dialect; grading.c reads how legacy folders are graded,
 * group_scoring.c how the groups of 2025-09 are. */
#ifndef EVALX_PROBLEM_SETTINGS_H
#define EVALX_PROBLEM_SETTINGS_H

#include "model/scoring.h"
#include "problem/package.h"

#define SCORE_LIMIT 1e15 /* a larger number is a slip of the keyboard */

/* Of the nearest folder that says it: every key is inherited. */
struct grading {
    bool stops_on_reject;
    const struct yaml *custom_node; /* where `grading: custom` is written; NULL: default */
    struct legacy_grading legacy;
};

/* 2025-09: of one group alone. */
struct group_scoring {
    const struct yaml *max_score_node, *aggregation_node, *require_node; /* NULL: silent */
    double max_score;                                                    /* INFINITY: unbounded */
    enum score_rule rule;
    struct words requires;
    const struct yaml *static_node;
    double static_score; /* NAN: pass-fail */
    struct words static_args;
};

struct test_settings {
    struct words validator_args;
    struct words args;
    struct words input_args; /* of every input validator */
    const struct named_words *named_input_args;
    size_t named_input_arg_count;
    struct grading grading;
};

struct settings_context {
    struct package *package;
    struct test_settings *settings;
    struct group_scoring *scoring; /* NULL for a test */
    struct problem_test *test;     /* NULL for a group */
};

/* What applies above data/testdata.yaml. */
void settings_init(const struct package *package, struct test_settings *settings);

/* testdata.yaml or test_group.yaml, by its name; `settings` changes where the file speaks. */
int settings_read_group(struct package *package, const char *path, struct test_settings *settings,
                        struct group_scoring *scoring, struct err *err) EV_MUST_CHECK;
/* A test's own .yaml: `settings` are its group's, and change; texts go into `test`. */
int settings_read_test(struct package *package, const char *path, struct test_settings *settings,
                       struct problem_test *test, struct err *err) EV_MUST_CHECK;
/* Give a test the arguments that the settings say. */
void settings_apply(struct package *package, const struct test_settings *settings,
                    struct problem_test *test);
/* One of data/invalid_input and its kin: arguments alone are of interest. */
int settings_read_case(struct package *package, const char *path, struct test_settings *settings,
                       struct err *err) EV_MUST_CHECK;

/* Readers of keys; context: struct settings_context. */
int settings_pass_over(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_grading(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_on_reject(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_flags(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_accept(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_reject(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int grading_read_range(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int group_read_max_score(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int group_read_aggregation(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int group_read_require(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int group_read_static(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int group_read_static_args(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;

/* A list of texts; anything else is an error. */
int settings_read_list(struct package *package, const struct yaml *value, struct words *words_out,
                       struct err *err) EV_MUST_CHECK;

/* A range "LEAST MOST" of two numbers, inf and -inf among them. */
int grading_parse_range(struct package *package, const struct yaml *value, double *least_out,
                        double *most_out, struct err *err) EV_MUST_CHECK;

/* The key `grading` of problem.yaml, legacy; context: struct package. */
int grading_read_problem(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
/* What it says beats every testdata.yaml (as problemtools has it). */
void grading_override(const struct package *package, struct grading *grading);

#endif
