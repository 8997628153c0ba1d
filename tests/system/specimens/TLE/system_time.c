/* Proves: time in the kernel counts. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    for (;;)
        (void)syscall(SYS_getppid);
}
