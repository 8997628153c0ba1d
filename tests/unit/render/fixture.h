/* fixture: reports as a judge would make them, and printers that write into memory. */
#ifndef EVALX_TESTS_RENDER_FIXTURE_H
#define EVALX_TESTS_RENDER_FIXTURE_H

#include <math.h>

#include <criterion/criterion.h>

#include "base/arena.h"
#include "render/render.h"

static inline struct facts facts_of(int64_t cpu_ms, int64_t memory_mib)
{
    return (struct facts){.cpu_ns = cpu_ms * 1000000,
                          .wall_ns = (cpu_ms + 3) * 1000000,
                          .memory_bytes = memory_mib << 20};
}

static inline struct test_report test_of(const char *name, enum verdict verdict,
                                         const char *message)
{
    return (struct test_report){.name = name,
                                .group = "secret",
                                .is_done = true,
                                .verdict = verdict,
                                .facts = facts_of(12, 3),
                                .score = NAN,
                                .message = message};
}

static inline struct submission_report report_of(const char *source, enum verdict verdict,
                                                 struct test_report *tests, size_t count)
{
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = 2000000000;
    limits.wall_ns = 5000000000;
    limits.memory_bytes = 256 << 20;
    return (struct submission_report){
        .source = source,
        .language = "cpp",
        .language_name = "C++20 (gcc)",
        .problem = "hello",
        .verdict = verdict,
        .score = NAN,
        .limits = limits,
        .time_limit_origin = "package",
        .compile = {.is_attempted = true,
                    .is_ok = true,
                    .messages = "",
                    .facts = facts_of(500, 64)},
        .tests = tests,
        .test_count = count,
        .tests_done = count,
    };
}

struct screen {
    char *text;
    size_t count;
    FILE *stream;
    struct printer *printer;
};

static inline void screen_open(struct screen *screen, struct render_options options)
{
    struct err err = {0};
    screen->stream = open_memstream(&screen->text, &screen->count);
    options.out = screen->stream;
    cr_assert_eq(printer_open(&options, &screen->printer, &err), 0, "%s", err.msg);
}

static inline const char *screen_finish(struct screen *screen, bool is_interrupted)
{
    struct err err = {0};
    cr_assert_eq(printer_finish(screen->printer, is_interrupted, &err), 0, "%s", err.msg);
    printer_close(screen->printer);
    fclose(screen->stream);
    return screen->text;
}

#endif
