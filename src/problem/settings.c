/* settings: see settings.h. */
#include "problem/settings.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"

int settings_pass_over(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

static int check_bool(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    bool is_on;
    return yaml_is_null(value) ? 0 : yaml_bool(value, &is_on, err);
}

int settings_read_list(struct package *package, const struct yaml *value, struct words *words_out,
                       struct err *err)
{
    struct words words = {0};
    if (value->kind != YAML_LIST && !yaml_is_null(value))
        return yaml_error(value, err, "expected a list of texts, such as [case_sensitive]");
    if (yaml_strings(&package->problem.arena, value, &words.items, &words.count, err) != 0)
        return -1;
    *words_out = words;
    return 0;
}

static int check_list(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct words ignored;
    return settings_read_list(settings->package, value, &ignored, err);
}

static int read_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return settings_read_list(settings->package, value, &settings->settings->args, err);
}

static int read_validator_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return settings_read_list(settings->package, value, &settings->settings->validator_args, err);
}

static struct test_settings *begin_input_args(struct settings_context *context)
{
    struct test_settings *settings = context->settings;
    settings->input_args = (struct words){0};
    settings->named_input_args = NULL;
    settings->named_input_arg_count = 0;
    return settings;
}

static void set_named(struct test_settings *settings, const struct named_words *named, size_t count)
{
    settings->named_input_args = named;
    settings->named_input_arg_count = count;
}

/* A list for every input validator, or a map of lists by their names. */
static int read_input_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *at = context;
    struct test_settings *settings = begin_input_args(at);
    if (value->kind != YAML_MAP)
        return settings_read_list(at->package, value, &settings->input_args, err);
    struct named_words *named =
        arena_alloc(&at->package->problem.arena, (value->count + 1) * sizeof(*named));
    for (size_t i = 0; i < value->count; i++) {
        struct words words;
        if (settings_read_list(at->package, value->items[i], &words, err) != 0)
            return -1;
        named[i] = (struct named_words){
            .name = value->keys[i]->text, .words = words.items, .word_count = words.count};
    }
    set_named(settings, named, value->count);
    return 0;
}

/* Legacy: a text, or a map {name, flags} which is for the validator of that name. */
static int read_flags(struct package *package, const struct yaml *value, struct words *words_out,
                      const char **name_out, struct err *err)
{
    const struct yaml *flags = value->kind == YAML_MAP ? yaml_get(value, "flags") : value;
    const struct yaml *name = value->kind == YAML_MAP ? yaml_get(value, "name") : NULL;
    const char *text = "";
    *name_out = NULL;
    if ((flags && yaml_string(flags, &text, err) != 0) ||
        (name && yaml_string(name, name_out, err) != 0))
        return -1;
    *words_out = words_split(package, text);
    return 0;
}

static int read_input_flags(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *at = context;
    struct test_settings *settings = begin_input_args(at);
    struct words words;
    const char *name;
    if (read_flags(at->package, value, &words, &name, err) != 0)
        return -1;
    if (!name) {
        settings->input_args = words;
        return 0;
    }
    struct named_words *named = arena_alloc(&at->package->problem.arena, sizeof(*named));
    *named = (struct named_words){.name = name, .words = words.items, .word_count = words.count};
    set_named(settings, named, 1);
    return 0;
}

/* There is one output validator, so that a name says nothing. */
static int read_validator_flags(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct package *package = settings->package;
    struct words words;
    const char *name;
    if (read_flags(package, value, &words, &name, err) != 0)
        return -1;
    settings->settings->validator_args = words_joined(package, package->validator_flags, words);
    return 0;
}

static int read_hint(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return yaml_string(value, &settings->test->hint, err);
}

static int read_description(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    const char *ignored;
    return yaml_string(value, settings->test ? &settings->test->description : &ignored, err);
}

/* `grading` before the flags, which are a custom grader's or the default one's. */
#define TESTDATA_KEYS                                                                              \
    {"on_reject", grading_read_on_reject}, {"grading", grading_read_grading},                      \
        {"grader_flags", grading_read_flags}, {"input_validator_flags", read_input_flags},         \
        {"output_validator_flags", read_validator_flags}, {"accept_score", grading_read_accept},   \
        {"reject_score", grading_read_reject},                                                     \
    {                                                                                              \
        "range", grading_read_range                                                                \
    }

#define ARGUMENT_KEYS                                                                              \
    {"args", read_args}, {"output_validator_args", read_validator_args},                           \
        {"input_validator_args", read_input_args}, {"input_visualizer_args", check_list},          \
        {"output_visualizer_args", check_list},                                                    \
    {                                                                                              \
        "full_feedback", check_bool                                                                \
    }

#define GROUP_KEYS                                                                                 \
    ARGUMENT_KEYS, {"max_score", group_read_max_score},                                            \
        {"score_aggregation", group_read_aggregation}, {"require_pass", group_read_require},       \
        {"static_validation_score", group_read_static},                                            \
    {                                                                                              \
        "static_validator_args", group_read_static_args                                            \
    }

static const struct yaml_key legacy_keys[] = {TESTDATA_KEYS};
static const struct yaml_key draft_keys[] = {TESTDATA_KEYS, GROUP_KEYS};
static const struct yaml_key group_keys[] = {GROUP_KEYS};
static const struct yaml_key test_keys[] = {
    ARGUMENT_KEYS, {"hint", read_hint}, {"description", read_description}};
static const struct yaml_key case_keys[] = {ARGUMENT_KEYS, {"description", read_description}};

static const struct table {
    const struct yaml_key *keys;
    size_t count;
    bool is_lenient;
} group_tables[] = {
    [DIALECT_LEGACY] = {legacy_keys, EV_ARRAY_LENGTH(legacy_keys), true},
    [DIALECT_DRAFT] = {draft_keys, EV_ARRAY_LENGTH(draft_keys), true},
    [DIALECT_2025] = {group_keys, EV_ARRAY_LENGTH(group_keys), false},
};

static const struct table test_table = {test_keys, EV_ARRAY_LENGTH(test_keys), false};
static const struct table case_table = {case_keys, EV_ARRAY_LENGTH(case_keys), false};

static int read_settings(struct settings_context *context, const char *path,
                         const struct table *table, struct err *err)
{
    struct package *package = context->package;
    struct yaml *root;
    EV_STR struct str text = {0};
    EV_STR struct str filled = {0};
    if (package_read(package, path, &text, err) != 0)
        return -1;
    /* No other of these files is named by the format. */
    bool has_constants = package->constants && str_ends_with(path, "/test_group.yaml");
    if (has_constants)
        constants_put(package, str_text(&text), &filled);
    if (package_parse_yaml(package, path, has_constants ? &filled : &text, &root, err) != 0)
        return -1;
    if (table->is_lenient)
        kattis_warn_unknown(context->package, root, path, table->keys, table->count);
    return yaml_read_map(root, fs_base_name(path), table->keys, table->count, table->is_lenient,
                         context, err);
}

void settings_init(const struct package *package, struct test_settings *settings)
{
    *settings = (struct test_settings){
        .validator_args = package->validator_flags,
        .grading = {.stops_on_reject = true,
                    .legacy = {.accept_score = 1, .least = -INFINITY, .most = INFINITY}},
    };
}

int settings_read_group(struct package *package, const char *path, struct test_settings *settings,
                        struct group_scoring *scoring, struct err *err)
{
    struct settings_context context = {
        .package = package, .settings = settings, .scoring = scoring};
    return read_settings(&context, path, &group_tables[package->dialect], err);
}

int settings_read_test(struct package *package, const char *path, struct test_settings *settings,
                       struct problem_test *test, struct err *err)
{
    struct settings_context context = {.package = package, .settings = settings, .test = test};
    return read_settings(&context, path, &test_table, err);
}

int settings_read_case(struct package *package, const char *path, struct test_settings *settings,
                       struct err *err)
{
    struct settings_context context = {.package = package, .settings = settings};
    return read_settings(&context, path, &case_table, err);
}

/* 2025-09, "Input validators: Invocation": the test's own arguments follow the validator's. */
static const struct named_words *with_args(struct package *package,
                                           const struct test_settings *settings)
{
    size_t count = settings->named_input_arg_count;
    struct named_words *named = arena_alloc(&package->problem.arena, (count + 1) * sizeof(*named));
    for (size_t i = 0; i < count; i++) {
        const struct named_words *from = &settings->named_input_args[i];
        struct words words =
            words_joined(package, (struct words){from->words, from->word_count}, settings->args);
        named[i] = (struct named_words){from->name, words.items, words.count};
    }
    return named;
}

void settings_apply(struct package *package, const struct test_settings *settings,
                    struct problem_test *test)
{
    struct words input = words_joined(package, settings->input_args, settings->args);
    test->validator_args = settings->validator_args.items;
    test->validator_arg_count = settings->validator_args.count;
    test->args = settings->args.items;
    test->arg_count = settings->args.count;
    test->input_validator_args = input.items;
    test->input_validator_arg_count = input.count;
    test->named_input_arg_count = settings->named_input_arg_count;
    if (settings->named_input_arg_count > 0)
        test->named_input_args =
            settings->args.count > 0 ? with_args(package, settings) : settings->named_input_args;
}
