/* format: see format.h. */
#include "problem/format.h"

#include "problem/bare.h"
#include "problem/dmoj.h"
#include "problem/hydro.h"
#include "problem/italy.h"
#include "problem/kattis.h"
#include "problem/polygon.h"
#include "problem/sinol.h"
#include "problem/tps.h"
#include "problem/uoj.h"

struct format {
    const char *name;
    bool is_kattis; /* has a problem.yaml, which no other format does */
    bool (*detect)(const struct package *package);
    int (*load)(struct package *package, struct err *err); /* NULL: known, not supported */
};

/* In the order of asking: a format that describes itself comes before a folder of tests that happen
 * to lie there. */
static const struct format formats[] = {
    {"hydro", true, hydro_is, hydro_load},
    {"kattis-legacy", true, kattis_is_legacy, kattis_load_legacy},
    {"icpc-draft", true, kattis_is_draft, kattis_load_draft},
    {"icpc-2025-09", true, kattis_is_2025, kattis_load_2025},
    {"polygon", false, polygon_is, polygon_load},
    {"dmoj", false, dmoj_is, dmoj_load},
    {"cms-italy", false, italy_is, italy_load},
    {"sinol", false, sinol_is, sinol_load},
    {"tps", false, tps_is, tps_load},
    {"uoj", false, uoj_is, uoj_load},
    {"syzoj", false, syzoj_is, syzoj_load},
    {"bare", false, bare_is, bare_load},
};

/* problem.yaml is there, and of no version that a row knows. */
static int unknown_version(const struct package *package, struct err *err)
{
    const struct yaml *version = yaml_get(package->metadata, "problem_format_version");
    if (!version)
        return yaml_error(package->metadata, err, "expected a map of keys and values");
    return yaml_error(version, err,
                      "problem_format_version: '%.64s' is not known: legacy, legacy-icpc, "
                      "2023-07-draft, 2023-07, 2025-09-draft and 2025-09 are",
                      version->kind == YAML_SCALAR ? version->text : "?");
}

/* Packages one level below make a better message: the user named the contest's folder. */
static int no_package(struct package *package, struct err *err)
{
    const char **names;
    size_t count;
    if (package_list(package, "", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *below = arena_printf(&package->scratch, "%s/problem.yaml", names[i]);
        if (package_has(package, below))
            return package_error(package, NULL, err,
                                 "a folder of problems, not a problem: name one of them, such as "
                                 "%s/%s",
                                 package->shown, names[i]);
    }
    return package_error(package, NULL, err,
                         "no problem package: expected problem.yaml, or inputs *.in with their "
                         "answers *.ans, *.out or *.a");
}

static const struct format *format_find(const struct package *package)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(formats); i++) {
        bool may_be = formats[i].is_kattis || !package->metadata;
        if (may_be && formats[i].detect(package))
            return &formats[i];
    }
    return NULL;
}

int format_load(struct package *package, struct err *err)
{
    struct entry entry;
    if (package_look(package, "problem.yaml", &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_FILE &&
        package_read_yaml(package, "problem.yaml", &package->metadata, err) != 0)
        return -1;
    const struct format *format = format_find(package);
    if (!format && package->metadata)
        return unknown_version(package, err);
    if (!format)
        return no_package(package, err);
    if (!format->load)
        return package_error(package, NULL, err,
                             "packages of the format %s are not supported yet: convert it to the "
                             "ICPC format 2025-09",
                             format->name);
    package->problem.format = format->name;
    return format->load(package, err);
}
