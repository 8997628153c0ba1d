/* Proves: a program that removes its own current folder cannot, and harms only itself. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (rmdir("/box") != 0 || rmdir("/tmp") != 0)
        return 1;
    printf("%d\n", 2 * n);
    return 0;
}
