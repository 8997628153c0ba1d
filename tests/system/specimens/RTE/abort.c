/* Proves: abort() is a run-time error. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    abort();
}
