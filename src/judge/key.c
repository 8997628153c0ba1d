/* key: names of things by what they are made of, for the cache. Everything that decides a result
 * goes in, field by field, with lengths, so that no two recipes give the same text. */
#include <string.h>

#include "base/hash.h"
#include "cache/cache.h"
#include "judge/program.h"

static void close_hash(struct hash **hash)
{
    hash_close(*hash);
}

/* Asked for at the first key: whoever needs none does not pay for it. */
static const char *engine_of(struct judge *judge)
{
    (void)pthread_mutex_lock(&judge->engine_lock);
    if (!judge->engine[0])
        cache_engine(judge->sandbox ? sandbox_box_program(judge->sandbox) : NULL, judge->engine);
    (void)pthread_mutex_unlock(&judge->engine_lock);
    return judge->engine;
}

/* Every key begins with this build of evalx and what the key is for. */
static int start_key(struct judge *judge, const char *purpose, struct hash **hash_out,
                     struct err *err)
{
    if (hash_open(hash_out, err) != 0)
        return -1;
    hash_add_field(*hash_out, engine_of(judge));
    hash_add_field(*hash_out, purpose);
    return 0;
}

static void add_count(struct hash *hash, int64_t count)
{
    hash_add(hash, &count, sizeof(count));
}

static void add_bytes(struct hash *hash, const void *bytes, size_t count)
{
    add_count(hash, (int64_t)count);
    hash_add(hash, bytes, count);
}

static void add_text(struct hash *hash, const char *text)
{
    add_count(hash, text != NULL);
    if (text)
        hash_add_field(hash, text);
}

static void add_texts(struct hash *hash, const char *const *texts, size_t count)
{
    add_count(hash, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        hash_add_field(hash, texts[i]);
}

/* NULL-terminated, or NULL. */
static void add_words(struct hash *hash, const char *const *words)
{
    size_t count = 0;
    while (words && words[count])
        count++;
    add_texts(hash, words, count);
}

static void add_limits(struct hash *hash, const struct limits *limits)
{
    _Static_assert(sizeof(*limits) == 9 * sizeof(int64_t), "all limits, and no padding");
    hash_add(hash, limits, sizeof(*limits));
}

int key_of_text(struct judge *judge, const char *purpose, const char *text,
                char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    if (start_key(judge, purpose, &hash, err) != 0)
        return -1;
    hash_add_field(hash, text);
    hash_finish(hash, hex_out);
    return 0;
}

/* Paths in a box are the same everywhere but in the trusted tier, where programs do see others: the
 * tier stands for them. */
static void add_build(struct hash *hash, const struct build_plan *plan)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct language *language = plan->language;
    add_words(hash, build_compile_argv(&arena, plan, "/box"));
    add_words(hash, build_environment(&arena, plan, "/box"));
    add_words(hash, language->run);
    add_count(hash, language->memory_reserve_bytes);
    add_texts(hash, language->keep, language->keep_count);
    add_text(hash, language->entry);
    add_text(hash, plan->binary);
    add_text(hash, plan->mainfile);
    add_text(hash, plan->mainclass);
    add_count(hash, (int64_t)plan->file_count);
    for (size_t i = 0; i < plan->file_count; i++) {
        add_text(hash, plan->files[i].name);
        add_bytes(hash, plan->files[i].bytes, plan->files[i].count);
    }
}

int key_of_plan(struct judge *judge, const struct build_plan *plan, char hex_out[HASH_HEX_BYTES],
                struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    if (start_key(judge, "plan", &hash, err) != 0)
        return -1;
    add_text(hash, plan->language->id);
    add_build(hash, plan);
    hash_finish(hash, hex_out);
    return 0;
}

int key_of_program(struct judge *judge, const struct build_plan *plan, const char *toolchain,
                   const struct limits *compile_limits, char hex_out[HASH_HEX_BYTES],
                   struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    EV_STR struct str installed = {0};
    if (start_key(judge, "program", &hash, err) != 0)
        return -1;
    toolchain_describe_installed(plan->language->root, &installed);
    hash_add_field(hash, str_text(&installed));
    hash_add_field(hash, sandbox_tier_name(sandbox_tier(judge->sandbox)));
    hash_add_field(hash, toolchain);
    add_limits(hash, compile_limits);
    add_build(hash, plan);
    hash_finish(hash, hex_out);
    return 0;
}

int key_of_test(struct judge *judge, const struct problem_test *test, const char *input_digest,
                const char *answer_digest, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    if (start_key(judge, "test", &hash, err) != 0)
        return -1;
    hash_add_field(hash, input_digest);
    hash_add_field(hash, answer_digest);
    add_texts(hash, test->validator_args, test->validator_arg_count);
    add_texts(hash, test->args, test->arg_count);
    add_text(hash, test->outputs);
    hash_add(hash, &test->points, sizeof(test->points));
    hash_finish(hash, hex_out);
    return 0;
}

/* How outputs are judged. */
static void add_judging(struct hash *hash, const struct problem_state *state)
{
    const struct problem *problem = state->problem;
    const struct package_program *validator = &problem->output_validator;
    add_text(hash, state->validator ? program_key(state->validator) : NULL);
    add_texts(hash, validator->arguments, validator->argument_count);
    add_limits(hash, &problem->validator_limits);
    add_count(hash, (int64_t)problem->kinds);
    add_count(hash, problem->checker_convention);
    add_count(hash, problem->passes_max);
    add_text(hash, problem->input_file);
    add_text(hash, problem->output_file);
    if (problem->kinds & PROBLEM_SUBMIT_ANSWER)
        add_count(hash, problem->test_count == 1); /* then a lone file has any name: run_answer.c */
}

/* What times are measured by. */
static void add_time_source(struct hash *hash, const struct run_counter *counter)
{
    add_count(hash, counter->type);
    add_count(hash, (int64_t)counter->config);
    add_count(hash, counter->per_second);
}

int key_of_results(struct judge *judge, const char *program, const struct limits *limits,
                   const struct problem_state *state, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    if (start_key(judge, "results", &hash, err) != 0)
        return -1;
    hash_add_field(hash, program);
    add_limits(hash, limits);
    add_time_source(hash, &judge->options->counter);
    add_judging(hash, state);
    hash_finish(hash, hex_out);
    return 0;
}

/* How programs of a language are made and run, and what its limits are worth. */
static void add_language(struct hash *hash, const struct language *language)
{
    add_text(hash, language->id);
    add_text(hash, language->root);
    add_words(hash, language->compile);
    add_words(hash, language->run);
    add_texts(hash, language->environment, language->environment_count);
    add_texts(hash, language->extensions, language->extension_count);
    hash_add(hash, &language->time_factor, sizeof(language->time_factor));
    add_count(hash, language->extra_processes);
    add_count(hash, language->extra_memory_bytes);
    add_count(hash, language->memory_reserve_bytes);
}

int key_of_time_limit(struct judge *judge, const char *problem_digest, char hex_out[HASH_HEX_BYTES],
                      struct err *err)
{
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    const struct languages *languages = judge->options->languages;
    if (start_key(judge, "time limit", &hash, err) != 0)
        return -1;
    hash_add_field(hash, problem_digest);
    add_time_source(hash, &judge->options->counter);
    add_limits(hash, &judge->options->compile_limits);
    add_count(hash, (int64_t)languages->count);
    for (size_t i = 0; i < languages->count; i++)
        add_language(hash, &languages->items[i]);
    hash_finish(hash, hex_out);
    return 0;
}
