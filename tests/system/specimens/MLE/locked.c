/* Proves: locked and shared memory counts. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
    for (;;) {
        char *block =
            mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED)
            return 1;
        (void)mlock(block, 4096);
        memset(block, 1, 1 << 20);
    }
}
