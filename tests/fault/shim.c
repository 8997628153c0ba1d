/* shim: preloaded into a program under test, so that what no test can bring about from outside
 * happens at the very point that is asked for.
 *
 *   EVALX_SHIM_CLOCK=FILE       its clocks of the day are wrong by what FILE holds: an int64_t, ms
 *   EVALX_SHIM_KILL=POINT:N     it is killed at the Nth POINT:
 *       wal-before, wal-after       a write to SQLite's log
 *       wal-armed                   such a write, once something with EVALX_SHIM_NEEDLE was read
 *       sync-before, sync-after     fsync or fdatasync
 *       send-before, send-after     something sent that has EVALX_SHIM_NEEDLE in it
 *   EVALX_SHIM_WAIT_MS=MS       so long after it has come there
 *
 * Only the program itself: what it starts does not inherit any of this. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const int64_t *offset_ms;
static char point[32];
static char needle[128];
static atomic_long left;
static atomic_int is_armed;
static long wait_ms;

static void open_clock(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *place =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(*offset_ms), PROT_READ, MAP_SHARED, fd, 0);
    if (place != MAP_FAILED)
        offset_ms = place;
    if (fd >= 0)
        (void)close(fd);
}

static void read_point(const char *text)
{
    size_t count = strcspn(text, ":");
    if (count >= sizeof(point) || text[count] != ':')
        abort();
    (void)memcpy(point, text, count);
    atomic_store(&left, strtol(text + count + 1, NULL, 10));
}

__attribute__((constructor)) static void begin(void)
{
    static const char *const names[] = {"LD_PRELOAD", "EVALX_SHIM_CLOCK", "EVALX_SHIM_KILL",
                                        "EVALX_SHIM_NEEDLE", "EVALX_SHIM_WAIT_MS"};
    const char *value = getenv("EVALX_SHIM_CLOCK");
    if (value)
        open_clock(value);
    value = getenv("EVALX_SHIM_NEEDLE");
    if (value)
        (void)snprintf(needle, sizeof(needle), "%s", value);
    value = getenv("EVALX_SHIM_WAIT_MS");
    wait_ms = value ? strtol(value, NULL, 10) : 0;
    value = getenv("EVALX_SHIM_KILL");
    if (value)
        read_point(value);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        (void)unsetenv(names[i]);
}

/* ---- the end ---- */

static void reach(const char *where)
{
    if (strcmp(point, where) != 0 || atomic_fetch_sub(&left, 1) != 1)
        return;
    if (wait_ms)
        (void)usleep((useconds_t)wait_ms * 1000);
    (void)kill(getpid(), SIGKILL);
}

static int has_needle(const void *bytes, size_t count)
{
    return needle[0] && memmem(bytes, count, needle, strlen(needle)) != NULL;
}

static int is_log(int fd)
{
    char link[64], path[512];
    if (strncmp(point, "wal", 3) != 0)
        return 0;
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t count = readlink(link, path, sizeof(path));
    return count > 4 && memcmp(path + count - 4, "-wal", 4) == 0;
}

/* ---- what is stood before ---- */

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    int is_here = is_log(fd);
    if (is_here)
        reach("wal-before");
    if (is_here && atomic_load(&is_armed))
        reach("wal-armed");
    ssize_t written = syscall(SYS_pwrite64, fd, bytes, count, at);
    if (is_here)
        reach("wal-after");
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    return pwrite64(fd, bytes, count, at);
}

int fsync(int fd)
{
    reach("sync-before");
    long status = syscall(SYS_fsync, fd);
    reach("sync-after");
    return (int)status;
}

int fdatasync(int fd)
{
    reach("sync-before");
    long status = syscall(SYS_fdatasync, fd);
    reach("sync-after");
    return (int)status;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    int is_here = has_needle(bytes, count);
    if (is_here)
        reach("send-before");
    ssize_t written = syscall(SYS_write, fd, bytes, count);
    if (is_here)
        reach("send-after");
    return written;
}

ssize_t read(int fd, void *bytes, size_t count)
{
    ssize_t got = syscall(SYS_read, fd, bytes, count);
    if (got > 0 && has_needle(bytes, (size_t)got))
        atomic_store(&is_armed, 1);
    return got;
}

ssize_t recv(int fd, void *bytes, size_t count, int flags)
{
    ssize_t got = syscall(SYS_recvfrom, fd, bytes, count, flags, NULL, NULL);
    if (got > 0 && has_needle(bytes, (size_t)got))
        atomic_store(&is_armed, 1);
    return got;
}

ssize_t send(int fd, const void *bytes, size_t count, int flags)
{
    int is_here = has_needle(bytes, count);
    if (is_here)
        reach("send-before");
    ssize_t sent = syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
    if (is_here)
        reach("send-after");
    return sent;
}

static int vector_has_needle(const struct iovec *parts, size_t count)
{
    int is_there = 0;
    for (size_t i = 0; i < count; i++)
        is_there |= has_needle(parts[i].iov_base, parts[i].iov_len);
    return is_there;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    int is_here = vector_has_needle(message->msg_iov, message->msg_iovlen);
    if (is_here)
        reach("send-before");
    ssize_t sent = syscall(SYS_sendmsg, fd, message, flags);
    if (is_here)
        reach("send-after");
    return sent;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    int is_here = vector_has_needle(parts, (size_t)count);
    if (is_here)
        reach("send-before");
    ssize_t written = syscall(SYS_writev, fd, parts, count);
    if (is_here)
        reach("send-after");
    return written;
}

/* ---- clocks ---- */

static int64_t wrong_by(void)
{
    return offset_ms ? *(const volatile int64_t *)offset_ms : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    long status = syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += wrong_by() / 1000; /* whole seconds do for an hour */
    return (int)status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    long status = syscall(SYS_gettimeofday, now, zone);
    if (status == 0)
        now->tv_sec += wrong_by() / 1000;
    return (int)status;
}

time_t time(time_t *out)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
