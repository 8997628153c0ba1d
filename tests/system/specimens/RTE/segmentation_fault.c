/* Proves: a bad pointer is a run-time error. */
#include <stdio.h>

int main(void)
{
    volatile int *volatile nowhere = NULL;
    *nowhere = 1;
    return 0;
}
