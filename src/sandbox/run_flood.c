/* run_flood: how much a program has written, where its output goes past us: what the kernel counts
 * for each of its processes (proc(5), /proc/PID/io, wchar). Files it writes count too. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sandbox/cgroup_backend.h"
#include "sandbox/run.h"

enum { PROCS_TEXT_MAX = 4096, IO_TEXT_MAX = 512 };

/* 0 where it cannot be read, or is a process of the box's own. */
static int64_t written_by(int64_t pid, uint32_t uid)
{
    char path[48], text[IO_TEXT_MAX];
    struct stat status;
    (void)snprintf(path, sizeof(path), "/proc/%lld/io", (long long)pid);
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || status.st_uid != uid)
        return 0;
    ssize_t got = read(fd, text, sizeof(text) - 1);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    const char *at = strstr(text, "wchar: ");
    if (!at)
        return 0;
    at += strlen("wchar: ");
    int64_t bytes = cgroup_digits(&at);
    return bytes > 0 ? bytes : 0;
}

int64_t run_written_bytes(const struct run *run)
{
    int fds[CGROUP_JOIN_FDS_MAX];
    char text[PROCS_TEXT_MAX], path[48];
    int64_t bytes = 0;
    if (run->box->sandbox->tier != SANDBOX_ROOT || cgroup_leaf_join_fds(run->box->leaf, fds) == 0)
        return 0;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[0]);
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC); /* v1 keeps its list while a file is open */
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    text[got > 0 ? got : 0] = '\0';
    for (const char *at = text; *at >= '0' && *at <= '9'; at += *at == '\n')
        bytes += written_by(cgroup_digits(&at), run->box->uid);
    return bytes;
}
