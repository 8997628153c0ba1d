/* facts_text: one run's facts in words and as JSON. */
#include <signal.h>
#include <string.h>

#include "base/parse.h"
#include "render/parts.h"
#include "render/render.h"
#include "render/text.h"

enum { NUMBER_BYTES = 32 };

/* Limits that end a run, in the order of telling: the same as verdict_of_run's. */
static const struct limit_words {
    enum limit_bit bit;
    const char *words;
    size_t offset;
    char *(*format)(int64_t value, char *buffer, size_t buffer_bytes);
} limit_words[] = {
    {LIMIT_MEMORY, "memory limit", offsetof(struct limits, memory_bytes), format_bytes},
    {LIMIT_CPU, "time limit", offsetof(struct limits, cpu_ns), format_duration},
    {LIMIT_WALL, "wall-clock limit", offsetof(struct limits, wall_ns), format_duration},
    {LIMIT_OUTPUT, "output limit", offsetof(struct limits, output_bytes), format_bytes},
};

static bool add_limit(struct str *out, const struct facts *facts, const struct limits *limits)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_words); i++) {
        const struct limit_words *row = &limit_words[i];
        if (!(facts->limits_hit & (unsigned)row->bit))
            continue;
        int64_t value;
        memcpy(&value, (const char *)limits + row->offset, sizeof(value));
        str_add(out, row->words);
        char number[NUMBER_BYTES];
        if (value >= 0)
            str_printf(out, " of %s", row->format(value, number, sizeof(number)));
        return true;
    }
    return false;
}

void facts_add_reason(struct str *out, const struct facts *facts, const struct limits *limits)
{
    if (facts->made_forbidden_call) {
        str_add(out, "forbidden system call");
        if (facts->forbidden_call[0] != '\0')
            str_printf(out, " %s", facts->forbidden_call);
        return;
    }
    if (add_limit(out, facts, limits))
        return;
    if (facts->signal == 0) {
        str_printf(out, "exit %d", facts->exit_status);
        return;
    }
    const char *name = sigabbrev_np(facts->signal);
    str_printf(out, "signal %d", facts->signal);
    if (name != NULL)
        str_printf(out, " (SIG%s)", name);
}

void facts_add_duration(struct str *out, int64_t ns)
{
    char number[NUMBER_BYTES];
    str_add(out, ns < 0 ? "-" : format_duration(ns, number, sizeof(number)));
}

void facts_add_bytes(struct str *out, int64_t bytes)
{
    char number[NUMBER_BYTES];
    str_add(out, bytes < 0 ? "-" : format_bytes(bytes, number, sizeof(number)));
}

void render_facts_line(const struct facts *facts, const struct limits *limits, struct str *out)
{
    facts_add_reason(out, facts, limits);
    str_add(out, " · ");
    facts_add_duration(out, facts->cpu_ns);
    str_add(out, " CPU · ");
    facts_add_duration(out, facts->wall_ns);
    str_add(out, " wall · ");
    if (facts->memory_bytes < 0)
        str_add(out, "memory not measured");
    else
        facts_add_bytes(out, facts->memory_bytes);
    if (facts->had_leftovers)
        str_add(out, " · left processes behind, killed");
}
