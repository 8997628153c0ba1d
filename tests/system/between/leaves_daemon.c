/* Leaves a daemon that holds a local socket; the next test would find it taken. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0left-behind"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 12);
    int is_taken = bind(fd, (struct sockaddr *)&address, bytes) != 0;
    if (!is_taken && fork() == 0) {
        setsid();
        close(0);
        close(1);
        close(2);
        signal(SIGTERM, SIG_IGN);
        alarm(20); /* a mutant lets it live: not for ever */
        for (;;)
            pause();
    }
    puts(is_taken ? "dirty" : "clean");
    return 0;
}
