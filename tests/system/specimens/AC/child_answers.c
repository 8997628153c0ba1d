/* Proves: what a child prints counts. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        printf("%d\n", 2 * n);
        return 0;
    }
    return wait(NULL) > 0 ? 0 : 1;
}
