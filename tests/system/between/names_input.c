/* Reads the path of its standard input: it must not tell which test this is. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    char path[512];
    ssize_t count = readlink("/proc/self/fd/0", path, sizeof(path) - 1);
    path[count < 0 ? 0 : count] = '\0';
    puts(strstr(path, ".in") ? "dirty" : "clean");
    return 0;
}
