/* Proves: a system call of 32 bits, which has other numbers, is a violation. */
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
#ifdef __x86_64__
    long pid = 20; /* getpid there */
    __asm__ volatile("int $0x80" : "+a"(pid)::"memory");
#endif
    printf("%d\n", 2 * n);
    return 0;
}
