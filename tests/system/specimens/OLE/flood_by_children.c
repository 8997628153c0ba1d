/* Proves: the output of all processes together is limited. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    static char block[65536];
    memset(block, 'x', sizeof(block));
    for (int child = 0; child < 8; child++) {
        if (fork() == 0) {
            for (int i = 0; i < 4; i++)
                (void)!write(1, block, sizeof(block));
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
