/* Attack: seeing, signalling or tracing a process of the judge's or of the host's. */
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    char path[64];
    struct stat status;
    BREACH_IF(getppid() != 1, "the parent is not pid 1 of a namespace of our own");
    BREACH_IF(kill(1, SIGKILL) == 0 && (usleep(200000), getppid() != 1), "pid 1 can be killed");
    BREACH_IF(ptrace(PTRACE_ATTACH, 1, 0, 0) == 0, "pid 1 can be traced");
    for (int pid = 1; pid < 40000; pid++) {
        snprintf(path, sizeof(path), "/proc/%d", pid);
        BREACH_IF(pid != getpid() && stat(path, &status) == 0, path);
    }
    return 0;
}
