#include <stdio.h>

#include "distance.h"

int main(void)
{
    long a, b;
    if (scanf("%ld %ld", &a, &b) != 2)
        return 1;
    printf("%ld\n", distance(a, b));
    return 0;
}
