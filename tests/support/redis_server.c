/* redis_server: see redis_server.h. */
#include "support/redis_server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPTIONS_MAX = 64 };

static const char *preloaded, *clock_path;

void redis_server_preload(const char *library, const char *clock)
{
    preloaded = library;
    clock_path = clock;
}

static void exec_server(const struct redis_server *server, const char *const *more)
{
    const char *words[OPTIONS_MAX] = {"redis-server",
                                      "--port",
                                      "0",
                                      "--unixsocket",
                                      server->socket_path,
                                      "--dir",
                                      server->folder,
                                      "--appendonly",
                                      "yes",
                                      "--appendfsync",
                                      "always",
                                      "--save",
                                      "",
                                      "--maxmemory-policy",
                                      "noeviction",
                                      "--enable-debug-command",
                                      "yes",
                                      "--logfile",
                                      "redis.log"};
    size_t count = 0;
    while (words[count])
        count++;
    for (size_t i = 0; more && more[i] && count < OPTIONS_MAX - 1; i++)
        words[count++] = more[i];
    if (preloaded) {
        (void)setenv("LD_PRELOAD", preloaded, 1);
        (void)setenv("EVALX_SHIM_CLOCK", clock_path, 1);
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    (void)dup2(null, 0);
    (void)dup2(null, 1);
    (void)execvp(words[0], (char *const *)(const void *)words);
    _exit(127);
}

static bool answers(const struct redis_server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", server->socket_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char reply[8] = "";
    bool is_up = fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address)) &&
                 write(fd, "PING\r\n", 6) == 6 && read(fd, reply, 5) == 5 && reply[0] == '+';
    if (fd >= 0)
        (void)close(fd);
    return is_up;
}

bool redis_server_restart(struct redis_server *server, const char *const *more)
{
    (void)unlink(server->socket_path);
    server->pid = fork();
    if (server->pid == 0)
        exec_server(server, more);
    for (int i = 0; i < 6000; i++) {
        if (answers(server))
            return true;
        if (waitpid(server->pid, NULL, WNOHANG) == server->pid)
            break;
        (void)usleep(10000);
    }
    (void)fprintf(stderr, "redis-server does not answer; see %s/redis.log\n", server->folder);
    return false;
}

bool redis_server_start(struct redis_server *server, const char *const *more)
{
    *server = (struct redis_server){.folder = "/tmp/evalx-redis.XXXXXX"};
    (void)signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(server->folder))
        return false;
    (void)snprintf(server->socket_path, sizeof(server->socket_path), "%s/socket", server->folder);
    (void)snprintf(server->url, sizeof(server->url), "unix://%s", server->socket_path);
    return redis_server_restart(server, more);
}

void redis_server_kill(struct redis_server *server)
{
    if (server->pid <= 0)
        return;
    (void)kill(server->pid, SIGKILL);
    (void)waitpid(server->pid, NULL, 0);
    server->pid = 0;
}

void redis_server_done(struct redis_server *server)
{
    redis_server_kill(server);
    pid_t child = fork();
    if (child == 0) {
        (void)execlp("rm", "rm", "-rf", server->folder, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(child, NULL, 0);
}
