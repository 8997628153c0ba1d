/* scores: the points of a submission in words: cells for one row of many, and the tree that tells
 * how every point came about. */
#include "render/scores.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "render/text.h"

enum {
    GROUPS_MOST = 64, /* no cells for more */
    CELLS_MOST = 10,  /* groups in one row */
    CELL_NAME_COLUMNS = 16,
    NUMBER_COLUMNS = 6,
    SCORE_COLUMNS = 8,
    INDENT = 2,
};

static bool has_children(const struct submission_report *report, size_t group)
{
    for (size_t i = group + 1; i < report->group_count; i++) {
        if (report->groups[i].parent == group)
            return true;
    }
    return false;
}

/* Groups that hold tests, and points: neither the ones above them nor samples. */
static bool is_cell(const struct submission_report *report, size_t group)
{
    double most = report->groups[group].max_score;
    return group > 0 && most != 0 && !has_children(report, group);
}

/* "g1" of "secret/g1" */
static const char *last_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : name;
}

static void add_number(struct str *out, double number, size_t columns)
{
    struct str cell EV_STR = {0};
    if (isnan(number))
        str_add_char(&cell, '-');
    else
        str_printf(&cell, "%.6g", number);
    for (size_t used = cell.count; used < columns; used++)
        str_add_char(out, ' ');
    str_add(out, str_text(&cell));
}

void scores_add_cells(struct str *out, const struct submission_report *report)
{
    size_t count = 0;
    if (isnan(report->score) && report->group_count == 0)
        return;
    add_number(out, report->score, SCORE_COLUMNS);
    for (size_t i = 0; i < report->group_count && report->group_count <= GROUPS_MOST; i++)
        count += is_cell(report, i);
    for (size_t i = 0; i < report->group_count && count > 1 && count <= CELLS_MOST; i++) {
        const struct group_report *group = &report->groups[i];
        if (!is_cell(report, i))
            continue;
        str_add(out, "  ");
        text_add_visible(out, last_name(group->name), CELL_NAME_COLUMNS);
        add_number(out, group->is_run ? group->score : NAN, NUMBER_COLUMNS);
    }
}

void scores_add_total(struct str *out, const struct submission_report *report)
{
    if (isnan(report->score))
        return;
    str_printf(out, ", score %.10g", report->score);
    if (isfinite(report->max_score))
        str_printf(out, " of %.10g", report->max_score);
}

static void add_group_line(struct str *out, const struct submission_report *report, size_t index,
                           int depth)
{
    const struct group_report *group = &report->groups[index];
    str_printf(out, "%*s", (depth + 1) * INDENT, "");
    text_add_visible(out, group->name[0] != '\0' ? group->name : "score", TEXT_ANY_WIDTH);
    str_printf(out, " %s %.10g", verdict_code(group->verdict), group->score);
    if (isfinite(group->max_score))
        str_printf(out, " of %.10g", group->max_score);
    if (group->how != NULL && group->how[0] != '\0') {
        str_add(out, ": ");
        text_add_visible(out, group->how, TEXT_ANY_WIDTH);
    }
    str_add_char(out, '\n');
}

static void add_test_line(struct str *out, const struct test_report *test, int depth)
{
    str_printf(out, "%*s", (depth + 1) * INDENT, "");
    text_add_visible(out, test->name, TEXT_ANY_WIDTH);
    str_printf(out, " %s", verdict_code(test->is_done ? test->verdict : VERDICT_SKIPPED));
    if (test->how != NULL) {
        str_add(out, ": ");
        text_add_visible(out, test->how, TEXT_ANY_WIDTH);
    }
    str_add_char(out, '\n');
}

static int depth_of(const struct submission_report *report, size_t group)
{
    int depth = 0;
    for (; group != 0; group = report->groups[group].parent)
        depth++;
    return depth;
}

/* Groups stand behind their parents, not always next to them: the next one in reading order is the
 * first child that was not shown yet, else one further up. */
static size_t next_group(const struct submission_report *report, size_t group, const bool *is_shown)
{
    for (;;) {
        for (size_t i = group + 1; i < report->group_count; i++) {
            if (report->groups[i].parent == group && !is_shown[i])
                return i;
        }
        if (group == 0)
            return SIZE_MAX;
        group = report->groups[group].parent;
    }
}

void scores_add_explanation(struct str *out, const struct submission_report *report)
{
    if (report->group_count == 0)
        return;
    bool *is_shown EV_FREE = calloc(report->group_count, sizeof(*is_shown));
    if (is_shown == NULL)
        err_out_of_memory();
    for (size_t group = 0; group != SIZE_MAX; group = next_group(report, group, is_shown)) {
        int depth = depth_of(report, group);
        is_shown[group] = true;
        add_group_line(out, report, group, depth);
        for (size_t i = 0; i < report->test_count; i++) {
            if (report->tests[i].score_group == group)
                add_test_line(out, &report->tests[i], depth + 1);
        }
    }
}
