#include <stdio.h>
#include <stdlib.h>
int mian(void)
{
    return 0;
}
