/* italy: tasks of CMS in the layout "italy_yaml" (task.yaml): italy.c the keys and the order of
 * reading, italy_tests.c gen/GEN, tests and points, italy_programs.c checkers, managers, graders
 * and solutions. */
#ifndef EVALX_PROBLEM_ITALY_H
#define EVALX_PROBLEM_ITALY_H

#include "problem/collect.h"

enum { ITALY_SUBTASKS_MAX = 1000 };

/* One group of tests, with what score_type_parameters or gen/GEN says of it. */
struct italy_subtask {
    double points, threshold;
    const struct yaml *tests; /* a number, a pattern, a list of names; NULL: the next `count` */
    size_t count;
};

/* A test of gen/GEN. */
struct italy_line {
    const char *command, *copied; /* one of them is not NULL */
    int number;                   /* of the line */
};

struct italy {
    struct package *package;
    const char *name; /* of the task */
    bool is_output_only, has_main;
    double total_value;
    const struct yaml *score_type, *score_parameters, *input_count, *task_type;
    const char *user_io;
    struct italy_line *lines; /* of gen/GEN, input_number of them; NULL: there is no GEN */
    size_t line_count, line_capacity;
    struct italy_subtask *subtasks; /* none: each test has its own points */
    size_t subtask_count, subtask_capacity;
    enum score_rule rule; /* of the subtasks */
};

bool italy_is(const struct package *package);
int italy_load(struct package *package, struct err *err) EV_MUST_CHECK;

/* gen/GEN, the score type, and from them the tests. After the jury submissions. */
int italy_read_tests(struct italy *italy, struct err *err) EV_MUST_CHECK;
/* Checker or manager, graders and stubs. */
int italy_read_programs(struct italy *italy, struct err *err) EV_MUST_CHECK;
int italy_read_jury(struct italy *italy, struct err *err) EV_MUST_CHECK;

#endif
