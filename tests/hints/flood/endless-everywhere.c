#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    volatile unsigned long n = 0;
    for (;;)
        n++;
}
