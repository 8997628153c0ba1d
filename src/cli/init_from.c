/* init_from: see init_from.h. */
#include "cli/init_from.h"

#include <fcntl.h>
#include <stdbool.h>

#include "base/fs.h"
#include "problem/problem.h"

enum { FOLDER_MODE = 0755 };

static int open_empty(struct arena *arena, const char *folder, int *fd_out, struct err *err)
{
    const char **names;
    size_t count;
    if (fs_make_dirs(AT_FDCWD, folder, FOLDER_MODE, err) != 0)
        return -1;
    EV_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s", folder);
    if (fs_list(fd, ".", 1, arena, &names, &count, NULL) != 0 || count > 0)
        return err_set(err, ERR_INPUT, "%s: not empty: name a new folder", folder);
    *fd_out = fd_steal(&fd);
    return 0;
}

static void tell(const struct problem *problem, const char *const *notes, size_t count,
                 struct str *out)
{
    for (size_t i = 0; i < problem->warning_count; i++)
        str_printf(out, "read     %s\n", problem->warnings[i]);
    for (size_t i = 0; i < count; i++)
        str_printf(out, "lost     %s\n", notes[i]);
}

static int write_open(struct arena *arena, const struct problem *problem, const char *folder,
                      bool is_quiet, struct str *out, struct err *err)
{
    EV_FD int fd = -1;
    const char *const *notes;
    size_t count;
    if (!folder)
        folder = problem->short_name;
    if (open_empty(arena, folder, &fd, err) != 0 ||
        problem_write(problem, fd, arena, &notes, &count, err) != 0) {
        err->kind = ERR_INPUT; /* the user named the folder, whatever the cause */
        return -1;
    }
    if (!is_quiet) {
        tell(problem, notes, count, out);
        str_printf(out,
                   "written  %s: %zu tests, %zu submissions, from a package of the format %s\n",
                   folder, problem->test_count, problem->jury_count, problem->format);
    }
    str_printf(out, "%snext:\n  evalx verify %s\n", is_quiet ? "" : "\n", folder);
    return 0;
}

int init_from(struct arena *arena, const char *package, const char *folder, bool is_quiet,
              struct str *out, struct err *err)
{
    EV_CLEANUP(problem_close) struct problem problem = {0};
    if (problem_open_shared(package, &problem, err) != 0)
        return -1;
    if (write_open(arena, &problem, folder, is_quiet, out, err) != 0)
        return err_wrap(err, "init");
    return 0;
}
