/* polygon: packages of Polygon (problem.xml): polygon.c the order of reading and the programs,
 * polygon_tests.c the tests and their groups, polygon_jury.c the solutions. */
#ifndef EVALX_PROBLEM_POLYGON_H
#define EVALX_PROBLEM_POLYGON_H

#include "base/xml.h"
#include "problem/collect.h"

bool polygon_is(const struct package *package);
int polygon_load(struct package *package, struct err *err) EV_MUST_CHECK;

/* The testset's tests and groups. Before it: generators and jury submissions. */
int polygon_read_tests(struct package *package, const struct xml *testset,
                       struct err *err) EV_MUST_CHECK;
int polygon_read_jury(struct package *package, const struct xml *root,
                      struct err *err) EV_MUST_CHECK;
/* The checker: a program, or flags of the default validator, which are set on every test. */
int polygon_read_checker(struct package *package, const struct xml *root,
                         struct err *err) EV_MUST_CHECK;

/* Line ends of Windows in tests become those of Linux. After the tests. */
int polygon_mend_lines(struct package *package, struct err *err) EV_MUST_CHECK;

/* A number attribute or the number that an element holds. */
int polygon_number(const struct xml *node, const char *what, const char *text, double least,
                   double most, double *number_out, struct err *err) EV_MUST_CHECK;

#endif
