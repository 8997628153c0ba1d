/* Proves: rebooting is a violation. */
#include <stdio.h>
#include <sys/reboot.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)reboot(RB_AUTOBOOT);
    printf("%d\n", 2 * n);
    return 0;
}
