/* finding: what is to be told about a package, with its place. */
#include <stdarg.h>

#include "verify/internal.h"

enum { FINDING_TEXT_MAX = 2048 };

void finding_add_at(struct package_check *check, const struct finding *finding)
{
    struct verify_report *report = check->report;
    check->findings =
        arena_grow(check->arena, check->findings, report->finding_count, report->finding_count + 1,
                   sizeof(*check->findings), &check->finding_capacity);
    check->findings[report->finding_count++] = *finding;
    report->findings = check->findings;
    report->levels[finding->level]++;
}

void finding_add(struct package_check *check, enum finding_level level, const char *name,
                 const char *file, const char *format, ...)
{
    char text[FINDING_TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* cut: one line of a report */
    va_end(args);
    struct finding finding = {
        .level = level,
        .check = name,
        .file = file ? arena_string(check->arena, file) : NULL,
        .text = arena_string(check->arena, text),
    };
    finding_add_at(check, &finding);
}
