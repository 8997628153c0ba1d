/* Proves: the process above can be neither killed, stopped nor traced. (A signal to the first
 * process of a namespace may seem sent and is dropped: had one arrived, no verdict but JE or ILE
 * came.) */
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    int is_traced = ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
    for (int number = 1; number < NSIG; number++)
        kill(getppid(), number);
    usleep(20000);
    printf("%d\n", is_traced ? 2 * n : 0);
    return 0;
}
