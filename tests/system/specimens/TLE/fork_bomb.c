/* Proves: a fork bomb is bounded by the limit of processes, burns its time and is swept away. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    for (;;)
        (void)fork();
}
