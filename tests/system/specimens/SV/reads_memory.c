/* Proves: reading the memory of another process is a violation. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)process_vm_readv(getppid(), NULL, 0, NULL, 0, 0);
    printf("%d\n", 2 * n);
    return 0;
}
