/* Proves: a right answer does not excuse what follows. */
#include <stdio.h>

static volatile unsigned sink;

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    fflush(stdout);
    for (;;)
        sink++;
}
