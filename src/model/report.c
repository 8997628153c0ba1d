/* report: see report.h. */
#include "model/report.h"

int report_exit_status(const struct submission_report *report)
{
    if (report->is_interrupted)
        return err_exit_code(ERR_INTERRUPTED);
    if (report->error.kind != ERR_NONE)
        return err_exit_code(report->error.kind);
    return verdict_info(report->verdict)->exit_status;
}
