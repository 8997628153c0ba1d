/* kattis_data: the tree data/ of a Kattis package: sample and secret, their groups and tests.
 *
 * Folders wait in a list until they are read; each has the settings of the folder above it and
 * changes them by its own testdata.yaml or test_group.yaml. The order of reading does not matter:
 * tests and groups are sorted at the end. */
#include <string.h>

#include "problem/kattis.h"
#include "problem/kattis_test.h"
#include "problem/testdata.h"

struct data_walk {
    struct package *package;
    struct group **groups; /* every folder met */
    size_t group_count, group_capacity;
    size_t read_count;              /* of these, so many have been listed */
    bool has_loose_tests;           /* directly in data/secret */
    const struct group *test_group; /* a folder of data/secret with test_group.yaml, if any */
    const struct group *plain;      /* one without */
};

static int misplaced(const struct package *package, const char *path, struct err *err)
{
    return package_error(package, path, err,
                         "test_group.yaml may only stand in data/sample, data/secret or a folder "
                         "directly below data/secret: move it");
}

static enum group_place place_of(const struct group *group, const struct group *parent)
{
    if (!parent)
        return PLACE_DATA;
    bool is_top = parent->place == PLACE_DATA;
    if (is_top && strcmp(group->name, "sample") == 0)
        return PLACE_SAMPLE;
    if (is_top && strcmp(group->name, "secret") == 0)
        return PLACE_SECRET;
    return PLACE_ELSEWHERE; /* a group, where test_group.yaml says so */
}

/* 2025-09, "Static validation test cases". By its name it is the first of the group. */
static int add_static_test(struct package *package, const struct group *group, struct err *err)
{
    struct problem_test test = {
        .name = arena_printf(&package->problem.arena, "%s/(static)", group->name),
        .group = group->name,
        .is_sample = group->place == PLACE_SAMPLE,
        .is_static = true,
        .validator_args = group->scoring.static_args.items,
        .validator_arg_count = group->scoring.static_args.count,
    };
    struct problem_test *added;
    return testdata_add(package, &test, &added, err);
}

/* 2025-09, "Test data configuration". */
static int read_test_group(struct data_walk *walk, struct group *group, const struct group *parent,
                           const char *path, struct err *err)
{
    struct package *package = walk->package;
    if (package->dialect == DIALECT_LEGACY) {
        package_warn(package, path, "passed over: legacy packages have testdata.yaml");
        return 0;
    }
    if (group->place == PLACE_ELSEWHERE && parent->place == PLACE_SECRET)
        group->place = PLACE_GROUP;
    if (group->place == PLACE_ELSEWHERE)
        return misplaced(package, path, err);
    group->has_test_group = true;
    if (settings_read_group(package, path, &group->settings, &group->scoring, err) != 0)
        return -1;
    if (group->place == PLACE_DATA)
        return kattis_groups_check_data(package, group, path, err);
    return group->scoring.static_node ? add_static_test(package, group, err) : 0;
}

static int read_testdata(struct package *package, struct group *group, const char *path,
                         struct err *err)
{
    struct yaml *root;
    if (package->dialect != DIALECT_2025) {
        group->has_testdata = true;
        return settings_read_group(package, path, &group->settings, &group->scoring, err);
    }
    if (package_read_yaml(package, path, &root, err) != 0)
        return -1;
    if (yaml_is_null(root) || (root->kind == YAML_MAP && root->count == 0))
        return 0;
    return yaml_error(root, err,
                      "testdata.yaml is of the older formats: 2025-09 has test_group.yaml, with "
                      "output_validator_args as a list");
}

static int read_group_settings(struct data_walk *walk, struct group *group,
                               const struct group *parent, struct err *err)
{
    const char *testdata, *test_group;
    struct package *package = walk->package;
    if (package_join(package, group->folder.path, "testdata.yaml", &testdata, err) != 0 ||
        package_join(package, group->folder.path, "test_group.yaml", &test_group, err) != 0)
        return -1;
    if (package_has(package, testdata) && read_testdata(package, group, testdata, err) != 0)
        return -1;
    if (!package_has(package, test_group))
        return 0;
    return read_test_group(walk, group, parent, test_group, err);
}

/* A folder below another: it waits to be read. */
static int add_folder(struct data_walk *walk, const char *path, const struct entry *entry,
                      const struct group *parent, struct err *err)
{
    struct package *package = walk->package;
    struct group *group = arena_alloc(&package->scratch, sizeof(*group));
    if (package_enter(package, path, entry, parent ? &parent->folder : NULL, &group->folder, err) !=
        0)
        return -1;
    group->name = parent ? path + DATA_PREFIX_BYTES : "";
    group->place = place_of(group, parent);
    if (parent)
        group->settings = parent->settings;
    else
        settings_init(package, &group->settings);
    if (read_group_settings(walk, group, parent, err) != 0)
        return -1;
    if (parent && parent->place == PLACE_SECRET)
        *(group->place == PLACE_GROUP ? &walk->test_group : &walk->plain) = group;
    walk->groups = arena_grow(&package->scratch, walk->groups, walk->group_count,
                              walk->group_count + 1, sizeof(struct group *), &walk->group_capacity);
    walk->groups[walk->group_count++] = group;
    return 0;
}

/* 2025-09 forbids half a test, the others have no such test. */
static int miss_partner(struct package *package, const struct listing *listing, const char *name,
                        const char *missing, struct err *err)
{
    const char *path;
    if (package_join(package, listing->group->folder.path, name, &path, err) != 0)
        return -1;
    if (package->dialect == DIALECT_2025)
        return package_error(package, path, err, "there is no %s beside it: add it", missing);
    package_warn(package, path, "passed over: there is no %s beside it", missing);
    return 0;
}

/* In the older formats a test whose file is a link to nothing is no test (problemtools passes over
 * it). */
static bool is_half_a_link(struct package *package, const struct listing *listing,
                           const char *input, const char *answer)
{
    const char *const names[] = {input, answer};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names) && package->dialect != DIALECT_2025; i++) {
        const char *path =
            arena_printf(&package->scratch, "%s/%s", listing->group->folder.path, names[i]);
        if (!package_leads_nowhere(package, path))
            continue;
        package_warn(package, path, "passed over: a link to a file that does not exist");
        return true;
    }
    return false;
}

/* An input makes a test with its answer; every other file of a test needs the input. */
static int read_test_file(struct data_walk *walk, const struct listing *listing, const char *name,
                          const char *extension, struct err *err)
{
    struct package *package = walk->package;
    const char *stem = arena_string_n(&package->scratch, name, strlen(name) - strlen(extension));
    bool is_input = strcmp(extension, ".in") == 0;
    const char *partner = arena_printf(&package->scratch, "%s.%s", stem, is_input ? "ans" : "in");
    bool has_partner = names_have(listing->names, listing->count, partner);
    if (has_partner && is_input && is_half_a_link(package, listing, name, partner))
        return 0;
    if (!has_partner)
        return miss_partner(package, listing, name, partner, err);
    if (!is_input)
        return 0;
    walk->has_loose_tests = walk->has_loose_tests || listing->group->place == PLACE_SECRET;
    return kattis_test_add(package, listing, stem, err);
}

static int read_folder_entry(struct data_walk *walk, const struct listing *listing,
                             const char *name, struct err *err)
{
    struct entry entry;
    const char *path;
    if (package_join(walk->package, listing->group->folder.path, name, &path, err) != 0 ||
        package_look(walk->package, path, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER)
        return 0;
    return add_folder(walk, path, &entry, listing->group, err);
}

static int read_entry(struct data_walk *walk, const struct listing *listing, const char *name,
                      struct err *err)
{
    bool is_legacy = walk->package->dialect == DIALECT_LEGACY;
    bool is_settings = strcmp(name, "testdata.yaml") == 0 || strcmp(name, "test_group.yaml") == 0;
    if (name[0] == '.' || is_settings)
        return 0;
    if (str_ends_with(name, ".in"))
        return read_test_file(walk, listing, name, ".in", err);
    if (str_ends_with(name, ".ans"))
        return read_test_file(walk, listing, name, ".ans", err);
    if (str_ends_with(name, ".yaml") && !is_legacy)
        return read_test_file(walk, listing, name, ".yaml", err);
    if (str_ends_with(name, ".files") || kattis_test_is_companion(name))
        return 0; /* read with the test */
    return read_folder_entry(walk, listing, name, err);
}

static int read_folder(struct data_walk *walk, const struct group *group, struct err *err)
{
    struct listing listing = {.group = group};
    if (package_list(walk->package, group->folder.path, &listing.names, &listing.count, err) != 0)
        return -1;
    for (size_t i = 0; i < listing.count; i++) {
        if (read_entry(walk, &listing, listing.names[i], err) != 0)
            return -1;
    }
    return 0;
}

/* data/ itself holds sample, secret and folders for validators' own tests: a stray test or a
 * misspelt folder is told. */
static int read_data_entry(struct data_walk *walk, const struct group *data, const char *name,
                           struct err *err)
{
    static const char *const known[] = {
        "invalid_input",   "invalid_inputs",  "invalid_output",
        "invalid_outputs", "invalid_answers", "valid_inputs",
        "valid_output",    "valid_outputs",   "bad",
        "generators.yaml", "testdata.yaml",   "test_group.yaml",
    };
    const struct listing listing = {.group = data};
    if (strcmp(name, "sample") == 0 || strcmp(name, "secret") == 0)
        return read_folder_entry(walk, &listing, name, err);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i], name) == 0)
            return 0;
    }
    const char *path;
    if (name[0] == '.' || package_join(walk->package, "data", name, &path, err) != 0)
        return name[0] == '.' ? 0 : -1;
    package_warn(walk->package, path, "passed over: tests stand in data/sample and data/secret");
    return 0;
}

static int read_data(struct data_walk *walk, struct err *err)
{
    struct package *package = walk->package;
    struct entry entry;
    const char **names;
    size_t count;
    if (package_look(package, "data", &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER)
        return 0;
    if (add_folder(walk, "data", &entry, NULL, err) != 0)
        return -1;
    const struct group *data = walk->groups[walk->read_count++];
    if (package_list(package, "data", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (read_data_entry(walk, data, names[i], err) != 0)
            return -1;
    }
    return 0;
}

/* 2025-09, "Test data groups". */
static int check_mixture(const struct data_walk *walk, struct err *err)
{
    const struct package *package = walk->package;
    if (!walk->test_group || package->dialect != DIALECT_2025)
        return 0;
    if (walk->has_loose_tests)
        return package_error(package, walk->test_group->folder.path, err,
                             "test groups and loose tests may not be mixed in data/secret: move "
                             "the tests into a group");
    if (walk->plain)
        return package_error(package, walk->plain->folder.path, err,
                             "a folder without test_group.yaml beside test groups: add the file");
    return 0;
}

int testdata_read(struct package *package, struct err *err)
{
    struct data_walk walk = {.package = package};
    if (read_data(&walk, err) != 0)
        return -1;
    while (walk.read_count < walk.group_count) {
        if (read_folder(&walk, walk.groups[walk.read_count++], err) != 0)
            return -1;
    }
    if (check_mixture(&walk, err) != 0 || testdata_finish(package, err) != 0)
        return -1;
    return kattis_groups_settle(package, walk.groups, walk.group_count, err);
}
