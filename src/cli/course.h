/* course: what a teacher gets of judged hand-ins: a gradebook with a row for each user, and a page
 * of feedback for each of them. */
#ifndef EVALX_CLI_COURSE_H
#define EVALX_CLI_COURSE_H

#include "cli/handins.h"
#include "model/report.h"

struct course_options {
    const char *gradebook; /* file; NULL: none */
    const char *feedback;  /* folder; NULL: none */
};

/* NULL is a course of which nothing is wanted. One that counts of a user's attempts: the latest, or
 * the one with the best score, then verdict, then the latest. */
struct course;
/* The hand-ins stay borrowed. ERR_INPUT: the folder cannot be made, or has something in it. */
int course_open(const struct course_options *options, const struct handins *handins,
                enum handin_attempt attempt, struct course **course_out,
                struct err *err) EV_MUST_CHECK;
/* Of the hand-in that is the report's tag. */
void course_note(struct course *course, const struct submission_report *report);
/* Everything that was judged, interrupted or not. */
int course_write(struct course *course, struct err *err) EV_MUST_CHECK;
void course_close(struct course *course);

#endif
