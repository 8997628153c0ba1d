/* group_scoring: the keys of test_group.yaml that make a score ("Test data configuration" and
 * "Scoring problems" of 2025-09). What they mean together is settled in kattis_groups.c. */
#include <math.h>
#include <string.h>

#include "problem/kattis.h"
#include "problem/settings.h"

static bool is_word(const struct yaml *value, const char *word)
{
    return value->kind == YAML_SCALAR && strcmp(value->text, word) == 0;
}

/* A whole number of points. */
static int read_points(const struct yaml *value, double *points_out, struct err *err)
{
    int64_t points;
    if (yaml_i64(value, 0, (int64_t)SCORE_LIMIT, &points, err) != 0)
        return -1;
    *points_out = (double)points;
    return 0;
}

int group_read_max_score(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    settings->scoring->max_score_node = value;
    settings->scoring->max_score = INFINITY;
    return is_word(value, "unbounded") ? 0 : read_points(value, &settings->scoring->max_score, err);
}

int group_read_aggregation(void *context, const struct yaml *value, struct err *err)
{
    static const struct {
        const char *word;
        enum score_rule rule;
    } words[] = {{"pass-fail", SCORE_PASS_FAIL}, {"sum", SCORE_SUM}, {"min", SCORE_MIN}};
    struct settings_context *settings = context;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (!is_word(value, words[i].word))
            continue;
        settings->scoring->aggregation_node = value;
        settings->scoring->rule = words[i].rule;
        return 0;
    }
    return yaml_error(value, err, "score_aggregation: expected pass-fail, sum or min");
}

int group_read_require(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    struct words words = {0};
    if (yaml_strings(&settings->package->problem.arena, value, &words.items, &words.count, err) !=
        0)
        return -1;
    settings->scoring->require_node = words.count > 0 ? value : NULL;
    settings->scoring->requires = words;
    return 0;
}

int group_read_static(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    if (!settings->package->problem.static_validator.path)
        return yaml_error(value, err,
                          "static_validation_score: static_validator/ holds no program: add it, "
                          "or remove the key");
    settings->scoring->static_node = value;
    settings->scoring->static_score = NAN;
    return is_word(value, "pass-fail") ? 0
                                       : read_points(value, &settings->scoring->static_score, err);
}

int group_read_static_args(void *context, const struct yaml *value, struct err *err)
{
    struct settings_context *settings = context;
    if (!settings->scoring->static_node)
        return yaml_error(value, err,
                          "static_validator_args: without static_validation_score there is no "
                          "static validation: add it");
    return settings_read_list(settings->package, value, &settings->scoring->static_args, err);
}
