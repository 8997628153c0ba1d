/* report_read: a submission's documented object (evalx-report(5)), as a server answers it, back as
 * the report that printers show. */
#ifndef EVALX_MODEL_REPORT_READ_H
#define EVALX_MODEL_REPORT_READ_H

#include "base/json.h"
#include "model/report.h"

/* Members that are missing, a server tells not everybody everything, are unknown. All text is the
 * arena's. */
struct submission_report *report_read(const struct json *object, struct arena *arena);

#endif
