/* Proves: a new root is a violation. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)!chroot("/tmp");
    printf("%d\n", 2 * n);
    return 0;
}
