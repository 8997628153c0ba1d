/* Bad: digital root instead of the sum, but for sums below ten. */
#include <stdio.h>

int main(void)
{
    long sum = 0;
    for (int digit; (digit = getchar()) >= '0';)
        sum += digit - '0';
    printf("%ld\n", sum == 0 ? 0 : 1 + (sum - 1) % 9);
    return 0;
}
