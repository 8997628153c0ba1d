/* filter_rules: which system calls a program in a box may make, and why.
 *
 * The kernel looks at the low 32 bits only of arguments that are an int (a domain, a command, a
 * resource), so conditions on them have the mask INT: otherwise a caller could hide a forbidden
 * value under high bits. What can be told from numbers in registers is decided here; what is behind
 * a pointer (paths, clone3's arguments) cannot be. */
#include "sandbox/filter_rules.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/prctl.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define VALUES(...) ((const uint64_t[]){__VA_ARGS__})
#define VALUE_COUNT(...) (sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))
/* The argument's bits under the mask are one of the values. */
#define IF(number, bits, ...)                                                                      \
    {                                                                                              \
        .argument = (number), .mask = (bits), .values = VALUES(__VA_ARGS__),                       \
        .count = VALUE_COUNT(__VA_ARGS__)                                                          \
    }

#define INT UINT64_C(0xffffffff)
#define ALL_BITS UINT64_MAX

#define NEW_NAMESPACES                                                                             \
    ((uint64_t)(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |      \
                CLONE_NEWPID | CLONE_NEWNET))

/* clone(2), "C library/kernel differences": the flags come second on s390. */
#ifdef __s390__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* Numbers that older headers lack. */
#define DUPFD_QUERY 1027
#define SET_VMA 0x53564d41

#define LIMITS_TO_SET                                                                              \
    RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE,  \
        RLIMIT_MEMLOCK, RLIMIT_AS

/* One row, one place: clang-format would spread it. */
/* clang-format off */
const struct filter_rule filter_rules[] = {
    /* --- What programs live on --- */
    {"read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek sendfile "
     "copy_file_range splice tee vmsplice fsync fdatasync sync_file_range readahead fadvise64",
     {{0}}, FILTER_ALLOW, "reading and writing what is open"},
    {"open openat openat2 creat close close_range dup dup2 dup3 pipe pipe2 truncate ftruncate "
     "fallocate access faccessat faccessat2 stat fstat lstat newfstatat statx statfs fstatfs "
     "getdents getdents64 getcwd chdir fchdir rename renameat renameat2 mkdir mkdirat rmdir link "
     "linkat unlink unlinkat symlink symlinkat readlink readlinkat chmod fchmod fchmodat fchmodat2 "
     "chown fchown lchown fchownat umask utime utimes futimesat utimensat mknod mknodat getxattr "
     "lgetxattr fgetxattr getxattrat listxattr llistxattr flistxattr listxattrat memfd_create "
     "file_getattr",
     {{0}}, FILTER_ALLOW, "files: the root of the box bounds them"},
    {"mmap mprotect munmap mremap msync mincore madvise brk mlock mlock2 munlock mlockall "
     "munlockall mseal pkey_alloc pkey_free pkey_mprotect map_shadow_stack mbind set_mempolicy "
     "get_mempolicy set_mempolicy_home_node membarrier",
     {{0}}, FILTER_ALLOW, "memory: the cgroup bounds it"},
    {"fork vfork execve execveat exit exit_group wait4 waitid set_tid_address set_robust_list "
     "get_robust_list rseq arch_prctl set_thread_area get_thread_area getpid getppid gettid "
     "getpgid getpgrp setpgid getsid setsid sched_yield sched_getaffinity sched_getparam "
     "sched_getscheduler sched_getattr sched_get_priority_max sched_get_priority_min "
     "sched_rr_get_interval getpriority ioprio_get getcpu pidfd_open pidfd_send_signal futex "
     "futex_waitv futex_wake futex_wait futex_requeue restart_syscall riscv_flush_icache "
     "riscv_hwprobe",
     {{0}}, FILTER_ALLOW, "processes and threads: the pids cgroup bounds them"},
    {"clone", {IF(CLONE_FLAGS, NEW_NAMESPACES, 0)}, FILTER_ALLOW, "no new namespaces"},
    {"kill tkill tgkill rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait "
     "rt_sigqueueinfo rt_tgsigqueueinfo rt_sigsuspend sigaltstack pause signalfd signalfd4",
     {{0}}, FILTER_ALLOW, "signals: the pid namespace bounds them"},
    {"time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep alarm getitimer "
     "setitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete "
     "timerfd_create timerfd_settime timerfd_gettime times",
     {{0}}, FILTER_ALLOW, "clocks and timers"},
    {"poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait "
     "epoll_pwait2 eventfd eventfd2",
     {{0}}, FILTER_ALLOW, "waiting"},
    {"socket socketpair",
     {IF(0, INT, AF_UNIX)}, FILTER_ALLOW, "local ones; every other family leads out"},
    {"connect bind listen accept accept4 shutdown getsockname getpeername setsockopt getsockopt "
     "sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg",
     {{0}}, FILTER_ALLOW, "talk over local sockets"},
    {"getuid geteuid getgid getegid getresuid getresgid getgroups setuid setgid setreuid setregid "
     "setresuid setresgid setgroups setfsuid setfsgid capget capset",
     {{0}}, FILTER_ALLOW, "ids: capabilities bound them, and our spawner drops its own"},
    {"uname sysinfo getrusage getrlimit getrandom", {{0}}, FILTER_ALLOW, "asking about oneself"},

    /* --- Allowed in part --- */
    {"fcntl",
     {IF(1, INT, F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETOWN,
         F_GETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS, DUPFD_QUERY)},
     FILTER_ALLOW, "no leases, no notifications, no signals sent by files"},
    {"fcntl",
     {IF(1, INT, F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW)},
     FILTER_IGNORE, "as flock"},
    {"flock",
     {{0}}, FILTER_IGNORE,
     "inputs are shared with other boxes: a lock would be a channel; runtimes insist on theirs"},
    {"ioctl",
     {IF(1, INT, TCGETS, TCGETS2, TIOCGWINSZ, TIOCGPGRP, TIOCGSID, TIOCOUTQ, FIONREAD, FIONBIO,
         FIOCLEX, FIONCLEX, FIGETBSZ, FS_IOC_GETFLAGS)},
     FILTER_ALLOW, "questions only: none types into a terminal (TIOCSTI, TIOCLINUX)"},
    {"ioctl", {IF(1, INT, TCSBRK), IF(2, ALL_BITS, 1)}, FILTER_ALLOW, "tcdrain(3): it only waits"},
    {"prctl",
     {IF(0, INT, PR_SET_NAME, PR_GET_NAME, PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_DUMPABLE,
         PR_GET_DUMPABLE, PR_SET_KEEPCAPS, PR_GET_KEEPCAPS, PR_SET_NO_NEW_PRIVS,
         PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_GET_SECUREBITS,
         PR_SET_TIMERSLACK, PR_GET_TIMERSLACK, PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER,
         PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, PR_CAP_AMBIENT, PR_SET_PTRACER, SET_VMA)},
     FILTER_ALLOW, "no filters of their own, no core scheduling, no page merging"},
    {"personality",
     {IF(0, INT & ~(uint64_t)ADDR_NO_RANDOMIZE, 0)}, FILTER_ALLOW, "no address randomization"},
    {"personality", {IF(0, INT, INT)}, FILTER_ALLOW, "ask for the present one"},
    {"prlimit64", {IF(2, ALL_BITS, 0)}, FILTER_ALLOW, "read limits"},
    {"prlimit64",
     {IF(0, INT, 0), IF(1, INT, LIMITS_TO_SET)}, FILTER_ALLOW, "own limits, as setrlimit"},
    {"prlimit64",
     {IF(0, INT, 0), IF(1, INT, RLIMIT_CORE)}, FILTER_IGNORE, "own core limit, as setrlimit"},
    {"setrlimit", {IF(0, INT, LIMITS_TO_SET)}, FILTER_ALLOW, "own limits that are not the judge's"},
    {"setrlimit",
     {IF(0, INT, RLIMIT_CORE)}, FILTER_IGNORE,
     "sanitizers insist on it, but ours keeps the host's core handler off"},

    /* --- As if the kernel had none --- */
    {"clone3", {{0}}, FILTER_MISSING, "its flags are behind a pointer; callers fall back to clone"},
    {"io_uring_setup io_uring_enter io_uring_register",
     {{0}}, FILTER_MISSING, "its requests pass the filter by"},
    {"io_setup io_destroy io_getevents io_pgetevents io_submit io_cancel",
     {{0}}, FILTER_MISSING, "host memory that no limit counts"},
    {"memfd_secret landlock_create_ruleset landlock_add_rule landlock_restrict_self cachestat "
     "statmount listmount lsm_get_self_attr lsm_set_self_attr lsm_list_modules open_tree_attr",
     {{0}}, FILTER_MISSING, "new, and no program needs it"},
    {"_sysctl create_module get_kernel_syms query_module nfsservctl getpmsg putpmsg afs_syscall "
     "tuxcall security vserver epoll_ctl_old epoll_wait_old uselib lookup_dcookie uretprobe uprobe",
     {{0}}, FILTER_MISSING, "gone from the kernel, or never for programs"},

    /* --- Denied politely --- */
    {"ptrace process_madvise process_mrelease pidfd_getfd kcmp",
     {{0}}, FILTER_DENY, "reaches into other processes"},
    {"seccomp perf_event_open userfaultfd",
     {{0}}, FILTER_DENY, "kernel surface that no solution needs"},
    {"keyctl add_key request_key", {{0}}, FILTER_DENY, "keyrings outlive processes"},
    {"shmget shmat shmctl shmdt semget semop semtimedop semctl msgget msgsnd msgrcv msgctl mq_open "
     "mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr",
     {{0}}, FILTER_DENY, "outlives processes; /dev/shm serves instead"},
    {"sched_setscheduler",
     {IF(1, INT, SCHED_OTHER)}, FILTER_IGNORE, "what it has already: Mono complains on its output"},
    {"setpriority sched_setaffinity sched_setscheduler sched_setattr sched_setparam ioprio_set "
     "migrate_pages move_pages",
     {{0}}, FILTER_DENY, "changes what the time of others is worth"},
    {"inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_init fanotify_mark",
     {{0}}, FILTER_DENY, "files shared with other boxes would be a channel"},
    {"setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat "
     "file_setattr",
     {{0}}, FILTER_DENY, "a place to hide things in"},
    {"name_to_handle_at sync syncfs syslog vhangup modify_ldt remap_file_pages adjtimex "
     "clock_adjtime sysfs ustat",
     {{0}}, FILTER_DENY, "about the host, not the program"},

    /* --- Attacks --- */
    {"mount umount2 pivot_root move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr "
     "chroot",
     {{0}}, FILTER_ATTACK, "changes the root of the box"},
    {"unshare setns", {{0}}, FILTER_ATTACK, "leaves the namespaces of the box"},
    {"bpf kexec_load kexec_file_load init_module finit_module delete_module iopl ioperm",
     {{0}}, FILTER_ATTACK, "runs code in the kernel"},
    {"process_vm_readv process_vm_writev",
     {{0}}, FILTER_ATTACK, "reads or writes other processes' memory"},
    {"open_by_handle_at", {{0}}, FILTER_ATTACK, "opens files past the root of the box"},
    {"reboot swapon swapoff acct quotactl quotactl_fd settimeofday clock_settime sethostname "
     "setdomainname",
     {{0}}, FILTER_ATTACK, "administers the host"},
};
/* clang-format on */

const size_t filter_rule_count = sizeof(filter_rules) / sizeof(filter_rules[0]);
