/* This is a long way to say that numbers are added, so long that half of the points
 * are gone.................................... */
#include <stdio.h>

int main(void)
{
    int number, sum = 0;
    while (scanf("%d", &number) == 1)
        sum += number;
    printf("%d\n", sum);
    return 0;
}
