/* problem: opening and closing a package, see problem.h. format.c says how it is read. */
#include "problem/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"
#include "base/log.h"
#include "problem/format.h"
#include "problem/package.h"
#include "problem/private_copy.h"

/* "problem: " goes in front of every message once, here; the rest keeps its full length. */
static int failed(struct err *err)
{
    static const char prefix[] = "problem: ";
    const size_t length = sizeof(prefix) - 1;
    if (err && !str_starts_with(err->msg, prefix)) {
        memmove(err->msg + length, err->msg, sizeof(err->msg) - length);
        memcpy(err->msg, prefix, length);
        err->msg[sizeof(err->msg) - 1] = '\0';
    }
    return -1;
}

static int open_folder(int at_fd, const char *path, int *fd_out)
{
    int fd = openat(at_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    *fd_out = fd;
    return 0;
}

static bool is_clutter(const char *name)
{
    return name[0] == '.' || strcmp(name, "__MACOSX") == 0;
}

/* A single folder that holds all the rest of the archive, NULL where there is none. */
static int find_top_folder(struct problem *problem, const char **name_out, struct err *err)
{
    const char **names;
    size_t count;
    size_t found = 0;
    const char *name = NULL;
    if (fs_list(problem->dir_fd, ".", PACKAGE_FILES_MAX, &problem->arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (is_clutter(names[i]))
            continue;
        name = names[i];
        found++;
    }
    struct stat status;
    bool is_top = found == 1 && fstatat(problem->dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISDIR(status.st_mode);
    *name_out = is_top ? name : NULL;
    return 0;
}

static int descend(struct problem *problem, const char *name, struct err *err)
{
    EV_FD int fd = -1;
    if (open_folder(problem->dir_fd, name, &fd) != 0)
        return err_sys(err, ERR_INPUT, "%s/%s", problem->path, name);
    fd_close(&problem->dir_fd);
    problem->dir_fd = fd_steal(&fd);
    problem->path = fs_join(&problem->arena, problem->path, name);
    return 0;
}

/* The archive's name up to the dots of ".tar.gz". */
static const char *archive_stem(struct arena *arena, const char *path)
{
    const char *base = fs_base_name(path);
    const char *tar = strstr(base, ".tar");
    const char *dot = tar ? tar : strrchr(base, '.');
    return arena_string_n(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static int open_archive(struct problem *problem, const char *path, struct err *err)
{
    const char *top;
    if (!archive_is_named_like_one(path))
        return err_set(err, ERR_INPUT,
                       "%s: neither a folder nor an archive (.zip, .tar, .tar.gz, .tar.xz, "
                       ".tar.bz2, .tar.zst, .kpp)",
                       path);
    if (fs_hold_temporary("evalx-problem", &problem->arena, &problem->unpacked,
                          &problem->unpacked_fd, err) != 0)
        return -1;
    problem->path = problem->unpacked;
    if (open_folder(AT_FDCWD, problem->path, &problem->dir_fd) != 0)
        return err_sys(err, ERR_JUDGE, "%s", problem->path);
    if (archive_unpack(path, problem->dir_fd, err) != 0 || find_top_folder(problem, &top, err) != 0)
        return -1;
    problem->short_name = top ? top : archive_stem(&problem->arena, path);
    return top ? descend(problem, top, err) : 0;
}

/* The folder's own name, whatever way it was named: "." too. */
static const char *folder_name(struct arena *arena, const char *path)
{
    EV_FREE char *resolved = realpath(path, NULL);
    const char *name = fs_base_name(resolved ? resolved : path);
    return arena_string(arena, *name ? name : "problem");
}

static char *without_end_slashes(struct arena *arena, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return arena_string_n(arena, path, length);
}

static int open_any(struct problem *problem, const char *path, struct err *err)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return err_sys(err, ERR_INPUT, "%s", path);
    if (!S_ISDIR(status.st_mode))
        return open_archive(problem, path, err);
    problem->path = path;
    problem->short_name = folder_name(&problem->arena, path);
    if (open_folder(AT_FDCWD, path, &problem->dir_fd) != 0)
        return err_sys(err, ERR_INPUT, "%s", path);
    return 0;
}

static int load(struct package *package, const char *path, struct err *err)
{
    package->shown = path;
    return open_any(&package->problem, path, err) == 0 ? format_load(package, err) : -1;
}

/* From a copy in which links to files of the repository are those files. */
static int load_copy(struct package *package, const char *path, struct err *err)
{
    package->shown = path;
    if (open_any(&package->problem, path, err) != 0 || package_make_private(package, err) != 0)
        return -1;
    repository_close(&package->repository);
    return format_load(package, err);
}

static int finish(struct package *package, int result, struct problem *problem_out, struct err *err)
{
    package_done(package);
    if (result != 0) {
        problem_close(&package->problem);
        return failed(err);
    }
    package->problem.warnings = package->warnings;
    *problem_out = package->problem;
    return 0;
}

static int open_package(const char *path, bool *has_leaving_link, struct problem *problem_out,
                        struct err *err)
{
    struct package package = {.problem.dir_fd = -1, .has_leaving_link = has_leaving_link};
    package_init(&package);
    path = without_end_slashes(&package.problem.arena, path);
    return finish(&package, load(&package, path, err), problem_out, err);
}

int problem_open(const char *path, struct problem *problem_out, struct err *err)
{
    return open_package(path, NULL, problem_out, err);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int problem_open_shared(const char *path, struct problem *problem_out, struct err *err)
{
    bool has_leaving_link = false;
    struct problem first = {0};
    struct package package = {.problem.dir_fd = -1};
    int result = open_package(path, &has_leaving_link, &first, err);
    if (result == 0 && !has_leaving_link) {
        *problem_out = first;
        return 0;
    }
    package_init(&package);
    path = without_end_slashes(&package.problem.arena, path);
    if (!has_leaving_link || !is_folder(path) ||
        !repository_find(path, &package.problem.arena, &package.repository)) {
        package_done(&package);
        problem_close(&package.problem);
        if (result == 0)
            *problem_out = first;
        return result;
    }
    problem_close(&first);
    return finish(&package, load_copy(&package, path, err), problem_out, err);
}

void problem_close(struct problem *problem)
{
    /* A struct that was never opened has no path, and its dir_fd of 0 is not ours. */
    if (problem->path)
        fd_close(&problem->dir_fd);
    struct err ignored; /* a leftover under /tmp harms nobody */
    if (problem->unpacked && fs_remove_tree(AT_FDCWD, problem->unpacked, &ignored) != 0)
        log_line(LOG_WARN, "%s", ignored.msg);
    if (problem->unpacked)
        fd_close(&problem->unpacked_fd);
    arena_done(&problem->arena);
    *problem = (struct problem){0};
}
