/* Proves: loading modules into the kernel is a violation. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)syscall(SYS_finit_module, 0, "", 0);
    printf("%d\n", 2 * n);
    return 0;
}
