/* report_copy: nothing of the copy is borrowed from the original. */
#include <string.h>

#include <criterion/criterion.h>

#include "model/report.h"

static struct arena arena, other;

static char *own(const char *text)
{
    return arena_string(&arena, text);
}

/* Everything that a report can point at. */
static struct submission_report make_report(void)
{
    struct test_report *test = arena_alloc(&arena, sizeof(*test));
    *test = (struct test_report){
        .name = own("secret/1"),
        .group = own("secret"),
        .message = own("why"),
        .judge_message = own("because"),
        .error_text = own("panic"),
        .difference = {.before = own("1 "), .expected = own("2"), .got = own("3")},
        .how = own("half")};
    struct group_report *group = arena_alloc(&arena, sizeof(*group));
    *group = (struct group_report){.name = own("secret"), .how = own("sum")};
    struct report_file *file = arena_alloc(&arena, sizeof(*file));
    *file = (struct report_file){own("a.c"), own("xy"), 2};
    const char **texts = arena_alloc(&arena, sizeof(*texts));
    texts[0] = own("text");
    return (struct submission_report){
        .id = own("1"),
        .user = own("ada"),
        .source = own("a.c"),
        .files = file,
        .file_count = 1,
        .toolchain = own("gcc"),
        .language = own("c"),
        .language_name = own("C"),
        .problem = own("p"),
        .groups = group,
        .group_count = 1,
        .judge_error = own("out of range"),
        .degraded = texts,
        .degraded_count = 1,
        .noise = texts,
        .noise_count = 1,
        .time_limit_origin = own("package"),
        .compile = {.messages = own("warning"), .reason = own("exit status 1")},
        .tests = test,
        .test_count = 1,
        .hints = texts,
        .hint_count = 1,
    };
}

Test(report_copy, the_copy_outlives_the_original)
{
    struct submission_report report = make_report();
    const struct submission_report *copy = report_copy(&other, &report);
    arena_done(&arena); /* the sanitizer tells of whatever was not copied */
    const char *const shown[] = {
        copy->id,
        "1",
        copy->user,
        "ada",
        copy->source,
        "a.c",
        copy->toolchain,
        "gcc",
        copy->language,
        "c",
        copy->language_name,
        "C",
        copy->problem,
        "p",
        copy->judge_error,
        "out of range",
        copy->time_limit_origin,
        "package",
        copy->compile.messages,
        "warning",
        copy->compile.reason,
        "exit status 1",
        copy->tests[0].name,
        "secret/1",
        copy->tests[0].group,
        "secret",
        copy->tests[0].message,
        "why",
        copy->tests[0].judge_message,
        "because",
        copy->tests[0].error_text,
        "panic",
        copy->tests[0].difference.before,
        "1 ",
        copy->tests[0].difference.expected,
        "2",
        copy->tests[0].difference.got,
        "3",
        copy->tests[0].how,
        "half",
        copy->groups[0].name,
        "secret",
        copy->groups[0].how,
        "sum",
        copy->files[0].name,
        "a.c",
        copy->degraded[0],
        "text",
        copy->noise[0],
        "text",
        copy->hints[0],
        "text",
    };
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i += 2)
        cr_expect_str_eq(shown[i], shown[i + 1]);
    cr_expect_arr_eq(copy->files[0].bytes, "xy", 2);
    arena_done(&other);
}
