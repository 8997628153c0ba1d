/* package: what the fuzz targets of package readers share: a small package in a temporary folder,
 * one file of which is the input.
 *
 * Byte 0 of an input says which file ('0' the first), the rest is its text. Whatever it is, the
 * package is read or refused as bad input by one line. */
#ifndef EVALX_TESTS_FUZZ_PACKAGE_H
#define EVALX_TESTS_FUZZ_PACKAGE_H

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "problem/problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file that is always there. */
struct package_file {
    const char *path, *text;
};

/* A file that takes the input, beside another with this text; NULL: no other. */
struct package_place {
    const char *path;
    struct package_file other;
};

static struct arena package_arena;
static const char *package_folder;
static int package_fd = -1;

static inline void must(int result)
{
    if (result != 0)
        abort();
}

static inline void package_write(const char *path, const void *bytes, size_t count)
{
    const char *slash = strrchr(path, '/');
    if (slash) {
        char folder[256] = "";
        memcpy(folder, path, (size_t)(slash - path));
        must(fs_make_dirs(package_fd, folder, 0700, NULL));
    }
    EV_FD int fd = openat(package_fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        abort();
    must(fs_write_all(fd, bytes, count));
}

static inline void package_remove(void)
{
    must(fs_remove_tree(AT_FDCWD, package_folder, NULL));
    arena_done(&package_arena);
}

static inline void package_make(const struct package_file *files, size_t count)
{
    if (package_folder)
        return;
    must(fs_make_temporary("evalx-fuzz", &package_arena, &package_folder, NULL));
    must(atexit(package_remove));
    package_fd = open(package_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < count; i++)
        package_write(files[i].path, files[i].text, strlen(files[i].text));
}

/* What no problem may lack, whatever its package said. */
static inline void package_check_problem(const struct problem *problem)
{
    const struct scoring *scoring = &problem->scoring;
    if (problem->test_count == 0 || !problem->title || !problem->format ||
        scoring->group_count == 0)
        abort();
    for (size_t i = 0; i < scoring->group_count; i++) {
        const struct score_group *group = &scoring->groups[i];
        if (!group->name || group->rule >= SCORE_RULE_COUNT || group->parent > i)
            abort();
        for (size_t r = 0; r < group->require_count; r++) {
            if (group->requires[r] >= scoring->group_count)
                abort();
        }
    }
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        bool has_data = test->input || test->recipe || test->is_answer_made || test->is_static;
        if (!test->name || !has_data || test->score_group >= scoring->group_count)
            abort();
    }
}

/* Read it as it is now. */
static inline void package_check(void)
{
    struct problem problem = {0};
    struct err err = {0};
    char digest[65];
    if (problem_open(package_folder, &problem, &err) != 0) {
        if (err.kind != ERR_INPUT || !str_starts_with(err.msg, "problem: ") ||
            strchr(err.msg, '\n'))
            abort();
        return;
    }
    package_check_problem(&problem);
    must(problem_digest(&problem, digest, &err));
    problem_close(&problem);
}

static inline int package_fuzz(const struct package_place *places, size_t count,
                               const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const struct package_place *place = &places[(uint8_t)(data[0] - '0') % count];
    if (place->other.path)
        package_write(place->other.path, place->other.text, strlen(place->other.text));
    package_write(place->path, data + 1, size - 1);
    package_check();
    must(unlinkat(package_fd, place->path, 0));
    if (place->other.path)
        must(unlinkat(package_fd, place->other.path, 0));
    return 0;
}

#endif
