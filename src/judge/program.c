/* program: see program.h. */
#include "judge/program.h"

#include <string.h>

#include "base/fs.h"
#include "judge/bundle.h"

enum { SHOWN_BYTES = 200 };

static const int64_t JUDGE_CPU_NS = 60 * INT64_C(1000000000);
static const int64_t JUDGE_MEMORY_BYTES = INT64_C(2) << 30;
static const int64_t GENERATED_BYTES = INT64_C(1) << 30;

static struct limits limits_of(const struct program *program, const struct language *language)
{
    struct limits limits = limits_default();
    limits.cpu_ns = JUDGE_CPU_NS;
    limits.memory_bytes = JUDGE_MEMORY_BYTES;
    limits = adapt_override(limits, &program->problem->validator_limits);
    if (program->use != PROGRAM_JUDGES)
        limits.output_bytes = GENERATED_BYTES;
    return limits_complete(adapt_to_language(limits, language));
}

struct program *program_open(struct judge *judge, const struct problem *problem,
                             const struct package_program *source, const char *role,
                             enum program_use use)
{
    if (!source->path)
        return NULL;
    struct arena arena = {0};
    struct program *program = arena_alloc(&arena, sizeof(*program)); /* lives in its own arena */
    program->arena = arena;
    program->judge = judge;
    program->problem = problem;
    program->source = source;
    program->role = role;
    program->use = use;
    program->id = judge_new_id(judge);
    (void)pthread_mutex_init(&program->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&program->has_moved, NULL);
    return program;
}

void program_close(struct program *program)
{
    if (!program)
        return;
    if (program->call.work)
        queue_wait_call(&program->judge->queue, &program->call);
    artifact_close(program->result.artifact);
    (void)pthread_cond_destroy(&program->has_moved);
    (void)pthread_mutex_destroy(&program->lock);
    struct arena arena = program->arena; /* the program itself is inside */
    arena_done(&arena);
}

/* Files below folders keep their folders only when the whole program is read as one. */
static bool has_folders(const struct package_program *source)
{
    size_t prefix = strlen(source->path);
    for (size_t i = 0; i < source->source_count; i++) {
        const char *path = source->sources[i];
        if (strlen(path) > prefix + 1 && strchr(path + prefix + 1, '/'))
            return true;
    }
    return false;
}

static const char *const *join_all(struct program *program, const char *const *names, size_t count)
{
    const char **paths = arena_alloc(&program->arena, (count + 1) * sizeof(*paths));
    for (size_t i = 0; i < count; i++)
        paths[i] = fs_join(&program->arena, program->problem->path, names[i]);
    return paths;
}

/* What other systems call a language we may know by its files only. */
static const char *language_of(const struct program *program)
{
    const char *name = program->source->language;
    const struct languages *languages = program->judge->options->languages;
    return name && language_find(languages, name) ? name : NULL;
}

static struct compile_request request_of(struct program *program)
{
    const struct package_program *source = program->source;
    bool is_whole = source->has_scripts || source->source_count == 0 || has_folders(source);
    return (struct compile_request){
        .paths = is_whole ? join_all(program, &source->path, 1)
                          : join_all(program, source->sources, source->source_count),
        .path_count = is_whole ? 1 : source->source_count,
        .language = language_of(program),
        .source_max_bytes = SOURCE_TOTAL_MAX_BYTES,
        .limits = LIMITS_UNSET,
        .is_validator = true,
        .companions = join_all(program, source->companions, source->companion_count),
        .companion_count = source->companion_count,
        .problem = program->use == PROGRAM_SOLVES ? program->problem : NULL,
        .options = source->options,
        .option_count = source->option_count,
        .fixed_language = source->has_scripts ? bundle_script_language() : program->fixed_language,
    };
}

static int know(struct program *program, struct slot *slot, struct err *err)
{
    struct compile_request request = request_of(program);
    return compile_prepare(slot, &request, &program->arena, &program->result, err);
}

static int compile(struct program *program, struct slot *slot, struct err *err)
{
    struct compile_request request = request_of(program);
    struct compile_result *result = &program->result;
    if (compile_finish(slot, &request, &program->arena, result, err) != 0)
        return -1;
    if (!result->artifact) {
        const char *messages = result->report.messages;
        int shown = (int)strcspn(messages, "\n");
        return err_set(err, ERR_INPUT, "%s does not compile: %s%s%.*s", program->source->path,
                       result->report.reason ? result->report.reason : "", shown ? ": " : "",
                       shown < SHOWN_BYTES ? shown : SHOWN_BYTES, messages);
    }
    program->artifact = result->artifact;
    program->limits = limits_of(program, result->language);
    return 0;
}

static int (*const steps[])(struct program *program, struct slot *slot, struct err *err) = {
    [PROGRAM_NEW] = know,
    [PROGRAM_KNOWN] = compile,
};

/* One stage further, without the lock. */
static void advance(struct program *program, struct slot *slot)
{
    struct err err = {0};
    program->is_busy = true;
    (void)pthread_mutex_unlock(&program->lock);
    if (steps[program->stage](program, slot, &err) != 0)
        (void)err_wrap(&err, "%s: %s", program->problem->short_name, program->role);
    (void)pthread_mutex_lock(&program->lock);
    program->is_busy = false;
    program->err = err;
    if (err.kind == ERR_NONE)
        program->stage++;
    (void)pthread_cond_broadcast(&program->has_moved);
}

int program_need(struct program *program, struct slot *slot, enum program_stage stage,
                 struct err *err)
{
    (void)pthread_mutex_lock(&program->lock);
    while (program->stage < stage && program->err.kind == ERR_NONE) {
        if (program->is_busy)
            (void)pthread_cond_wait(&program->has_moved, &program->lock);
        else
            advance(program, slot);
    }
    bool is_there = program->stage >= stage;
    if (!is_there)
        *err = program->err;
    (void)pthread_mutex_unlock(&program->lock);
    return is_there ? 0 : -1;
}

bool program_failed(struct program *program, struct err *err)
{
    (void)pthread_mutex_lock(&program->lock);
    bool has_failed = program->err.kind != ERR_NONE;
    if (has_failed)
        *err = program->err;
    (void)pthread_mutex_unlock(&program->lock);
    return has_failed;
}

static void do_call(void *context, void *slot)
{
    struct err err; /* shows again to whoever needs the program */
    (void)!program_need(context, slot, PROGRAM_COMPILED, &err);
}

void program_queue(struct program *program)
{
    program->call = (struct queue_call){.work = do_call, .context = program};
    queue_add_call(&program->judge->queue, &program->call);
}

const char *program_key(const struct program *program)
{
    return program->result.artifact ? program->result.artifact->key : "";
}
