/* Fills the pipes of its output to the brim, changes their flags, and leaves a child that goes on
 * writing: blanks for a second, which harm nothing while its own run is being ended, then words.
 * The next test lasts longer than that second, and must see nothing of it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void fill(int fd)
{
    char blanks[4096];
    memset(blanks, ' ', sizeof(blanks));
    (void)fcntl(fd, F_SETFL, O_NONBLOCK | O_DIRECT | O_ASYNC);
    while (write(fd, blanks, sizeof(blanks)) > 0)
        ;
    while (write(fd, blanks, 1) > 0)
        ;
}

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(void)
{
    int n;
    (void)usleep(1300000);
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    (void)fflush(stdout);
    fill(STDOUT_FILENO);
    fill(STDERR_FILENO);
    if (fork() == 0) {
        (void)setsid();
        for (double start = now();;)
            (void)!write(STDOUT_FILENO, now() - start < 1.0 ? "    " : "late", 4);
    }
    return 0;
}
