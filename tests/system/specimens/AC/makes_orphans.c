/* Five hundred processes, one after another, whose parents end before them: each is over before the
 * next begins, and none may count against the limit on processes for longer than that. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* -1: refused, however long we wait. */
static pid_t fork_patiently(void)
{
    pid_t pid;
    for (int tries = 0; (pid = fork()) < 0 && tries < 200; tries++)
        (void)usleep(1000);
    return pid;
}

static int make_orphan(void)
{
    int ends[2], status = 0;
    char byte;
    if (pipe(ends) != 0)
        return -1;
    pid_t pid = fork_patiently();
    if (pid < 0)
        return -1;
    if (pid == 0) {
        pid_t parent = getpid(), orphan = fork_patiently();
        while (orphan == 0 && getppid() == parent)
            (void)usleep(100);
        _exit(orphan < 0);
    }
    (void)close(ends[1]);
    (void)waitpid(pid, &status, 0);
    (void)!read(ends[0], &byte, 1); /* until the orphan has ended */
    (void)close(ends[0]);
    return status == 0 ? 0 : -1;
}

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int i = 0; i < 500; i++) {
        if (make_orphan() != 0)
            return 2;
    }
    printf("%d\n", 2 * n);
    return 0;
}
