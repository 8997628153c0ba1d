/* noise: a host that does other work makes measured times longer than they should be. The report
 * says so, and nothing else follows from it.
 *
 * steal       another virtual machine had our CPU: /proc/stat, proc_stat(5), eighth field
 * throttling  our cgroup had used up its share: nr_throttled in cpu.stat, the kernel's
 *             Documentation/admin-guide/cgroup-v2.rst
 * waiting     a program was ready to run and others had its CPU: what involuntary switches cost
 *
 * The first two are the host's: looked at a few times a second at most, whatever the number of
 * submissions. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "base/str.h"
#include "judge/internal.h"

static const int64_t PAUSE_NS = 250 * INT64_C(1000000);
static const double STEAL_MOST = 0.02;
static const double WAIT_MOST = 0.1; /* of a run's wall clock */
static const int64_t WAIT_LEAST_NS = 10 * INT64_C(1000000);

enum { STAT_BYTES_MOST = 16 << 10, STEAL_FIELD = 7 };

/* The next number of a text with spaces between. */
static bool take_number(const char **at, int64_t *number_out)
{
    char digits[24];
    struct err err;
    *at += strspn(*at, " ");
    size_t count = strspn(*at, "0123456789");
    if (count == 0 || count >= sizeof(digits))
        return false;
    memcpy(digits, *at, count);
    digits[count] = '\0';
    *at += count;
    return parse_i64("counter", digits, 0, INT64_MAX, number_out, &err) == 0;
}

/* Only the first line counts, the one of all CPUs together. False: not to be had. */
static bool read_steal(int64_t *steal_out, int64_t *total_out)
{
    static const char name[] = "cpu ";
    char line[256];
    int64_t ticks, total = 0;
    EV_FD int fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
    if (count <= 0)
        return false;
    line[count] = '\0';
    const char *at = line + sizeof(name) - 1;
    if (!str_starts_with(line, name))
        return false;
    for (size_t i = 0; i <= STEAL_FIELD; i++) {
        if (!take_number(&at, &ticks))
            return false;
        total += ticks;
    }
    *steal_out = ticks; /* the last one read */
    *total_out = total;
    return true;
}

/* In a container our own group is the root of what can be seen. */
static const char *const cpu_stat_paths[] = {"/sys/fs/cgroup/cpu.stat",
                                             "/sys/fs/cgroup/cpu/cpu.stat"};

static bool read_throttled(int64_t *throttled_out)
{
    static const char field[] = "nr_throttled ";
    EV_STR struct str text = {0};
    struct err err;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(cpu_stat_paths); i++) {
        if (fs_read(AT_FDCWD, cpu_stat_paths[i], STAT_BYTES_MOST, &text, &err) != 0)
            continue;
        const char *at = strstr(str_text(&text), field);
        if (!at)
            continue;
        at += sizeof(field) - 1;
        return take_number(&at, throttled_out);
    }
    return false;
}

static void compare(struct noise *noise, int64_t now_ns)
{
    int64_t steal = noise->steal, total = noise->total, throttled = noise->throttled;
    bool is_first = noise->sampled_ns == 0;
    if (read_steal(&steal, &total) && !is_first && total > noise->total && steal > noise->steal) {
        double share = (double)(steal - noise->steal) / (double)(total - noise->total);
        if (share > STEAL_MOST) {
            noise->stolen_share = share;
            noise->stolen_at_ns = now_ns;
        }
    }
    if (read_throttled(&throttled) && !is_first && throttled > noise->throttled) {
        noise->throttled_periods = throttled - noise->throttled;
        noise->throttled_at_ns = now_ns;
    }
    noise->steal = steal;
    noise->total = total;
    noise->throttled = throttled;
    noise->sampled_ns = now_ns;
}

void noise_sample(struct noise *noise)
{
    int64_t now_ns = clock_now_ns();
    (void)pthread_mutex_lock(&noise->lock); /* a default mutex fails only when misused */
    if (noise->sampled_ns == 0 || now_ns - noise->sampled_ns >= PAUSE_NS)
        compare(noise, now_ns);
    (void)pthread_mutex_unlock(&noise->lock);
}

/* The largest share of a run's wall clock that the program was ready and had no CPU. */
static double waiting_share(const struct submission_report *report, bool *has_run_out)
{
    double most = 0;
    *has_run_out = false;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (!test->is_done || test->is_cached)
            continue;
        *has_run_out = true;
        if (test->facts.cpu_wait_ns < WAIT_LEAST_NS || test->facts.wall_ns <= 0)
            continue;
        double share = (double)test->facts.cpu_wait_ns / (double)test->facts.wall_ns;
        most = share > most ? share : most;
    }
    return most;
}

static void add_line(struct submission_report *report, const char *line)
{
    report->noise[report->noise_count++] = line;
}

void noise_tell(struct noise *noise, struct submission *submission)
{
    enum { LINES_MOST = 3 };
    struct submission_report *report = &submission->report;
    struct arena *arena = &submission->arena;
    bool has_run;
    double waiting = waiting_share(report, &has_run);
    if (!has_run)
        return;
    noise_sample(noise);
    report->noise = arena_alloc(arena, LINES_MOST * sizeof(*report->noise));
    (void)pthread_mutex_lock(&noise->lock); /* a default mutex fails only when misused */
    if (noise->stolen_at_ns > submission->started_ns)
        add_line(report, arena_printf(arena, "%.0f%% of the CPUs' time went to other machines",
                                      noise->stolen_share * 100));
    if (noise->throttled_at_ns > submission->started_ns)
        add_line(report, arena_printf(arena, "the CPUs were throttled by our cgroup %lld times",
                                      (long long)noise->throttled_periods));
    (void)pthread_mutex_unlock(&noise->lock);
    if (waiting > WAIT_MOST)
        add_line(report, arena_printf(arena, "a program waited %.0f%% of its run for a CPU",
                                      waiting * 100));
}
