/* Proves: SIGKILL by itself is a run-time error: not memory, not time. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    return kill(0, SIGKILL);
}
