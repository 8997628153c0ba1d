/* Proves: entering another namespace is a violation. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)setns(open("/proc/self/ns/mnt", O_RDONLY), 0);
    printf("%d\n", 2 * n);
    return 0;
}
