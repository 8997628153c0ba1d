/* Proves: local sockets, timers and events are there for runtimes. */
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    int pair[2];
    int timer = timerfd_create(CLOCK_MONOTONIC, 0), event = eventfd(0, 0), epoll = epoll_create1(0);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || timer < 0 || event < 0 || epoll < 0)
        return 1;
    if (write(pair[0], &n, sizeof(n)) != sizeof(n) || read(pair[1], &n, sizeof(n)) != sizeof(n))
        return 1;
    printf("%d\n", 2 * n);
    return 0;
}
