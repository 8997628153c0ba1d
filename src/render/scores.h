/* scores: the points of a submission in words. */
#ifndef EVALX_RENDER_SCORES_H
#define EVALX_RENDER_SCORES_H

#include "base/str.h"
#include "model/report.h"

/* "      57  g1    20  g2     0": nothing without scores. The same widths for all submissions. */
void scores_add_cells(struct str *out, const struct submission_report *report);
/* ", score 57 of 100" */
void scores_add_total(struct str *out, const struct submission_report *report);
/* A line for every group and test, each below its group; nothing without groups. */
void scores_add_explanation(struct str *out, const struct submission_report *report);

#endif
