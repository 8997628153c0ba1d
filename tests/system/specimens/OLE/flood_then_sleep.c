/* Proves: the program is killed at the limit, not judged when it ends: it would sleep for ever. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    static char block[65536];
    memset(block, 'x', sizeof(block));
    for (int i = 0; i < 17; i++)
        (void)!write(1, block, sizeof(block));
    for (;;)
        pause();
}
