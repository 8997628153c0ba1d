#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    const int n = 3;
    n = 4;
    return n;
}
