/* proxy: a relay between two sockets that misbehaves as lab_shared.proxy_mode says. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lab.h"

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
        _exit(0);
    return fd;
}

static void send_all(int fd, const char *bytes, size_t count, size_t piece)
{
    while (count > 0) {
        size_t now = count < piece ? count : piece;
        ssize_t sent = send(fd, bytes, now, MSG_NOSIGNAL);
        if (sent <= 0)
            _exit(0);
        bytes += sent;
        count -= (size_t)sent;
    }
}

/* One piece from `from` to `to`. */
static void relay(struct lab *lab, int from, int to, bool is_reply)
{
    static char bytes[65536];
    ssize_t count = read(from, bytes, sizeof(bytes));
    enum proxy_mode mode = (enum proxy_mode)atomic_load(&lab->shared->proxy_mode);
    if (count <= 0)
        _exit(0);
    (void)atomic_fetch_add(&lab->shared->proxy_bytes, (int)count);
    if (mode == PROXY_SILENT)
        return; /* as a cable that was pulled */
    if ((mode == PROXY_RESET && lab_random(lab, 20) == 0) ||
        (mode == PROXY_DROP && is_reply && lab_random(lab, 10) == 0))
        _exit(0);
    if (mode == PROXY_SLOW)
        (void)usleep(20000);
    send_all(to, bytes, (size_t)count, mode == PROXY_SLICE ? 1 : sizeof(bytes));
}

static void serve(struct lab *lab, int client)
{
    int redis = connect_to(lab->redis.socket_path);
    struct pollfd both[] = {{.fd = client, .events = POLLIN}, {.fd = redis, .events = POLLIN}};
    lab->random ^= (uint64_t)getpid() << 20;
    (void)atomic_fetch_add(&lab->shared->connected, 1);
    while (poll(both, 2, -1) > 0 || errno == EINTR) {
        if (both[0].revents)
            relay(lab, client, redis, false);
        if (both[1].revents)
            relay(lab, redis, client, true);
    }
    _exit(0);
}

pid_t proxy_start(struct lab *lab, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 64))
        return -1;
    pid_t pid = fork();
    if (pid != 0) {
        (void)close(listener);
        return pid;
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        if (fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(lab, client);
        }
        (void)close(client);
    }
}
