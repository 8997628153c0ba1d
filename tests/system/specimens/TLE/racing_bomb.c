/* Proves: processes that fork anew as they die do not outrun the killer. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    if (fork() > 0)
        for (;;)
            pause();
    for (;;) {
        if (fork() > 0)
            _exit(0);
        setsid();
        (void)fork();
    }
}
