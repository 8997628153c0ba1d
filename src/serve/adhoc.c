/* adhoc: see adhoc.h. Outputs are compared here as the default validator compares them, token by
 * token: the agent that runs programs is never told what is expected. */
#include "serve/adhoc.h"

#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "check/check.h"
#include "render/render.h"

enum { EXPECTED_FACTOR = 2 };

/* ---- what is stored ---- */

static int bytes_of(const struct json *object, const char *key, struct arena *arena,
                    const char **bytes_out, size_t *count_out, struct err *err)
{
    const char *text = json_text(json_get(object, key));
    *bytes_out = NULL;
    *count_out = 0;
    return text == NULL ? 0 : base64_read(arena, text, strlen(text), bytes_out, count_out, err);
}

int stored_files(const struct json *stored, struct arena *arena,
                 const struct report_file **files_out, size_t *count_out, struct err *err)
{
    const struct json *list = json_get(stored, "files");
    size_t count = json_count(list);
    struct report_file *files = arena_alloc(arena, (count + 1) * sizeof(*files));
    for (size_t i = 0; i < count; i++) {
        const struct json *file = json_item(list, i);
        const char *name = json_text(json_get(file, "name"));
        files[i].name = arena_string(arena, name != NULL ? name : "");
        if (bytes_of(file, "base64", arena, &files[i].bytes, &files[i].count, err) != 0)
            return -1;
    }
    *files_out = files;
    *count_out = count;
    return 0;
}

static int64_t limit_of(const struct json *limits, const char *key)
{
    int64_t value = -1;
    (void)json_whole(json_get(limits, key), &value); /* absent: not given */
    return value;
}

static struct limits limits_of(const struct json *stored)
{
    const struct json *limits = json_get(stored, "limits");
    struct limits out = LIMITS_UNSET;
    out.cpu_ns = limit_of(limits, "cpu_ms") * 1000000;
    out.wall_ns = limit_of(limits, "wall_ms") * 1000000;
    out.memory_bytes = limit_of(limits, "memory_bytes");
    out.stack_bytes = limit_of(limits, "stack_bytes");
    out.processes = limit_of(limits, "processes");
    out.written_bytes = limit_of(limits, "file_bytes");
    out.output_bytes = limit_of(limits, "output_bytes");
    return out;
}

static int read_run(const struct json *test, struct arena *arena, struct agent_run *run,
                    int64_t *capture, struct err *err)
{
    const struct json *arguments = json_get(test, "arguments");
    const char *expected;
    size_t expected_count;
    run->argument_count = json_count(arguments);
    run->arguments = arena_alloc(arena, (run->argument_count + 1) * sizeof(*run->arguments));
    for (size_t i = 0; i < run->argument_count; i++)
        run->arguments[i] = arena_string(arena, json_text(json_item(arguments, i)));
    if (bytes_of(test, "input", arena, &run->input, &run->input_count, err) != 0 ||
        bytes_of(test, "output", arena, &expected, &expected_count, err) != 0)
        return -1;
    int64_t wanted = EXPECTED_FACTOR * (int64_t)expected_count + ADHOC_CAPTURE_LEAST;
    if (wanted > *capture)
        *capture = wanted < AGENT_CAPTURE_MAX ? wanted : AGENT_CAPTURE_MAX;
    return 0;
}

/* "-O1 -g": words between spaces. */
static void read_options(const char *text, struct arena *arena, struct agent_request *request)
{
    const char **words = arena_alloc(arena, AGENT_OPTIONS_MAX * sizeof(*words));
    while (text != NULL && request->option_count < AGENT_OPTIONS_MAX) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0)
            break;
        words[request->option_count++] = arena_string_n(arena, text, length);
        text += length;
    }
    request->options = words;
}

static int read_stored(const struct job *job, const struct json *stored, struct arena *arena,
                       struct agent_request *request, struct err *err)
{
    const struct json *tests = json_get(stored, "tests");
    size_t count = json_count(tests);
    struct agent_run *runs = arena_alloc(arena, (count + 1) * sizeof(*runs));
    *request = (struct agent_request){.what = "run",
                                      .language = job->language,
                                      .user = job->user,
                                      .runs = runs,
                                      .run_count = count,
                                      .limits = limits_of(stored),
                                      .capture_bytes = ADHOC_CAPTURE_LEAST};
    read_options(json_text(json_get(stored, "compile_options")), arena, request);
    for (size_t i = 0; i < count; i++) {
        if (read_run(json_item(tests, i), arena, &runs[i], &request->capture_bytes, err) != 0)
            return -1;
    }
    return stored_files(stored, arena, &request->files, &request->file_count, err);
}

int adhoc_request(const struct job *job, struct arena *arena, struct agent_request *request_out,
                  struct err *err)
{
    struct json *stored = NULL;
    if (json_parse("request", job->request, job->request_count, &stored, err) != 0)
        return -1;
    int result = read_stored(job, stored, arena, request_out, err);
    json_close(stored);
    return result;
}

/* ---- what came out ---- */

struct compared {
    enum verdict verdict;
    char message[CHECK_MESSAGE_MAX];
};

static void compare(const struct run_report *run, const struct limits *limits, const char *expected,
                    size_t expected_count, struct compared *out)
{
    struct comparer *comparer;
    struct compare_flags flags = COMPARE_FLAGS_NONE;
    struct check_result result;
    struct err err = {0};
    if (comparer_open(expected, expected_count, &flags, &comparer, &err) != 0) {
        *out = (struct compared){.verdict = VERDICT_JUDGE_ERROR};
        (void)snprintf(out->message, sizeof(out->message), "%s", err.msg); /* what fits */
        return;
    }
    comparer_feed(comparer, run->output, run->output_count);
    bool has_output = comparer_has_output(comparer);
    comparer_finish(comparer, &result);
    comparer_close(comparer);
    /* what was not kept is more than what was expected */
    if (run->is_output_cut && result.outcome == CHECK_ACCEPTED)
        result.outcome = CHECK_WRONG;
    out->verdict = verdict_of_run(limits, &run->facts, result.outcome, has_output);
    memcpy(out->message, result.message, sizeof(out->message));
}

static void set_output(struct json *object, const char *key, const char *bytes, size_t count,
                       bool is_cut)
{
    size_t shown = count < ADHOC_CAPTURE_LEAST ? count : ADHOC_CAPTURE_LEAST;
    json_set_string_n(object, key, bytes != NULL ? bytes : "", shown);
    if (is_cut || shown < count) {
        struct str name EV_STR = {0};
        str_printf(&name, "%s_cut", key);
        json_set_bool(object, str_text(&name), true);
    }
}

static struct compared judge_run_alone(const struct json *test, const struct ran_report *ran,
                                       const struct run_report *run)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct compared out = {.verdict = run->verdict};
    const char *expected;
    size_t count;
    struct err err = {0};
    if (run->verdict != VERDICT_ACCEPTED)
        return out;
    if (bytes_of(test, "output", &arena, &expected, &count, &err) == 0 && expected != NULL)
        compare(run, &ran->limits, expected, count, &out);
    return out;
}

/* As the report of evalx-report(5) has it, with outputs besides. */
static void fill_test(struct test_report *report, const struct json *test,
                      const struct ran_report *ran, size_t index, struct compared *compared)
{
    const char *name = json_text(json_get(test, "name"));
    *report = (struct test_report){.name = name != NULL ? name : "",
                                   .group = "",
                                   .is_sample = true,
                                   .score = NAN,
                                   .multiplier = NAN,
                                   .points = NAN};
    if (index >= ran->run_count)
        return;
    *compared = judge_run_alone(test, ran, &ran->runs[index]);
    report->is_done = true;
    report->verdict = compared->verdict;
    report->facts = ran->runs[index].facts;
    report->message = compared->message;
}

static void add_outputs(struct json *result, const struct ran_report *ran)
{
    struct json *tests = json_edit(result, "tests");
    for (size_t i = 0; i < json_count(tests); i++) {
        struct json *object = json_edit_item(tests, i);
        json_set_bool(object, "sample", true);
        if (i >= ran->run_count)
            continue;
        const struct run_report *run = &ran->runs[i];
        set_output(object, "stdout", run->output, run->output_count, run->is_output_cut);
        set_output(object, "stderr", run->error_output, run->error_count, run->is_error_cut);
    }
}

static struct json *make_result(const struct json *stored, const struct ran_report *ran)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    const struct json *tests = json_get(stored, "tests");
    size_t count = json_count(tests);
    struct test_report *reports = arena_alloc(&arena, (count + 1) * sizeof(*reports));
    struct compared *compared = arena_alloc(&arena, (count + 1) * sizeof(*compared));
    const char *source = json_text(json_get(json_item(json_get(stored, "files"), 0), "name"));
    bool is_compiled = !ran->compile.is_attempted || ran->compile.is_ok;
    enum verdict verdict = is_compiled ? VERDICT_ACCEPTED : VERDICT_COMPILE_ERROR;
    if (is_compiled && ran->run_count < count)
        verdict = VERDICT_JUDGE_ERROR; /* whatever the others say */
    for (size_t i = 0; i < count; i++) {
        fill_test(&reports[i], json_item(tests, i), ran, i, &compared[i]);
        if (reports[i].is_done)
            verdict = verdict_worse(verdict, reports[i].verdict);
    }
    struct submission_report report = {.source = source,
                                       .language = ran->language,
                                       .verdict = verdict,
                                       .score = NAN,
                                       .max_score = NAN,
                                       .limits = ran->limits,
                                       .compile = ran->compile,
                                       .tests = reports,
                                       .test_count = count,
                                       .tests_done = ran->run_count,
                                       .wall_ns = -1};
    struct json *result = render_submission_json(&report);
    add_outputs(result, ran);
    return result;
}

struct json *adhoc_result(const struct job *job, const struct ran_report *ran)
{
    struct json *stored = NULL;
    struct err ignored; /* it was read before it was sent */
    if (json_parse("request", job->request, job->request_count, &stored, &ignored) != 0)
        stored = json_map();
    struct json *result = make_result(stored, ran);
    json_close(stored);
    return result;
}
