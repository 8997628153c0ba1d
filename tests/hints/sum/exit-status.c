#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    puts("6");
    exit(10);
}
