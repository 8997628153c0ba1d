/* report_copy: a report that outlives its submission. */
#include <string.h>

#include "model/report.h"

static const char *text(struct arena *arena, const char *borrowed)
{
    return borrowed ? arena_string(arena, borrowed) : NULL;
}

static const char **texts(struct arena *arena, const char *const *borrowed, size_t count)
{
    const char **copy = arena_alloc(arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++)
        copy[i] = text(arena, borrowed[i]);
    return copy;
}

static struct difference copy_difference(struct arena *arena, const struct difference *borrowed)
{
    struct difference copy = *borrowed;
    copy.before = text(arena, borrowed->before);
    copy.expected = text(arena, borrowed->expected);
    copy.got = text(arena, borrowed->got);
    return copy;
}

static struct test_report *copy_tests(struct arena *arena, const struct submission_report *report)
{
    struct test_report *tests =
        arena_copy(arena, report->tests, report->test_count * sizeof(*tests));
    for (size_t i = 0; i < report->test_count; i++) {
        tests[i].name = text(arena, tests[i].name);
        tests[i].group = text(arena, tests[i].group);
        tests[i].message = text(arena, tests[i].message);
        tests[i].difference = copy_difference(arena, &tests[i].difference);
        tests[i].error_text = text(arena, tests[i].error_text);
        tests[i].judge_message = text(arena, tests[i].judge_message);
        tests[i].how = text(arena, tests[i].how);
        tests[i].transcript = text(arena, tests[i].transcript);
    }
    return tests;
}

static struct group_report *copy_groups(struct arena *arena, const struct submission_report *report)
{
    struct group_report *groups =
        arena_copy(arena, report->groups, report->group_count * sizeof(*groups));
    for (size_t i = 0; i < report->group_count; i++) {
        groups[i].name = text(arena, groups[i].name);
        groups[i].how = text(arena, groups[i].how);
    }
    return groups;
}

static struct report_file *copy_files(struct arena *arena, const struct submission_report *report)
{
    struct report_file *files =
        arena_copy(arena, report->files, report->file_count * sizeof(*files));
    for (size_t i = 0; i < report->file_count; i++) {
        files[i].name = text(arena, files[i].name);
        files[i].bytes = arena_copy(arena, files[i].bytes, files[i].count);
    }
    return files;
}

struct submission_report *report_copy(struct arena *arena, const struct submission_report *report)
{
    struct submission_report *copy = arena_copy(arena, report, sizeof(*report));
    copy->id = text(arena, report->id);
    copy->user = text(arena, report->user);
    copy->source = text(arena, report->source);
    copy->files = copy_files(arena, report);
    copy->toolchain = text(arena, report->toolchain);
    copy->language = text(arena, report->language);
    copy->language_name = text(arena, report->language_name);
    copy->problem = text(arena, report->problem);
    copy->groups = copy_groups(arena, report);
    copy->degraded = texts(arena, (const char *const *)report->degraded, report->degraded_count);
    copy->noise = texts(arena, (const char *const *)report->noise, report->noise_count);
    copy->judge_error = text(arena, report->judge_error);
    copy->time_source = text(arena, report->time_source);
    copy->time_limit_origin = text(arena, report->time_limit_origin);
    copy->compile.messages = text(arena, report->compile.messages);
    copy->compile.reason = text(arena, report->compile.reason);
    copy->tests = copy_tests(arena, report);
    copy->hints = texts(arena, report->hints, report->hint_count);
    return copy;
}
