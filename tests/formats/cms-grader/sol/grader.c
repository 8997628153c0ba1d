#include <stdio.h>

#include "brackets.h"

int main(void)
{
    static char text[2000];
    if (scanf("%1999s", text) != 1)
        return 1;
    printf("%d\n", depth(text));
    return 0;
}
