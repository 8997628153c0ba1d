/* kattis_2025: problem.yaml of the ICPC problem package format 2025-09, where an unknown key is an
 * error. */
#include "problem/kattis.h"

static int read_file_writing(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    bool is_allowed;
    return yaml_is_null(value) ? 0 : yaml_bool(value, &is_allowed, err);
}

static const struct yaml_key keys[] = {
    {"problem_format_version", kattis_pass_over},
    {"type", kattis_read_type},
    {"name", kattis_read_name},
    {"uuid", kattis_pass_over},
    {"version", kattis_pass_over},
    {"credits", kattis_pass_over},
    {"source", kattis_pass_over},
    {"license", kattis_pass_over},
    {"rights_owner", kattis_pass_over},
    {"embargo_until", kattis_pass_over},
    {"limits", kattis_read_limits},
    {"keywords", kattis_pass_over},
    {"languages", kattis_read_languages},
    {"allow_file_writing", read_file_writing},
    {"constants", kattis_read_constants},
};

/* The format demands them, the judging does not. */
static void warn_missing(struct package *package)
{
    static const char *const required[] = {"name", "uuid"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(required); i++) {
        if (yaml_is_null(yaml_get(package->metadata, required[i])))
            package_warn(package, "problem.yaml", "the key '%s' is missing, which 2025-09 demands",
                         required[i]);
    }
}

int kattis_load_2025(struct package *package, struct err *err)
{
    kattis_set_defaults(package, DIALECT_2025);
    /* Again, now that its version is known to be strict. */
    if (package_read_yaml(package, "problem.yaml", &package->metadata, err) != 0)
        return -1;
    if (yaml_read_map(package->metadata, "problem.yaml", keys, EV_ARRAY_LENGTH(keys), false,
                      package, err) != 0)
        return -1;
    warn_missing(package);
    return kattis_load_rest(package, err);
}
