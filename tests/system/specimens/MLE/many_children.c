/* Proves: many processes, each far below the limit, are counted together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *volatile sink;

int main(void)
{
    for (int child = 0; child < 10; child++) {
        if (fork() == 0) {
            char *block = malloc(60 << 20);
            if (block)
                memset(block, 1, 60 << 20);
            sink = block;
            sleep(1);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
