#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    for (;;)
        puts("6 of the numbers and so on");
}
