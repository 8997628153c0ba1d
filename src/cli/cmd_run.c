/* cmd_run: evalx run. One program in the sandbox, its standard streams passed through. */
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/fs.h"
#include "cli/commands.h"
#include "cli/shared.h"
#include "render/render.h"

/* As env(1), timeout(1) and shells have them. */
enum {
    STATUS_LIMIT = 124,
    STATUS_OWN_FAILURE = 125,
    STATUS_NOT_COMPILED = 126,
    STATUS_SIGNAL = 128,
};

struct run_values {
    struct shared_values shared;
    int64_t report_fd;
    bool is_explaining;
};

static const struct option options[] = {
    {.name = "explain",
     .letter = 'e',
     .kind = OPTION_FLAG,
     .offset = offsetof(struct run_values, is_explaining),
     .help = "print what the sandbox would be, and run nothing"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct run_values, shared.format),
     .value = "FORMAT",
     .choices = "table json",
     .help = "the report on standard error: table (one line) or json (default: table)"},
    {.name = "report-fd",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct run_values, report_fd),
     .value = "N",
     .least = 1,
     .most = INT_MAX,
     .help = "write the report to this open file descriptor (default: 2)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    options, language_options, judging_options, limits_options, compile_limits_options, NULL,
};

struct running {
    const struct run_values *values;
    struct session session;
    struct judge_single single;
    struct submission_report compiled;
    bool is_binary;
};

static int is_elf_program(const char *path, bool *is_elf_out, struct err *err)
{
    static const char magic[] = "\177ELF"; /* elf(5) */
    *is_elf_out = false;
    if (strcmp(path, "-") == 0 || fs_is_directory(AT_FDCWD, path))
        return 0;
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "run: %s", path);
    char start[sizeof(magic) - 1] = {0};
    ssize_t count = read(fd, start, sizeof(start));
    *is_elf_out = count == (ssize_t)sizeof(start) && memcmp(start, magic, sizeof(start)) == 0;
    return 0;
}

static int feed_fd(void *context, const char *bytes, size_t count)
{
    return fs_write_all(*(const int *)context, bytes, count);
}

static int stdout_fd = STDOUT_FILENO, stderr_fd = STDERR_FILENO;

static struct limits limits_of(const struct running *running)
{
    struct limits limits = limits_override(limits_default(), &running->session.workspace.limits);
    return limits_complete(limits_override(limits, &running->values->shared.limits));
}

/* Where the verdict says that a limit was hit, the status is timeout(1)'s. */
static const int status_of_verdict[VERDICT_COUNT] = {
    [VERDICT_TIME_LIMIT] = STATUS_LIMIT,
    [VERDICT_IDLENESS_LIMIT] = STATUS_LIMIT,
    [VERDICT_MEMORY_LIMIT] = STATUS_LIMIT,
    [VERDICT_OUTPUT_LIMIT] = STATUS_LIMIT,
    [VERDICT_SECURITY_VIOLATION] =
        STATUS_SIGNAL + 31, /* SIGSYS, whoever sent the signal that ended it */
};

static int exit_status_of(const struct limits *limits, const struct facts *facts)
{
    int status = status_of_verdict[verdict_of_run(limits, facts, CHECK_NOT_RUN, true)];
    if (status != 0)
        return status;
    return facts->signal != 0 ? STATUS_SIGNAL + facts->signal : facts->exit_status;
}

static bool is_json(const struct running *running)
{
    return strcmp(running->values->shared.format, "json") == 0;
}

static void write_report(const struct running *running, struct str *text)
{
    str_add_char(text, '\n');
    if (fs_write_all((int)running->values->report_fd, str_text(text), text->count) != 0)
        say("run: the report could not be written to descriptor %d",
            (int)running->values->report_fd);
}

static void report_facts(const struct running *running, const struct facts *facts)
{
    struct str text EV_STR = {0};
    if (is_json(running)) {
        struct json *value = render_facts_json(facts, &running->single.limits);
        json_write(value, false, &text);
        json_close(value);
    } else if (running->values->shared.is_quiet) {
        return;
    } else {
        render_facts_line(facts, &running->single.limits, &text);
    }
    write_report(running, &text);
}

static int report_not_compiled(const struct running *running)
{
    const struct compile_report *compile = &running->compiled.compile;
    if (compile->messages != NULL)
        (void)fputs(compile->messages, stderr); /* nowhere is left to tell of a failure here */
    say("run: does not compile: %s", compile->reason == NULL ? "see above" : compile->reason);
    if (is_json(running)) {
        struct str text EV_STR = {0};
        struct json *value = json_map();
        json_set_i64(value, "version", 1);
        json_set_string(value, "reason", "compile error");
        json_set_string(value, "messages", compile->messages);
        json_write(value, false, &text);
        json_close(value);
        write_report(running, &text);
    }
    return STATUS_NOT_COMPILED;
}

/* The program's own argv, then what the user gave behind it. */
static const char *const *join_arguments(struct arena *arena, const char *const *own,
                                         const char *const *operands, size_t count)
{
    size_t own_count = 0;
    while (own[own_count] != NULL)
        own_count++;
    const char **argv = arena_alloc(arena, (own_count + count) * sizeof(*argv));
    memcpy(argv, own, own_count * sizeof(*argv));
    for (size_t i = 1; i < count; i++)
        argv[own_count + i - 1] = operands[i];
    return argv;
}

/* How the source would be started, without compiling it; of the box, what it sees of the host. */
static int plan_source(struct running *running, const char *const *operands, struct run_plan *plan,
                       struct box_options *box, struct err *err)
{
    struct arena *arena = &running->session.arena;
    const struct languages *languages = &running->session.languages;
    const char *named = running->values->shared.language;
    const struct language *language = named == NULL ? NULL : language_find(languages, named);
    struct submission_source source = {0};
    struct build_plan build = {0};
    bool is_too_large = false;
    if (source_read(arena, operands, 1, SOURCE_TOTAL_MAX_BYTES, &source, &is_too_large, err) != 0)
        return -1;
    if (language == NULL && language_detect(languages, &source, &language, err) != 0)
        return -1;
    if (build_plan_make(arena, language, &source, &build, err) != 0)
        return -1;
    if (build.problem != NULL)
        return err_set(err, ERR_INPUT, "run: %s: %s", operands[0], build.problem);
    plan->argv = build_run_argv(arena, &build, "/program", plan->limits.memory_bytes,
                                plan->limits.stack_bytes);
    plan->environment = build_environment(arena, &build, "/box");
    box->root = language->root;
    box->paths = language->paths;
    box->path_count = language->path_count;
    return 0;
}

static void plan_binary(struct running *running, const char *const *operands, struct run_plan *plan)
{
    static const char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", NULL};
    struct arena *arena = &running->session.arena;
    const char **argv = arena_alloc(arena, 2 * sizeof(*argv));
    argv[0] = fs_join(arena, "/program", fs_base_name(operands[0]));
    plan->argv = argv;
    plan->environment = environment;
}

static int explain(struct running *running, const char *const *operands, size_t count,
                   struct err *err)
{
    struct run_plan plan = {.limits = running->single.limits, .stdin_fd = STDIN_FILENO};
    struct sandbox_options sandbox = {
        .is_trusted_allowed = running->values->shared.is_trusted,
        .cancel_fd = -1,
    };
    struct box_options box = {0};
    if (running->is_binary)
        plan_binary(running, operands, &plan);
    else if (plan_source(running, operands, &plan, &box, err) != 0)
        return STATUS_OWN_FAILURE;
    plan.argv = join_arguments(&running->session.arena, plan.argv, operands, count);
    struct str text EV_STR = {0};
    sandbox_explain(&sandbox, &box, &plan, &text);
    return say_result(&text) == 0 ? 0 : STATUS_OWN_FAILURE;
}

static int compile_and_run(struct running *running, const char *const *operands, size_t count,
                           struct err *err)
{
    struct session *session = &running->session;
    struct judge_single *single = &running->single;
    struct artifact *artifact = NULL;
    session->options.is_single = true;
    if (session_open_judge(session, &running->values->shared, err) != 0)
        return -1;
    if (running->is_binary) {
        single->binary = operands[0];
    } else {
        if (judge_compile(session->judge, operands, 1, running->values->shared.language,
                          &running->compiled, &artifact, err) != 0)
            return -1;
        if (running->compiled.verdict == VERDICT_COMPILE_ERROR)
            return report_not_compiled(running);
        single->artifact = artifact;
    }
    const char **arguments = arena_alloc(&session->arena, count * sizeof(*arguments));
    for (size_t i = 1; i < count; i++)
        arguments[i - 1] = operands[i];
    single->arguments = arguments;
    single->stdin_fd = STDIN_FILENO;
    single->output = (struct run_sink){feed_fd, &stdout_fd};
    single->error_output = (struct run_sink){feed_fd, &stderr_fd};
    struct facts facts = {0};
    if (judge_run_single(session->judge, single, &facts, err) != 0)
        return -1;
    report_facts(running, &facts);
    return exit_status_of(&single->limits, &facts);
}

/* A program file is of no language: reading all of them would take longer than its run. */
static int load_session(struct running *running, struct err *err)
{
    const struct shared_values *shared = &running->values->shared;
    bool are_languages_named = shared->language != NULL || shared->profile != NULL;
    if (running->is_binary && !are_languages_named)
        return session_load_workspace(&running->session, err);
    return session_load(&running->session, shared, err);
}

static int run_program(struct running *running, const char *const *operands, size_t count,
                       struct err *err)
{
    const struct shared_values *shared = &running->values->shared;
    if (count == 0)
        return err_set(err, ERR_USAGE, "run: what is to be run? evalx run SRC [-- ARGS]");
    if (strcmp(shared->format, "table") != 0 && !is_json(running))
        return err_set(err, ERR_USAGE, "run: --format: '%s' is unknown, known are table and json",
                       shared->format);
    if (is_elf_program(operands[0], &running->is_binary, err) != 0 ||
        load_session(running, err) != 0)
        return -1;
    running->single.limits = limits_of(running);
    if (running->values->is_explaining)
        return explain(running, operands, count, err);
    return compile_and_run(running, operands, count, err);
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct running running = {.values = values};
    struct err err = {0};
    int status = run_program(&running, operands, operand_count, &err);
    if (err.kind != ERR_NONE) {
        (void)say_error(&err); /* the status is evalx run's own, see below */
        status = err.kind == ERR_INTERRUPTED ? err_exit_code(err.kind) : STATUS_OWN_FAILURE;
    }
    session_close(&running.session);
    return status;
}

static void set_defaults(void *values)
{
    struct run_values *run_values = values;
    *run_values = (struct run_values){.report_fd = STDERR_FILENO};
    shared_set_defaults(&run_values->shared);
}

const struct command command_run = {
    .name = "run",
    .summary = "run a program in the sandbox, under limits, with your input and output",
    .synopsis = "[OPTIONS] SRC|PROGRAM [-- ARGS...] < INPUT",
    .details = "A source is compiled first; an ELF program is run as it is. One line of\n"
               "resources goes to standard error.\n\n"
               "  evalx run solution.cpp < 01.in > 01.out\n"
               "  evalx run --time 1s --memory 64M ./a.out -- --fast\n"
               "  evalx run --explain solution.py\n\n"
               "Exit status: the program's own, 128 + the signal that ended it, 124 a limit\n"
               "was hit, 125 evalx failed, 126 the source does not compile.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct run_values),
    .set_defaults = set_defaults,
    .run = run,
};
