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

/* The list behind the first @EXPECTED_RESULTS@: in a text, NULL where there is none (scratch). */
const char *jury_find_mark(struct package *package, const char *text, size_t count,
                           bool *has_several_out);

#endif
