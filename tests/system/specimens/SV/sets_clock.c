/* Proves: setting the clock is a violation. */
#include <stdio.h>
#include <time.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)clock_settime(CLOCK_REALTIME, &(struct timespec){0});
    printf("%d\n", 2 * n);
    return 0;
}
