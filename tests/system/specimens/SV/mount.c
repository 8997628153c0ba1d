/* Proves: mounting is a violation. */
#include <stdio.h>
#include <sys/mount.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)mount("none", "/tmp", "tmpfs", 0, NULL);
    printf("%d\n", 2 * n);
    return 0;
}
