/* Proves: a program may switch off address randomization and start itself again, as some runtimes
 * do. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/personality.h>
#include <unistd.h>

int main(void)
{
    if (!(personality(0xffffffff) & ADDR_NO_RANDOMIZE)) {
        personality(ADDR_NO_RANDOMIZE);
        execl("/proc/self/exe", "again", (char *)NULL);
        return 1;
    }
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    return 0;
}
