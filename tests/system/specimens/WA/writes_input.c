/* Proves: the input cannot be reopened for writing: only a program that got there prints the right answer. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    int fd = open("/proc/self/fd/0", O_WRONLY);
    printf("%d\n", fd >= 0 ? 2 * n : 0);
    return 0;
}
