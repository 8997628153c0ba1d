/* Attack: system calls that reach into the kernel where a program of a contest has no business.
 * Each must fail. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    struct {
        const char *name;
        long result;
    } calls[] = {
        {"ptrace", syscall(SYS_ptrace, 0, 0, 0, 0)},
        {"keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1)},
        {"add_key", syscall(SYS_add_key, "user", "x", "y", 1, KEY_SPEC_PROCESS_KEYRING)},
        {"perf_event_open", syscall(SYS_perf_event_open, 0, 0, -1, -1, 0)},
        {"userfaultfd", syscall(SYS_userfaultfd, 0)},
        {"io_uring_setup", syscall(SYS_io_uring_setup, 1, 0)},
        {"shmget", syscall(SYS_shmget, 0, 4096, 01600)},
        {"msgget", syscall(SYS_msgget, 0, 01600)},
        {"semget", syscall(SYS_semget, 0, 1, 01600)},
        {"mq_open", syscall(SYS_mq_open, "q", O_CREAT | O_RDWR, 0600, 0)},
        {"socket AF_INET", socket(AF_INET, SOCK_STREAM, 0)},
        {"socket AF_INET6", socket(AF_INET6, SOCK_DGRAM, 0)},
        {"socket AF_NETLINK", socket(AF_NETLINK, SOCK_RAW, 0)},
        {"socket AF_VSOCK", socket(40, SOCK_STREAM, 0)},
        {"socket AF_PACKET", socket(17, SOCK_RAW, 0)},
        {"socket with high bits", (int)syscall(SYS_socket, 2L | 1L << 40, SOCK_STREAM, 0)},
        {"name_to_handle_at", syscall(SYS_name_to_handle_at, AT_FDCWD, "/", 0, 0, 0)},
        {"setpriority", setpriority(PRIO_PROCESS, 0, 5)},
        {"sched_setaffinity",
         syscall(SYS_sched_setaffinity, 0, 8, "\xff\xff\xff\xff\xff\xff\xff\xff")},
        {"TIOCSTI", ioctl(0, 0x5412, "x")},
        {"TIOCSTI with high bits", syscall(SYS_ioctl, 0, 0x5412L | 1L << 40, "x")},
        {"clone3", syscall(SYS_clone3, 0, 0)},
        {"clone with CLONE_NEWUSER", syscall(SYS_clone, CLONE_NEWUSER | 17, 0, 0, 0, 0)},
        {"an unknown call", syscall(5000)},
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        BREACH_IF(calls[i].result >= 0, calls[i].name);
    return 0;
}
