/* Proves: a system call of x32, which has other numbers, is a violation. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)syscall(0x40000000 + SYS_getpid);
    printf("%d\n", 2 * n);
    return 0;
}
