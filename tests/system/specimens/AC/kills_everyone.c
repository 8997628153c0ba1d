/* Proves: kill(-1) finds nobody but its own: neither the watchdog nor the other slots. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    kill(-1, SIGKILL);
    printf("%d\n", 2 * n);
    return 0;
}
