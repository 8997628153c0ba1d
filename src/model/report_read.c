/* report_read: see report_read.h. The other way round: render/report_json.c. */
#include "model/report_read.h"

#include <math.h>
#include <string.h>

static double number_of(const struct json *object, const char *key)
{
    double value = NAN;
    return json_number(json_get(object, key), &value) ? value : NAN;
}

static bool flag_of(const struct json *object, const char *key)
{
    bool flag = false;
    return json_flag(json_get(object, key), &flag) && flag;
}

static const char *text_of(const struct json *object, const char *key, struct arena *arena)
{
    const char *text = json_text(json_get(object, key));
    return text != NULL ? arena_string(arena, text) : NULL;
}

/* A number that counts something; -1: not told, or out of all bounds. */
static int64_t count_of(const struct json *object, const char *key)
{
    double value = number_of(object, key);
    return value >= 0 && value < 9e15 ? (int64_t)value : -1;
}

static int64_t ns_of(const struct json *object, const char *key)
{
    double ms = number_of(object, key);
    return ms >= 0 && ms < 9e9 ? (int64_t)llround(ms * 1e6) : -1;
}

static enum verdict verdict_of(const struct json *object, enum verdict otherwise)
{
    enum verdict verdict;
    const char *code = json_text(json_get(object, "verdict"));
    return code != NULL && verdict_parse(code, &verdict) ? verdict : otherwise;
}

static const char **texts_of(const struct json *object, const char *key, struct arena *arena,
                             size_t *count_out)
{
    const struct json *list = json_get(object, key);
    size_t count = 0;
    const char **texts = arena_alloc(arena, (json_count(list) + 1) * sizeof(*texts));
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text = json_text(json_item(list, i));
        if (text != NULL)
            texts[count++] = arena_string(arena, text);
    }
    *count_out = count;
    return texts;
}

static unsigned limits_hit_of(const struct json *object)
{
    const struct json *list = json_get(object, "limits_hit");
    unsigned bits = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        const char *name = json_text(json_item(list, i));
        for (unsigned bit = 1; name != NULL && bit <= LIMIT_FILES; bit <<= 1) {
            if (strcmp(limit_bit_name((enum limit_bit)bit), name) == 0)
                bits |= bit;
        }
    }
    return bits;
}

static void read_facts(const struct json *object, struct facts *facts)
{
    int64_t exit_status = count_of(object, "exit_status"), signal = count_of(object, "signal");
    facts->cpu_ns = ns_of(object, "cpu_ms");
    facts->wall_ns = ns_of(object, "wall_ms");
    facts->memory_bytes = count_of(object, "memory_bytes");
    facts->exit_status = exit_status >= 0 && exit_status < 256 ? (int)exit_status : 0;
    facts->signal = signal > 0 && signal < 65 ? (int)signal : 0;
    facts->limits_hit = limits_hit_of(object);
    const char *call = json_text(json_get(object, "forbidden_call"));
    facts->made_forbidden_call = json_get(object, "forbidden_call") != NULL;
    if (call != NULL)
        (void)snprintf(facts->forbidden_call, sizeof(facts->forbidden_call), "%s", call);
}

static void read_difference(const struct json *object, struct arena *arena,
                            struct difference *difference)
{
    const struct json *value = json_get(object, "difference");
    difference->line = count_of(value, "line");
    difference->column = count_of(value, "column");
    difference->before = text_of(value, "before", arena);
    difference->expected = text_of(value, "expected", arena);
    difference->got = text_of(value, "got", arena);
}

static void read_test(const struct json *object, struct arena *arena, struct test_report *test)
{
    const struct json *rejudged = json_get(object, "rejudged");
    test->name = text_of(object, "name", arena);
    test->group = text_of(object, "group", arena);
    if (test->name == NULL)
        test->name = "?";
    if (test->group == NULL)
        test->group = "";
    test->verdict = verdict_of(object, VERDICT_SKIPPED);
    test->is_done = test->verdict != VERDICT_SKIPPED;
    test->is_sample = flag_of(object, "sample") || strcmp(test->group, "sample") == 0;
    test->is_cached = flag_of(object, "cached");
    test->score = number_of(object, "score");
    test->multiplier = NAN;
    test->points = number_of(object, "points");
    test->how = text_of(object, "how", arena);
    test->message = text_of(object, "message", arena);
    test->error_text = text_of(object, "stderr", arena);
    test->judge_message = text_of(object, "judge_message", arena);
    read_difference(object, arena, &test->difference);
    read_facts(object, &test->facts);
    if (rejudged != NULL) {
        test->is_rejudged = true;
        test->other_verdict = verdict_of(rejudged, test->verdict);
        test->other_cpu_ns = ns_of(rejudged, "cpu_ms");
    }
}

static void read_tests(const struct json *object, struct arena *arena,
                       struct submission_report *report)
{
    const struct json *list = json_get(object, "tests");
    report->test_count = json_count(list);
    report->tests = arena_alloc(arena, (report->test_count + 1) * sizeof(*report->tests));
    for (size_t i = 0; i < report->test_count; i++) {
        read_test(json_item(list, i), arena, &report->tests[i]);
        report->tests_done += report->tests[i].is_done;
    }
}

static void read_groups(const struct json *object, struct arena *arena,
                        struct submission_report *report)
{
    const struct json *list = json_get(object, "groups");
    size_t count = json_count(list);
    struct group_report *groups = arena_alloc(arena, (count + 1) * sizeof(*groups));
    for (size_t i = 0; i < count; i++) {
        const struct json *item = json_item(list, i);
        double most = number_of(item, "max_score");
        const char *name = text_of(item, "name", arena);
        groups[i] = (struct group_report){.name = name != NULL ? name : "",
                                          .verdict = verdict_of(item, VERDICT_SKIPPED),
                                          .score = number_of(item, "score"),
                                          .max_score = isnan(most) ? INFINITY : most,
                                          .is_run = flag_of(item, "run"),
                                          .how = text_of(item, "how", arena)};
    }
    /* Without scores it is only the worst verdict of each group. */
    bool has_scores = !isnan(report->score);
    report->groups = groups;
    report->group_count = has_scores ? count : 0;
}

static void read_compile(const struct json *object, struct arena *arena,
                         struct compile_report *compile)
{
    const struct json *value = json_get(object, "compile");
    if (!json_is_map(value))
        return;
    compile->is_attempted = true;
    compile->is_ok = flag_of(value, "ok");
    compile->is_cached = flag_of(value, "cached");
    compile->reason = text_of(value, "reason", arena);
    compile->messages = text_of(value, "messages", arena);
    read_facts(value, &compile->facts);
}

static void read_limits(const struct json *object, struct arena *arena,
                        struct submission_report *report)
{
    const struct json *value = json_get(object, "time_limit");

    report->limits = LIMITS_UNSET;
    report->limits.cpu_ns = ns_of(value, "cpu_ms");
    report->limits.wall_ns = ns_of(value, "wall_ms");
    report->limits.memory_bytes = count_of(object, "memory_limit_bytes");
    report->time_limit_origin = text_of(value, "origin", arena);
}

/* What stands in place of a verdict. */
static void read_error(const struct json *object, struct submission_report *report)
{
    const struct json *error = json_get(object, "error");
    const char *state = json_text(json_get(object, "state"));
    const char *reason = json_text(json_get(object, "reason"));
    const char *message = json_text(json_get(error, "message"));
    const char *kind = json_text(json_get(error, "kind"));
    bool is_input = kind != NULL && strcmp(kind, "input") == 0;
    if (json_is_map(error))
        (void)err_set(&report->error, is_input ? ERR_INPUT : ERR_JUDGE, "%s",
                      message != NULL ? message : "not judged");
    else if (state != NULL && strcmp(state, "dead") == 0)
        (void)err_set(&report->error, ERR_JUDGE, "the judge gave it up: %s",
                      reason != NULL ? reason : "it failed too often");
    else if (state != NULL && strcmp(state, "cancelled") == 0)
        (void)err_set(&report->error, ERR_INPUT, "it was cancelled");
}

struct submission_report *report_read(const struct json *object, struct arena *arena)
{
    struct submission_report *report = arena_alloc(arena, sizeof(*report));
    report->id = text_of(object, "id", arena);
    report->user = text_of(object, "user", arena);
    report->source = text_of(object, "source", arena);
    report->language = text_of(object, "language", arena);
    report->problem = text_of(object, "problem", arena);
    report->verdict = verdict_of(object, VERDICT_JUDGE_ERROR);
    report->score = number_of(object, "score");
    report->max_score = number_of(object, "max_score");
    report->judge_error = text_of(object, "judge_error", arena);
    report->is_cached = flag_of(object, "cached");
    report->wall_ns = ns_of(object, "wall_ms");
    report->degraded = texts_of(object, "degraded", arena, &report->degraded_count);
    report->noise = texts_of(object, "noise", arena, &report->noise_count);
    report->hints = texts_of(object, "hints", arena, &report->hint_count);
    read_tests(object, arena, report);
    read_groups(object, arena, report);
    read_compile(object, arena, &report->compile);
    report->time_source = text_of(object, "time_source", arena);
    read_limits(object, arena, report);
    read_error(object, report);
    return report;
}
