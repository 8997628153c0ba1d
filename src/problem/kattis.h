/* kattis: the parts that every version of the Kattis / ICPC problem package format is read with.
 *
 * kattis_legacy.c and kattis_2025.c hold the keys of problem.yaml by version; kattis.c the order in
 * which a package is read. */
#ifndef EVALX_PROBLEM_KATTIS_H
#define EVALX_PROBLEM_KATTIS_H

#include "problem/package.h"

/* Is problem.yaml of this version? (rows of the format table) */
bool kattis_is_legacy(const struct package *package);
bool kattis_is_draft(const struct package *package);
bool kattis_is_2025(const struct package *package);

int kattis_load_legacy(struct package *package, struct err *err) EV_MUST_CHECK;
int kattis_load_draft(struct package *package, struct err *err) EV_MUST_CHECK;
int kattis_load_2025(struct package *package, struct err *err) EV_MUST_CHECK;

/* The values of a package that says nothing: time multipliers differ by dialect. */
void kattis_set_defaults(struct package *package, enum dialect dialect);

/* Everything but problem.yaml, which has been read: folders, limits, validator, tests, jury. */
int kattis_load_rest(struct package *package, struct err *err) EV_MUST_CHECK;

/* Readers of keys that several versions have (context: struct package). */
int kattis_read_name(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int kattis_read_type(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int kattis_read_validation(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int kattis_read_validator_flags(void *context, const struct yaml *value,
                                struct err *err) EV_MUST_CHECK;
int kattis_read_limits(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int kattis_read_languages(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
int kattis_read_constants(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;
/* A key that says nothing about judging. */
int kattis_pass_over(void *context, const struct yaml *value, struct err *err) EV_MUST_CHECK;

/* Lenient reading: one warning for each key that is not in the table. */
void kattis_warn_unknown(struct package *package, const struct yaml *map, const char *what,
                         const struct yaml_key *keys, size_t key_count);

/* domjudge-problem.ini: name, time limit, special programs. */
int domjudge_read_ini(struct package *package, struct err *err) EV_MUST_CHECK;

/* The time limit of problem.yaml, domjudge-problem.ini and .timelimit, in this order; they may
 * not disagree. */
int time_limit_settle(struct package *package, struct err *err) EV_MUST_CHECK;
/* Nothing gives one and no jury submission can: 10 s and a warning. */
void time_limit_fall_back(struct package *package);

/* What `type`, `validation` and validation_passes make together. */
int kinds_settle(struct package *package, struct err *err) EV_MUST_CHECK;

int output_validator_find(struct package *package, struct err *err) EV_MUST_CHECK;

/* Input and answer validators, the grader, static validator and visualizer. */
int programs_find(struct package *package, struct err *err) EV_MUST_CHECK;
/* include/LANGUAGE and include/default. */
int includes_find(struct package *package, struct err *err) EV_MUST_CHECK;

/* The text with constants put in where it asks for some. */
void constants_put(const struct package *package, const char *text, struct str *out);
/* Put them into the programs and submissions that ask for some: the last step of reading. */
int constants_fill(struct package *package, struct err *err) EV_MUST_CHECK;

/* problem.title where problem.yaml gave none. */
int title_find(struct package *package, struct err *err) EV_MUST_CHECK;

int testdata_read(struct package *package, struct err *err) EV_MUST_CHECK;
/* data/invalid_input, invalid_output and valid_output. */
int cases_read(struct package *package, struct err *err) EV_MUST_CHECK;
int jury_read(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
