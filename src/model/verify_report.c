/* verify_report: see verify_report.h. */
#include "model/verify_report.h"

static bool has_no_verdict(const struct verify_report *report)
{
    for (size_t i = 0; i < report->submission_count; i++) {
        if (report->submissions[i].state == VERIFIED_NO_VERDICT)
            return true;
    }
    return false;
}

int verify_report_exit_status(const struct verify_report *report, bool is_warning_error)
{
    if (report->is_interrupted)
        return err_exit_code(ERR_INTERRUPTED);
    if (report->error.kind != ERR_NONE)
        return err_exit_code(report->error.kind);
    if (has_no_verdict(report) || report->has_judge_failed)
        return err_exit_code(ERR_JUDGE);
    bool has_failed = report->levels[FINDING_ERROR] > 0 ||
                      (is_warning_error && report->levels[FINDING_WARNING] > 0);
    return has_failed ? 1 : 0;
}
