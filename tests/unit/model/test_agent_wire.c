/* agent_wire: requests and results come out as they went in. */
#include <string.h>

#include <criterion/criterion.h>

#include "model/agent_wire.h"

static struct arena arena;

static struct json *through_text(struct json *value)
{
    EV_STR struct str text = {0};
    struct json *parsed = NULL;
    struct err err = {0};
    json_write(value, false, &text);
    json_close(value);
    cr_assert_eq(json_parse("wire", str_text(&text), text.count, &parsed, &err), 0, "%s", err.msg);
    return parsed;
}

static const char *words[] = {"-O1", "a b", "\xff"};

Test(agent_wire, a_request_comes_back_whole)
{
    static const struct report_file files[] = {{"a.c", "\0\x01", 2}, {"b.h", "", 0}};
    static const struct agent_run runs[] = {{"in\n", 3, words, 3}, {0}};
    const struct agent_request request = {
        .what = "run",
        .seq = INT64_MAX,
        .problem = "/p",
        .revision = "r",
        .files = files,
        .file_count = 2,
        .language = "c",
        .user = "ada",
        .is_multi_file = true,
        .archive = "PK\0\xff",
        .archive_count = 4,
        .options = words,
        .option_count = 3,
        .runs = runs,
        .run_count = 2,
        .repeats = 5000,
        .limits = {1, 2, 3, 4, 5, 6, 7, -1, 9},
        .capture_bytes = AGENT_CAPTURE_MAX,
        .is_merged = true,
    };
    struct agent_request out;
    struct err err = {0};
    struct json *value = through_text(agent_request_write(&request));
    cr_assert_eq(agent_request_read(&arena, value, &out, &err), 0, "%s", err.msg);
    json_close(value);
    cr_expect_str_eq(out.what, "run");
    cr_expect_eq(out.seq, INT64_MAX);
    cr_expect_str_eq(out.problem, "/p");
    cr_expect_str_eq(out.revision, "r");
    cr_assert_eq(out.file_count, 2);
    cr_expect_str_eq(out.files[0].name, "a.c");
    cr_expect(out.files[0].count == 2 && memcmp(out.files[0].bytes, "\0\x01", 2) == 0);
    cr_expect_eq(out.files[1].count, 0);
    cr_expect_str_eq(out.language, "c");
    cr_expect_str_eq(out.user, "ada");
    cr_expect(out.is_multi_file && out.is_merged);
    cr_expect(out.archive_count == 4 && memcmp(out.archive, "PK\0\xff", 4) == 0);
    cr_assert_eq(out.option_count, 3);
    cr_expect_str_eq(out.options[2], "\xff");
    cr_assert_eq(out.run_count, 2);
    cr_expect(out.runs[0].input_count == 3 && memcmp(out.runs[0].input, "in\n", 3) == 0);
    cr_assert_eq(out.runs[0].argument_count, 3);
    cr_expect_str_eq(out.runs[0].arguments[1], "a b");
    cr_expect_eq(out.runs[1].argument_count, 0);
    cr_expect_eq(out.repeats, 5000);
    cr_expect_eq(memcmp(&out.limits, &request.limits, sizeof(out.limits)), 0);
    cr_expect_eq(out.capture_bytes, AGENT_CAPTURE_MAX);
}

Test(agent_wire, a_result_comes_back_whole)
{
    static const struct run_report runs[] = {
        {VERDICT_TIME_LIMIT, {.cpu_ns = 7, .signal = 9}, "o\0", "e", 2, 1, true, false, false},
        {VERDICT_ACCEPTED, {0}, NULL, NULL, 0, 0, false, true, true},
    };
    const struct ran_report report = {
        .compile = {.is_attempted = true, .is_ok = true, .messages = "w"},
        .language = "c",
        .limits = {9, 8, 7, 6, 5, 4, 3, 2, 1},
        .runs = runs,
        .run_count = 2,
    };
    struct ran_report out;
    struct err err = {0};
    struct json *value = through_text(ran_report_write(&report));
    cr_assert_eq(ran_report_read(&arena, value, &out, &err), 0, "%s", err.msg);
    json_close(value);
    cr_expect(out.compile.is_attempted && out.compile.is_ok);
    cr_expect_str_eq(out.compile.messages, "w");
    cr_expect_str_eq(out.language, "c");
    cr_expect_eq(memcmp(&out.limits, &report.limits, sizeof(out.limits)), 0);
    cr_assert_eq(out.run_count, 2);
    cr_expect_eq(out.runs[0].verdict, VERDICT_TIME_LIMIT);
    cr_expect_eq(memcmp(&out.runs[0].facts, &runs[0].facts, sizeof(struct facts)), 0);
    cr_expect(out.runs[0].output_count == 2 && memcmp(out.runs[0].output, "o\0", 2) == 0);
    cr_expect(out.runs[0].error_count == 1 && out.runs[0].is_output_cut);
    cr_expect(!out.runs[0].is_error_cut && out.runs[1].is_error_cut);
    cr_expect(!out.runs[0].is_output_repeated && out.runs[1].is_output_repeated);
}

static const struct {
    const char *label, *text, *message;
} refused[] = {
    {"nothing", "{}", "do: must be there"},
    {"unknown key", "{\"do\":\"run\",\"x\":1}", "a key that is not known"},
    {"negative name", "{\"do\":\"run\",\"seq\":-1}", "seq: no whole number"},
    {"nameless file", "{\"do\":\"run\",\"files\":[{\"base64\":\"\"}]}", "files: 0: no name"},
    {"no base64", "{\"do\":\"run\",\"archive\":\"?\"}", "archive: not base64"},
    {"too much to keep", "{\"do\":\"run\",\"capture_bytes\":8388609}", "capture_bytes: no whole"},
    {"too many rounds", "{\"do\":\"run\",\"runs\":[{},{}],\"repeats\":5001}", "repeats: more"},
    {"run that is none", "{\"do\":\"run\",\"runs\":[1]}", "runs: 0: no object"},
};

Test(agent_wire, what_is_no_request_is_refused)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(refused); i++) {
        struct json *value = NULL;
        struct err err = {0};
        struct agent_request out = {.seq = 7};
        cr_assert_eq(json_parse("t", refused[i].text, strlen(refused[i].text), &value, &err), 0);
        cr_expect_eq(agent_request_read(&arena, value, &out, &err), -1, "%s", refused[i].label);
        cr_expect(strstr(err.msg, refused[i].message) != NULL, "%s: %s", refused[i].label, err.msg);
        cr_expect_eq(out.seq, 7, "%s: untouched", refused[i].label);
        json_close(value);
    }
}
