/* Proves: 240 of 256 MiB are the program's to use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *volatile sink;

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    size_t bytes = (size_t)240 << 20;
    char *block = malloc(bytes);
    if (!block)
        return 1;
    memset(block, n, bytes);
    sink = block;
    n = sink[bytes / 2];
    printf("%d\n", 2 * n);
    return 0;
}
