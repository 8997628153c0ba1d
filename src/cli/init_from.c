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

static void close_made(struct made_tests **made)
{
    judge_made_close(*made);
}

static void tell(const struct problem *problem, const char *const *notes, size_t count,
                 struct str *out)
{
    for (size_t i = 0; i < problem->warning_count; i++)
        str_printf(out, "read     %s\n", problem->warnings[i]);
    for (size_t i = 0; i < count; i++)
        str_printf(out, "lost     %s\n", notes[i]);
}

static bool is_to_be_made(const struct problem *problem)
{
    for (size_t i = 0; i < problem->test_count; i++) {
        if (problem->tests[i].recipe || problem->tests[i].is_answer_made)
            return true;
    }
    return false;
}

/* *made_out stays NULL where nothing is to be made, or nothing can be run here, which is told. */
static int make_tests(struct session *session, const struct shared_values *values,
                      const struct problem *problem, struct made_tests **made_out, struct str *out,
                      struct err *err)
{
    struct err why = {0};
    if (!is_to_be_made(problem))
        return 0;
    if (session_load(session, values, err) != 0)
        return -1;
    if (session_open_judge(session, values, &why) == 0 &&
        judge_make_tests(session->judge, problem, made_out, &why) == 0)
        return 0;
    if (why.kind != ERR_JUDGE) {
        *err = why;
        return -1;
    }
    str_printf(out, "lost     tests that the package's programs make: %s\n", why.msg);
    return 0;
}

static int write_open(struct session *session, const struct shared_values *values,
                      const struct problem *problem, const char *folder, struct str *out,
                      struct err *err)
{
    EV_FD int fd = -1;
    EV_CLEANUP(close_made) struct made_tests *made = NULL;
    EV_STR struct str lost = {0};
    struct problem_written written;
    if (open_empty(&session->arena, folder, &fd, err) != 0) {
        err->kind = ERR_INPUT; /* the user named the folder, whatever the cause */
        return -1;
    }
    if (make_tests(session, values, problem, &made, &lost, err) != 0)
        return -1;
    struct problem_maker maker = {.open = judge_made_file, .context = made};
    if (problem_write(problem, fd, made ? &maker : NULL, &session->arena, &written, err) != 0) {
        err->kind = ERR_INPUT;
        return -1;
    }
    if (!values->is_quiet) {
        str_add(out, str_text(&lost));
        tell(problem, written.notes, written.note_count, out);
        str_printf(out,
                   "written  %s: %zu tests, %zu submissions, from a package of the format %s\n",
                   folder, written.test_count, problem->jury_count, problem->format);
    }
    str_printf(out, "%snext:\n  evalx verify %s\n", values->is_quiet ? "" : "\n", folder);
    return 0;
}

int init_from(struct session *session, const struct shared_values *values, const char *package,
              const char *folder, struct str *out, struct err *err)
{
    EV_CLEANUP(problem_close) struct problem problem = {0};
    if (problem_open_shared(package, &problem, err) != 0)
        return -1;
    if (!folder)
        folder = problem.short_name;
    if (write_open(session, values, &problem, folder, out, err) != 0)
        return err_wrap(err, "init");
    return 0;
}
