/* Proves: the limit of processes alive at once refuses a fork, politely. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int child = 0; child < 1000; child++) {
        pid_t pid = fork();
        if (pid < 0)
            return 1;
        if (pid == 0)
            for (;;)
                pause();
    }
    printf("%d\n", 2 * n);
    return 0;
}
