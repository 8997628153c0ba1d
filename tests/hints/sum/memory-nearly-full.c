#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    for (int i = 0; i < 250; i++) {
        char *block = malloc(1 << 20);
        if (block)
            memset(block, i + 1, 1 << 20);
    }
    abort();
}
