/* evidence: what programs of packages leave behind, read as text. Private to check. */
#ifndef EVALX_CHECK_EVIDENCE_H
#define EVALX_CHECK_EVIDENCE_H

#include "check/check.h"

/* The n-th line (from 0), on one line without control characters and white space around it, cut to
 * the buffer; "" where there is none. Returns the buffer. */
const char *evidence_line(const char *text, size_t number, char *buffer, size_t buffer_bytes);

/* The first line that says something of the first text that does. */
const char *evidence_word(const char *const *texts, size_t count, char *buffer,
                          size_t buffer_bytes);

/* The result is the judge's failure, and why. */
void evidence_blame(const struct checker_evidence *evidence, struct check_result *result,
                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True when the program did not end by itself; the result says so. */
bool evidence_is_stopped(const struct checker_evidence *evidence, struct check_result *result);

/* Score files of the Kattis convention, for a result whose outcome is set. */
void evidence_take_scores(const struct checker_evidence *evidence, struct check_result *result);

/* A share of a test's points, 0 to 1: rejected, partial or accepted. */
void evidence_take_share(struct check_result *result, double share);

#endif
