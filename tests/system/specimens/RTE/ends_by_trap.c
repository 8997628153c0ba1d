/* Proves: SIGTRAP of its own is a run-time error. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    return raise(SIGTRAP);
}
