#include <stdio.h>

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    for (volatile unsigned i = 0; n == 7; i++)
        ;
    printf("0 %d\n", n);
    return 0;
}
