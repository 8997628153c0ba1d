/* reason: why a run was not accepted, in a few words for the contestant. */
#include <string.h>

#include "base/parse.h"
#include "judge/internal.h"

enum { FORMAT_BYTES_MAX = 32 };

/* "2 s", not "2.00 s": limits are round numbers. */
static const char *duration(struct arena *arena, int64_t ns)
{
    static const struct {
        int64_t ns;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(units); i++) {
        if (ns >= units[i].ns && ns % units[i].ns == 0)
            return arena_printf(arena, "%lld %s", (long long)(ns / units[i].ns), units[i].name);
    }
    char buffer[FORMAT_BYTES_MAX];
    return arena_string(arena, format_duration(ns, buffer, sizeof(buffer)));
}

static const char *bytes(struct arena *arena, int64_t count)
{
    char buffer[FORMAT_BYTES_MAX];
    return arena_string(arena, format_bytes(count, buffer, sizeof(buffer)));
}

static const char *count(struct arena *arena, int64_t value)
{
    return arena_printf(arena, "%lld", (long long)value);
}

/* Words for a limit that ended a run, or stood in its way. */
static const struct limit_words {
    enum limit_bit bit;
    size_t offset;
    const char *(*show)(struct arena *arena, int64_t value);
    const char *words;
} limit_words[] = {
    {LIMIT_CPU, offsetof(struct limits, cpu_ns), duration, "time limit"},
    {LIMIT_WALL, offsetof(struct limits, wall_ns), duration, "wall time limit"},
    {LIMIT_MEMORY, offsetof(struct limits, memory_bytes), bytes, "memory limit"},
    {LIMIT_OUTPUT, offsetof(struct limits, output_bytes), bytes, "output limit"},
    {LIMIT_PROCESSES, offsetof(struct limits, processes), count, "processes limit"},
    {LIMIT_WRITTEN, offsetof(struct limits, written_bytes), bytes, "written limit"},
    {LIMIT_FILES, offsetof(struct limits, files), count, "files limit"},
};

static const char *name_limit(struct arena *arena, enum limit_bit bit, const struct limits *limits)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_words); i++) {
        const struct limit_words *row = &limit_words[i];
        if (row->bit != bit)
            continue;
        int64_t value = *(const int64_t *)(const void *)((const char *)limits + row->offset);
        if (value < 0)
            return row->words;
        return arena_printf(arena, "%s (%s)", row->words, row->show(arena, value));
    }
    return "limit";
}

static const char *name_end(struct arena *arena, const struct facts *facts)
{
    if (facts->start_errno != 0)
        return arena_printf(arena, "cannot be started: %s", strerror(facts->start_errno));
    if (facts->signal == 0)
        return arena_printf(arena, "exit status %d", facts->exit_status);
    const char *name = sigabbrev_np(facts->signal);
    return name ? arena_printf(arena, "signal %d (SIG%s)", facts->signal, name)
                : arena_printf(arena, "signal %d", facts->signal);
}

/* A failed program, and the limits that give no verdict by themselves but may be why it failed. */
static const char *explain_failure(struct arena *arena, const struct limits *limits,
                                   const struct facts *facts)
{
    static const enum limit_bit silent[] = {LIMIT_PROCESSES, LIMIT_WRITTEN, LIMIT_FILES};
    const char *text = name_end(arena, facts);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(silent); i++) {
        if (facts->limits_hit & (unsigned)silent[i])
            text =
                arena_printf(arena, "%s, %s reached", text, name_limit(arena, silent[i], limits));
    }
    return text;
}

static const struct {
    enum verdict verdict;
    enum limit_bit bit;
} limit_of_verdict[] = {
    {VERDICT_TIME_LIMIT, LIMIT_CPU},
    {VERDICT_IDLENESS_LIMIT, LIMIT_WALL},
    {VERDICT_MEMORY_LIMIT, LIMIT_MEMORY},
    {VERDICT_OUTPUT_LIMIT, LIMIT_OUTPUT},
};

const char *reason_of_run(struct arena *arena, enum verdict verdict, const struct limits *limits,
                          const struct facts *facts)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_of_verdict); i++) {
        if (limit_of_verdict[i].verdict == verdict)
            return name_limit(arena, limit_of_verdict[i].bit, limits);
    }
    if (verdict == VERDICT_RUNTIME_ERROR)
        return explain_failure(arena, limits, facts);
    if (verdict != VERDICT_SECURITY_VIOLATION)
        return NULL;
    return facts->forbidden_call[0]
               ? arena_printf(arena, "forbidden system call %s", facts->forbidden_call)
               : "forbidden system call";
}
