/* Proves: waiting for the end of a pipe that a daemon holds is idle. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends))
        return 1;
    if (fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
    close(ends[1]);
    return (int)read(ends[0], &byte, 1);
}
