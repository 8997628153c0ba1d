/* Proves: the status with which a validator accepts (42) means nothing from a program. */
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    return 42;
}
