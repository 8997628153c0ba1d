/* verify_github: workflow commands that GitHub shows beside the files of a change:
 *
 *   ::error file=problems/a/problem.yaml,line=3,col=1,title=...::text
 *
 * Escapes: %, CR and LF everywhere, and : and , in properties; nothing else is undone by the runner
 * ("Workflow commands for GitHub Actions", GitHub's documentation; actions/toolkit command.ts). */
#include <string.h>

#include "render/text.h"
#include "render/verify.h"

static const char *const commands[FINDING_LEVELS] = {
    [FINDING_NOTE] = "notice", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};

static void add_escaped(struct str *out, const char *text, const char *special)
{
    EV_STR struct str visible = {0}; /* valid UTF-8 without control characters */
    (void)text_add_visible(&visible, text, TEXT_ANY_WIDTH); /* its width is nothing here */
    for (const char *at = str_text(&visible); *at; at++) {
        if (strchr(special, *at))
            str_printf(out, "%%%02X", (unsigned)(unsigned char)*at);
        else
            str_add_char(out, *at);
    }
}

/* Relative to the repository, as GitHub calls it. */
static void add_path(struct str *out, const char *path)
{
    while (str_starts_with(path, "./"))
        path += strspn(path + 1, "/") + 1;
    add_escaped(out, path, "%:,");
}

/* Where in the repository. */
struct place {
    const char *folder, *file; /* file NULL: folder is one itself, or all of it is meant */
    const char *position;      /* "line=3,col=1,"; "" where that is not told */
};

static void add_line(struct str *out, const struct verify_report *report,
                     const struct finding *finding, const struct place *place)
{
    str_printf(out, "::%s ", commands[finding->level]);
    if (place->folder) {
        str_add(out, "file=");
        add_path(out, place->folder);
        if (place->file) {
            str_add(out, str_ends_with(place->folder, "/") ? "" : "/");
            add_escaped(out, place->file, "%:,");
        }
        str_add_char(out, ',');
    }
    str_printf(out, "%stitle=", place->position);
    add_escaped(out, report->problem ? report->problem : report->path, "%:,");
    str_printf(out, " (%s)::", finding->check);
    add_escaped(out, finding->text, "%");
    str_add_char(out, '\n');
}

/* ":3:1:" -> "line=3,col=1,"; nothing where there is no line. */
static void add_position(struct str *out, const char *text)
{
    static const char *const names[] = {"line", "col"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        size_t digits = *text == ':' ? strspn(text + 1, "0123456789") : 0;
        if (digits == 0)
            return;
        str_printf(out, "%s=%.*s,", names[i], (int)digits, text + 1);
        text += 1 + digits;
    }
}

/* What could not be read: "problem: PATH/problem.yaml:3:1: ..." names the very line. */
static struct place place_of_error(const struct verify_report *report, struct str *file,
                                   struct str *position)
{
    struct place place = {.folder = report->path, .position = ""};
    size_t length = strlen(report->path);
    const char *at = length > 0 ? strstr(report->error.msg, report->path) : NULL;
    const char *name = at ? at + length : "";
    name += strspn(name, "/");
    size_t name_length = strcspn(name, ":");
    add_position(position, name + name_length);
    if (position->count == 0)
        return place;
    str_add_n(file, name, name_length);
    place.file = name_length > 0 ? str_text(file) : NULL;
    place.position = str_text(position);
    return place;
}

static void add_package(const struct verify_render *render, const struct verify_report *report,
                        struct str *out)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        bool is_placed = report->is_folder || !finding->file; /* else it is in an archive */
        EV_STR struct str position = {0};
        if (finding->line > 0)
            str_printf(&position, "line=%d,", finding->line);
        const struct place place = {report->path, is_placed ? finding->file : NULL,
                                    str_text(&position)};
        if (finding->level != FINDING_NOTE || !render->is_quiet)
            add_line(out, report, finding, &place);
    }
    if (report->error.kind == ERR_NONE)
        return;
    struct finding finding = {
        .level = FINDING_ERROR, .check = "package", .text = report->error.msg};
    EV_STR struct str file = {0};
    EV_STR struct str position = {0};
    const struct place place = place_of_error(report, &file, &position);
    add_line(out, report, &finding, &place);
}

const struct verify_format verify_github = {.name = "github", .package = add_package};
