/* dmoj: problems of DMOJ (init.yml): dmoj.c the keys and the archive, dmoj_tests.c the cases and
 * batches, dmoj_names.c cases that are found by patterns, dmoj_programs.c checkers, interactors and
 * generators, dmoj_arguments.c their own command lines, dmoj_signature.c graders around functions,
 * dmoj_jury.c the submissions of a testsuite (tests/NAME/test.yml). */
#ifndef EVALX_PROBLEM_DMOJ_H
#define EVALX_PROBLEM_DMOJ_H

#include "problem/collect.h"

enum { DMOJ_LEVELS = 3 }; /* a case, its batch, init.yml: the nearest that has a key counts */

struct dmoj_place {
    const struct yaml *levels[DMOJ_LEVELS]; /* NULL where there is none */
};

/* A case or batch at the top of test_cases, as it was counted. */
struct dmoj_entry {
    size_t group;
    double points;
    bool is_batch;
};

struct dmoj {
    struct package *package;
    const struct yaml *root;
    const char *archive_folder; /* what `archive` holds; NULL: there is none */
    struct groups groups;
    struct dmoj_entry *entries;
    size_t entry_count, entry_capacity;
    bool has_default_checker; /* flags of the default validator are set on each test */
    bool has_line_points;     /* linecount, which calls WA what has some points */
    double wall_factor;
};

bool dmoj_is(const struct package *package);
int dmoj_load(struct package *package, struct err *err) EV_MUST_CHECK;

/* The value of a key, from the nearest level that has it. */
const struct yaml *dmoj_get(const struct dmoj_place *place, const char *key);
/* A file of the package or of its archive. */
int dmoj_find_file(struct dmoj *dmoj, const struct yaml *node, const char **path_out,
                   struct err *err) EV_MUST_CHECK;

/* The checker of init.yml: a program, or it leaves flags to each test. */
int dmoj_read_checker(struct dmoj *dmoj, struct err *err) EV_MUST_CHECK;
/* dmoj_python.c: a checker that is a function of Python, the package's or one of DMOJ's own. */
bool dmoj_is_python(const char *name);
int dmoj_take_python(struct dmoj *dmoj, const char *name, const struct yaml *args,
                     struct err *err) EV_MUST_CHECK;
/* dmoj_arguments.c: args_format_string of a checker or interactor, if it has one. */
int dmoj_read_arguments(struct dmoj *dmoj, const struct yaml *map, struct package_program *program,
                        struct err *err) EV_MUST_CHECK;
/* dmoj_signature.c: `signature_grader`, files put around submissions. */
int dmoj_read_signature(struct dmoj *dmoj, struct err *err) EV_MUST_CHECK;
int dmoj_read_interactor(struct dmoj *dmoj, struct err *err) EV_MUST_CHECK;
/* Flags of a test's checker. */
int dmoj_read_flags(struct dmoj *dmoj, const struct dmoj_place *place, struct words *flags_out,
                    struct err *err) EV_MUST_CHECK;
/* The recipe of a case without input, where there is a generator; else test->recipe stays NULL. */
int dmoj_read_generator(struct dmoj *dmoj, const struct dmoj_place *place,
                        struct problem_test *test, struct err *err) EV_MUST_CHECK;

int dmoj_read_tests(struct dmoj *dmoj, struct err *err) EV_MUST_CHECK;

/* A case found by the patterns of test_cases. */
struct dmoj_name {
    const char *batch, *number; /* batch NULL: a case of its own */
    const char *input, *output; /* paths; NULL: there is none */
};
/* Sorted: cases of a batch one after another. */
int dmoj_match_names(struct dmoj *dmoj, const struct yaml *test_cases,
                     const struct dmoj_name **names_out, size_t *count_out,
                     struct err *err) EV_MUST_CHECK;

int dmoj_read_jury(struct dmoj *dmoj, struct err *err) EV_MUST_CHECK;

#endif
