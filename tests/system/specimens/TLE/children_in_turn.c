/* Proves: many children, each short of the limit, are counted together. */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    for (;;) {
        if (fork() == 0) {
            while (clock() < CLOCKS_PER_SEC / 5)
                continue;
            _exit(0);
        }
        wait(NULL);
    }
}
