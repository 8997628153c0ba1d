/* Works in processes whose parents end before them, one after another: what they have used counts,
 * though nobody of the program's own can ask for it. */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void work(double seconds)
{
    while ((double)clock() / CLOCKS_PER_SEC < seconds)
        ;
}

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int i = 0; i < 100; i++) {
        int ends[2];
        char byte;
        if (pipe(ends) != 0)
            return 2;
        pid_t pid = fork();
        if (pid == 0) {
            pid_t parent = getpid();
            if (fork() == 0) {
                while (getppid() == parent)
                    ;
                work(0.05);
            }
            _exit(0);
        }
        (void)close(ends[1]);
        (void)waitpid(pid, NULL, 0);
        (void)!read(ends[0], &byte, 1); /* until the orphan has ended */
        (void)close(ends[0]);
    }
    printf("%d\n", 2 * n);
    return 0;
}
