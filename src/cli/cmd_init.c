/* cmd_init: evalx init: a workspace with an example problem, or a package of another format as one
 * of 2025-09. What is there stays as it is. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/commands.h"
#include "cli/init_files.h"
#include "cli/init_from.h"
#include "cli/shared.h"

enum { FOLDER_MODE = 0755, FILE_MODE = 0644 };

struct init_values {
    struct shared_values shared;
    const char *from;
};

static const struct option options[] = {
    {.name = "from",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct init_values, from),
     .value = "PACKAGE",
     .help = "write this package, of any format, as one of the ICPC format 2025-09"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, judging_options, NULL};

static int write_file(struct arena *arena, const char *folder, const struct init_file *file,
                      bool *is_kept_out, struct err *err)
{
    const char *path = fs_join(arena, folder, file->path);
    const char *parent = arena_string_n(arena, path, (size_t)(fs_base_name(path) - path));
    struct err cause = {0};
    *is_kept_out = false;
    if (fs_make_dirs(AT_FDCWD, parent, FOLDER_MODE, err) != 0)
        return -1;
    if (fs_write_new(AT_FDCWD, path, file->text, strlen(file->text), FILE_MODE, &cause) == 0)
        return 0;
    if (cause.sys_errno != EEXIST) {
        *err = cause;
        return -1;
    }
    *is_kept_out = true;
    return 0;
}

static int write_workspace(struct arena *arena, const char *folder, bool is_quiet, struct str *out,
                           struct err *err)
{
    for (const struct init_file *file = init_files; file->path != NULL; file++) {
        bool is_kept = false;
        if (write_file(arena, folder, file, &is_kept, err) != 0) {
            err->kind = ERR_INPUT; /* the user named the folder, whatever the cause */
            return err_wrap(err, "init");
        }
        if (!is_quiet)
            str_printf(out, "%s  %s\n", is_kept ? "kept   " : "written",
                       fs_join(arena, folder, file->path));
    }
    bool is_here = strcmp(folder, ".") == 0;
    str_printf(out,
               "%snext:\n  %s%s%sevalx judge problems/hello-sum/submissions/accepted/sum.cpp "
               "--problem hello-sum\n",
               is_quiet ? "" : "\n", is_here ? "" : "cd ", is_here ? "" : folder,
               is_here ? "" : " && ");
    return 0;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct init_values *init_values = values;
    struct session session = {0};
    struct err err = {0};
    struct str out EV_STR = {0};
    int status = -1;
    if (operand_count > 1)
        (void)err_set(&err, ERR_USAGE,
                      "init: one folder at most: evalx init [DIR]"); /* always -1 */
    else if (init_values->from)
        status = init_from(&session, &init_values->shared, init_values->from,
                           operand_count == 1 ? operands[0] : NULL, &out, &err);
    else
        status = write_workspace(&session.arena, operand_count == 1 ? operands[0] : ".",
                                 init_values->shared.is_quiet, &out, &err);
    status = status == 0 ? say_result(&out) : say_error(&err);
    session_close(&session);
    return status;
}

static void set_defaults(void *values)
{
    struct init_values *init_values = values;
    *init_values = (struct init_values){0};
    shared_set_defaults(&init_values->shared);
}

const struct command command_init = {
    .name = "init",
    .summary = "make a workspace: evalx.yaml and an example problem",
    .synopsis = "[OPTIONS] [DIR]",
    .details = "Files that exist are left as they are.\n\n"
               "With --from, DIR (default: the problem's name) gets a package of the ICPC format\n"
               "2025-09 made of another one; what it cannot say is told line by line. Tests\n"
               "that its generators and main solution make are made, in the sandbox.\n\n"
               "  evalx init contest\n"
               "  evalx init --from polygon.zip sum\n\n"
               "Exit status: 0 done, 2 wrong usage, 3 the folder cannot be written,\n"
               "or the package cannot be read, 4 evalx failed, 130 interrupted.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct init_values),
    .set_defaults = set_defaults,
    .run = run,
};
