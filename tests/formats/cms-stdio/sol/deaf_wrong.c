#include <stdio.h>

/* Asks without listening, and ends. */
int main(void)
{
    int i;
    for (i = 0; i < 100; i++)
        puts("? 5");
    puts("! 6");
    return 0;
}
