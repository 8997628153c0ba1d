/* cmd_compile: evalx compile. All SRC make one program; the compiler's messages go to standard
 * error. */
#include <string.h>

#include "base/parse.h"
#include "cli/commands.h"
#include "cli/shared.h"

struct compile_values {
    struct shared_values shared;
    const char *out;
};

static const struct option options[] = {
    {.name = "out",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct compile_values, out),
     .value = "FILE",
     .choices = "files",
     .help =
         "where the program goes, a folder where it has several files (default: it is not kept)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    options, language_options, judging_options, hints_options, compile_limits_options, NULL,
};

static void say_outcome(const struct submission_report *report)
{
    const struct compile_report *compile = &report->compile;
    const char *language =
        report->language_name == NULL ? "unknown language" : report->language_name;
    if (report->verdict == VERDICT_COMPILE_ERROR) {
        say("%s: does not compile as %s: %s", report->source, language,
            compile->reason == NULL ? "see above" : compile->reason);
        return;
    }
    if (compile->is_cached || !compile->is_attempted) {
        say("%s: %s, %s", report->source, language,
            compile->is_cached ? "compiled before" : "nothing to compile");
        return;
    }
    enum { NUMBER_BYTES = 32 };
    char cpu[NUMBER_BYTES], memory[NUMBER_BYTES];
    const struct facts *facts = &compile->facts;
    say("%s: %s, compiled in %s CPU, %s", report->source, language,
        format_duration(facts->cpu_ns, cpu, sizeof(cpu)),
        facts->memory_bytes < 0 ? "memory not measured"
                                : format_bytes(facts->memory_bytes, memory, sizeof(memory)));
}

static int compile(struct session *session, const struct compile_values *values,
                   const char *const *operands, size_t count, struct err *err)
{
    if (count == 0)
        return err_set(err, ERR_USAGE,
                       "compile: what is to be compiled? evalx compile SRC... [-o OUT]");
    struct submission_report report = {0};
    struct artifact *artifact = NULL;
    session->options.is_single = true;
    if (session_load(session, &values->shared, err) != 0 ||
        session_load_hints(session, &values->shared, err) != 0 ||
        session_open_judge(session, &values->shared, err) != 0 ||
        judge_compile(session->judge, operands, count, values->shared.language, &report, &artifact,
                      err) != 0)
        return -1;
    if (report.compile.messages != NULL)
        (void)fputs(report.compile.messages,
                    stderr); /* nowhere is left to tell of a failure here */
    if (!values->shared.is_quiet)
        say_outcome(&report);
    for (size_t i = 0; !values->shared.is_quiet && i < report.hint_count; i++)
        say("hint: %s", report.hints[i]);
    if (report.verdict == VERDICT_COMPILE_ERROR)
        return EXIT_NOT_ACCEPTED;
    return values->out == NULL ? 0 : artifact_export(artifact, values->out, err);
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct session session = {0};
    struct err err = {0};
    int status = compile(&session, values, operands, operand_count, &err);
    if (status < 0)
        status = say_error(&err);
    session_close(&session);
    return status;
}

static void set_defaults(void *values)
{
    struct compile_values *compile_values = values;
    *compile_values = (struct compile_values){0};
    shared_set_defaults(&compile_values->shared);
}

const struct command command_compile = {
    .name = "compile",
    .summary = "compile one program in the sandbox",
    .synopsis = "[OPTIONS] SRC... [-o OUT]",
    .details = "All SRC together make one program.\n\n"
               "  evalx compile solution.cpp -o solution\n"
               "  evalx compile main.cpp helper.cpp --compile-time 10s\n\n"
               "Exit status: 0 compiled, 1 it does not compile, 2 wrong usage, 3 bad input,\n"
               "4 evalx failed.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct compile_values),
    .set_defaults = set_defaults,
    .run = run,
};
