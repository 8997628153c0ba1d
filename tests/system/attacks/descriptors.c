/* Attack: a descriptor of the judge's, left open over exec, is a way out of the box (runc
 * CVE-2024-21626). */
#include <fcntl.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    for (int fd = 3; fd < 256; fd++)
        BREACH_IF(fcntl(fd, F_GETFD) != -1, "a descriptor above 2 is open");
    char path[256];
    ssize_t count = readlink("/proc/self/cwd", path, sizeof(path) - 1);
    BREACH_IF(count < 0, "the current folder is outside the root");
    path[count] = '\0';
    BREACH_IF(strcmp(path, "/box") != 0, "the current folder is not /box");
    return 0;
}
