/* usage: what programs have used so far, by asking /proc, where no cgroup counts it. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

enum { TEXT_MAX = 128, PAGE_BYTES = 4096 };

/* The numbers of /proc/PID/NAME into values; returns how many were read. */
static size_t read_numbers(pid_t pid, const char *name, int64_t *values, size_t most)
{
    char path[64], number[24], text[TEXT_MAX];
    size_t count = 0;
    text_join(path, sizeof(path), "/proc/", text_of_number(number, sizeof(number), (uint64_t)pid),
              name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t got = read(fd, text, sizeof(text) - 1);
    (void)close(fd);
    text[got > 0 ? got : 0] = '\0';
    for (const char *at = text; count < most && *at >= '0' && *at <= '9'; count++) {
        for (values[count] = 0; *at >= '0' && *at <= '9'; at++)
            values[count] = values[count] * 10 + (*at - '0');
        at += *at == ' ';
    }
    return count;
}

int64_t usage_wait_ns(pid_t pid)
{
    int64_t values[2]; /* time run, time waited (sched-stats.rst of the kernel) */
    return read_numbers(pid, "/schedstat", values, 2) == 2 ? values[1] : 0;
}

int64_t usage_cpu_ns(const struct rusage *usage)
{
    return ((int64_t)usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000 +
           ((int64_t)usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000;
}

/* CPU clock of another process: see clock_getcpuclockid(3); the encoding is ~pid << 3 | 2. */
static int64_t cpu_ns_of(pid_t pid)
{
    struct timespec used;
    clockid_t clock = (clockid_t)(~(unsigned)pid << 3 | 2U);
    if (clock_gettime(clock, &used) != 0)
        return 0;
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

/* Resident pages (proc(5), statm), shared ones with every process that has them: rather too much
 * than too little. */
static int64_t memory_bytes_of(pid_t pid)
{
    int64_t values[2];
    if (read_numbers(pid, "/statm", values, 2) != 2)
        return 0;
    return values[1] * PAGE_BYTES;
}

static pid_t pid_of_name(const char *name)
{
    pid_t pid = 0;
    for (; *name >= '0' && *name <= '9'; name++)
        pid = pid * 10 + (*name - '0');
    return *name ? 0 : pid;
}

static void add_entries(const char *entries, long count, int64_t *cpu_ns, int64_t *memory_bytes)
{
    pid_t own = getpid();
    for (long at = 0; at < count;) {
        const struct folder_entry *entry = (const void *)(entries + at);
        at += entry->record_bytes;
        pid_t pid = pid_of_name(entry->name);
        if (pid <= 0 || pid == own)
            continue;
        *cpu_ns += cpu_ns_of(pid);
        *memory_bytes += memory_bytes_of(pid);
    }
}

/* In the trusted tier /proc is the host's: there only our own descendants could be told apart, and
 * only the main process is asked. */
void usage_of_all(const struct inside *inside, pid_t main_pid, int64_t *cpu_ns_out,
                  int64_t *memory_bytes_out)
{
    static char entries[32 << 10] __attribute__((aligned(16)));
    int64_t cpu_ns = 0, memory_bytes = 0;
    int fd = inside_is_trusted(inside) ? -1 : open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        *cpu_ns_out = cpu_ns_of(main_pid);
        *memory_bytes_out = memory_bytes_of(main_pid);
        return;
    }
    for (;;) {
        long got = syscall(SYS_getdents64, fd, entries, sizeof(entries));
        if (got <= 0)
            break;
        add_entries(entries, got, &cpu_ns, &memory_bytes);
    }
    (void)close(fd);
    *cpu_ns_out = cpu_ns;
    *memory_bytes_out = memory_bytes;
}
