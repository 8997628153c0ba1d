/* Proves: a program that a child of its own stops ends at the wall-clock limit. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0) {
        kill(getppid(), SIGSTOP);
        _exit(0);
    }
    for (;;)
        pause();
}
