/* sinol_limits: limits of a sinol package for groups, tests and languages. Those of languages count
 * in the place of the general ones; those of groups and tests must say the same as these. */
#include <math.h>
#include <string.h>

#include "problem/sinol.h"

/* One limit for all tests is what can be judged: limits of single groups must say the same. */
static int check_group_limits(const struct yaml *limits, double general, const char *what,
                              struct err *err)
{
    double most = -1;
    if (yaml_is_null(limits))
        return 0;
    if (limits->kind != YAML_MAP)
        return yaml_error(limits, err, "%s: expected a map of groups to limits", what);
    for (size_t i = 0; i < limits->count; i++) {
        if (yaml_double(limits->items[i], 1, 1e12, &most, err) != 0)
            return -1;
        if (fabs(most - general) > 1e-9)
            return yaml_error(limits->items[i], err,
                              "%s: a limit of a single group or test, other than the general one, "
                              "is not supported",
                              what);
    }
    return 0;
}

static int check_general(struct sinol *sinol, const struct yaml *root, struct err *err)
{
    const struct limits *limits = &sinol->package->problem.limits;
    if (limits->cpu_ns < 0)
        return yaml_error(root, err, "time_limit is missing: milliseconds for all tests");
    double time_ms = (double)limits->cpu_ns / 1e6;
    double memory_kib = (double)limits->memory_bytes / 1024;
    if (check_group_limits(sinol->time_limits, time_ms, "time_limits", err) != 0)
        return -1;
    return check_group_limits(sinol->memory_limits, memory_kib, "memory_limits", err);
}

/* What override_limits says of one language. */
static int read_language(struct sinol *sinol, const char *language, const struct yaml *node,
                         struct language_limits *limits_out, struct err *err)
{
    const struct limits *general = &sinol->package->problem.limits;
    double time_ms = (double)general->cpu_ns / 1e6;
    double memory_kib = (double)general->memory_bytes / 1024;
    const struct yaml *time = yaml_get(node, "time_limit"),
                      *memory = yaml_get(node, "memory_limit");
    if (node->kind != YAML_MAP)
        return yaml_error(node, err, "override_limits: expected a map: time_limit, memory_limit");
    if ((time && yaml_double(time, 1, 86400e3, &time_ms, err) != 0) ||
        (memory && yaml_double(memory, 1, 1e12, &memory_kib, err) != 0) ||
        check_group_limits(yaml_get(node, "time_limits"), time_ms, "time_limits", err) != 0 ||
        check_group_limits(yaml_get(node, "memory_limits"), memory_kib, "memory_limits", err) != 0)
        return -1;
    *limits_out = (struct language_limits){
        .language = language,
        .time_factor = time_ms * 1e6 / (double)general->cpu_ns,
        .memory_bytes = memory ? llround(memory_kib * 1024) : -1,
    };
    return 0;
}

int sinol_read_limits(struct sinol *sinol, const struct yaml *root, struct err *err)
{
    struct problem *problem = &sinol->package->problem;
    const struct yaml *overrides = sinol->overrides;
    if (check_general(sinol, root, err) != 0)
        return -1;
    if (yaml_is_null(overrides))
        return 0;
    if (overrides->kind != YAML_MAP)
        return yaml_error(overrides, err, "override_limits: expected a map of languages");
    struct language_limits *all =
        arena_alloc(&problem->arena, (overrides->count + 1) * sizeof(*all));
    for (size_t i = 0; i < overrides->count; i++) {
        const char *language = sinol_language(overrides->keys[i]->text);
        if (!language) {
            package_warn_at(sinol->package, overrides->keys[i],
                            "override_limits: the language %.32s is not known: c, cpp, py and rs "
                            "are",
                            overrides->keys[i]->text);
            continue;
        }
        if (read_language(sinol, language, overrides->items[i], &all[problem->language_limit_count],
                          err) != 0)
            return -1;
        problem->language_limit_count++;
    }
    problem->language_limits = all;
    return 0;
}
