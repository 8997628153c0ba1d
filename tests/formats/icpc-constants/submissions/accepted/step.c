#include <stdio.h>

#include "bound.inc"

int main(void)
{
    int number, multiple;
    if (scanf("%d", &number) != 1)
        return 1;
    for (multiple = number; multiple <= BOUND / 2; multiple += number)
        ;
    printf("%d\n", multiple);
    return 0;
}
