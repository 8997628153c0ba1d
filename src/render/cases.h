/* cases: a submission as a list of things that went well or did not, as JUnit and TAP have it: its
 * compilation, its tests, and what no test tells (it could not be judged, or its verdict is not
 * that of a test). */
#ifndef EVALX_RENDER_CASES_H
#define EVALX_RENDER_CASES_H

#include "base/str.h"
#include "model/report.h"

enum case_state {
    CASE_PASSED,
    CASE_FAILED,  /* the contestant's fault */
    CASE_ERROR,   /* the judge's, or bad input */
    CASE_SKIPPED, /* not run */
    CASE_STATES,
};

struct judged_case {
    const char *name;
    enum case_state state;
    const char *type;               /* a verdict's code, "input", "interrupted"; NULL when passed */
    const struct test_report *test; /* NULL: not one */
    const struct facts *facts;      /* NULL: nothing was run */
    bool is_cached;
};

size_t case_count(const struct submission_report *report);
struct judged_case case_at(const struct submission_report *report, size_t index);
/* One line on why; nothing where a case passed in silence. */
void case_add_message(struct str *out, const struct submission_report *report,
                      const struct judged_case *judged);
/* What the compiler or the validator wrote, several lines; NULL: nothing. */
const char *case_details(const struct submission_report *report, const struct judged_case *judged);
/* Of the submission as a whole. */
enum case_state case_state_of(const struct submission_report *report);

#endif
