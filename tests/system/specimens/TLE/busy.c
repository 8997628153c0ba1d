/* Proves: a loop without end hits the CPU limit. */
#include <stdio.h>

static volatile unsigned sink;

int main(void)
{
    for (;;)
        sink++;
}
