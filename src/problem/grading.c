/* grading: how the folders of a legacy package are graded: keys of testdata.yaml, and `grading` of
 * problem.yaml ("Test data groups", "Graders" of the legacy specification). */
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "problem/kattis.h"
#include "problem/settings.h"

static struct legacy_grading *legacy_of(struct settings_context *context)
{
    return &context->settings->grading.legacy;
}

/* Scores in a pass-fail problem are an error of the package that changes nothing. */
static bool has_scores(struct settings_context *context, const struct yaml *value, const char *key)
{
    if (context->package->problem.kinds & PROBLEM_SCORING)
        return true;
    package_warn_at(context->package, value, "%s: passed over: the problem is pass-fail", key);
    return false;
}

/* The drafts have a map here, testdata.yaml of legacy a word. */
static int read_draft_grading(struct settings_context *context, const struct yaml *value,
                              struct err *err);

int grading_read_grading(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    const char *text;
    if (yaml_is_null(value))
        return 0;
    if (value->kind == YAML_MAP && settings->package->dialect == DIALECT_DRAFT)
        return read_draft_grading(settings, value, err);
    if (yaml_string(value, &text, err) != 0)
        return -1;
    bool is_custom = strcmp(text, "custom") == 0;
    if (!is_custom && strcmp(text, "default") != 0)
        return yaml_error(value, err, "grading: '%.64s' is not known: write default or custom",
                          text);
    settings->settings->grading.custom_node = NULL;
    if (!is_custom || settings->package->is_icpc)
        return 0;
    if (!(settings->package->problem.kinds & PROBLEM_SCORING))
        return yaml_error(value, err,
                          "grading: custom graders are for scoring problems: write default");
    if (!settings->package->problem.grader.path)
        return yaml_error(value, err, "grading: custom, but graders/ holds no program: add it");
    settings->settings->grading.custom_node = value;
    return 0;
}

int grading_read_on_reject(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    bool stops = strcmp(text, "break") == 0;
    if (!stops && strcmp(text, "continue") != 0)
        return yaml_error(value, err, "on_reject: '%.64s' is not known: write break or continue",
                          text);
    settings->settings->grading.stops_on_reject = stops;
    return 0;
}

enum flag_effect { EFFECT_VERDICT, EFFECT_SCORE, EFFECT_IGNORE_SAMPLE, EFFECT_ANY };

static const struct flag {
    const char *name;
    enum flag_effect effect;
    int mode;
} flags[] = {
    {"worst_error", EFFECT_VERDICT, LEGACY_WORST_ERROR},
    {"no_errors", EFFECT_VERDICT, LEGACY_WORST_ERROR},
    {"first_error", EFFECT_VERDICT, LEGACY_FIRST_ERROR},
    {"always_accept", EFFECT_VERDICT, LEGACY_ALWAYS_ACCEPT},
    {"sum", EFFECT_SCORE, LEGACY_SUM},
    {"avg", EFFECT_SCORE, LEGACY_AVG},
    {"min", EFFECT_SCORE, LEGACY_MIN},
    {"max", EFFECT_SCORE, LEGACY_MAX},
    {"ignore_sample", EFFECT_IGNORE_SAMPLE, 0},
    {"accept_if_any_accepted", EFFECT_ANY, 0},
};

static bool apply_flag(struct legacy_grading *legacy, const char *name)
{
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(flags) && strcmp(flags[i].name, name) != 0)
        i++;
    if (i == EV_ARRAY_LENGTH(flags))
        return false;
    const struct flag *flag = &flags[i];
    if (flag->effect == EFFECT_VERDICT)
        legacy->verdict_mode = (enum legacy_verdict_mode)flag->mode;
    if (flag->effect == EFFECT_SCORE)
        legacy->score_mode = (enum legacy_score_mode)flag->mode;
    if (flag->effect == EFFECT_IGNORE_SAMPLE)
        legacy->is_sample_ignored = true;
    if (flag->effect == EFFECT_ANY)
        legacy->accepts_if_any = true;
    return true;
}

/* Flags replace those of the folder above. A custom grader's own are not the default grader's. */
int grading_read_flags(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct legacy_grading *legacy = legacy_of(settings);
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    struct words words = words_split(settings->package, text);
    legacy->verdict_mode = LEGACY_WORST_ERROR;
    legacy->score_mode = LEGACY_SUM;
    legacy->is_sample_ignored = false;
    legacy->accepts_if_any = false;
    legacy->flags = words.items;
    legacy->flag_count = words.count;
    for (size_t i = 0; i < words.count; i++) {
        bool is_known = apply_flag(legacy, words.items[i]);
        if (!is_known && !settings->settings->grading.custom_node)
            package_warn_at(settings->package, value,
                            "grader_flags: '%.64s' is no flag of the default grader, which passes "
                            "over it",
                            words.items[i]);
    }
    return 0;
}

int grading_read_accept(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    if (yaml_is_null(value) || !has_scores(settings, value, "accept_score"))
        return 0;
    return yaml_double(value, -SCORE_LIMIT, SCORE_LIMIT, &legacy_of(settings)->accept_score, err);
}

int grading_read_reject(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    if (yaml_is_null(value) || !has_scores(settings, value, "reject_score"))
        return 0;
    return yaml_double(value, -SCORE_LIMIT, SCORE_LIMIT, &legacy_of(settings)->reject_score, err);
}

static bool parse_bound(const char *text, double *value_out)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"inf", INFINITY}, {"+inf", INFINITY}, {"-inf", -INFINITY}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].word, text) == 0) {
            *value_out = words[i].value;
            return true;
        }
    }
    return parse_double("range", text, -SCORE_LIMIT, SCORE_LIMIT, value_out, NULL) == 0;
}

int grading_parse_range(struct package *package, const struct yaml *value, double *least_out,
                        double *most_out, struct err *err)
{
    const char *text;
    double least, most;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    struct words words = words_split(package, text);
    if (words.count != 2 || !parse_bound(words.items[0], &least) ||
        !parse_bound(words.items[1], &most))
        return yaml_error(value, err,
                          "range: '%.64s': expected two numbers such as 0 100, or -inf +inf", text);
    if (least > most)
        return yaml_error(value, err, "range: '%.64s': the least score is above the most", text);
    *least_out = least;
    *most_out = most;
    return 0;
}

int grading_read_range(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct legacy_grading *legacy = legacy_of(settings);
    if (yaml_is_null(value) || !has_scores(settings, value, "range"))
        return 0;
    return grading_parse_range(settings->package, value, &legacy->least, &legacy->most, err);
}

/* The keys of the drafts' map: a test's score, the group's bound and what is made of them. */
static int read_aggregation(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    bool is_known = strcmp(text, "sum") == 0 || strcmp(text, "min") == 0;
    if (!is_known || !apply_flag(legacy_of(settings), text))
        return yaml_error(value, err, "aggregation: '%.64s' is not known: write sum or min", text);
    return 0;
}

static int read_draft_max(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    if (value->kind == YAML_SCALAR && strcmp(value->text, "unbounded") == 0)
        return 0;
    legacy_of(settings)->least = 0;
    return yaml_double(value, 0, SCORE_LIMIT, &legacy_of(settings)->most, err);
}

static int read_draft_grading(struct settings_context *context, const struct yaml *value,
                              struct err *err)
{
    static const struct yaml_key keys[] = {
        {"score", grading_read_accept},
        {"max_score", read_draft_max},
        {"aggregation", read_aggregation},
    };
    if (!has_scores(context, value, "grading"))
        return 0;
    return yaml_read_map(value, "grading", keys, EV_ARRAY_LENGTH(keys), false, context, err);
}
