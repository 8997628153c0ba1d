/* Proves: a stopped process ends at the wall-clock limit. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    raise(SIGSTOP);
    printf("%d\n", 2 * n);
    return 0;
}
