/* Proves: calls that are only refused (EPERM, ENOSYS) are no violation; runtimes try them too. */
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)socket(AF_INET, SOCK_STREAM, 0);
    (void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    (void)setpriority(PRIO_PROCESS, 0, 5);
    (void)shmget(IPC_PRIVATE, 4096, 0600);
    (void)syscall(SYS_io_uring_setup, 1, NULL);
    (void)syscall(SYS_clone3, NULL, 0);
    (void)syscall(SYS_keyctl, 0, 0);
    (void)syscall(9999);
    printf("%d\n", 2 * n);
    return 0;
}
