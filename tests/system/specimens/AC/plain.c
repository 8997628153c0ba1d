/* Proves: a right C program is accepted. */
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    return 0;
}
