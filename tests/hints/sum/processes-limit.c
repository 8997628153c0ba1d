#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
    for (;;) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0)
            pause();
    }
}
