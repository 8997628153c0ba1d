/* verify_github: workflow commands that GitHub shows beside the files of a change:
 *
 *   ::error file=problems/a/problem.yaml,line=3,title=...::text
 *
 * Escapes: %, CR and LF everywhere, and : and , in properties ("Workflow commands for GitHub
 * Actions", GitHub's documentation; actions/toolkit command.ts). */
#include <string.h>

#include "render/verify.h"

static const char *const commands[FINDING_LEVELS] = {
    [FINDING_NOTE] = "notice", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};

static void add_escaped(struct str *out, const char *text, const char *special)
{
    for (; *text; text++) {
        bool is_control = (unsigned char)*text < ' ';
        if (is_control || strchr(special, *text))
            str_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            str_add_char(out, *text);
    }
}

static void add_line(struct str *out, const struct verify_report *report,
                     const struct finding *finding)
{
    str_printf(out, "::%s ", commands[finding->level]);
    if (report->is_folder || !finding->file) {
        str_add(out, "file=");
        add_escaped(out, report->path, "%:,");
        if (finding->file) {
            str_add(out, str_ends_with(report->path, "/") ? "" : "/");
            add_escaped(out, finding->file, "%:,");
        }
        str_add_char(out, ',');
    }
    if (finding->line > 0)
        str_printf(out, "line=%d,", finding->line);
    str_add(out, "title=");
    add_escaped(out, report->problem ? report->problem : report->path, "%:,");
    str_printf(out, " (%s)::", finding->check);
    add_escaped(out, finding->text, "%");
    str_add_char(out, '\n');
}

static void add_package(const struct verify_render *render, const struct verify_report *report,
                        struct str *out)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i].level != FINDING_NOTE || !render->is_quiet)
            add_line(out, report, &report->findings[i]);
    }
    if (report->error.kind == ERR_NONE)
        return;
    struct finding finding = {
        .level = FINDING_ERROR, .check = "package", .text = report->error.msg};
    add_line(out, report, &finding);
}

const struct verify_format verify_github = {.name = "github", .package = add_package};
