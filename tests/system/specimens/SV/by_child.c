/* Proves: a violation of a child is one of the program, though its parent answers rightly. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        (void)unshare(CLONE_NEWNET);
        _exit(0);
    }
    wait(NULL);
    printf("%d\n", 2 * n);
    return 0;
}
