/* kattis_data: the tree data/ of a Kattis package: sample and secret, their groups and tests.
 *
 * Folders wait in a list, newest last, until they are read; each has the settings of the folder
 * above it and changes them by its own testdata.yaml or test_group.yaml. The order of reading does
 * not matter: tests are sorted at the end. */
#include <string.h>

#include "problem/kattis.h"
#include "problem/testdata.h"

struct group {
    struct folder folder;
    struct test_settings settings;
};

struct data_walk {
    struct package *package;
    const struct group **waiting;
    size_t waiting_count, waiting_capacity;
    bool has_loose_tests; /* directly in data/secret */
    bool has_groups;      /* a folder of data/secret with test_group.yaml */
};

/* A folder's list of names, while it is read. */
struct listing {
    const struct group *group;
    const char **names;
    size_t count;
};

static const char data_prefix[] = "data/";
enum { DATA_PREFIX_BYTES = sizeof(data_prefix) - 1, DEPTH_OF_TOP = 2, DEPTH_OF_GROUP = 3 };

static int misplaced(const struct package *package, const char *path, struct err *err)
{
    return package_error(package, path, err,
                         "test_group.yaml may only stand in data/sample, data/secret or a folder "
                         "directly below data/secret: move it");
}

/* 2025-09, "Test data configuration". */
static int read_test_group(struct data_walk *walk, struct group *group, const char *path,
                           struct err *err)
{
    struct package *package = walk->package;
    if (package->dialect == DIALECT_LEGACY) {
        package_warn(package, path, "passed over: legacy packages have testdata.yaml");
        return 0;
    }
    bool is_group = group->folder.depth == DEPTH_OF_GROUP &&
                    strcmp(group->folder.parent->path, "data/secret") == 0;
    if (group->folder.depth != DEPTH_OF_TOP && !is_group)
        return misplaced(package, path, err);
    walk->has_groups = walk->has_groups || is_group;
    return settings_read_group(package, path, &group->settings, err);
}

static int read_testdata(struct package *package, struct group *group, const char *path,
                         struct err *err)
{
    struct yaml *root;
    if (package->dialect != DIALECT_2025)
        return settings_read_group(package, path, &group->settings, err);
    if (package_read_yaml(package, path, &root, err) != 0)
        return -1;
    if (yaml_is_null(root) || (root->kind == YAML_MAP && root->count == 0))
        return 0;
    return yaml_error(root, err,
                      "testdata.yaml is of the older formats: 2025-09 has test_group.yaml, with "
                      "output_validator_args as a list");
}

static int read_group_settings(struct data_walk *walk, struct group *group, struct err *err)
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
    return read_test_group(walk, group, test_group, err);
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
    if (parent)
        group->settings = parent->settings;
    else
        group->settings.validator_args = package->validator_flags;
    if (read_group_settings(walk, group, err) != 0)
        return -1;
    walk->waiting =
        arena_grow(&package->scratch, walk->waiting, walk->waiting_count, walk->waiting_count + 1,
                   sizeof(const struct group *), &walk->waiting_capacity);
    walk->waiting[walk->waiting_count++] = group;
    return 0;
}

/* STEM.hint and STEM.desc: a text of one test. */
static int read_annotation(struct package *package, const struct listing *listing, const char *stem,
                           const char *extension, const char **text_out, struct err *err)
{
    const char *name = arena_printf(&package->scratch, "%s.%s", stem, extension);
    const char *path;
    EV_STR struct str text = {0};
    if (!names_have(listing->names, listing->count, name))
        return 0;
    if (package_join(package, listing->group->folder.path, name, &path, err) != 0 ||
        package_read(package, path, &text, err) != 0)
        return -1;
    *text_out = arena_string(&package->problem.arena, str_text(&text));
    return 0;
}

static int read_test_extras(struct package *package, const struct listing *listing,
                            const char *stem, struct problem_test *test, struct err *err)
{
    const char *name = arena_printf(&package->scratch, "%s.yaml", stem);
    const char *path;
    if (package->dialect != DIALECT_2025 &&
        (read_annotation(package, listing, stem, "hint", &test->hint, err) != 0 ||
         read_annotation(package, listing, stem, "desc", &test->description, err) != 0))
        return -1;
    if (package->dialect == DIALECT_LEGACY || !names_have(listing->names, listing->count, name))
        return 0;
    if (package_join(package, listing->group->folder.path, name, &path, err) != 0)
        return -1;
    return settings_read_test(package, path, test, err);
}

static int add_test(struct data_walk *walk, const struct listing *listing, const char *stem,
                    struct err *err)
{
    struct package *package = walk->package;
    const struct group *group = listing->group;
    struct arena *arena = &package->problem.arena;
    const char *path;
    if (package_join(package, group->folder.path, stem, &path, err) != 0)
        return -1;
    struct problem_test test = {
        .name = path + DATA_PREFIX_BYTES,
        .group = group->folder.path + DATA_PREFIX_BYTES,
        .is_sample = str_starts_with(path, "data/sample/"),
        .input = arena_printf(arena, "%s.in", path),
        .answer = arena_printf(arena, "%s.ans", path),
        .validator_args = group->settings.validator_args.items,
        .validator_arg_count = group->settings.validator_args.count,
        .args = group->settings.args.items,
        .arg_count = group->settings.args.count,
    };
    struct problem_test *added;
    if (testdata_add(package, &test, &added, err) != 0)
        return -1;
    if (strcmp(group->folder.path, "data/secret") == 0)
        walk->has_loose_tests = true;
    return read_test_extras(package, listing, stem, added, err);
}

static int warn_partner(struct package *package, const struct listing *listing, const char *name,
                        const char *missing, struct err *err)
{
    const char *path;
    if (package_join(package, listing->group->folder.path, name, &path, err) != 0)
        return -1;
    package_warn(package, path, "passed over: there is no %s beside it", missing);
    return 0;
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
    if (!has_partner)
        return warn_partner(package, listing, name, partner, err);
    return is_input ? add_test(walk, listing, stem, err) : 0;
}

static int refuse_entry(struct package *package, const struct listing *listing, const char *name,
                        struct err *err)
{
    const char *path;
    if (package_join(package, listing->group->folder.path, name, &path, err) != 0)
        return -1;
    return package_error(package, path, err, "%s",
                         str_ends_with(name, ".files")
                             ? "tests with .files folders are not supported: give the input by "
                               "standard input"
                             : "tests with .args files are not supported: write args: [...] into "
                               "the test's .yaml");
}

/* Files that belong to a test and say nothing about judging: not worth a look. */
static bool is_test_companion(const char *name)
{
    static const char *const extensions[] = {
        ".out",  ".hint", ".desc",        ".png",       ".jpg",
        ".jpeg", ".svg",  ".interaction", ".statement", ".download",
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(extensions); i++) {
        if (str_ends_with(name, extensions[i]))
            return true;
    }
    return false;
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
    if (str_ends_with(name, ".files") || (str_ends_with(name, ".args") && !is_legacy))
        return refuse_entry(walk->package, listing, name, err);
    if (is_test_companion(name))
        return 0;
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
    const struct group *data = walk->waiting[--walk->waiting_count];
    if (package_list(package, "data", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (read_data_entry(walk, data, names[i], err) != 0)
            return -1;
    }
    return 0;
}

int testdata_read(struct package *package, struct err *err)
{
    struct data_walk walk = {.package = package};
    if (read_data(&walk, err) != 0)
        return -1;
    while (walk.waiting_count) {
        if (read_folder(&walk, walk.waiting[--walk.waiting_count], err) != 0)
            return -1;
    }
    if (walk.has_groups && walk.has_loose_tests)
        package_warn(package, "data/secret", "test groups and loose tests may not be mixed");
    return testdata_finish(package, err);
}
