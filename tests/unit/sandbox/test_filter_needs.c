/* What programs live on works under the filter as it does without it: each call once, then whole
 * runtimes. */
#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "sandbox/filter.h"
#include "unit/sandbox/filtered.h"

static int mapped(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? -1
               : 0;
}

static int sockets_in_a_pair(void)
{
    int pair[2];
    char byte = 'x';
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0 || send(pair[0], &byte, 1, 0) != 1)
        return -1;
    return recv(pair[1], &byte, 1, 0) == 1 ? 0 : -1;
}

static int thread_like_clone(void)
{
    int pidfd = -1;
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &pidfd, NULL, 0);
    if (pid == 0)
        _exit(0);
    struct pollfd wait_for = {.fd = pidfd, .events = POLLIN};
    if (pid < 0 || poll(&wait_for, 1, 5000) != 1)
        return -1;
    return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

static int vfork_and_exec(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    int status = 1;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return status == 0 ? 0 : -1;
}

static int no_randomization(void)
{
    if (personality(0xffffffff) < 0)
        return -1;
    return personality(ADDR_NO_RANDOMIZE) < 0 ? -1 : 0;
}

static int epoll_on_eventfd(void)
{
    int event = eventfd(1, EFD_CLOEXEC), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event wanted = {.events = EPOLLIN};
    if (event < 0 || epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted) != 0)
        return -1;
    return epoll_wait(epoll, &wanted, 1, 0) == 1 ? 0 : -1;
}

static int timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct itimerspec soon = {.it_value = {.tv_nsec = 1}};
    return fd < 0 ? -1 : timerfd_settime(fd, 0, &soon, NULL);
}

static int memory_file(void)
{
    int fd = memfd_create("x", MFD_ALLOW_SEALING);
    return fd < 0 ? -1 : fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE);
}

static int record_lock(void)
{
    int fd = memfd_create("x", 0);
    struct flock lock = {.l_type = F_WRLCK};
    return fd < 0 ? -1 : fcntl(fd, F_SETLK, &lock);
}

static int signal_stack(void)
{
    static char stack[65536];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof(stack)};
    return sigaltstack(&alternative, NULL);
}

static int affinity_read(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof(set), &set);
}

static int random_bytes(void)
{
    char bytes[8];
    return syscall(SYS_getrandom, bytes, sizeof(bytes), 0) == sizeof(bytes) ? 0 : -1;
}

static int memory_policy(void)
{
    void *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int mode = 0;
    if (syscall(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0) != 0)
        return -1;
    return syscall(SYS_mbind, at, 4096, 0, NULL, 0, 0) == 0 ? 0 : -1;
}

static int file_facts(void)
{
    struct statx found;
    return statx(AT_FDCWD, "/", 0, STATX_MODE, &found);
}

static int futex_wait_vector(void)
{
    static uint32_t word = 1;
    struct {
        uint64_t value, address;
        uint32_t flags, reserved;
    } waiter = {0, (uint64_t)(uintptr_t)&word, 2, 0};
    return syscall(SYS_futex_waitv, &waiter, 1, 0, NULL, 0) == -1 ? -1 : 0;
}

static int own_limit(void)
{
    struct rlimit limit = {0, 0};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

/* What our spawner does after it has loaded the filter. */
static int spawner_work(void)
{
    static char fds[] = "/proc/self/fd";
    struct stat status;
    if (setsid() < 0 && errno != EPERM)
        return -1;
    if (syscall(SYS_setgroups, 0, NULL) != 0 || syscall(SYS_setresgid, 9, 9, 9) != 0 ||
        syscall(SYS_setresuid, 9, 9, 9) != 0)
        return -1;
    return stat(fds, &status) != 0 || chdir("/") != 0 || prctl(PR_SET_NAME, "x") != 0 ? -1 : 0;
}

static int page_key(void)
{
    int key = (int)syscall(SYS_pkey_alloc, 0, 0);
    return key < 0 ? -1 : (int)syscall(SYS_pkey_free, key);
}

static int access_by_flags(void)
{
    return (int)syscall(SYS_faccessat2, AT_FDCWD, "/", R_OK, AT_EACCESS);
}

static int lock_memory(void)
{
    static char page[4096];
    return mlock(page, sizeof(page));
}

static int close_many(void)
{
    return (int)syscall(SYS_close_range, 200, 300, 0);
}

static int barrier(void)
{
    return (int)syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0) < 0 ? -1 : 0;
}

static int robust_list(void)
{
    static struct {
        void *next;
        long offset;
        void *pending;
    } head;
    return (int)syscall(SYS_set_robust_list, &head, sizeof(head));
}

static int restartable_sequence(void)
{
    static char area[32] __attribute__((aligned(32)));
    return (int)syscall(SYS_rseq, area, sizeof(area), 0, 0x53053053); /* EINVAL: glibc has one */
}

static int local_server(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr any = {.sa_family = AF_UNIX};
    return fd < 0 || bind(fd, &any, sizeof(any.sa_family)) != 0 ? -1 : listen(fd, 1);
}

static int send_itself_a_signal(void)
{
    signal(SIGUSR1, SIG_IGN);
    return raise(SIGUSR1);
}

static const struct {
    const char *label;
    int (*call)(void);
} musts[] = {
    {"mmap", mapped},
    {"socketpair", sockets_in_a_pair},
    {"clone, pidfd, poll", thread_like_clone},
    {"vfork and execve", vfork_and_exec},
    {"personality(ADDR_NO_RANDOMIZE)", no_randomization},
    {"epoll, eventfd", epoll_on_eventfd},
    {"timerfd", timer},
    {"memfd_create, seals", memory_file},
    {"record locks", record_lock},
    {"sigaltstack", signal_stack},
    {"sched_getaffinity", affinity_read},
    {"getrandom", random_bytes},
    {"mbind, get_mempolicy", memory_policy},
    {"statx", file_facts},
    {"futex_waitv", futex_wait_vector},
    {"setrlimit", own_limit},
    {"the spawner's own", spawner_work},
    {"pkey_alloc", page_key},
    {"faccessat2", access_by_flags},
    {"mlock", lock_memory},
    {"close_range", close_many},
    {"membarrier", barrier},
    {"set_robust_list", robust_list},
    {"rseq", restartable_sequence},
    {"local socket", local_server},
    {"raise", send_itself_a_signal},
};

static int call_must(const void *context)
{
    return musts[*(const size_t *)context].call();
}

Test(filter, what_runtimes_need_ends_as_it_does_without_the_filter)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(musts); i++) {
        int bare = outcome(call_must, &i, false), filtered = outcome(call_must, &i, true);
        cr_expect_eq(filtered, bare, "%s: %d instead of %d", musts[i].label, filtered, bare);
    }
}

struct command {
    const char *label;
    const char *argv[5];
};

static int execute(const void *context)
{
    const struct command *command = context;
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
        return -1;
    char *argv[EV_ARRAY_LENGTH(command->argv)];
    memcpy(argv, command->argv, sizeof(argv));
    execvp(argv[0], argv);
    errno = 127;
    return -1;
}

Test(filter, runtimes_survive, .timeout = 120)
{
    static const struct command commands[] = {
        {"shell", {"sh", "-c", "echo a | cat; ulimit -c 0; ulimit -n 50"}},
        {"python",
         {"python3", "-c",
          "import multiprocessing as m\nwith m.Pool(2) as p: assert p.map(abs, [-1, 2]) == [1, "
          "2]"}},
        {"perl", {"perl", "-e", "$p = fork; if ($p) { waitpid($p, 0); exit($?) } exit 0"}},
        {"java", {"java", "-Xshare:auto", "-version"}},
        {"node", {"node", "-e", "new (require('worker_threads').Worker)('1', {eval: true})"}},
        {"go", {"go", "version"}},
        {"compiler", {"gcc", "-xc", "-fsyntax-only", "/dev/null"}},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(commands); i++) {
        int bare = outcome(execute, &commands[i], false);
        if (bare == 127)
            continue; /* not installed */
        int filtered = outcome(execute, &commands[i], true);
        cr_expect_eq(filtered, 0, "%s: %d (without the filter %d)", commands[i].label, filtered,
                     bare);
    }
}
