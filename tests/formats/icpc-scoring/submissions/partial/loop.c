/* One addition after the other: too slow for the largest numbers. */
#include <stdio.h>

int main(void)
{
    long n;
    volatile long sum = 0;
    if (scanf("%ld", &n) != 1)
        return 1;
    for (long i = 1; i <= n; i++)
        sum += i;
    printf("%ld\n", sum);
    return 0;
}
