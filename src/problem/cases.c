/* cases: data/invalid_input, invalid_output and valid_output: what validators must refuse or accept
 * ("Validation test data" of 2025-09; DOMjudge and BAPCtools have them in the older formats too).
 *
 * A case is STEM.in, with STEM.ans and STEM.out where outputs are judged; folders may lie below. */
#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"
#include "problem/kattis_test.h"
#include "problem/testdata.h"

enum { CASES_MAX = 10000 };

static const struct case_folder {
    const char *path;
    enum validation_case_kind kind;
} folders[] = {
    {"data/invalid_input", CASE_INVALID_INPUT},   {"data/invalid_inputs", CASE_INVALID_INPUT},
    {"data/invalid_output", CASE_INVALID_OUTPUT}, {"data/invalid_outputs", CASE_INVALID_OUTPUT},
    {"data/valid_output", CASE_VALID_OUTPUT},     {"data/valid_outputs", CASE_VALID_OUTPUT},
};

struct cases {
    struct package *package;
    const struct case_folder *folder;
    const char *const *files; /* all in the folder, in byte order */
    size_t file_count;
    struct validation_case *items;
    size_t count, capacity;
};

/* "STEM.EXTENSION", NULL where it is not there. */
static const char *beside(const struct cases *cases, const char *stem, const char *extension)
{
    const char *path = arena_printf(&cases->package->problem.arena, "%s.%s", stem, extension);
    return names_have(cases->files, cases->file_count, path) ? path : NULL;
}

static int read_if_there(const struct cases *cases, const char *path,
                         struct test_settings *settings, bool is_group, struct err *err)
{
    struct group_scoring ignored = {0};
    if (!path || !package_has(cases->package, path))
        return 0;
    if (is_group)
        return settings_read_group(cases->package, path, settings, &ignored, err);
    return settings_read_case(cases->package, path, settings, err);
}

/* test_group.yaml of every folder from data/ down to the case's (older: testdata.yaml of its own
 * folder), then its own .yaml. */
static int read_settings(const struct cases *cases, const char *stem,
                         struct test_settings *settings, struct err *err)
{
    struct package *package = cases->package;
    bool is_legacy = package->dialect == DIALECT_LEGACY;
    settings_init(package, settings);
    for (const char *slash = strchr(stem, '/'); slash; slash = strchr(slash + 1, '/')) {
        if (is_legacy && strchr(slash + 1, '/'))
            continue;
        const char *path = arena_printf(&package->scratch, "%.*s/%s", (int)(slash - stem), stem,
                                        is_legacy ? "testdata.yaml" : "test_group.yaml");
        if (read_if_there(cases, path, settings, true, err) != 0)
            return -1;
    }
    return is_legacy ? 0 : read_if_there(cases, beside(cases, stem, "yaml"), settings, false, err);
}

static void append(struct cases *cases, const struct validation_case *one)
{
    cases->items = arena_grow(&cases->package->problem.arena, cases->items, cases->count,
                              cases->count + 1, sizeof(*cases->items), &cases->capacity);
    cases->items[cases->count++] = *one;
}

/* The files that its kind needs, beside the input. */
static int find_files(const struct cases *cases, const char *stem, struct validation_case *one,
                      struct err *err)
{
    struct package *package = cases->package;
    one->answer = beside(cases, stem, "ans");
    one->output = beside(cases, stem, "out");
    if (one->kind == CASE_INVALID_INPUT) {
        one->answer = NULL;
        one->output = NULL;
        return 0;
    }
    if (one->answer && one->output)
        return 0;
    return package_error(package, one->input, err, "there is no %s.%s beside it: add it",
                         fs_base_name(stem), one->answer ? "out" : "ans");
}

static int add_case(struct cases *cases, const char *input, struct err *err)
{
    struct package *package = cases->package;
    const char *stem =
        arena_string_n(&package->problem.arena, input, strlen(input) - strlen(".in"));
    struct validation_case one = {
        .kind = cases->folder->kind, .name = stem + DATA_PREFIX_BYTES, .input = input};
    struct test_settings settings;
    struct problem_test test = {0};
    if (cases->count == CASES_MAX)
        return package_error(package, cases->folder->path, err, "more than %d cases",
                             (int)CASES_MAX);
    if (find_files(cases, stem, &one, err) != 0 || read_settings(cases, stem, &settings, err) != 0)
        return -1;
    settings_apply(package, &settings, &test);
    one.input_validator_args = test.input_validator_args;
    one.input_validator_arg_count = test.input_validator_arg_count;
    one.named_input_args = test.named_input_args;
    one.named_input_arg_count = test.named_input_arg_count;
    one.validator_args = test.validator_args;
    one.validator_arg_count = test.validator_arg_count;
    append(cases, &one);
    return 0;
}

static int read_folder(struct cases *cases, struct err *err)
{
    if (!package_has_folder(cases->package, cases->folder->path))
        return 0;
    if (package_files(cases->package, cases->folder->path, &cases->files, &cases->file_count,
                      err) != 0)
        return -1;
    for (size_t i = 0; i < cases->file_count; i++) {
        if (str_ends_with(cases->files[i], ".in") && add_case(cases, cases->files[i], err) != 0)
            return -1;
    }
    return 0;
}

int cases_read(struct package *package, struct err *err)
{
    struct cases cases = {.package = package};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders); i++) {
        cases.folder = &folders[i];
        if (read_folder(&cases, err) != 0)
            return -1;
    }
    package->problem.cases = cases.items;
    package->problem.case_count = cases.count;
    return 0;
}
