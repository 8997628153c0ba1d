/* Proves: SIGXCPU sent by itself is no time limit. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    return raise(SIGXCPU);
}
