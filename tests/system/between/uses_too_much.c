/* Uses 150 MiB where 64 are allowed. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    size_t bytes = (size_t)150 << 20;
    volatile char *block = malloc(bytes);
    if (!block)
        return 1;
    for (size_t at = 0; at < bytes; at += 4096)
        block[at] = 1;
    puts(block[bytes / 2] == 1 ? "clean" : "odd");
    return 0;
}
