#include <stdio.h>

int main(void)
{
    int number, sum = 0, i;
    for (i = 0; i < 6 && scanf("%d", &number) == 1; i++)
        sum += number;
    printf("%d\n", sum);
    return 0;
}
