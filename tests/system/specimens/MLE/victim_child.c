/* Proves: a child that the kernel kills for want of memory is an MLE, even if its parent then
 * answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *volatile sink;

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    if (fork() == 0) {
        for (;;) {
            char *block = malloc(1 << 20);
            if (!block)
                _exit(1);
            memset(block, 1, 1 << 20);
            sink = block;
        }
    }
    wait(NULL);
    printf("%d\n", 2 * n);
    return 0;
}
