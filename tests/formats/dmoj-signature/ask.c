#include <stdio.h>

#include "triangle.h"

int main(void)
{
    int rows;
    while (scanf("%d", &rows) == 1)
        printf("%d\n", triangle(rows));
    return 0;
}
