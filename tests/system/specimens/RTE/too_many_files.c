/* Proves: the number of files is limited: the file system says so and the program gives up. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int file = 0; file < 100000; file++) {
        char name[64];
        snprintf(name, sizeof(name), "/tmp/%d", file);
        int fd = open(name, O_WRONLY | O_CREAT, 0600);
        if (fd < 0)
            return 1;
        close(fd);
    }
    printf("%d\n", 2 * n);
    return 0;
}
