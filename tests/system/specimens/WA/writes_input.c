/* Proves: the input cannot be changed: only a program that did so prints the right answer. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    int fd = open("/proc/self/fd/0", O_WRONLY);
    int is_changed =
        pwrite(fd, "9", 1, 0) == 1 || ftruncate(fd, 0) == 0 || truncate("/proc/self/fd/0", 0) == 0;
    printf("%d\n", is_changed ? 2 * n : 0);
    return 0;
}
