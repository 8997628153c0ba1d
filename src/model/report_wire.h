/* report_wire: a report as a message from one program of evalx to another: from the one that judges
 * to the service. Nothing is lost but `tag`. See wire.h. */
#ifndef EVALX_MODEL_REPORT_WIRE_H
#define EVALX_MODEL_REPORT_WIRE_H

#include "model/report.h"
#include "model/wire.h"

enum {
    REPORT_WIRE_TESTS_MAX = 100000,
    REPORT_WIRE_GROUPS_MAX = 10000,
    REPORT_WIRE_FILES_MAX = 1000,
    REPORT_WIRE_LINES_MAX = 1000, /* of hints, noise, what is degraded */
};

/* The object is the caller's. */
struct json *report_to_wire(const struct submission_report *report);

/* What such an object says; whatever it points to is the arena's. Nothing is taken on trust: what
 * evalx itself would never write (an index beyond its list, more tests done than there are, an
 * unknown verdict or key, a value out of its range) is ERR_INPUT, and report_out as it was. */
int report_from_wire(struct arena *arena, const struct json *object,
                     struct submission_report *report_out, struct err *err) EV_MUST_CHECK;

/* For messages that hold parts of a report. */
extern const struct wire_shape facts_shape, limits_shape, compile_report_shape, test_report_shape;

#endif
