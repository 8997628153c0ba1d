#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    if (n == 7)
        abort();
    printf("0 %d\n", n);
    return 0;
}
