/* Fills the pipes of its output to the brim, changes their flags, and leaves a child that goes on
 * writing: now and then blanks for a second, which harm nothing however long its own run takes to
 * be ended, then a flood of words. The next test lasts longer than that second, and must see
 * nothing of it. Whatever is read meanwhile, the run itself writes far less than the output limit.
 */
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
    for (int i = 0; i < 48 && write(fd, blanks, sizeof(blanks)) > 0; i++) /* a pipe takes 16 */
        ;
    for (int i = 0; i < 4096 && write(fd, blanks, 1) > 0; i++)
        ;
}

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void linger(void)
{
    char words[4096];
    for (size_t i = 0; i < sizeof(words); i++)
        words[i] = "late"[i % 4];
    for (double start = now(); now() - start < 1.0; (void)usleep(20))
        (void)!write(STDOUT_FILENO, "    ", 4);
    for (;;)
        (void)!write(STDOUT_FILENO, words, sizeof(words));
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
        linger();
    }
    return 0;
}
