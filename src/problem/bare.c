/* bare: see bare.h. A test is NAME.in with NAME.ans, NAME.out or NAME.a beside it. */
#include "problem/bare.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "model/limits.h"
#include "problem/kattis.h"
#include "problem/testdata.h"

static const char *const answer_extensions[] = {"ans", "out", "a"};
static const char *const folders[] = {"", "data", "tests"};

/* The answer's name beside an input, NULL where there is none. Also tells whether there are
 * several. */
static const char *answer_of(struct arena *arena, const char *const *names, size_t count,
                             const char *stem, bool *has_several_out)
{
    const char *answer = NULL;
    *has_several_out = false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(answer_extensions); i++) {
        const char *name = arena_printf(arena, "%s.%s", stem, answer_extensions[i]);
        if (!names_have(names, count, name))
            continue;
        if (answer)
            *has_several_out = true;
        else
            answer = name;
    }
    return answer;
}

static bool is_input(const char *name)
{
    return name[0] != '.' && str_ends_with(name, ".in");
}

static const char *stem_of(struct arena *arena, const char *name)
{
    return arena_string_n(arena, name, strlen(name) - strlen(".in"));
}

static bool has_test(const struct package *package, const char *folder)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names;
    size_t count;
    bool has_several;
    EV_FD int fd = fs_open_beneath(package->problem.dir_fd, *folder ? folder : ".",
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fs_list(fd, ".", PACKAGE_FILES_MAX, &arena, &names, &count, NULL) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (is_input(names[i]) &&
            answer_of(&arena, names, count, stem_of(&arena, names[i]), &has_several))
            return true;
    }
    return false;
}

/* Which of the folders holds the tests, NULL where none does. */
static const char *folder_of_tests(const struct package *package)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders); i++) {
        if (has_test(package, folders[i]))
            return folders[i];
    }
    return NULL;
}

bool bare_is(const struct package *package)
{
    return folder_of_tests(package) != NULL;
}

static int add_test(struct package *package, const char *folder, const char *stem,
                    const char *answer, struct err *err)
{
    struct arena *arena = &package->problem.arena;
    struct problem_test test = {.name = arena_string(arena, stem), .group = ""};
    struct problem_test *added;
    if (package_join(package, folder, arena_printf(&package->scratch, "%s.in", stem), &test.input,
                     err) != 0 ||
        package_join(package, folder, answer, &test.answer, err) != 0)
        return -1;
    return testdata_add(package, &test, &added, err);
}

static int read_input(struct package *package, const char *folder, const char *const *names,
                      size_t count, const char *name, struct err *err)
{
    bool has_several;
    const char *path;
    const char *stem = stem_of(&package->scratch, name);
    const char *answer = answer_of(&package->scratch, names, count, stem, &has_several);
    if (package_join(package, folder, name, &path, err) != 0)
        return -1;
    if (!answer) {
        package_warn(package, path, "passed over: there is no %s.ans, .out or .a beside it", stem);
        return 0;
    }
    if (has_several)
        package_warn(package, path, "there are several answers: %s is taken", answer);
    return add_test(package, folder, stem, answer, err);
}

/* An answer that no input asks for. */
static void warn_orphan(struct package *package, const char *const *names, size_t count,
                        const char *name)
{
    if (name[0] == '.' || !str_ends_with(name, ".ans"))
        return;
    const char *stem = arena_string_n(&package->scratch, name, strlen(name) - strlen(".ans"));
    const char *input = arena_printf(&package->scratch, "%s.in", stem);
    if (!names_have(names, count, input))
        package_warn(package, name, "passed over: there is no %s beside it", input);
}

static int read_tests(struct package *package, const char *folder, struct err *err)
{
    const char **names;
    size_t count;
    if (package_list(package, folder, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        warn_orphan(package, names, count, names[i]);
        if (is_input(names[i]) && read_input(package, folder, names, count, names[i], err) != 0)
            return -1;
    }
    return testdata_finish(package, err);
}

int bare_load(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    const char *folder = folder_of_tests(package);
    const int64_t cpu_ns = limits_default().cpu_ns;
    problem->limits = limits_default();
    problem->limits.cpu_ns = -1;
    problem->source_max_bytes = 128 << 10;
    problem->ac_to_time_limit = 5.0;
    problem->time_limit_to_tle = 2.0;
    problem->time_resolution_s = 1.0;
    problem->title = problem->short_name;
    if (time_limit_settle(package, err) != 0 ||
        read_tests(package, folder ? folder : "", err) != 0 || jury_read(package, err) != 0)
        return -1;
    if (problem->limits.cpu_ns < 0) {
        problem->limits.cpu_ns = cpu_ns;
        problem->time_limit_origin = "default";
    }
    return 0;
}
