/* Proves: what is in /dev/shm is memory. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    static char block[1 << 20];
    memset(block, 1, sizeof(block));
    for (int file = 0;; file++) {
        char name[64];
        snprintf(name, sizeof(name), "/dev/shm/%d", file);
        int fd = open(name, O_WRONLY | O_CREAT, 0600);
        for (int i = 0; fd >= 0 && i < 64; i++)
            (void)!write(fd, block, sizeof(block));
        close(fd);
    }
}
