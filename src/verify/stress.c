/* stress: rounds: generate an input, look at it; the first that shows a difference is made as small
 * as it gets, and is the result. */
#include "verify/stress.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "verify/shrink.h"

/* ---- the programs ---- */

static int compile(struct stress *stress, size_t which, const char *source, struct err *err)
{
    struct submission_report report;
    if (!source)
        return 0;
    if (judge_compile(stress->options->judge, &source, 1, NULL, &report, &stress->programs[which],
                      err) != 0)
        return -1;
    if (report.compile.is_ok)
        return 0;
    return err_set(err, ERR_INPUT, "stress: %s does not compile: %s%s%.200s", source,
                   report.compile.reason ? report.compile.reason : "",
                   report.compile.messages[0] ? ": " : "", report.compile.messages);
}

/* A problem that has nothing but this output validator. */
static int make_validator(struct stress *stress, struct err *err)
{
    const char *source = stress->options->validator;
    if (!source)
        return 0;
    const char *name = fs_base_name(source);
    struct arena *arena = stress->arena;
    const char *folder =
        name == source ? "." : arena_string_n(arena, source, (size_t)(name - source));
    EV_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || !fs_exists(fd, name))
        return err_sys(err, ERR_INPUT, "stress: --validator: %s", source);
    const char **sources = arena_alloc(arena, sizeof(*sources));
    *sources = name;
    struct limits unset = LIMITS_UNSET;
    stress->validator = (struct problem){
        .short_name = "stress",
        .format = "bare",
        .path = folder,
        .dir_fd = fd_steal(&fd),
        .limits = stress->options->limits,
        .compile_limits = unset,
        .validator_limits = unset,
        .checker_convention = CHECKER_KATTIS,
        .output_validator = {.path = name, .sources = sources, .source_count = 1},
        .passes_max = 1,
        .process_count = 1,
    };
    return 0;
}

static int prepare(struct stress *stress, struct err *err)
{
    const struct stress_options *options = stress->options;
    const char *sources[STRESS_PROGRAMS] = {options->first, options->second, options->generator};
    for (size_t i = 0; i < STRESS_PROGRAMS; i++) {
        if (compile(stress, i, sources[i], err) != 0)
            return -1;
    }
    return make_validator(stress, err);
}

/* ---- a round ---- */

static const char *replaced(struct arena *arena, const char *word, const char *seed,
                            const char *size)
{
    EV_STR struct str out = {0};
    while (*word) {
        bool is_seed = str_starts_with(word, "{seed}"), is_size = str_starts_with(word, "{size}");
        if (is_seed || is_size)
            str_add(&out, is_seed ? seed : size);
        else
            str_add_char(&out, *word);
        word += is_seed || is_size ? sizeof("{seed}") - 1 : 1;
    }
    return arena_string(arena, str_text(&out));
}

static int generate(struct stress *stress, uint64_t seed, int64_t size, struct str *input,
                    struct err *err)
{
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    const char *const *words = stress->options->generator_args;
    size_t count = 0;
    while (words[count])
        count++;
    const char **arguments = arena_alloc(&scratch, (count + 1) * sizeof(*arguments));
    const char *seed_text = arena_printf(&scratch, "%llu", (unsigned long long)seed);
    const char *size_text = arena_printf(&scratch, "%lld", (long long)size);
    for (size_t i = 0; i < count; i++)
        arguments[i] = replaced(&scratch, words[i], seed_text, size_text);
    enum verdict verdict;
    if (stress_run_program(stress, stress->programs[2], arguments, "", 0, input, &verdict, err) !=
        0)
        return -1;
    if (verdict != VERDICT_ACCEPTED)
        return err_set(err, ERR_INPUT, "stress: %s, seed %s: %s", stress->options->generator,
                       seed_text, verdict_info(verdict)->name);
    bool is_valid;
    if (stress_is_valid(stress, str_text(input), input->count, &is_valid, err) != 0)
        return -1;
    if (is_valid)
        return 0;
    return err_set(err, ERR_INPUT,
                   "stress: %s, seed %s: the problem's input validators refuse what it makes",
                   stress->options->generator, seed_text);
}

/* ---- making it smaller ---- */

struct narrowing {
    struct stress *stress;
    enum stress_kind kind;
    struct err *err;
};

/* The same kind of difference, on an input that is right. */
static int still_differs(void *context, const char *bytes, size_t count)
{
    struct narrowing *narrowing = context;
    struct stress_look look = {0};
    bool is_valid;
    int status = stress_is_valid(narrowing->stress, bytes, count, &is_valid, narrowing->err);
    if (status == 0 && is_valid)
        status = stress_look_at(narrowing->stress, bytes, count, &look, narrowing->err);
    bool holds = status == 0 && is_valid && look.kind == narrowing->kind;
    stress_look_done(&look);
    return status != 0 ? -1 : holds;
}

static int narrow(struct stress *stress, struct stress_look *look, struct stress_result *result,
                  struct err *err)
{
    struct narrowing narrowing = {.stress = stress, .kind = look->kind, .err = err};
    struct shrink shrink = {
        .context = &narrowing, .holds = still_differs, .tries = stress->options->tries};
    str_add_n(&result->input, str_text(&result->original), result->original.count);
    shrink_text(&shrink, &result->input);
    result->tries = shrink.tried;
    if (shrink.is_interrupted && err->kind != ERR_INTERRUPTED)
        return -1;
    result->is_interrupted = shrink.is_interrupted;
    if (!shrink.is_interrupted &&
        stress_look_at(stress, str_text(&result->input), result->input.count, look, err) != 0)
        return -1;
    for (size_t i = 0; i < 2; i++)
        str_add_n(&result->outputs[i], str_text(&look->outputs[i]), look->outputs[i].count);
    result->what = arena_string(stress->arena, look->what);
    return 0;
}

/* From 1 up to the size, and again. */
static int64_t size_of(const struct stress_options *options, size_t round)
{
    return options->size > 0 ? 1 + (int64_t)(round % (size_t)options->size) : 0;
}

static int run_rounds(struct stress *stress, struct stress_result *result, struct err *err)
{
    const struct stress_options *options = stress->options;
    struct stress_look look = {0};
    int status = 0;
    for (size_t round = 0; status == 0 && round < options->rounds && !result->is_found; round++) {
        result->seed = options->seed + round;
        result->size = size_of(options, round);
        status = generate(stress, result->seed, result->size, &result->original, err);
        if (status == 0)
            status = stress_look_at(stress, str_text(&result->original), result->original.count,
                                    &look, err);
        result->is_found = status == 0 && look.kind != STRESS_SAME;
        result->rounds = round + 1;
        if (options->events.progress)
            options->events.progress(options->events.context, "rounds", round + 1, options->rounds);
    }
    if (result->is_found)
        status = narrow(stress, &look, result, err);
    stress_look_done(&look);
    return status;
}

int stress_run(const struct stress_options *options, struct arena *arena,
               struct stress_result *result_out, struct err *err)
{
    struct stress stress = {.options = options, .arena = arena};
    *result_out = (struct stress_result){0};
    int status = prepare(&stress, err);
    if (status == 0)
        status = run_rounds(&stress, result_out, err);
    if (stress.validator.path)
        fd_close(&stress.validator.dir_fd);
    if (status == 0 || err->kind != ERR_INTERRUPTED)
        return status;
    result_out->is_interrupted = true;
    return 0;
}

void stress_result_done(struct stress_result *result)
{
    str_done(&result->original);
    str_done(&result->input);
    str_done(&result->outputs[0]);
    str_done(&result->outputs[1]);
}
