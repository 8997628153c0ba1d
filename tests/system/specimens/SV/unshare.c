/* Proves: a new namespace is a violation. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)unshare(CLONE_NEWUSER);
    printf("%d\n", 2 * n);
    return 0;
}
