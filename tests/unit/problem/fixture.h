/* fixture: packages written into a temporary folder, and opened. */
#ifndef EVALX_TESTS_PROBLEM_FIXTURE_H
#define EVALX_TESTS_PROBLEM_FIXTURE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "problem/problem.h"

/* A package on disk, its reading and what came of it. */
struct fixture {
    struct arena arena;
    const char *folder; /* temporary; the package is in its "pkg" */
    const char *path;
    struct problem problem;
    struct err err;
    bool is_open;
};

static inline struct fixture *fixture_new(void)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    cr_assert_not_null(fixture);
    cr_assert_eq(fs_make_temporary("evalx-test", &fixture->arena, &fixture->folder, &fixture->err),
                 0, "%s", fixture->err.msg);
    fixture->path = fs_join(&fixture->arena, fixture->folder, "pkg");
    cr_assert_eq(fs_make_dirs(AT_FDCWD, fixture->path, 0755, &fixture->err), 0);
    return fixture;
}

static inline const char *fixture_place(struct fixture *fixture, const char *name)
{
    char *path = arena_printf(&fixture->arena, "%s/%s", fixture->path, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert_eq(fs_make_dirs(AT_FDCWD, path, 0755, &fixture->err), 0, "%s", fixture->err.msg);
    *slash = '/';
    return path;
}

static inline void fixture_write(struct fixture *fixture, const char *name, const char *text)
{
    const char *path = fixture_place(fixture, name);
    cr_assert_eq(fs_write_atomic(AT_FDCWD, path, text, strlen(text), 0644, &fixture->err), 0, "%s",
                 fixture->err.msg);
}

static inline void fixture_link(struct fixture *fixture, const char *name, const char *target)
{
    cr_assert_eq(symlink(target, fixture_place(fixture, name)), 0);
}

static inline void fixture_remove(struct fixture *fixture, const char *name)
{
    const char *path = fixture_place(fixture, name);
    cr_assert_eq(fs_remove_tree(AT_FDCWD, path, &fixture->err), 0, "%s", fixture->err.msg);
}

static inline void fixture_test(struct fixture *fixture, const char *name)
{
    fixture_write(fixture, arena_printf(&fixture->arena, "data/%s.in", name), "1 2\n");
    fixture_write(fixture, arena_printf(&fixture->arena, "data/%s.ans", name), "3\n");
}

/* One secret test, one accepted submission and this problem.yaml. */
static inline struct fixture *fixture_package(const char *yaml)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "problem.yaml", yaml);
    fixture_test(fixture, "secret/1");
    fixture_write(fixture, "submissions/accepted/sum.py",
                  "print(sum(map(int, input().split())))\n");
    return fixture;
}

static inline bool fixture_open_at(struct fixture *fixture, const char *path)
{
    fixture->err = (struct err){0};
    fixture->is_open = problem_open(path, &fixture->problem, &fixture->err) == 0;
    return fixture->is_open;
}

static inline bool fixture_open(struct fixture *fixture)
{
    return fixture_open_at(fixture, fixture->path);
}

/* The package must be readable. */
static inline const struct problem *fixture_problem(struct fixture *fixture)
{
    cr_assert(fixture_open(fixture), "%s", fixture->err.msg);
    return &fixture->problem;
}

/* The package must be refused as bad input, by one line with these words. */
static inline void fixture_expect_refusal(struct fixture *fixture, const char *label,
                                          const char *words)
{
    cr_expect_not(fixture_open(fixture), "%s: was read", label);
    cr_expect_eq(fixture->err.kind, ERR_INPUT, "%s: kind %d", label, (int)fixture->err.kind);
    cr_expect(str_starts_with(fixture->err.msg, "problem: "), "%s: %s", label, fixture->err.msg);
    cr_expect_not_null(strstr(fixture->err.msg, words), "%s: expected '%s' in: %s", label, words,
                       fixture->err.msg);
}

static inline bool fixture_has_warning(const struct fixture *fixture, const char *words)
{
    for (size_t i = 0; i < fixture->problem.warning_count; i++) {
        if (strstr(fixture->problem.warnings[i], words))
            return true;
    }
    return false;
}

/* The names of the tests, parted by spaces. */
static inline const char *fixture_test_names(struct fixture *fixture)
{
    const char *names = "";
    for (size_t i = 0; i < fixture->problem.test_count; i++)
        names = arena_printf(&fixture->arena, "%s%s%s", names, i ? " " : "",
                             fixture->problem.tests[i].name);
    return names;
}

static inline const char *fixture_words(struct fixture *fixture, const char *const *words,
                                        size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&fixture->arena, "%s%s%s", text, i ? " " : "", words[i]);
    return text;
}

static inline void fixture_done(struct fixture *fixture)
{
    struct err ignored;
    if (fixture->is_open)
        problem_close(&fixture->problem);
    cr_expect_eq(fs_remove_tree(AT_FDCWD, fixture->folder, &ignored), 0);
    arena_done(&fixture->arena);
    free(fixture);
}

#endif
