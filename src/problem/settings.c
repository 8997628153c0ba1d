/* settings: testdata.yaml (legacy and drafts), test_group.yaml and a test's own .yaml (2025-09 and
 * drafts).
 *
 * Only arguments matter to a pass-fail problem. What would change who is accepted, or make a score,
 * is refused by name. */
#include <string.h>

#include "problem/kattis.h"

struct settings_context {
    struct package *package;
    struct test_settings *settings;
    struct problem_test *test; /* NULL for a group */
};

static int pass_over(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return kattis_pass_over(settings->package, value, err);
}

static int check_bool(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    bool is_on;
    return yaml_is_null(value) ? 0 : yaml_bool(value, &is_on, err);
}

static int read_list(struct package *package, const struct yaml *value, struct words *words_out,
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

static int read_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return read_list(settings->package, value, &settings->settings->args, err);
}

static int read_validator_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return read_list(settings->package, value, &settings->settings->validator_args, err);
}

/* A text, or a map {name, flags}: there is only one validator here, so that its name says
 * nothing. */
static int read_validator_flags(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct package *package = settings->package;
    const struct yaml *flags = value->kind == YAML_MAP ? yaml_get(value, "flags") : value;
    const char *text = "";
    if (flags && yaml_string(flags, &text, err) != 0)
        return -1;
    settings->settings->validator_args =
        words_joined(package, package->validator_flags, words_split(package, text));
    return 0;
}

static int check_grading(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    if (value->kind != YAML_SCALAR)
        return yaml_error(value, err,
                          "grading: scores are not supported: remove it, or judge the problem as "
                          "pass-fail elsewhere");
    if (strcmp(value->text, "custom") == 0)
        return yaml_error(value, err, "grading: custom graders are not supported: write default");
    return 0;
}

/* Flags of the default grader that leave a pass-fail verdict as it is. */
static bool keeps_verdict(const char *flag)
{
    static const char *const flags[] = {"worst_error", "first_error", "no_errors", "sum",
                                        "avg",         "min",         "max"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(flags); i++) {
        if (strcmp(flags[i], flag) == 0)
            return true;
    }
    return false;
}

static int check_grader_flags(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    struct words words = words_split(settings->package, text);
    for (size_t i = 0; i < words.count; i++) {
        if (!keeps_verdict(words.items[i]))
            return yaml_error(value, err,
                              "grader_flags: '%.64s' is not supported: a pass-fail problem is "
                              "accepted where every test is",
                              words.items[i]);
    }
    return 0;
}

static int warn_score(void *context, const struct yaml *value, struct err *err)
{
    (void)err;
    struct settings_context *settings = context;
    package_warn_at(settings->package, value, "scores are passed over: the problem is pass-fail");
    return 0;
}

static int refuse_score(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    return yaml_error(value, err,
                      "max_score, score_aggregation and require_pass belong to scoring problems, "
                      "which are not supported: remove the key");
}

static int refuse_static(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    return yaml_error(value, err, "static validators are not supported: remove the key");
}

static int read_hint(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return yaml_string(value, &settings->test->hint, err);
}

static int read_description(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    return yaml_string(value, &settings->test->description, err);
}

#define TESTDATA_KEYS                                                                              \
    {"on_reject", pass_over}, {"grading", check_grading}, {"grader_flags", check_grader_flags},    \
        {"input_validator_flags", pass_over}, {"output_validator_flags", read_validator_flags},    \
        {"accept_score", warn_score}, {"reject_score", warn_score},                                \
    {                                                                                              \
        "range", warn_score                                                                        \
    }

#define ARGUMENT_KEYS                                                                              \
    {"args", read_args}, {"output_validator_args", read_validator_args},                           \
        {"input_validator_args", pass_over}, {"input_visualizer_args", pass_over},                 \
        {"output_visualizer_args", pass_over},                                                     \
    {                                                                                              \
        "full_feedback", check_bool                                                                \
    }

#define GROUP_KEYS                                                                                 \
    ARGUMENT_KEYS, {"max_score", refuse_score}, {"score_aggregation", refuse_score},               \
        {"require_pass", refuse_score}, {"static_validation_score", refuse_static},                \
    {                                                                                              \
        "static_validator_args", refuse_static                                                     \
    }

static const struct yaml_key legacy_keys[] = {TESTDATA_KEYS};
static const struct yaml_key draft_keys[] = {TESTDATA_KEYS, GROUP_KEYS};
static const struct yaml_key group_keys[] = {GROUP_KEYS};
static const struct yaml_key test_keys[] = {
    ARGUMENT_KEYS, {"hint", read_hint}, {"description", read_description}};

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

static int read_settings(struct settings_context *context, const char *path,
                         const struct table *table, struct err *err)
{
    struct yaml *root;
    if (package_read_yaml(context->package, path, &root, err) != 0)
        return -1;
    if (table->is_lenient)
        kattis_warn_unknown(context->package, root, path, table->keys, table->count);
    return yaml_read_map(root, path, table->keys, table->count, table->is_lenient, context, err);
}

int settings_read_group(struct package *package, const char *path, struct test_settings *settings,
                        struct err *err)
{
    struct settings_context context = {.package = package, .settings = settings};
    return read_settings(&context, path, &group_tables[package->dialect], err);
}

int settings_read_test(struct package *package, const char *path, struct problem_test *test,
                       struct err *err)
{
    struct test_settings settings = {
        .validator_args = {test->validator_args, test->validator_arg_count},
        .args = {test->args, test->arg_count},
    };
    struct settings_context context = {.package = package, .settings = &settings, .test = test};
    if (read_settings(&context, path, &test_table, err) != 0)
        return -1;
    test->validator_args = settings.validator_args.items;
    test->validator_arg_count = settings.validator_args.count;
    test->args = settings.args.items;
    test->arg_count = settings.args.count;
    return 0;
}
