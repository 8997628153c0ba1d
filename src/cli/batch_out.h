/* batch_out: where the results of a batch go, and the bar on the terminal beside them. */
#ifndef EVALX_CLI_BATCH_OUT_H
#define EVALX_CLI_BATCH_OUT_H

#include <stdio.h>

#include "cli/idset.h"
#include "cli/shared.h"
#include "render/render.h"

struct batch_out {
    FILE *file;
    struct printer *printer;
    bool is_owned;     /* the file */
    bool has_bar;      /* standard error is a terminal */
    bool is_same;      /* and so is the file */
    size_t total;      /* lines of the batch; 0: not known */
    size_t done, kept; /* in this run; and known from the file */
    int64_t started_ns, drawn_ns;
};

/* With `resume` the ids in that file go to `ids`, done; a last line that was torn is cut off. */
int batch_out_open(struct batch_out *out, const struct shared_values *shared, const char *resume,
                   struct idset *ids, struct err *err) EV_MUST_CHECK;
void batch_out_result(struct batch_out *out, const struct submission_report *report);
int batch_out_finish(struct batch_out *out, struct err *err) EV_MUST_CHECK;
void batch_out_close(struct batch_out *out);
/* Before anything else is said on standard error. */
void batch_out_hide_bar(const struct batch_out *out);

#endif
