/* Proves: a flood of standard output is stopped at the limit. */
#include <stdio.h>

int main(void)
{
    for (;;)
        puts("flood");
}
