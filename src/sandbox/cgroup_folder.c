/* cgroup_folder: emptying and removing folders of cgroups, ours and those that a dead evalx left
 * behind. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/cgroup_backend.h"

enum {
    KILL_ROUNDS =
        100, /* each waits at most ROUND_MS: what is still there then is stuck in the kernel */
    ROUND_MS = 50,
    KILL_BATCH = 64,
    PROCS_TEXT_MAX = 4096, /* what does not fit is met in the next round */
};

static int folder_make(int parent_fd, const char *name)
{
    return mkdirat(parent_fd, name, 0755);
}

static int folder_remove(int parent_fd, const char *name)
{
    return unlinkat(parent_fd, name, AT_REMOVEDIR);
}

static int process_kill(int pidfd)
{
    return (int)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
}

const struct cgroup_kernel cgroup_kernel_real = {
    .make = folder_make,
    .remove = folder_remove,
    .kill = process_kill,
};

/* Process ids in cgroup.procs, at most KILL_BATCH. 0 stands for one outside our pid namespace. */
static int procs_read(int folder_fd, int64_t pids[KILL_BATCH])
{
    char text[PROCS_TEXT_MAX];
    if (cgroup_text(folder_fd, "cgroup.procs", text, sizeof(text)) < 0)
        return -1;
    int count = 0;
    for (const char *at = text; *at != '\0' && count < KILL_BATCH; at += *at == '\n')
        if ((pids[count++] = cgroup_digits(&at)) < 0)
            return -1;
    return count;
}

static bool has_pid(const int64_t *pids, int count, int64_t pid)
{
    for (int i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

/* Kill those that are in the cgroup still once we hold their pidfd: a number read before may
 * belong to a stranger by then. */
static int kill_round(int folder_fd, const struct cgroup_kernel *kernel)
{
    int64_t pids[KILL_BATCH], still[KILL_BATCH];
    struct pollfd exits[KILL_BATCH];
    int count = procs_read(folder_fd, pids);
    for (int i = 0; i < count; i++) {
        bool is_ours = pids[i] > 0 && pids[i] != getpid();
        exits[i].fd = is_ours ? (int)syscall(SYS_pidfd_open, (pid_t)pids[i], 0) : -1;
        exits[i].events = POLLIN;
    }
    int still_count = procs_read(folder_fd, still);
    for (int i = 0; i < count; i++)
        if (exits[i].fd >= 0 && has_pid(still, still_count, pids[i]))
            (void)kernel->kill(exits[i].fd); /* gone already, or met again in the next round */
    for (int i = 0; i < count; i++) {
        if (exits[i].fd >= 0)
            (void)poll(&exits[i], 1, ROUND_MS);
        fd_close(&exits[i].fd);
    }
    return count;
}

int cgroup_kill_listed(int folder_fd, const struct cgroup_kernel *kernel)
{
    for (int round = 0; round < KILL_ROUNDS; round++) {
        int count = kill_round(folder_fd, kernel);
        if (count <= 0)
            return count;
    }
    errno = EBUSY;
    return -1;
}

/* v2 tells of a cgroup that became empty by an event on cgroup.events (cgroup-v2.rst,
 * "[Un]populated Notification"). */
int cgroup_wait_empty(int folder_fd)
{
    EV_FD int fd = openat(folder_fd, "cgroup.events", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    for (int round = 0; round < KILL_ROUNDS; round++) {
        struct pollfd event = {.fd = fd, .events = POLLPRI};
        int64_t populated = cgroup_number(fd, "populated");
        if (populated <= 0)
            return (int)populated;
        (void)poll(&event, 1, ROUND_MS);
    }
    errno = EBUSY;
    return -1;
}

/* A task counts as inside until the kernel is through with its exit, a moment after its pidfd
 * tells of it; v1 has no event for that, so that a busy folder is tried again. */
static void remove_when_idle(int parent_fd, const char *name, const struct cgroup_kernel *kernel)
{
    for (int round = 0; round < KILL_ROUNDS; round++) {
        if (kernel->remove(parent_fd, name) == 0 || errno != EBUSY)
            return;
        (void)poll(NULL, 0, 1 + round / 10);
    }
}

static bool is_folder(int parent_fd, const struct dirent *entry)
{
    struct stat status;
    if (entry->d_name[0] == '.')
        return false;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(parent_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(status.st_mode);
}

/* Kill and remove one folder that has no folders in it. */
static void remove_one(int parent_fd, const char *name, const struct cgroup_backend *backend,
                       const struct cgroup_kernel *kernel)
{
    EV_FD int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)backend->kill_all(
        fd, kernel); /* if it failed, the folder stays and the next start tries again */
    remove_when_idle(parent_fd, name, kernel);
}

typedef void folder_visit(int parent_fd, const char *name, const struct cgroup_backend *backend,
                          const struct cgroup_kernel *kernel);

static void each_folder(int parent_fd, folder_visit *visit, const struct cgroup_backend *backend,
                        const struct cgroup_kernel *kernel)
{
    int fd = openat(parent_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        fd_close(&fd);
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (is_folder(parent_fd, entry))
            visit(parent_fd, entry->d_name, backend, kernel);
    (void)closedir(folder); /* only read */
}

/* A tree is two folders deep: itself and its leaves. */
void cgroup_remove_folder(int parent_fd, const char *name, const struct cgroup_backend *backend,
                          const struct cgroup_kernel *kernel)
{
    EV_FD int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    each_folder(fd, remove_one, backend, kernel);
    remove_one(parent_fd, name, backend, kernel);
}

/* Whoever made the tree holds its lock for as long as it lives. The lock is kept here while the
 * tree is removed, so that a second evalx that starts now leaves it alone. */
static void remove_if_stale(int parent_fd, const char *name, const struct cgroup_backend *backend,
                            const struct cgroup_kernel *kernel)
{
    if (strncmp(name, CGROUP_TREE_PREFIX, strlen(CGROUP_TREE_PREFIX)) != 0 ||
        strcmp(name, CGROUP_SELF) == 0)
        return;
    EV_FD int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        cgroup_remove_folder(parent_fd, name, backend, kernel);
}

void cgroup_remove_stale(int parent_fd, const struct cgroup_backend *backend,
                         const struct cgroup_kernel *kernel)
{
    each_folder(parent_fd, remove_if_stale, backend, kernel);
}
