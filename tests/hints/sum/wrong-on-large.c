#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    int n;
    long long number, sum = 0;
    scanf("%d", &n);
    for (int i = 0; i < n && i < 1000; i++) {
        scanf("%lld", &number);
        sum += number;
    }
    printf("%lld\n", sum);
}
