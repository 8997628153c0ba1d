/* Proves: a stack as large as the memory limit runs out of memory. */
#include <stdio.h>

static int descend(int depth)
{
    volatile char frame[4096];
    frame[0] = (char)depth;
    return depth < 0 ? 0 : descend(depth + 1) + frame[0];
}

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", descend(n));
    return 0;
}
