#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    int n;
    long long number, sum = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%lld", &number);
        sum += number;
    }
    for (volatile int i = 0; n > 100; i++)
        ;
    printf("%lld\n", sum);
}
