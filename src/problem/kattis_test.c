/* kattis_test: see kattis_test.h. Files: "Annotations" of legacy, "Test cases" and "Displaying test
 * cases" of 2025-09. */
#include "problem/kattis_test.h"

#include <string.h>

#include "problem/kattis.h"
#include "problem/testdata.h"

static bool is_beside(const struct listing *listing, const char *stem, const char *extension)
{
    EV_STR struct str name = {0};
    str_printf(&name, "%s.%s", stem, extension);
    return names_have(listing->names, listing->count, str_text(&name));
}

/* "FOLDER/STEM.EXTENSION", NULL where it is not there. */
static int find_file(struct package *package, const struct listing *listing, const char *stem,
                     const char *extension, const char **path_out, struct err *err)
{
    *path_out = NULL;
    if (!is_beside(listing, stem, extension))
        return 0;
    const char *name = arena_printf(&package->scratch, "%s.%s", stem, extension);
    return package_join(package, listing->group->folder.path, name, path_out, err);
}

/* STEM.hint and STEM.desc of the older formats. */
static int read_annotation(struct package *package, const struct listing *listing, const char *stem,
                           const char *extension, const char **text_out, struct err *err)
{
    const char *path;
    EV_STR struct str text = {0};
    if (find_file(package, listing, stem, extension, &path, err) != 0)
        return -1;
    if (!path)
        return 0;
    if (package_read(package, path, &text, err) != 0)
        return -1;
    *text_out = arena_string(&package->problem.arena, str_text(&text));
    return 0;
}

/* STEM.args of the drafts: the words of a command line. */
static int read_args_file(struct package *package, const struct listing *listing, const char *stem,
                          struct test_settings *settings, struct err *err)
{
    const char *text = NULL;
    if (read_annotation(package, listing, stem, "args", &text, err) != 0)
        return -1;
    if (text)
        settings->args = words_split(package, text);
    return 0;
}

static int read_files(struct package *package, const struct listing *listing, const char *stem,
                      struct problem_test *test, struct err *err)
{
    struct entry entry;
    const char *path;
    if (find_file(package, listing, stem, "files", &path, err) != 0)
        return -1;
    if (!path)
        return 0;
    if (package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER)
        return package_error(package, path, err, "must be a folder of files");
    if (package->problem.kinds & PROBLEM_INTERACTIVE)
        return package_error(package, path, err,
                             "files of a test are not supported in interactive problems: let the "
                             "validator send them");
    test->files_folder = path;
    return package_files(package, path, &test->files, &test->file_count, err);
}

static int read_yaml(struct package *package, const struct listing *listing, const char *stem,
                     struct test_settings *settings, struct problem_test *test, struct err *err)
{
    const char *path;
    if (find_file(package, listing, stem, "yaml", &path, err) != 0)
        return -1;
    return path ? settings_read_test(package, path, settings, test, err) : 0;
}

/* At most one of these may say how the input, or the output, is shown. */
static int check_choice(const struct package *package, const struct listing *listing,
                        const char *stem, const char *const *extensions, size_t count,
                        struct err *err)
{
    const char *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!is_beside(listing, stem, extensions[i]))
            continue;
        if (first)
            return package_error(package, listing->group->folder.path, err,
                                 "%s.%s and %s.%s: only one of them may say how the test is shown",
                                 stem, first, stem, extensions[i]);
        first = extensions[i];
    }
    return 0;
}

static int check_display(const struct package *package, const struct listing *listing,
                         const char *stem, struct err *err)
{
    static const char *const inputs[] = {"in.statement", "interaction"};
    static const char *const outputs[] = {"out", "ans.statement", "interaction"};
    if (check_choice(package, listing, stem, inputs, EV_ARRAY_LENGTH(inputs), err) != 0)
        return -1;
    return check_choice(package, listing, stem, outputs, EV_ARRAY_LENGTH(outputs), err);
}

/* What 2025-09 forbids. */
static int check_name(struct package *package, const struct listing *listing, const char *stem,
                      struct err *err)
{
    const char *path;
    if (package_join(package, listing->group->folder.path, stem, &path, err) != 0)
        return -1;
    if (strcmp(stem, "test_group") == 0)
        return package_error(package, path, err,
                             "a test may not have this name, since test_group.yaml is the group's");
    if (names_have(listing->names, listing->count, stem) && package_has_folder(package, path))
        return package_error(package, path, err,
                             "a folder with the name of the test beside it: rename one of them");
    return check_display(package, listing, stem, err);
}

static int read_extras(struct package *package, const struct listing *listing, const char *stem,
                       struct problem_test *test, struct err *err)
{
    struct test_settings settings = listing->group->settings;
    bool is_2025 = package->dialect == DIALECT_2025;
    if (is_2025 && check_name(package, listing, stem, err) != 0)
        return -1;
    if (!is_2025 && (read_annotation(package, listing, stem, "hint", &test->hint, err) != 0 ||
                     read_annotation(package, listing, stem, "desc", &test->description, err) != 0))
        return -1;
    if (package->dialect == DIALECT_DRAFT &&
        read_args_file(package, listing, stem, &settings, err) != 0)
        return -1;
    if (read_files(package, listing, stem, test, err) != 0)
        return -1;
    if (package->dialect != DIALECT_LEGACY &&
        read_yaml(package, listing, stem, &settings, test, err) != 0)
        return -1;
    settings_apply(package, &settings, test);
    return 0;
}

int kattis_test_add(struct package *package, const struct listing *listing, const char *stem,
                    struct err *err)
{
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
    };
    if (package->problem.kinds & PROBLEM_SUBMIT_ANSWER)
        test.outputs = arena_printf(arena, "%s.out", stem); /* wherever it is in data/ */
    struct problem_test *added;
    if (testdata_add(package, &test, &added, err) != 0)
        return -1;
    return read_extras(package, listing, stem, added, err);
}

bool kattis_test_is_companion(const char *name)
{
    static const char *const extensions[] = {
        ".out",  ".hint", ".desc",        ".png",       ".jpg",      ".args",
        ".jpeg", ".svg",  ".interaction", ".statement", ".download",
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(extensions); i++) {
        if (str_ends_with(name, extensions[i]))
            return true;
    }
    return false;
}
