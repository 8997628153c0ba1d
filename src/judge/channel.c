/* channel: see channel.h. fifo(7), open(2) on O_PATH and /proc/PID/fd. */
#include "judge/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "sandbox/sandbox.h"

enum { PROC_PATH_MAX = 64 };

/* The same file once more, whatever the descriptor may do. */
static int open_again(int fd, int flags)
{
    char path[PROC_PATH_MAX];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd); /* fits */
    return open(path, flags | O_CLOEXEC);
}

static int failed(struct err *err)
{
    return err_sys(err, ERR_JUDGE, "judge: make a FIFO");
}

/* Its name is gone before anybody uses it. */
static int make_fifo(int dir_fd, struct channel *channel, struct err *err)
{
    static const char name[] = "fifo";
    if (mkfifoat(dir_fd, name, 0600) != 0)
        return failed(err);
    channel->path_fd = openat(dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    int status = fchmodat(dir_fd, name, 0666, 0); /* programs are another user */
    int saved_errno = errno;
    (void)unlinkat(dir_fd, name, 0); /* the folder goes, too */
    errno = saved_errno;
    return channel->path_fd < 0 || status != 0 ? failed(err) : 0;
}

static int open_fifo(struct channel *channel, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *folder;
    struct err ignored; /* an empty folder left is no reason to fail */
    if (fs_make_temporary("evalx-fifo", &arena, &folder, err) != 0)
        return -1;
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = dir_fd < 0 ? failed(err) : make_fifo(dir_fd, channel, err);
    (void)!fs_remove_tree(AT_FDCWD, folder, &ignored);
    if (status != 0)
        return -1;
    channel->reader_fd = open_again(channel->path_fd, O_RDONLY | O_NONBLOCK);
    return channel->reader_fd < 0 ? failed(err) : 0;
}

static int open_pipe(struct channel *channel, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return failed(err);
    channel->reader_fd = ends[0];
    channel->writer_fd = ends[1];
    (void)fchmod(ends[0], 0666); /* of our own pipe: cannot fail */
    channel->path_fd = open_again(ends[0], O_PATH);
    return channel->path_fd < 0 ? failed(err) : 0;
}

int channel_open(struct channel *channel, bool is_nameless, struct err *err)
{
    *channel = CHANNEL_CLOSED;
    int status = is_nameless ? open_pipe(channel, err) : open_fifo(channel, err);
    if (status != 0)
        channel_close(channel);
    return status;
}

/* A writer comes and goes: whoever waits in open(2) is let in. Never waits itself: fifo(7). */
static void let_in(const struct channel *channel)
{
    int fd = open_again(channel->path_fd, O_RDWR | O_NONBLOCK);
    fd_close(&fd);
}

void channel_look(struct channel *channel)
{
    int waiting = 0;
    bool has_bytes = ioctl(channel->reader_fd, FIONREAD, &waiting) == 0 && waiting > 0;
    if (has_bytes || channel->has_ended)
        let_in(channel);
}

void channel_end(struct channel *channel)
{
    channel->has_ended = true;
    let_in(channel);
    fd_close(&channel->writer_fd);
}

void channel_close(struct channel *channel)
{
    fd_close(&channel->path_fd);
    fd_close(&channel->reader_fd);
    fd_close(&channel->writer_fd);
}

const char *channel_name(struct arena *arena, size_t index)
{
    return arena_printf(arena, "/dev/fd/%zu", RUN_GIVEN_FIRST + index);
}
