/* Proves: files in memory without a name are memory. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    static char block[1 << 20];
    memset(block, 1, sizeof(block));
    for (;;) {
        int fd = memfd_create("block", 0);
        for (int i = 0; fd >= 0 && i < 16; i++)
            (void)!write(fd, block, sizeof(block));
    }
}
