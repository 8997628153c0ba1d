/* grading_problem: the key `grading` of a legacy problem.yaml. What is deprecated there
 * (accept_score, reject_score, range, on_reject) is for every folder of data/. */
#include <math.h>
#include <string.h>

#include "problem/kattis.h"
#include "problem/settings.h"

static int read_objective(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    bool is_min = strcmp(text, "min") == 0;
    if (!is_min && strcmp(text, "max") != 0)
        return yaml_error(value, err, "objective: '%.64s' is not known: write min or max", text);
    package->problem.scoring.is_minimized = is_min;
    return 0;
}

static int check_bool(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    bool is_on;
    return yaml_is_null(value) ? 0 : yaml_bool(value, &is_on, err);
}

static int read_accept(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return yaml_is_null(value) ? 0
                               : yaml_double(value, -SCORE_LIMIT, SCORE_LIMIT,
                                             &package->overrides.accept_score, err);
}

static int read_reject(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return yaml_is_null(value) ? 0
                               : yaml_double(value, -SCORE_LIMIT, SCORE_LIMIT,
                                             &package->overrides.reject_score, err);
}

static int read_range(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return yaml_is_null(value) ? 0
                               : grading_parse_range(package, value, &package->overrides.least,
                                                     &package->overrides.most, err);
}

static int read_on_reject(void *context, const struct yaml *value, struct err *err)
{
    static const struct {
        const char *word;
        bool stops;
    } words[] = {{"first_error", true},
                 {"break", true},
                 {"worst_error", false},
                 {"grade", false},
                 {"continue", false}};
    struct package *package = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].word, text) != 0)
            continue;
        package->overrides.has_on_reject = true;
        package->overrides.stops_on_reject = words[i].stops;
        return 0;
    }
    return yaml_error(value, err,
                      "on_reject: '%.64s' is not known: write first_error, worst_error or grade",
                      text);
}

int grading_read_problem(void *context, const struct yaml *value, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"objective", read_objective}, {"show_test_data_groups", check_bool},
        {"accept_score", read_accept}, {"reject_score", read_reject},
        {"range", read_range},         {"on_reject", read_on_reject},
    };
    struct package *package = context;
    if (yaml_is_null(value))
        return 0;
    if (!(package->problem.kinds & PROBLEM_SCORING)) {
        package_warn_at(package, value, "grading: passed over: the problem is pass-fail");
        return 0;
    }
    kattis_warn_unknown(package, value, "grading", keys, EV_ARRAY_LENGTH(keys));
    return yaml_read_map(value, "grading", keys, EV_ARRAY_LENGTH(keys), true, package, err);
}

void grading_override(const struct package *package, struct grading *grading)
{
    const struct grading_overrides *overrides = &package->overrides;
    if (!isnan(overrides->accept_score))
        grading->legacy.accept_score = overrides->accept_score;
    if (!isnan(overrides->reject_score))
        grading->legacy.reject_score = overrides->reject_score;
    if (!isnan(overrides->least)) {
        grading->legacy.least = overrides->least;
        grading->legacy.most = overrides->most;
    }
    if (overrides->has_on_reject)
        grading->stops_on_reject = overrides->stops_on_reject;
}
