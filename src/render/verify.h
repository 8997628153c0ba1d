/* verify: what a format of `evalx verify` is. A new one is a file with its `const struct
 * verify_format`, and a row in verify.c. */
#ifndef EVALX_RENDER_VERIFY_H
#define EVALX_RENDER_VERIFY_H

#include "base/str.h"
#include "render/render.h"

struct verify_format {
    const char *name;
    const char *before, *between, *after; /* the document around the packages; NULL: nothing */
    void (*package)(const struct verify_render *render, const struct verify_report *report,
                    struct str *out);
    void (*finish)(const struct verify_render *render, struct str *out); /* NULL: nothing */
};

extern const struct verify_format verify_table, verify_json, verify_junit, verify_github;

/* ---- shared ---- */

/* "error", "warning", "note" */
const char *verify_level_name(enum finding_level level);
/* "as-expected", "otherwise", "skipped", "not-run", "no-verdict" */
const char *verify_state_name(enum verified_state state);
/* One letter for a verdict in the matrix. */
char verify_letter(enum verdict verdict);
/* Path of a submission without the folder that all of them have. */
const char *verify_short_path(const char *path);
/* The limit, its origin and both margins, on one line. */
void verify_add_limit(struct str *out, const struct verified_limit *limit);
/* verify_matrix.c: submissions x tests. */
void verify_add_matrix(struct str *out, const struct verify_report *report, bool has_colour);

#endif
