/* A copy of a recorded cgroup tree, and a kernel that behaves in it as the real one does: see
 * trees/README.md. */
#ifndef EVALX_TESTS_RECORDED_H
#define EVALX_TESTS_RECORDED_H

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <criterion/criterion.h>

#include "base/arena.h"
#include "base/fs.h"
#include "sandbox/cgroup_backend.h"

#define TREES "tests/unit/sandbox/trees"

/* A test's own: Criterion gives each a process. */
static struct recorded {
    struct arena arena;
    const char *root;
    const char *missing_file; /* the kernel does not put this one into new folders */
    bool has_peak_reset;      /* Linux 6.12 */
    int kills;
} recorded;

static inline void run_cp(const char *const *argv)
{
    extern char **environ;
    pid_t pid;
    int status;
    union {
        const char *const *in;
        char *const *out;
    } at = {.in = argv}; /* posix_spawn changes nothing */
    cr_assert_eq(posix_spawnp(&pid, "cp", NULL, NULL, at.out, environ), 0);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert_eq(status, 0, "cp %s failed", argv[2]);
}

static inline void record_open(const char *name)
{
    struct err err = {0};
    unsetenv("EVALX_CGROUP");
    cr_assert_eq(fs_make_temporary("evalx-trees", &recorded.arena, &recorded.root, &err), 0, "%s",
                 err.msg);
    const char *from = arena_printf(&recorded.arena, TREES "/%s/.", name);
    run_cp((const char *[]){"cp", "-R", from, recorded.root, NULL});
}

static inline void record_close(void)
{
    if (recorded.root)
        cr_expect_eq(fs_remove_tree(AT_FDCWD, recorded.root, NULL), 0);
    arena_done(&recorded.arena);
    recorded = (struct recorded){0};
}

static inline int recorded_make(int parent_fd, const char *name)
{
    if (mkdirat(parent_fd, name, 0755))
        return -1;
    bool is_v2 = faccessat(parent_fd, "cgroup.controllers", F_OK, 0) == 0;
    const char *from = arena_printf(&recorded.arena, TREES "/kernel/%s/.", is_v2 ? "v2" : "v1");
    const char *to = arena_printf(&recorded.arena, "/proc/%d/fd/%d/%s", getpid(), parent_fd, name);
    run_cp((const char *[]){"cp", "-R", from, to, NULL});
    if (recorded.missing_file)
        (void)unlink(fs_join(&recorded.arena, to, recorded.missing_file));
    if (!recorded.has_peak_reset)
        (void)chmod(fs_join(&recorded.arena, to, "memory.peak"), 0444);
    return 0;
}

/* Files do not keep a cgroup's folder from being removed, folders do. */
static inline int recorded_remove(int parent_fd, const char *name)
{
    const char *pattern =
        arena_printf(&recorded.arena, "/proc/%d/fd/%d/%s/*/", getpid(), parent_fd, name);
    glob_t folders = {0};
    bool is_empty = glob(pattern, GLOB_ONLYDIR, NULL, &folders) == GLOB_NOMATCH;
    globfree(&folders);
    if (!is_empty) {
        errno = EBUSY;
        return -1;
    }
    return fs_remove_tree(parent_fd, name, NULL);
}

/* Whoever is killed leaves the folder. */
static inline int recorded_kill(int pidfd)
{
    (void)pidfd;
    recorded.kills++;
    glob_t found = {0};
    const char *pattern =
        arena_printf(&recorded.arena, "%s/sys/fs/cgroup/*/evalx-*/cgroup.procs", recorded.root);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            cr_assert_eq(truncate(found.gl_pathv[i], 0), 0);
    globfree(&found);
    return 0;
}

static const struct cgroup_kernel recorded_kernel = {
    .make = recorded_make, .remove = recorded_remove, .kill = recorded_kill};

static inline struct cgroup_tree *tree_open(void)
{
    struct cgroup_tree *tree = NULL;
    struct err err = {0};
    struct cgroup_options options = {.root = recorded.root};
    cr_assert_eq(cgroup_tree_open_with(&options, &recorded_kernel, &tree, &err), 0, "%s", err.msg);
    return tree;
}

/* The one path that matches a pattern below the root; NULL when none does. */
static inline const char *find(const char *pattern)
{
    glob_t found = {0};
    const char *full = arena_printf(&recorded.arena, "%s/%s", recorded.root, pattern);
    const char *path = glob(full, 0, NULL, &found) == 0 && found.gl_pathc == 1
                           ? arena_string(&recorded.arena, found.gl_pathv[0])
                           : NULL;
    globfree(&found);
    return path;
}

/* The kernel writes where nobody else may. */
static inline void put(const char *pattern, const char *text)
{
    struct stat status;
    const char *path = find(pattern);
    cr_assert_not_null(path, "%s", pattern);
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(chmod(path, 0644), 0);
    EV_FD int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    cr_assert_geq(fd, 0, "%s", path);
    cr_assert_eq(fs_write_all(fd, text, strlen(text)), 0);
    cr_assert_eq(chmod(path, status.st_mode), 0);
}

/* First line of a file. */
static inline const char *get(const char *pattern)
{
    const char *path = find(pattern);
    cr_assert_not_null(path, "%s", pattern);
    EV_STR struct str text = {0};
    cr_assert_eq(fs_read(AT_FDCWD, path, 4096, &text, NULL), 0);
    return arena_printf(&recorded.arena, "%.*s", (int)strcspn(str_text(&text), "\n"),
                        str_text(&text));
}

#endif
