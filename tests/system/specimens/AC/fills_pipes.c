/* Fills the pipes of its output to the brim, changes their flags, and leaves a child that goes on
 * writing: blanks at first, which harm nothing while its own run is being ended, then words. The
 * next test must see nothing of it. */
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

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    (void)fflush(stdout);
    fill(STDOUT_FILENO);
    fill(STDERR_FILENO);
    if (fork() == 0) {
        (void)setsid();
        for (time_t start = time(NULL);;)
            (void)!write(STDOUT_FILENO, time(NULL) - start < 2 ? "    " : "late", 4);
    }
    return 0;
}
