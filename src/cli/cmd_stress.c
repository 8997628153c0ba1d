/* cmd_stress: evalx stress: two solutions on generated inputs, until they differ. */
#include <ctype.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/shared.h"
#include "cli/verify_progress.h"
#include "verify/verify.h"

enum { ROUNDS_DEFAULT = 1000, TRIES_DEFAULT = 1000, SIZE_DEFAULT = 10, WORDS_MOST = 64 };

struct stress_values {
    struct shared_values shared;
    const char *generator, *generator_args;
    const char *problem, *validator, *out;
    int64_t seed, rounds, size, tries;
};

static const struct option options[] = {
    {.name = "gen",
     .letter = 'g',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, generator),
     .value = "SRC",
     .choices = "files",
     .help = "the program that makes inputs"},
    {.name = "gen-args",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, generator_args),
     .value = "WORDS",
     .help = "its arguments; {seed} and {size} are replaced (default: '{seed} {size}')"},
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "the problem: its validators and limits hold (default: outputs are compared token "
             "by token)"},
    {.name = "validator",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, validator),
     .value = "SRC",
     .choices = "files",
     .help = "an output validator of Kattis' kind that judges the outputs"},
    {.name = "seed",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct stress_values, seed),
     .value = "N",
     .least = 0,
     .most = INT64_MAX / 2,
     .help = "the seed of the first round, the next round has the next one (default: 1)"},
    {.name = "rounds",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct stress_values, rounds),
     .value = "N",
     .least = 1,
     .most = 1000000000,
     .help = "how many inputs to try (default: 1000)"},
    {.name = "size",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct stress_values, size),
     .value = "N",
     .least = 1,
     .most = 1000000000,
     .help = "{size} goes from 1 to N, and again (default: 10)"},
    {.name = "tries",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct stress_values, tries),
     .value = "N",
     .least = 0,
     .most = 1000000,
     .help = "how often a smaller input may be tried, 0: it stays as it is (default: 1000)"},
    {.name = "out",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, out),
     .value = "FILE",
     .choices = "files",
     .help = "where the input goes (default: stress-SEED.in)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, shared.format),
     .value = "FORMAT",
     .choices = "table json",
     .help = "table or json (default: table)"},
    {.name = "no-progress",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct stress_values, shared.has_progress),
     .is_clearing = true,
     .help = "no progress line on a terminal"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stress_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up by name (default: the workspace's folder)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {
    options, judging_options, limits_options, compile_limits_options, NULL,
};

struct stressing {
    const struct stress_values *values;
    struct session session;
    struct problem problem;
    struct stress_options options;
    struct stress_result result;
    struct verify_progress progress;
};

static void on_progress(void *context, const char *what, size_t done, size_t total)
{
    struct stressing *stressing = context;
    verify_progress_show(&stressing->progress, what, done, total);
}

static int check_usage(const struct stress_values *values, size_t operand_count, struct err *err)
{
    bool has_judge = values->problem != NULL || values->validator != NULL;
    if (operand_count == 0 || operand_count > 2)
        return err_set(err, ERR_USAGE, "stress: which two? evalx stress A B --gen GEN");
    if (values->generator == NULL)
        return err_set(err, ERR_USAGE, "stress: what makes the inputs? --gen SRC");
    const char *generator = values->generator;
    if (strpbrk(generator, " \t") != NULL && !fs_exists(AT_FDCWD, generator))
        return err_set(err, ERR_USAGE,
                       "stress: --gen: '%s': not found; its arguments go into --gen-args",
                       generator);
    if (operand_count == 1 && !has_judge)
        return err_set(err, ERR_USAGE,
                       "stress: one solution alone: --validator SRC or --problem P judges it");
    if (strcmp(values->shared.format, "table") != 0 && strcmp(values->shared.format, "json") != 0)
        return err_set(err, ERR_USAGE,
                       "stress: --format: '%s' is unknown, known are table and "
                       "json",
                       values->shared.format);
    return 0;
}

/* Words between blanks, NULL-terminated. */
static int split_words(struct arena *arena, const char *text, const char *const **words_out,
                       struct err *err)
{
    const char **words = arena_alloc(arena, (WORDS_MOST + 1) * sizeof(*words));
    size_t count = 0;
    for (const char *at = text; *at != '\0';) {
        size_t blanks = strspn(at, " \t"), length = strcspn(at + blanks, " \t");
        at += blanks;
        if (length > 0 && count == WORDS_MOST)
            return err_set(err, ERR_USAGE, "stress: --gen-args: more than %d words",
                           (int)WORDS_MOST);
        if (length > 0)
            words[count++] = arena_string_n(arena, at, length);
        at += length;
    }
    *words_out = words;
    return 0;
}

static int load(struct stressing *stressing, const char *const *operands, size_t count,
                struct err *err)
{
    const struct stress_values *values = stressing->values;
    struct session *session = &stressing->session;
    struct stress_options *stress = &stressing->options;
    struct limits limits = limits_default();
    if (check_usage(values, count, err) != 0 || session_load(session, &values->shared, err) != 0 ||
        split_words(&session->arena, values->generator_args, &stress->generator_args, err) != 0)
        return -1;
    if (values->problem != NULL) {
        if (open_named_problem(session, &values->shared, values->problem, &stressing->problem,
                               err) != 0)
            return -1;
        stress->problem = &stressing->problem;
        limits = limits_override(limits, &stressing->problem.limits);
    }
    if (session_open_judge(session, &values->shared, err) != 0)
        return -1;
    limits = limits_override(limits, &session->options.limits);
    stress->limits = limits_complete(limits);
    stress->judge = session->judge;
    stress->generator = values->generator;
    stress->first = operands[0];
    stress->second = count > 1 ? operands[1] : NULL;
    stress->validator = values->validator;
    stress->seed = (uint64_t)values->seed;
    stress->rounds = (size_t)values->rounds;
    stress->size = values->size;
    stress->tries = (size_t)values->tries;
    stress->events = (struct verify_events){.context = stressing, .progress = on_progress};
    verify_progress_open(&stressing->progress,
                         values->shared.has_progress && !values->shared.is_quiet);
    verify_progress_begin(&stressing->progress, "stress");
    return 0;
}

static const char *path_of(struct stressing *stressing)
{
    if (stressing->values->out != NULL)
        return stressing->values->out;
    return arena_printf(&stressing->session.arena, "stress-%llu.in",
                        (unsigned long long)stressing->result.seed);
}

static int say_found_json(struct stressing *stressing, const char *path)
{
    const struct stress_result *result = &stressing->result;
    struct json *document = json_map();
    json_set_i64(document, "version", 1);
    json_set_bool(document, "found", result->is_found);
    json_set_bool(document, "interrupted", result->is_interrupted);
    json_set_i64(document, "rounds", (int64_t)result->rounds);
    if (result->is_found) {
        json_set_i64(document, "seed", (int64_t)result->seed);
        json_set_i64(document, "size", result->size);
        json_set_string(document, "what", result->what);
        json_set_string(document, "file", path);
        json_set_i64(document, "original_bytes", (int64_t)result->original.count);
        json_set_string_n(document, "input", str_text(&result->input), result->input.count);
        json_set_string_n(document, "first", str_text(&result->outputs[0]),
                          result->outputs[0].count);
        json_set_string_n(document, "second", str_text(&result->outputs[1]),
                          result->outputs[1].count);
    }
    return say_json(document);
}

enum { SHOWN_BYTES = 600 };

/* The beginning of a text, a line at a time, nothing in it able to move the cursor. */
static void add_text(struct str *out, const char *name, const struct str *text)
{
    size_t count = text->count < SHOWN_BYTES ? text->count : SHOWN_BYTES;
    bool is_line_start = true;
    str_printf(out, "\n%s:\n", name);
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)str_text(text)[i];
        str_add(out, is_line_start ? "  " : "");
        is_line_start = c == '\n';
        if (c == '\n' || isprint(c))
            str_add_char(out, (char)c);
        else
            str_printf(out, "\\x%02x", (unsigned)c);
    }
    str_add(out, is_line_start ? "" : "\n");
    if (count < text->count)
        str_printf(out, "  ... %zu bytes more\n", text->count - count);
}

static int say_found(struct stressing *stressing, const char *path)
{
    const struct stress_result *result = &stressing->result;
    struct str out EV_STR = {0};
    if (!result->is_found) {
        str_printf(&out, "%sno difference in %zu rounds (seeds %llu to %llu)\n",
                   result->is_interrupted ? "interrupted: " : "", result->rounds,
                   (unsigned long long)stressing->options.seed, (unsigned long long)result->seed);
        return say_result(&out);
    }
    str_printf(&out, "round %zu, seed %llu: %s\n", result->rounds, (unsigned long long)result->seed,
               result->what);
    str_printf(&out, "input of %zu bytes (%zu as it was made, %zu tries): %s\n",
               result->input.count, result->original.count, result->tries, path);
    if (!stressing->values->shared.is_quiet) {
        add_text(&out, "input", &result->input);
        add_text(&out, stressing->options.first, &result->outputs[0]);
        if (stressing->options.second != NULL)
            add_text(&out, stressing->options.second, &result->outputs[1]);
    }
    return say_result(&out);
}

static int finish(struct stressing *stressing)
{
    const struct stress_result *result = &stressing->result;
    struct err err = {0};
    const char *path = path_of(stressing);
    verify_progress_hide(&stressing->progress);
    if (result->is_found && fs_write_atomic(AT_FDCWD, path, str_text(&result->input),
                                            result->input.count, 0644, &err) != 0)
        return say_error(&err);
    bool is_json = strcmp(stressing->values->shared.format, "json") == 0;
    int said = is_json ? say_found_json(stressing, path) : say_found(stressing, path);
    if (said != 0)
        return said;
    if (result->is_interrupted)
        return err_exit_code(ERR_INTERRUPTED);
    return result->is_found ? EXIT_NOT_ACCEPTED : 0;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct stressing stressing = {.values = values};
    struct err err = {0};
    int status;
    if (load(&stressing, operands, operand_count, &err) == 0 &&
        stress_run(&stressing.options, &stressing.session.arena, &stressing.result, &err) == 0) {
        status = finish(&stressing);
    } else {
        verify_progress_hide(&stressing.progress);
        status = say_error(&err);
    }
    stress_result_done(&stressing.result);
    if (stressing.session.judge != NULL)
        judge_close(stressing.session.judge);
    stressing.session.judge = NULL;
    if (stressing.options.problem != NULL)
        problem_close(&stressing.problem);
    session_close(&stressing.session);
    return status;
}

static void set_defaults(void *values)
{
    struct stress_values *stress_values = values;
    *stress_values = (struct stress_values){
        .generator_args = "{seed} {size}",
        .seed = 1,
        .rounds = ROUNDS_DEFAULT,
        .size = SIZE_DEFAULT,
        .tries = TRIES_DEFAULT,
    };
    shared_set_defaults(&stress_values->shared);
}

const struct command command_stress = {
    .name = "stress",
    .summary = "find a small input on which two solutions differ",
    .synopsis = "[OPTIONS] A [B] --gen GEN",
    .details = "GEN gets a seed and a size as arguments and prints an input. A is the one\n"
               "that is trusted: B's output is judged with A's as the answer.\n\n"
               "  evalx stress good.cpp doubtful.py --gen gen.py\n"
               "  evalx stress good.cpp doubtful.cpp --gen gen.py --problem p1 --seed 100\n"
               "  evalx stress doubtful.cpp --gen gen.py --validator check.py\n\n"
               "Exit status: 0 no difference, 1 a difference was found, 2 wrong usage,\n"
               "3 a program does not compile or the generator fails, 4 the judge failed,\n"
               "130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct stress_values),
    .set_defaults = set_defaults,
    .run = run,
};
