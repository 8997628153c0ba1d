/* One run in words. */
#include <string.h>

#include "fixture.h"

static const struct row {
    const char *label;
    struct facts facts;
    const char *line;
} rows[] = {
    {"a good end",
     {.cpu_ns = 12000000, .wall_ns = 15000000, .memory_bytes = 3 << 20},
     "exit 0 · 12 ms CPU · 15 ms wall · 3 MiB"},
    {"an exit status", {.exit_status = 42}, "exit 42 · 0 us CPU · 0 us wall · 0 B"},
    {"a signal", {.signal = 11}, "signal 11 (SIGSEGV) · 0 us CPU · 0 us wall · 0 B"},
    {"a signal without a name", {.signal = 40}, "signal 40 · 0 us CPU · 0 us wall · 0 B"},
    {"time before the signal it sent",
     {.signal = 9, .limits_hit = LIMIT_CPU},
     "time limit of 2.00 s · 0 us CPU · 0 us wall · 0 B"},
    {"memory before time",
     {.signal = 9, .limits_hit = LIMIT_CPU | LIMIT_MEMORY},
     "memory limit of 256 MiB · 0 us CPU · 0 us wall · 0 B"},
    {"a forbidden call",
     {.signal = 31, .made_forbidden_call = true, .forbidden_call = "ptrace"},
     "forbidden system call ptrace · 0 us CPU · 0 us wall · 0 B"},
    {"memory not measured",
     {.memory_bytes = -1},
     "exit 0 · 0 us CPU · 0 us wall · memory not measured"},
    {"leftovers",
     {.had_leftovers = true},
     "exit 0 · 0 us CPU · 0 us wall · 0 B · left processes behind, killed"},
};

Test(facts_text, a_run_is_one_line)
{
    struct limits limits = limits_complete(limits_default());
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct str out EV_STR = {0};
        render_facts_line(&rows[i].facts, &limits, &out);
        cr_expect_str_eq(str_text(&out), rows[i].line, "%s", rows[i].label);
    }
}

Test(facts_text, json_tells_signal_or_exit_status_never_both)
{
    struct limits limits = limits_complete(limits_default());
    struct facts facts = {.signal = 6, .exit_status = 0, .processes_peak = -1};
    struct json *value = render_facts_json(&facts, &limits);
    struct str out EV_STR = {0};
    json_write(value, false, &out);
    json_close(value);
    cr_expect(strstr(str_text(&out), "\"exit_status\":null,\"signal\":6"), "%s", str_text(&out));
    cr_expect(strstr(str_text(&out), "\"processes_peak\":null"), "%s", str_text(&out));
}
