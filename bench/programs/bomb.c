/* bomb: forks until the limit on processes refuses, says so, and all its processes go on trying.
 *
 *   bomb [--asleep] [--setsid] [--fill FILE BYTES]
 *
 * --asleep: they do nothing instead; --setsid: each in a session of its own; --fill: a file of so
 * many bytes is there by then. For the sandbox only. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fill(const char *path, long bytes)
{
    static char block[1 << 16];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    memset(block, 1, sizeof(block));
    for (; fd >= 0 && bytes > 0; bytes -= (long)sizeof(block)) {
        if (write(fd, block, sizeof(block)) < 0)
            exit(3);
    }
    if (fd < 0)
        exit(2);
}

static void go_on(int is_asleep, int is_setsid)
{
    for (;;) {
        if (is_asleep)
            pause();
        if (fork() == 0 && is_setsid)
            setsid();
    }
}

int main(int argc, char **argv)
{
    int is_asleep = 0, is_setsid = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--asleep") == 0)
            is_asleep = 1;
        if (strcmp(argv[i], "--setsid") == 0)
            is_setsid = 1;
        if (strcmp(argv[i], "--fill") == 0 && i + 2 < argc)
            fill(argv[i + 1], strtol(argv[i + 2], NULL, 10));
    }
    pid_t pid;
    while ((pid = fork()) >= 0) {
        if (pid == 0 && is_setsid)
            setsid();
        if (pid == 0)
            go_on(is_asleep, is_setsid);
    }
    if (write(STDOUT_FILENO, "full\n", 5) != 5)
        return 1;
    go_on(is_asleep, is_setsid);
}
