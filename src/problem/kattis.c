/* kattis: see kattis.h. The format: "Problem Package Format", versions legacy, 2023-07-draft and
 * 2025-09. */
#include "problem/kattis.h"

#include <string.h>

#include "model/limits.h"

static bool has_version(const struct package *package, const char *const *versions, size_t count)
{
    const struct yaml *node = yaml_get(package->metadata, "problem_format_version");
    const char *version = node && node->kind == YAML_SCALAR ? node->text : "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(version, versions[i]) == 0)
            return true;
    }
    return false;
}

/* DOMjudge takes packages without problem.yaml too. */
bool kattis_is_legacy(const struct package *package)
{
    static const char *const versions[] = {"legacy", "legacy-icpc"};
    if (package->metadata && yaml_is_null(yaml_get(package->metadata, "problem_format_version")))
        return true;
    if (!package->metadata)
        return package_has(package, "data/secret") || package_has(package, "data/sample");
    return has_version(package, versions, EV_ARRAY_LENGTH(versions));
}

bool kattis_is_draft(const struct package *package)
{
    static const char *const versions[] = {"2023-07-draft", "2023-07", "2025-09-draft"};
    return has_version(package, versions, EV_ARRAY_LENGTH(versions));
}

bool kattis_is_2025(const struct package *package)
{
    static const char *const versions[] = {"2025-09"};
    return has_version(package, versions, EV_ARRAY_LENGTH(versions));
}

/* What a package of any Kattis version has where it is silent ("typical system default" of the
 * specification). */
void kattis_set_defaults(struct package *package, enum dialect dialect)
{
    const int64_t mib = 1 << 20;
    struct problem *problem = &package->problem;
    package->dialect = dialect;
    problem->limits = limits_default();
    problem->limits.cpu_ns = -1;
    problem->limits.memory_bytes = 2048 * mib;
    problem->limits.output_bytes = 8 * mib;
    problem->limits.processes = 64;
    problem->source_max_bytes = 128 << 10;
    bool is_legacy = dialect == DIALECT_LEGACY;
    problem->ac_to_time_limit = is_legacy ? 5.0 : 2.0;
    problem->time_limit_to_tle = is_legacy ? 2.0 : 1.5;
    problem->time_resolution_s = 1.0;
}

int kattis_pass_over(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

int kattis_read_name(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    if (yaml_is_null(value))
        return 0;
    const struct yaml *name = value;
    if (value->kind == YAML_MAP) {
        name = yaml_get(value, "en");
        if (!name && value->count > 0)
            name = value->items[0];
        if (!name)
            return yaml_error(value, err, "name: empty: give a text, or a map of languages");
    }
    return yaml_string(name, &package->problem.title, err);
}

int kattis_read_validator_flags(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    package->validator_flags = words_split(package, text);
    return 0;
}

void kattis_warn_unknown(struct package *package, const struct yaml *map, const char *what,
                         const struct yaml_key *keys, size_t key_count)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
        size_t k = 0;
        while (k < key_count && strcmp(keys[k].name, map->keys[i]->text) != 0)
            k++;
        if (k == key_count)
            package_warn_at(package, map->keys[i], "%s: unknown key '%.64s' is passed over", what,
                            map->keys[i]->text);
    }
}

int kattis_load_rest(struct package *package, struct err *err)
{
    static int (*const steps[])(struct package * package, struct err * err) = {
        kinds_settle,  domjudge_read_ini, time_limit_settle, output_validator_find,
        programs_find, includes_find,     testdata_read,     cases_read,
        jury_read,     constants_fill,
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(steps); i++) {
        if (steps[i](package, err) != 0)
            return -1;
    }
    time_limit_fall_back(package);
    return title_find(package, err);
}
