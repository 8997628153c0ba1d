/* Proves: a program that waits for a child that sleeps is idle. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0)
        for (;;)
            pause();
    wait(NULL);
    printf("%d\n", 2 * n);
    return 0;
}
