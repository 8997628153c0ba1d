#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    int n, number, sum = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%d", &number);
        sum += (unsigned)number;
    }
    printf("%d\n", sum);
}
