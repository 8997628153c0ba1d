/* Proves: a daemon that closed everything and forked twice holds nothing up, and is no crime. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            close(0);
            close(1);
            close(2);
            signal(SIGHUP, SIG_IGN);
            signal(SIGTERM, SIG_IGN);
            for (;;)
                pause();
        }
        _exit(0);
    }
    printf("%d\n", 2 * n);
    return 0;
}
