/* Proves: memory that is used beyond the limit is an MLE, not a crash. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *volatile sink;

int main(void)
{
    for (;;) {
        char *block = malloc(1 << 20);
        if (!block)
            return 1;
        memset(block, 1, 1 << 20);
        sink = block;
    }
}
