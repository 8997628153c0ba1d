/* shared_options: the option sets that commands share: an option has the same name, meaning and default in all of them. */
#include "cli/shared.h"

#define LIMIT(member) offsetof(struct shared_values, limits.member)
#define COMPILE_LIMIT(member) offsetof(struct shared_values, compile_limits.member)

#define COUNT_RANGE .least = 1, .most = 1 << 20

const struct option limits_options[] = {
    {.name = "time", .letter = 't', .kind = OPTION_DURATION, .offset = LIMIT(cpu_ns), .value = "DURATION",
     .help = "CPU time of all processes together: 500ms, 2s (default: the package's; run: 2s)"},
    {.name = "wall", .kind = OPTION_DURATION, .offset = LIMIT(wall_ns), .value = "DURATION",
     .help = "wall-clock time (default: twice the CPU time and 1s)"},
    {.name = "memory", .letter = 'm', .kind = OPTION_BYTES, .offset = LIMIT(memory_bytes), .value = "SIZE",
     .help = "memory and swap of all processes together: 256M, 1G (default: the package's, there 2048M; run: 256M)"},
    {.name = "processes", .kind = OPTION_COUNT, .offset = LIMIT(processes), .value = "N", COUNT_RANGE,
     .help = "processes and threads alive at once (default: 64)"},
    {.name = "output", .kind = OPTION_BYTES, .offset = LIMIT(output_bytes), .value = "SIZE",
     .help = "standard output and error together (default: the package's, there 8M; run: 64M)"},
    {.name = "written", .kind = OPTION_BYTES, .offset = LIMIT(written_bytes), .value = "SIZE",
     .help = "files written in the sandbox together (default: 256M)"},
    {.name = "files", .kind = OPTION_COUNT, .offset = LIMIT(files), .value = "N", COUNT_RANGE,
     .help = "files and folders in the sandbox's writable folders (default: 4096)"},
    {.name = "stack", .kind = OPTION_BYTES, .offset = LIMIT(stack_bytes), .value = "SIZE",
     .help = "stack of the main thread (default: as the memory limit)"},
    {.name = "open-files", .kind = OPTION_COUNT, .offset = LIMIT(open_files), .value = "N", .least = 8,
     .most = 1 << 20, .help = "open files of one process (default: 256)"},
    {.name = NULL},
};

const struct option compile_limits_options[] = {
    {.name = "compile-time", .kind = OPTION_DURATION, .offset = COMPILE_LIMIT(cpu_ns), .value = "DURATION",
     .help = "CPU time of compiling (default: 30s)"},
    {.name = "compile-wall", .kind = OPTION_DURATION, .offset = COMPILE_LIMIT(wall_ns), .value = "DURATION",
     .help = "wall-clock time of compiling (default: 60s)"},
    {.name = "compile-memory", .kind = OPTION_BYTES, .offset = COMPILE_LIMIT(memory_bytes), .value = "SIZE",
     .help = "memory of compiling (default: 2G)"},
    {.name = "compile-processes", .kind = OPTION_COUNT, .offset = COMPILE_LIMIT(processes), .value = "N",
     COUNT_RANGE, .help = "processes and threads of compiling (default: 256)"},
    {.name = "compile-output", .kind = OPTION_BYTES, .offset = COMPILE_LIMIT(output_bytes), .value = "SIZE",
     .help = "messages of the compiler (default: 8M)"},
    {.name = "compile-written", .kind = OPTION_BYTES, .offset = COMPILE_LIMIT(written_bytes), .value = "SIZE",
     .help = "files that compiling writes (default: 256M)"},
    {.name = NULL},
};

const struct option language_options[] = {
    {.name = "lang", .letter = 'l', .kind = OPTION_TEXT, .offset = offsetof(struct shared_values, language),
     .value = "LANGUAGE", .choices = "languages",
     .help = "the language, by id, alias or name (default: found out from name and content)"},
    {.name = NULL},
};

const struct option judging_options[] = {
    {.name = "slots", .letter = 'j', .kind = OPTION_COUNT, .offset = offsetof(struct shared_values, slots),
     .value = "N", .variable = "EVALX_SLOTS", .least = 1, .most = SLOTS_MOST,
     .help = "how many programs run at once (default: one per physical CPU)"},
    {.name = "trusted", .kind = OPTION_FLAG, .offset = offsetof(struct shared_values, is_trusted),
     .variable = "EVALX_TRUSTED",
     .help = "where no sandbox works, run with less protection: only for programs you trust"},
    {.name = "fresh", .kind = OPTION_FLAG, .offset = offsetof(struct shared_values, is_fresh),
     .help = "use nothing from the cache"},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = offsetof(struct shared_values, is_quiet),
     .help = "only the result"},
    {.name = "langs", .kind = OPTION_TEXT, .offset = offsetof(struct shared_values, langs), .value = "FILE",
     .variable = "EVALX_LANGS", .choices = "files",
     .help = "the table of languages (default: the workspace's, else the one that came with evalx)"},
    {.name = NULL},
};

const struct option list_options[] = {
    {.name = "format", .letter = 'f', .kind = OPTION_TEXT, .offset = offsetof(struct shared_values, format),
     .value = "FORMAT", .choices = "table json", .help = "table or json (default: table)"},
    {.name = "langs", .kind = OPTION_TEXT, .offset = offsetof(struct shared_values, langs), .value = "FILE",
     .variable = "EVALX_LANGS", .choices = "files",
     .help = "the table of languages (default: the workspace's, else the one that came with evalx)"},
    {.name = NULL},
};

void shared_set_defaults(struct shared_values *values)
{
    *values = (struct shared_values){
        .limits = LIMITS_UNSET,
        .compile_limits = LIMITS_UNSET,
        .format = "table",
        .has_progress = true,
    };
}
