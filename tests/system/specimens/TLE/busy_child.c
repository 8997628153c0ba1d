/* Proves: the CPU time of a child counts while its parent waits. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile unsigned sink;

int main(void)
{
    if (fork() == 0)
        for (;;)
            sink++;
    wait(NULL);
    return 0;
}
