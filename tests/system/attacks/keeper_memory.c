/* Attack: the memory and environment of the judge's own processes. */
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    BREACH_IF(open("/proc/1/mem", O_RDWR) >= 0, "/proc/1/mem");
    BREACH_IF(open("/proc/1/environ", O_RDONLY) >= 0, "/proc/1/environ");
    BREACH_IF(open("/proc/1/fd/3", O_RDONLY) >= 0, "/proc/1/fd");
    int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    BREACH_IF(pidfd >= 0 && syscall(SYS_pidfd_getfd, pidfd, 3, 0) >= 0, "pidfd_getfd of pid 1");
    return 0;
}
