/* report_wire: see report_wire.h. One table for each struct of a report. */
#include "model/report_wire.h"

#include <string.h>

enum { SIGNALS_MAX = 64, STATUS_MAX = 255, ERRNO_MAX = 4095, DURATION_LEAST = -1 };

#define FIELD(struct_name, member, what)                                                           \
    .key = #member, .kind = (what), .offset = offsetof(struct_name, member)
#define TEXT(struct_name, member)                                                                  \
    {                                                                                              \
        FIELD(struct_name, member, WIRE_TEXT)                                                      \
    }
#define FLAG(struct_name, member)                                                                  \
    {                                                                                              \
        FIELD(struct_name, member, WIRE_BOOL)                                                      \
    }
#define REAL(struct_name, member)                                                                  \
    {                                                                                              \
        FIELD(struct_name, member, WIRE_REAL)                                                      \
    }
#define VERDICT(struct_name, member)                                                               \
    {                                                                                              \
        FIELD(struct_name, member, WIRE_VERDICT)                                                   \
    }
#define INNER(struct_name, member, inner)                                                          \
    {                                                                                              \
        FIELD(struct_name, member, WIRE_STRUCT), .shape = &(inner)                                 \
    }
#define WHOLE(struct_name, member, what, least_value, most_value)                                  \
    {                                                                                              \
        FIELD(struct_name, member, what), .least = (least_value), .most = (most_value)             \
    }
/* -1: unknown, or no limit */
#define AMOUNT(struct_name, member) WHOLE(struct_name, member, WIRE_I64, -1, INT64_MAX)
#define COUNT(struct_name, member, most_value) WHOLE(struct_name, member, WIRE_SIZE, 0, most_value)
#define MANY(struct_name, member, what, count_member, most_value)                                  \
    FIELD(struct_name, member, what), .count_offset = offsetof(struct_name, count_member),         \
                                      .most = (most_value)
#define SHAPE(struct_name, table)                                                                  \
    {                                                                                              \
        sizeof(struct_name), table, EV_ARRAY_LENGTH(table)                                         \
    }

enum {
    LIMIT_BITS = LIMIT_CPU | LIMIT_WALL | LIMIT_MEMORY | LIMIT_OUTPUT | LIMIT_PROCESSES |
                 LIMIT_WRITTEN | LIMIT_FILES,
    FACT_BITS = FACT_CPU_OF_GROUP | FACT_MEMORY_PEAK | FACT_PROCESSES_PEAK | FACT_BYTES_WRITTEN |
                FACT_CALL_NAME | FACT_MEMORY_LIMIT | FACT_LEFTOVERS,
    VERDICT_BITS = (1 << VERDICT_COUNT) - 1,
    DIFFERENCE_BITS = (DIFFERENCE_BOM << 1) - 1,
};

static const struct wire_field facts_fields[] = {
    AMOUNT(struct facts, cpu_ns),
    AMOUNT(struct facts, events),
    AMOUNT(struct facts, user_ns),
    AMOUNT(struct facts, system_ns),
    AMOUNT(struct facts, wall_ns),
    AMOUNT(struct facts, cpu_wait_ns),
    AMOUNT(struct facts, preemptions),
    AMOUNT(struct facts, memory_bytes),
    AMOUNT(struct facts, written_bytes),
    AMOUNT(struct facts, stdout_bytes),
    AMOUNT(struct facts, stderr_bytes),
    AMOUNT(struct facts, processes_peak),
    WHOLE(struct facts, exit_status, WIRE_INT, -1, STATUS_MAX),
    WHOLE(struct facts, start_errno, WIRE_INT, 0, ERRNO_MAX),
    WHOLE(struct facts, signal, WIRE_INT, 0, SIGNALS_MAX),
    WHOLE(struct facts, limits_hit, WIRE_UNSIGNED, 0, LIMIT_BITS),
    WHOLE(struct facts, unmeasured, WIRE_UNSIGNED, 0, FACT_BITS),
    FLAG(struct facts, is_killed_by_judge),
    FLAG(struct facts, had_leftovers),
    FLAG(struct facts, made_forbidden_call),
    WHOLE(struct facts, forbidden_call, WIRE_CHARS, 0, FACTS_CALL_NAME_MAX - 1),
};
const struct wire_shape facts_shape = SHAPE(struct facts, facts_fields);

static const struct wire_field limits_fields[] = {
    AMOUNT(struct limits, cpu_ns),       AMOUNT(struct limits, wall_ns),
    AMOUNT(struct limits, memory_bytes), AMOUNT(struct limits, processes),
    AMOUNT(struct limits, output_bytes), AMOUNT(struct limits, written_bytes),
    AMOUNT(struct limits, files),        AMOUNT(struct limits, stack_bytes),
    AMOUNT(struct limits, open_files),
};
const struct wire_shape limits_shape = SHAPE(struct limits, limits_fields);

static const struct wire_field repeats_fields[] = {
    COUNT(struct repeats, count, INT64_MAX),
    AMOUNT(struct repeats, least_cpu_ns),
    AMOUNT(struct repeats, median_cpu_ns),
    AMOUNT(struct repeats, most_cpu_ns),
    WHOLE(struct repeats, verdicts, WIRE_UNSIGNED, 0, VERDICT_BITS),
};
static const struct wire_shape repeats_shape = SHAPE(struct repeats, repeats_fields);

static const struct wire_field difference_fields[] = {
    WHOLE(struct difference, bits, WIRE_UNSIGNED, 0, DIFFERENCE_BITS),
    AMOUNT(struct difference, line),
    AMOUNT(struct difference, column),
    TEXT(struct difference, before),
    TEXT(struct difference, expected),
    TEXT(struct difference, got),
};
static const struct wire_shape difference_shape = SHAPE(struct difference, difference_fields);

static const struct wire_field test_fields[] = {
    TEXT(struct test_report, name),
    TEXT(struct test_report, group),
    FLAG(struct test_report, is_sample),
    COUNT(struct test_report, score_group, REPORT_WIRE_GROUPS_MAX - 1),
    FLAG(struct test_report, is_done),
    FLAG(struct test_report, is_cached),
    FLAG(struct test_report, is_rejudged),
    VERDICT(struct test_report, other_verdict),
    AMOUNT(struct test_report, other_cpu_ns),
    INNER(struct test_report, repeats, repeats_shape),
    VERDICT(struct test_report, verdict),
    INNER(struct test_report, facts, facts_shape),
    REAL(struct test_report, score),
    REAL(struct test_report, multiplier),
    REAL(struct test_report, points),
    TEXT(struct test_report, how),
    TEXT(struct test_report, message),
    INNER(struct test_report, difference, difference_shape),
    TEXT(struct test_report, error_text),
    TEXT(struct test_report, judge_message),
    TEXT(struct test_report, transcript),
};
const struct wire_shape test_report_shape = SHAPE(struct test_report, test_fields);

static const struct wire_field group_fields[] = {
    TEXT(struct group_report, name),
    COUNT(struct group_report, parent, REPORT_WIRE_GROUPS_MAX - 1),
    VERDICT(struct group_report, verdict),
    REAL(struct group_report, score),
    REAL(struct group_report, max_score),
    FLAG(struct group_report, is_run),
    TEXT(struct group_report, how),
};
static const struct wire_shape group_shape = SHAPE(struct group_report, group_fields);

static const struct wire_field compile_fields[] = {
    FLAG(struct compile_report, is_attempted), FLAG(struct compile_report, is_ok),
    FLAG(struct compile_report, is_cached),    INNER(struct compile_report, facts, facts_shape),
    TEXT(struct compile_report, messages),     TEXT(struct compile_report, reason),
};
const struct wire_shape compile_report_shape = SHAPE(struct compile_report, compile_fields);

static const struct wire_field file_fields[] = {
    TEXT(struct report_file, name),
    {MANY(struct report_file, bytes, WIRE_BYTES, count, 0)},
};
static const struct wire_shape file_shape = SHAPE(struct report_file, file_fields);

static const struct wire_field err_fields[] = {
    WHOLE(struct err, kind, WIRE_UNSIGNED, 0, ERR_INTERRUPTED),
    WHOLE(struct err, sys_errno, WIRE_INT, 0, ERRNO_MAX),
    WHOLE(struct err, msg, WIRE_CHARS, 0, ERR_MESSAGE_MAX - 1),
};
static const struct wire_shape err_shape = SHAPE(struct err, err_fields);

#define REPORT struct submission_report
static const struct wire_field report_fields[] = {
    COUNT(REPORT, index, INT64_MAX),
    TEXT(REPORT, id),
    TEXT(REPORT, user),
    TEXT(REPORT, source),
    {MANY(REPORT, files, WIRE_STRUCTS, file_count, REPORT_WIRE_FILES_MAX), .shape = &file_shape},
    TEXT(REPORT, toolchain),
    TEXT(REPORT, language),
    TEXT(REPORT, language_name),
    TEXT(REPORT, problem),
    VERDICT(REPORT, verdict),
    REAL(REPORT, score),
    REAL(REPORT, max_score),
    {MANY(REPORT, groups, WIRE_STRUCTS, group_count, REPORT_WIRE_GROUPS_MAX),
     .shape = &group_shape},
    TEXT(REPORT, judge_error),
    FLAG(REPORT, is_cached),
    FLAG(REPORT, is_interrupted),
    {MANY(REPORT, degraded, WIRE_TEXTS, degraded_count, REPORT_WIRE_LINES_MAX)},
    {MANY(REPORT, noise, WIRE_TEXTS, noise_count, REPORT_WIRE_LINES_MAX)},
    INNER(REPORT, limits, limits_shape),
    TEXT(REPORT, time_source),
    TEXT(REPORT, time_limit_origin),
    INNER(REPORT, compile, compile_report_shape),
    {MANY(REPORT, tests, WIRE_STRUCTS, test_count, REPORT_WIRE_TESTS_MAX),
     .shape = &test_report_shape},
    COUNT(REPORT, tests_done, REPORT_WIRE_TESTS_MAX),
    {MANY(REPORT, hints, WIRE_TEXTS, hint_count, REPORT_WIRE_LINES_MAX)},
    INNER(REPORT, error, err_shape),
    AMOUNT(REPORT, wall_ns),
};
static const struct wire_shape report_shape = SHAPE(REPORT, report_fields);

struct json *report_to_wire(const struct submission_report *report)
{
    return wire_write(&report_shape, report);
}

/* Texts that nobody asks for NULL before using them. */
static int check_tests(const struct submission_report *report, struct err *err)
{
    size_t done = 0;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        size_t groups = report->group_count > 0 ? report->group_count : REPORT_WIRE_GROUPS_MAX;
        if (!test->name || !test->group || test->score_group >= groups)
            return err_set(err, ERR_INPUT, "tests: %zu: name, group or score_group", i);
        done += test->is_done;
    }
    if (report->tests_done > report->test_count || done > report->test_count)
        return err_set(err, ERR_INPUT, "tests_done: more than there are tests");
    return 0;
}

static int check_parts(const struct submission_report *report, struct err *err)
{
    for (size_t i = 0; i < report->group_count; i++) {
        const struct group_report *group = &report->groups[i];
        if (!group->name || (i == 0 ? group->parent != 0 : group->parent >= i))
            return err_set(err, ERR_INPUT, "groups: %zu: name or parent", i);
    }
    for (size_t i = 0; i < report->file_count; i++) {
        if (!report->files[i].name)
            return err_set(err, ERR_INPUT, "files: %zu: no name", i);
    }
    if (!report->source || !report->problem)
        return err_set(err, ERR_INPUT, "source or problem: must be there");
    return 0;
}

int report_from_wire(struct arena *arena, const struct json *object,
                     struct submission_report *report_out, struct err *err)
{
    struct submission_report report;
    if (wire_read(arena, &report_shape, object, &report, err) != 0 ||
        check_tests(&report, err) != 0 || check_parts(&report, err) != 0)
        return err_wrap(err, "report");
    *report_out = report;
    return 0;
}
