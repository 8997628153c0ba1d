/* jury: what the marks in jury submissions mean. */
#ifndef EVALX_PROBLEM_JURY_H
#define EVALX_PROBLEM_JURY_H

#include "problem/package.h"

/* The verdict codes that a folder of submissions/ stands for; false where the name says nothing
 * known. */
bool jury_folder_codes(const char *folder, struct words *codes_out);

/* Add the codes of a list like "CORRECT, WRONG-ANSWER" to what is there; a word that is no
 * verdict is told. `path` names the submission in warnings. */
void jury_add_codes(struct package *package, const char *path, const char *list,
                    struct words *codes);

/* What stands in the line behind the first such mark ("@EXPECTED_SCORE@:") in a text, NULL where
 * there is none (scratch). */
const char *jury_find_named(struct package *package, const char *mark, const char *text,
                            size_t count, bool *has_several_out);
/* The list behind the first @EXPECTED_RESULTS@:. */
const char *jury_find_mark(struct package *package, const char *text, size_t count,
                           bool *has_several_out);

/* The number behind @EXPECTED_SCORE@:, false where there is none. */
bool jury_parse_score(struct package *package, const char *text, double *score_out);

/* The verdict codes behind @EXPECTED_GRADES@, up to what is none. */
struct words jury_parse_grades(struct package *package, const char *text);

/* submissions.json of DOMjudge: languages and entry points by path. */
int jury_read_json(struct package *package, struct err *err) EV_MUST_CHECK;

#endif
