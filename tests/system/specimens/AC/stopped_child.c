/* Proves: a stopped child is swept away like any other. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        raise(SIGSTOP);
        _exit(0);
    }
    usleep(20000);
    printf("%d\n", 2 * n);
    return 0;
}
