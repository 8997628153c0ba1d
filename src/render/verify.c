/* verify: the table of formats of `evalx verify`, and what they share. */
#include "render/verify.h"

#include <string.h>

#include "base/parse.h"

static const struct verify_format *const formats[] = {&verify_table, &verify_json, &verify_junit,
                                                      &verify_github};

static const char *const format_names[] = {"table", "json", "junit", "github", NULL};
_Static_assert(EV_ARRAY_LENGTH(formats) + 1 == EV_ARRAY_LENGTH(format_names),
               "a name for every format");

const char *const *render_verify_formats(void)
{
    return format_names;
}

int render_verify_open(const char *format, struct verify_render *render_out, struct err *err)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(formats); i++) {
        if (strcmp(format, formats[i]->name) != 0)
            continue;
        *render_out = (struct verify_render){.format = formats[i]};
        return 0;
    }
    return err_set(err, ERR_USAGE,
                   "--format: '%s': unknown, known are table, json, junit and github", format);
}

void render_verify_package(struct verify_render *render, const struct verify_report *report,
                           struct str *out)
{
    const char *first = render->written == 0 ? render->format->before : render->format->between;
    str_add(out, first ? first : "");
    render->written++;
    render->failed += verify_report_exit_status(report, render->is_warning_error) != 0;
    for (int level = 0; level < FINDING_LEVELS; level++)
        render->levels[level] += report->levels[level];
    render->format->package(render, report, out);
}

void render_verify_finish(struct verify_render *render, struct str *out)
{
    if (render->written == 0 && render->format->before)
        str_add(out, render->format->before);
    if (render->format->finish)
        render->format->finish(render, out);
    str_add(out, render->format->after ? render->format->after : "");
}

const char *verify_level_name(enum finding_level level)
{
    static const char *const names[FINDING_LEVELS] = {"note", "warning", "error"};
    return names[level];
}

const char *verify_state_name(enum verified_state state)
{
    static const char *const names[] = {
        [VERIFIED_AS_EXPECTED] = "as-expected", [VERIFIED_OTHERWISE] = "otherwise",
        [VERIFIED_SKIPPED] = "skipped",         [VERIFIED_NOT_RUN] = "not-run",
        [VERIFIED_NO_VERDICT] = "no-verdict",
    };
    return names[state];
}

char verify_letter(enum verdict verdict)
{
    static const char letters[VERDICT_COUNT + 1] = "APWENOTIMRSC-!";
    return letters[verdict];
}

const char *verify_short_path(const char *path)
{
    static const char folder[] = "submissions/";
    return str_starts_with(path, folder) ? path + sizeof(folder) - 1 : path;
}

static void add_side(struct str *out, const char *what, const struct limit_side *side,
                     int64_t limit_ns)
{
    char text[24];
    if (!side->path)
        return;
    str_printf(out, "; %s %s %s%s on %s", what, verify_short_path(side->path),
               side->is_more ? "> " : "", format_duration(side->cpu_ns, text, sizeof(text)),
               side->test);
    if (side->cpu_ns > 0)
        str_printf(out, " (%.3g%% of the limit)", 100.0 * (double)side->cpu_ns / (double)limit_ns);
}

void verify_add_limit(struct str *out, const struct verified_limit *limit)
{
    char text[24];
    str_printf(out, "%s (%s)", format_duration(limit->limit_ns, text, sizeof(text)), limit->origin);
    add_side(out, "slowest in time", &limit->lower, limit->limit_ns);
    add_side(out, "fastest too slow", &limit->upper, limit->limit_ns);
    bool has_both = limit->least_ns >= 0 && limit->most_ns >= limit->least_ns;
    if (has_both || limit->least_ns >= 0)
        str_printf(out, "; by the format's rule %s",
                   format_duration(limit->least_ns, text, sizeof(text)));
    if (has_both)
        str_printf(out, " to %s", format_duration(limit->most_ns, text, sizeof(text)));
    else if (limit->least_ns >= 0)
        str_add(out, " or more");
}
