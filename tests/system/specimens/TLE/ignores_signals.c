/* Proves: no signal that a program can ignore is relied on. */
#include <signal.h>
#include <stdio.h>

static volatile unsigned sink;

int main(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    for (;;)
        sink++;
}
