/* Proves: signals, alternative stacks and interval timers work. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t was_noted;

static void note(int number)
{
    (void)number;
    was_noted = 1;
}

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    static char stack[65536];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof(stack)};
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_ONSTACK};
    struct itimerval soon = {.it_value = {.tv_usec = 1000}};
    sigaltstack(&alternative, NULL);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    while (!was_noted)
        pause();
    printf("%d\n", 2 * n);
    return 0;
}
