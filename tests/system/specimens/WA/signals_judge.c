/* Proves: the process above can be neither signalled nor traced: only a program that does prints the right answer. */
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    int got_through =
        kill(getppid(), SIGKILL) == 0 || ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
    printf("%d\n", got_through ? 2 * n : 0);
    return 0;
}
