/* kattis_legacy: problem.yaml of the legacy and legacy-icpc formats, and of the drafts, which mix
 * both generations' keys. */
#include <string.h>

#include "problem/kattis.h"
#include "problem/settings.h"

#define LEGACY_KEYS                                                                                \
    {"problem_format_version", kattis_pass_over}, {"type", kattis_read_type},                      \
        {"validation", kattis_read_validation}, {"name", kattis_read_name},                        \
        {"validator_flags", kattis_read_validator_flags}, {"limits", kattis_read_limits},          \
        {"grading", grading_read_problem}, {"uuid", kattis_pass_over},                             \
        {"author", kattis_pass_over}, {"source", kattis_pass_over},                                \
        {"source_url", kattis_pass_over}, {"license", kattis_pass_over},                           \
        {"rights_owner", kattis_pass_over},                                                        \
    {                                                                                              \
        "keywords", kattis_pass_over                                                               \
    }

static const struct yaml_key legacy_keys[] = {LEGACY_KEYS};

static const struct yaml_key draft_keys[] = {
    LEGACY_KEYS,
    {"version", kattis_pass_over},
    {"credits", kattis_pass_over},
    {"embargo_until", kattis_pass_over},
    {"languages", kattis_read_languages},
    {"allow_file_writing", kattis_pass_over},
    {"constants", kattis_read_constants},
};

static int load_lenient(struct package *package, const struct yaml_key *keys, size_t key_count,
                        struct err *err)
{
    if (!package->metadata)
        package_warn(package, NULL, "no problem.yaml: read as a legacy package with its defaults");
    kattis_warn_unknown(package, package->metadata, "problem.yaml", keys, key_count);
    if (yaml_read_map(package->metadata, "problem.yaml", keys, key_count, true, package, err) != 0)
        return -1;
    return kattis_load_rest(package, err);
}

int kattis_load_legacy(struct package *package, struct err *err)
{
    kattis_set_defaults(package, DIALECT_LEGACY);
    package->validation = VALIDATION_DEFAULT;
    const struct yaml *version = yaml_get(package->metadata, "problem_format_version");
    package->is_icpc =
        version && version->kind == YAML_SCALAR && strcmp(version->text, "legacy-icpc") == 0;
    return load_lenient(package, legacy_keys, EV_ARRAY_LENGTH(legacy_keys), err);
}

int kattis_load_draft(struct package *package, struct err *err)
{
    kattis_set_defaults(package, DIALECT_DRAFT);
    return load_lenient(package, draft_keys, EV_ARRAY_LENGTH(draft_keys), err);
}
