/* kattis_2025: problem.yaml of the ICPC problem package format 2025-09, where an unknown key is an
 * error. */
#include "problem/kattis.h"
#include "problem/metadata.h"

static int read_file_writing(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return yaml_is_null(value) ? 0 : yaml_bool(value, &package->problem.is_writing_allowed, err);
}

static const struct yaml_key keys[] = {
    {"problem_format_version", kattis_pass_over},
    {"type", kattis_read_type},
    {"name", kattis_read_name},
    {"uuid", metadata_check_text},
    {"version", metadata_check_text},
    {"credits", metadata_check_credits},
    {"source", metadata_check_source},
    {"license", metadata_check_license},
    {"rights_owner", metadata_check_text},
    {"embargo_until", metadata_check_embargo},
    {"limits", kattis_read_limits},
    {"keywords", metadata_check_keywords},
    {"languages", kattis_read_languages},
    {"allow_file_writing", read_file_writing},
    {"constants", kattis_read_constants},
};

int kattis_load_2025(struct package *package, struct err *err)
{
    kattis_set_defaults(package, DIALECT_2025);
    package->problem.is_writing_allowed = false;
    /* Again, now that its version is known to be strict. */
    if (package_read_yaml(package, "problem.yaml", &package->metadata, err) != 0)
        return -1;
    if (yaml_read_map(package->metadata, "problem.yaml", keys, EV_ARRAY_LENGTH(keys), false,
                      package, err) != 0)
        return -1;
    if (!package->problem.is_writing_allowed)
        package->problem.limits.written_bytes = 0;
    metadata_warn(package);
    return kattis_load_rest(package, err);
}
