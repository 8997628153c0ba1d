/* pipes: where programs write to.
 *
 * One for standard output, one for standard error; the spawner holds the ends to write to, so that
 * a run is given nothing. They serve all runs of a submission: when a run is over every process
 * that could write is dead, and what is in the pipes is read. What a program can change of a pipe
 * that is not its own is set back before the next run: here the times of the inode, in the spawner
 * the flags of the description (fcntl(2), F_SETFL; the filter refuses the other settings). A
 * program that runs as the pipes' owner could change more: it gets new ones each time. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/private.h"

void pipes_close(struct box *box)
{
    for (size_t i = 0; i < BOX_OUTPUTS; i++)
        fd_close(&box->output_fds[i]);
}

static int open_one(int *read_fd, int *write_fd, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: pipe");
    *read_fd = ends[0];
    *write_fd = ends[1];
    /* /dev/stdout must open, also for another user */
    if (fchmod(ends[1], 0666) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: set up a pipe");
    return 0;
}

static void forget(int write_fds[BOX_OUTPUTS])
{
    for (size_t i = 0; i < BOX_OUTPUTS; i++)
        fd_close(&write_fds[i]);
}

int pipes_open(struct box *box, int write_fds_out[BOX_OUTPUTS], bool *is_new_out, struct err *err)
{
    bool is_there = box->output_fds[0] >= 0 && box->output_fds[1] >= 0;
    *is_new_out = !is_there || sandbox_is_owned_by_program(box->sandbox);
    if (!*is_new_out) {
        for (size_t i = 0; i < BOX_OUTPUTS; i++)
            (void)futimens(box->output_fds[i], NULL); /* we own it: cannot fail */
        return 0;
    }
    pipes_close(box);
    int write_fds[BOX_OUTPUTS] = {-1, -1};
    for (size_t i = 0; i < BOX_OUTPUTS; i++) {
        if (open_one(&box->output_fds[i], &write_fds[i], err)) {
            forget(write_fds);
            return -1;
        }
    }
    memcpy(write_fds_out, write_fds, sizeof(write_fds));
    return 0;
}
