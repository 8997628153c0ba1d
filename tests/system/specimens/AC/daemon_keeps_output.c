/* Proves: a child that keeps standard output open does not make evalx wait for the end of the
 * file. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
    printf("%d\n", 2 * n);
    return 0;
}
