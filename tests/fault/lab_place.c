/* lab_place: the surroundings of a lab that are not those of this machine: a small disk, a network
 * of its own, another clock. All of it belongs to the process that asked, and goes with it. */
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

const char *const lab_network_options[] = {"--port",           "6379", "--bind", "10.77.0.1",
                                           "--protected-mode", "no",   NULL};
const char lab_network_url[] = "redis://10.77.0.1:6379";

bool lab_command(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    return waitpid(pid, &status, 0) == pid && status == 0;
}

/* Below /tmp, in a mount namespace of this process. */
const char *lab_make_small_disk(void)
{
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", "/tmp", "tmpfs", 0, "size=3m"))
        return "needs root, for a file system of its own";
    return NULL;
}

/* ---- the network ---- */

/* Keeps a namespace that nobody else is in yet; -1: it cannot be had. */
static pid_t hold_namespace(void)
{
    int ready[2];
    char byte = 0;
    if (pipe2(ready, O_CLOEXEC))
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!unshare(CLONE_NEWNET))
            (void)!write(ready[1], "+", 1);
        (void)close(ready[1]);
        for (;;)
            (void)pause();
    }
    (void)close(ready[1]);
    bool is_ready = read(ready[0], &byte, 1) == 1;
    (void)close(ready[0]);
    return is_ready ? pid : -1;
}

bool lab_join_network(const struct lab *lab)
{
    int pid = (int)lab->network;
    return lab_command("exec 2>&1; ip link add evx0 type veth peer name evx1 netns %d && "
                       "ip address add 10.77.0.1/24 dev evx0 && ip link set evx0 up && "
                       "nsenter -t %d -n ip address add 10.77.0.2/24 dev evx1 && "
                       "nsenter -t %d -n ip link set evx1 up",
                       pid, pid, pid);
}

const char *lab_make_network(struct lab *lab)
{
    if (unshare(CLONE_NEWNET))
        return "needs root, for a network of its own";
    lab->network = hold_namespace();
    if (lab->network < 0 || !lab_command("ip link set lo up") || !lab_join_network(lab))
        return "needs ip (iproute2) and interfaces of kind veth";
    return NULL;
}

void lab_enter_network(const struct lab *lab)
{
    char path[64];
    if (!lab->network)
        return;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)lab->network);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET))
        _exit(1);
    (void)close(fd);
}

/* ---- the clock ---- */

/* Redis is given shim.so, which stands beside this program, and adds what is in this file. */
const char *lab_make_clock(struct lab *lab)
{
    static char self[512], shim[600], path[] = "/tmp/evalx-clock.XXXXXX";
    ssize_t count = readlink("/proc/self/exe", self, sizeof(self) - 1);
    int fd = mkstemp(path);
    if (count <= 0 || fd < 0 || ftruncate(fd, sizeof(*lab->clock_ms)))
        return "the file of the clock cannot be made";
    self[count] = '\0';
    (void)snprintf(shim, sizeof(shim), "%s/shim.so", dirname(self));
    lab->clock_ms = mmap(NULL, sizeof(*lab->clock_ms), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    if (access(shim, R_OK) || lab->clock_ms == MAP_FAILED)
        return "shim.so is missing";
    redis_server_preload(shim, path);
    return NULL;
}
