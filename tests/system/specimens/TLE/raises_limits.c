/* Proves: a program cannot give itself more time. */
#include <stdio.h>
#include <sys/resource.h>

static volatile unsigned sink;

int main(void)
{
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &more);
    for (;;)
        sink++;
}
