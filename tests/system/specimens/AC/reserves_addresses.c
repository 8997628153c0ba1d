/* Proves: reserved addresses are not memory: 64 GiB of them cost nothing. */
#include <stdio.h>
#include <sys/mman.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    size_t bytes = (size_t)64 << 30;
    int *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED)
        return 1;
    block[(size_t)1 << 30] = n;
    n = block[(size_t)1 << 30];
    printf("%d\n", 2 * n);
    return 0;
}
