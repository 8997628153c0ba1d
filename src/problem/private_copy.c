/* private_copy: see private_copy.h. */
#include "problem/private_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"

static const int64_t most_bytes = INT64_C(4) << 30;

/* A copy in the making: the package is still read at its old place. */
struct copy {
    struct package *package;
    const char *folder;
    int dir_fd;
    int64_t bytes;
};

static int failed(const struct package *package, const char *path, struct err *err)
{
    return package_error(package, path, err, "cannot be copied: %s", strerror(errno));
}

static int make_parents(struct copy *copy, const char *path, struct err *err)
{
    const char *base = fs_base_name(path);
    if (base == path)
        return 0;
    const char *folder = arena_string_n(&copy->package->scratch, path, (size_t)(base - path) - 1);
    return fs_make_dirs(copy->dir_fd, folder, 0755, err);
}

static int copy_file(struct copy *copy, const char *path, struct err *err)
{
    struct package *package = copy->package;
    struct stat status;
    EV_FD int from = package_open(package, path, O_RDONLY | O_CLOEXEC);
    if (from < 0 || fstat(from, &status) != 0)
        return failed(package, path, err);
    copy->bytes += status.st_size;
    if (copy->bytes > most_bytes)
        return package_error(package, NULL, err, "more than 4 GiB: too much to be copied");
    if (make_parents(copy, path, err) != 0)
        return -1;
    EV_FD int to = fs_open_beneath(copy->dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    if (to < 0 || fs_copy_fd(from, to, (size_t)most_bytes) != 0 ||
        fchmod(to, status.st_mode & 0755) != 0)
        return failed(package, path, err);
    return 0;
}

static int copy_entry(struct copy *copy, const char *name, struct err *err)
{
    const char *const *files;
    size_t count;
    if (package_files(copy->package, name, &files, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (copy_file(copy, files[i], err) != 0)
            return -1;
    }
    return 0;
}

static int copy_all(struct copy *copy, struct err *err)
{
    const char **names;
    size_t count;
    if (package_list(copy->package, "", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] != '.' && copy_entry(copy, names[i], err) != 0)
            return -1;
    }
    return 0;
}

int package_make_private(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    if (problem->unpacked)
        return 0;
    struct copy copy = {.package = package};
    if (fs_hold_temporary("evalx-problem", &problem->arena, &copy.folder, &problem->unpacked_fd,
                          err) != 0)
        return -1;
    problem->unpacked = copy.folder; /* removed with the problem, whatever happens now */
    EV_FD int fd = open(copy.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", copy.folder);
    copy.dir_fd = fd;
    if (copy_all(&copy, err) != 0)
        return -1;
    fd_close(&problem->dir_fd);
    problem->dir_fd = fd_steal(&fd);
    problem->path = copy.folder;
    return 0;
}

int package_unpack_inner(struct package *package, const char *archive, const char **folder_out,
                         struct err *err)
{
    struct problem *problem = &package->problem;
    struct entry entry;
    struct err cause = {0};
    const char *folder = arena_printf(&problem->arena, "%s.d", archive);
    const char *path = arena_printf(&package->scratch, "%s/%s", problem->path, archive);
    if (package_look(package, archive, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FILE)
        return package_error(package, archive, err, "no such archive");
    if (package_has(package, folder))
        return package_error(package, folder, err, "in the way of what the archive holds");
    if (fs_make_dirs(problem->dir_fd, folder, 0755, err) != 0)
        return -1;
    EV_FD int fd = fs_open_beneath(problem->dir_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed(package, folder, err);
    if (archive_unpack(path, fd, &cause) != 0)
        return package_error(package, archive, err, "%s", cause.msg);
    *folder_out = folder;
    return 0;
}

int package_empty_file(struct package *package, const char **path_out, struct err *err)
{
    static const char name[] = "evalx-empty";
    if (!package_has(package, name) &&
        fs_write_new(package->problem.dir_fd, name, "", 0, 0644, err) != 0)
        return -1;
    *path_out = name;
    return 0;
}
