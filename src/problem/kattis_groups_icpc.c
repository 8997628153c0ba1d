/* kattis_groups_icpc: the test data groups of 2025-09 ("Test data configuration", "Scoring
 * problems", "Group dependencies"). */
#include <math.h>
#include <string.h>

#include "problem/kattis_groups.h"

static const double SECRET_MAX = 100;

/* Keys that speak of scores: where they may not stand. */
static int check_scoring_keys(const struct group *group, const char *why, struct err *err)
{
    const struct {
        const char *key;
        const struct yaml *node;
    } keys[] = {
        {"max_score", group->scoring.max_score_node},
        {"score_aggregation", group->scoring.aggregation_node},
        {"require_pass", group->scoring.require_node},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(keys); i++) {
        if (keys[i].node)
            return yaml_error(keys[i].node, err, "%s: %s: remove it", keys[i].key, why);
    }
    return 0;
}

int kattis_groups_check_data(struct package *package, const struct group *group, const char *path,
                             struct err *err)
{
    static const char why[] = "not in data/ itself: data/secret/test_group.yaml says it for all";
    if (package->dialect == DIALECT_2025)
        package_warn(package, path,
                     "2025-09 has this file in data/sample, data/secret and their groups: its "
                     "arguments are taken for all of them");
    if (group->scoring.static_node)
        return yaml_error(group->scoring.static_node, err, "static_validation_score: %s", why);
    return check_scoring_keys(group, why, err);
}

int kattis_groups_check_plain(struct package *package, struct group *const *groups, size_t count,
                              struct err *err)
{
    (void)package;
    for (size_t i = 0; i < count; i++) {
        if (check_scoring_keys(groups[i], "the problem is pass-fail", err) != 0)
            return -1;
    }
    return 0;
}

/* An error at a key where it is written, else at the file that should have it. */
static int group_error(const struct package *package, const struct group *group,
                       const struct yaml *node, struct err *err, const char *text)
{
    if (node)
        return yaml_error(node, err, "%s", text);
    EV_STR struct str path = {0};
    str_printf(&path, "%s/test_group.yaml", group->folder.path);
    return package_error(package, str_text(&path), err, "%s", text);
}

static int check_static(const struct package *package, const struct group *group,
                        const struct score_group *filled, struct err *err)
{
    const struct group_scoring *scoring = &group->scoring;
    bool has_scores = package->problem.kinds & PROBLEM_SCORING;
    if (!scoring->static_node)
        return 0;
    bool is_pass_fail = !has_scores || filled->rule == SCORE_PASS_FAIL;
    if (isnan(scoring->static_score) && !is_pass_fail)
        return yaml_error(scoring->static_node, err,
                          "static_validation_score: pass-fail needs score_aggregation: pass-fail");
    if (!isnan(scoring->static_score) && is_pass_fail)
        return yaml_error(scoring->static_node, err,
                          "static_validation_score: points need score_aggregation sum or min in a "
                          "scoring problem: write pass-fail");
    if (filled->static_score > filled->max_score)
        return yaml_error(scoring->static_node, err,
                          "static_validation_score: more than the max_score of %g",
                          filled->max_score);
    return 0;
}

static void fill(const struct package *package, const struct group *group, struct score_group *out)
{
    const struct group_scoring *scoring = &group->scoring;
    bool is_secret = group->place == PLACE_SECRET;
    bool has_scores = package->problem.kinds & PROBLEM_SCORING;
    bool has_validator =
        package->problem.output_validator.path || package->problem.static_validator.path;
    enum score_rule silent = is_secret && has_scores ? SCORE_SUM : SCORE_PASS_FAIL;
    *out = (struct score_group){
        .name = group->name,
        .rule = scoring->aggregation_node ? scoring->rule : silent,
        .max_score = is_secret && has_scores ? SECRET_MAX : INFINITY,
        .is_sample = group->place == PLACE_SAMPLE,
        .has_static_test = scoring->static_node != NULL,
        .static_args = scoring->static_args.items,
        .static_arg_count = scoring->static_args.count,
    };
    if (scoring->max_score_node)
        out->max_score = scoring->max_score;
    if (out->is_sample)
        out->max_score = 0;
    if (scoring->static_node && !isnan(scoring->static_score))
        out->static_score = scoring->static_score;
    out->has_checker_score = has_scores && has_validator && out->rule != SCORE_PASS_FAIL;
    out->stops_on_reject = out->rule == SCORE_PASS_FAIL || out->rule == SCORE_MIN;
}

static int check_bounds(const struct package *package, const struct group *group,
                        const struct score_group *filled, const struct score_group *secret,
                        struct err *err)
{
    const struct group_scoring *scoring = &group->scoring;
    bool is_unbounded = isinf(filled->max_score);
    if (is_unbounded && filled->rule == SCORE_PASS_FAIL)
        return group_error(package, group, scoring->max_score_node, err,
                           "max_score: pass-fail aggregation needs a number");
    if (group->place == PLACE_SECRET)
        return 0;
    if (is_unbounded && !isinf(secret->max_score))
        return group_error(package, group, scoring->max_score_node, err,
                           "max_score: needs a number, as data/secret is bounded (100 where "
                           "nothing is said)");
    if (secret->rule == SCORE_PASS_FAIL && filled->rule != SCORE_PASS_FAIL)
        return group_error(package, group, scoring->aggregation_node, err,
                           "score_aggregation: data/secret is pass-fail: so must its groups be");
    return 0;
}

static bool has_tests(const struct package *package, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < package->problem.test_count; i++) {
        const char *group = package->tests[i].group;
        if (strncmp(group, name, length) == 0 && (group[length] == '\0' || group[length] == '/'))
            return true;
    }
    return false;
}

static int check_group(const struct package *package, const struct group *group,
                       const struct score_group *filled, const struct score_group *secret,
                       struct err *err)
{
    if (group->place == PLACE_DATA)
        return 0;
    if (check_static(package, group, filled, err) != 0)
        return -1;
    if (group->place == PLACE_GROUP && !filled->has_static_test &&
        !has_tests(package, filled->name))
        return package_error(package, group->folder.path, err,
                             "a test group without tests: add one, or remove the folder");
    if (!(package->problem.kinds & PROBLEM_SCORING))
        return check_scoring_keys(group, "the problem is pass-fail", err);
    if (group->place == PLACE_SAMPLE)
        return check_scoring_keys(group, "the sample has no score", err);
    return check_bounds(package, group, filled, secret, err);
}

/* One name of require_pass: an earlier pass-fail group, or the sample. */
static int resolve(const struct group *group, const char *name, const struct score_group *groups,
                   size_t before, size_t *index_out, struct err *err)
{
    const struct yaml *node = group->scoring.require_node;
    size_t i = 1;
    while (i < before && strcmp(groups[i].name, name) != 0)
        i++;
    bool is_own_secret = i < before && strcmp(name, "secret") == 0;
    if (i == before || is_own_secret)
        return yaml_error(node, err,
                          "require_pass: '%.64s' is neither sample nor an earlier group, such as "
                          "secret/group1",
                          name);
    if (group->place == PLACE_SECRET && !groups[i].is_sample)
        return yaml_error(node, err, "require_pass: data/secret may only require sample");
    if (groups[i].rule != SCORE_PASS_FAIL)
        return yaml_error(node, err, "require_pass: '%.64s' is not of score_aggregation pass-fail",
                          name);
    *index_out = i;
    return 0;
}

static int resolve_all(struct package *package, const struct group *group,
                       struct score_group *groups, size_t at, struct err *err)
{
    const struct words *names = &group->scoring.requires;
    size_t *indexes = arena_alloc(&package->problem.arena, (names->count + 1) * sizeof(*indexes));
    for (size_t i = 0; i < names->count; i++) {
        if (resolve(group, names->items[i], groups, at, &indexes[i], err) != 0)
            return -1;
    }
    groups[at].requires = indexes;
    groups[at].require_count = names->count;
    return 0;
}

int kattis_groups_fill_icpc(struct package *package, struct group *const *groups, size_t count,
                            struct score_group *out, struct err *err)
{
    const struct score_group *secret = &out[0];
    for (size_t i = 0; i < count; i++) {
        fill(package, groups[i], &out[i]);
        if (groups[i]->place == PLACE_SECRET)
            secret = &out[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (check_group(package, groups[i], &out[i], secret, err) != 0 ||
            resolve_all(package, groups[i], out, i, err) != 0)
            return -1;
    }
    bool has_scores = package->problem.kinds & PROBLEM_SCORING;
    out[0].rule = has_scores ? SCORE_SUM : SCORE_PASS_FAIL;
    out[0].max_score = secret->max_score;
    out[0].stops_on_reject = false;
    return 0;
}
