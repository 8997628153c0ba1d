/* dmoj: see dmoj.h. The format: DMOJ's documentation, "Problem format". */
#include "problem/dmoj.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "problem/private_copy.h"

bool dmoj_is(const struct package *package)
{
    return package_has(package, "init.yml");
}

const struct yaml *dmoj_get(const struct dmoj_place *place, const char *key)
{
    for (size_t i = 0; i < DMOJ_LEVELS; i++) {
        const struct yaml *value = yaml_get(place->levels[i], key);
        if (value && !yaml_is_null(value))
            return value;
    }
    return NULL;
}

int dmoj_find_file(struct dmoj *dmoj, const struct yaml *node, const char **path_out,
                   struct err *err)
{
    struct package *package = dmoj->package;
    const char *name, *path;
    if (yaml_string(node, &name, err) != 0 || package_join(package, "", name, &path, err) != 0)
        return -1;
    if (!package_has(package, path) && dmoj->archive_folder &&
        package_join(package, dmoj->archive_folder, name, &path, err) != 0)
        return -1;
    if (!package_has(package, path))
        return yaml_error(node, err, "%.128s: no such file in the package%s", name,
                          dmoj->archive_folder ? " or its archive" : "");
    *path_out = path;
    return 0;
}

/* Keys of init.yml, and what each means here. */
enum key_use { KEY_USED, KEY_SILENT, KEY_TOLD, KEY_REFUSED };

static const struct key {
    const char *name;
    enum key_use use;
    const char *why;
} keys[] = {
    {"archive", KEY_USED, NULL},
    {"test_cases", KEY_USED, NULL},
    {"points", KEY_USED, NULL},
    {"checker", KEY_USED, NULL},
    {"interactive", KEY_USED, NULL},
    {"generator", KEY_USED, NULL},
    {"signature_grader", KEY_USED, NULL},
    {"output_limit_length", KEY_USED, NULL},
    {"wall_time_factor", KEY_USED, NULL},
    {"meta", KEY_SILENT, NULL},
    {"output_prefix_length", KEY_SILENT, NULL},
    {"short_circuit", KEY_SILENT, NULL},
    {"binary_data", KEY_SILENT, NULL}, /* data is never changed here */
    {"unbuffered", KEY_SILENT, NULL},
    {"symlinks", KEY_TOLD, "links in the submission's folder are not made"},
    {"hints", KEY_TOLD, "hints to language runtimes are passed over"},
    {"pretest_test_cases", KEY_REFUSED, "pretests are not supported"},
    {"custom_judge", KEY_REFUSED,
     "a judge written in Python is a class inside DMOJ's judge, which starts programs and compares "
     "by DMOJ's own modules: evalx has neither; give it as interactive (files, lang) or as a "
     "checker"},
    {"grader", KEY_REFUSED,
     "the old name of custom_judge: a judge written in Python, not supported"},
};

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(keys); i++) {
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    }
    return NULL;
}

static int check_keys(struct dmoj *dmoj, struct err *err)
{
    const struct yaml *root = dmoj->root;
    if (root->kind != YAML_MAP)
        return yaml_error(root, err, "init.yml: expected a map of keys and values");
    for (size_t i = 0; i < root->count; i++) {
        const char *name = root->keys[i]->text;
        const struct key *key = find_key(name);
        if (key && key->use == KEY_REFUSED && !yaml_is_null(root->items[i]))
            return yaml_error(root->keys[i], err, "%s: %s", name, key->why);
        if (!key)
            package_warn_at(dmoj->package, root->keys[i],
                            "init.yml: unknown key '%.64s' is passed over", name);
        else if (key->use == KEY_TOLD)
            package_warn_at(dmoj->package, root->keys[i], "%s: %s", name, key->why);
    }
    return 0;
}

static int read_archive(struct dmoj *dmoj, struct err *err)
{
    const struct yaml *node = yaml_get(dmoj->root, "archive");
    const char *name, *path;
    if (yaml_is_null(node))
        return 0;
    if (yaml_string(node, &name, err) != 0 ||
        package_join(dmoj->package, "", name, &path, err) != 0)
        return -1;
    if (!package_has(dmoj->package, path))
        return yaml_error(node, err, "archive: there is no %.128s", name);
    if (package_make_private(dmoj->package, err) != 0)
        return -1;
    return package_unpack_inner(dmoj->package, path, &dmoj->archive_folder, err);
}

/* The language's own time limit is not in the package: the wall clock follows from it later. */
static int read_limits(struct dmoj *dmoj, struct err *err)
{
    struct problem *problem = &dmoj->package->problem;
    const struct yaml *output = yaml_get(dmoj->root, "output_limit_length");
    const struct yaml *factor = yaml_get(dmoj->root, "wall_time_factor");
    int64_t bytes = 25165824;
    dmoj->wall_factor = 3;
    if (output && yaml_i64(output, 1, INT64_C(1) << 40, &bytes, err) != 0)
        return -1;
    if (factor && yaml_double(factor, 1, 1000, &dmoj->wall_factor, err) != 0)
        return -1;
    problem->limits.output_bytes = bytes;
    return 0;
}

/* Limits come from the site, or from the submissions of a testsuite. */
static void settle_limits(struct dmoj *dmoj)
{
    struct problem *problem = &dmoj->package->problem;
    if (problem->limits.cpu_ns < 0) {
        problem->limits.cpu_ns = limits_default().cpu_ns;
        problem->time_limit_origin = "default";
        package_warn(
            dmoj->package, NULL,
            "DMOJ's packages have no limits: 2 s and 256 MiB are taken (--time, --memory)");
    }
    problem->limits.wall_ns = llround((double)problem->limits.cpu_ns * dmoj->wall_factor);
}

int dmoj_load(struct package *package, struct err *err)
{
    struct dmoj dmoj = {.package = package};
    struct yaml *root;
    collect_defaults(package);
    if (package_read_yaml(package, "init.yml", &root, err) != 0)
        return -1;
    dmoj.root = root;
    if (check_keys(&dmoj, err) != 0 || read_archive(&dmoj, err) != 0 ||
        read_limits(&dmoj, err) != 0 || dmoj_read_checker(&dmoj, err) != 0 ||
        dmoj_read_interactor(&dmoj, err) != 0 || dmoj_read_signature(&dmoj, err) != 0 ||
        dmoj_read_tests(&dmoj, err) != 0 || dmoj_read_jury(&dmoj, err) != 0)
        return -1;
    settle_limits(&dmoj);
    return collect_finish(package, err);
}
