/* Proves: a process that left session and parent still burns the time of its run. */
#include <stdio.h>
#include <unistd.h>

static volatile unsigned sink;

int main(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;)
                sink++;
        _exit(0);
    }
    for (;;)
        pause();
}
