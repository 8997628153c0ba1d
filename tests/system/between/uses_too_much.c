/* Uses 150 MiB where 64 are allowed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    size_t bytes = (size_t)150 << 20;
    char *block = malloc(bytes);
    if (!block)
        return 1;
    memset(block, 1, bytes);
    puts(block[bytes / 2] == 1 ? "clean" : "odd");
    return 0;
}
