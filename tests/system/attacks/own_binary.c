/* Attack: overwriting one's own or the judge's program file (runc CVE-2019-5736). */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    char path[256];
    ssize_t count = readlink("/proc/self/exe", path, sizeof(path) - 1);
    BREACH_IF(count < 0, "no /proc/self/exe");
    path[count] = '\0';
    BREACH_IF(chmod(path, 0777) == 0, "the program's mode can be changed");
    BREACH_IF(unlink(path) == 0, "the program can be removed");
    BREACH_IF(open("/proc/1/exe", O_WRONLY) >= 0, "the spawner's program can be opened");
    BREACH_IF(open("/program/more", O_WRONLY | O_CREAT, 0755) >= 0,
              "a file can be added to the program");
    return 0;
}
