/* noise: a host that does other work makes measured times longer than they should be. The report
 * says so, and nothing else follows from it.
 *
 * steal       another virtual machine had our CPU: /proc/stat, proc_stat(5), eighth field
 * throttling  our cgroup had used up its share: nr_throttled in cpu.stat, the kernel's
 *             Documentation/admin-guide/cgroup-v2.rst
 * waiting     a program was ready to run and others had its CPU, which took it away so many times
 *             (involuntary switches, getrusage(2))
 *
 * The first two are the host's: looked at a few times a second at most, whatever the number of
 * submissions. */
#include "judge/noise.h"

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

enum { STAT_BYTES_MOST = 16 << 10, STAT_LINE_BYTES = 256, STEAL_FIELD = 7 };

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

/* Only the first line counts, the one of all CPUs together. */
bool noise_parse_stat(const char *text, struct noise_counters *counters_out)
{
    static const char name[] = "cpu ";
    int64_t ticks = 0, total = 0;
    if (!str_starts_with(text, name))
        return false;
    const char *at = text + sizeof(name) - 1;
    for (size_t i = 0; i <= STEAL_FIELD; i++) {
        if (!take_number(&at, &ticks))
            return false;
        total += ticks;
    }
    counters_out->steal = ticks; /* the last one read */
    counters_out->total = total;
    counters_out->has_steal = true;
    return true;
}

bool noise_parse_cpu_stat(const char *text, struct noise_counters *counters_out)
{
    static const char field[] = "nr_throttled ";
    const char *at = strstr(text, field);
    if (!at)
        return false;
    at += sizeof(field) - 1;
    counters_out->has_throttled = take_number(&at, &counters_out->throttled);
    return counters_out->has_throttled;
}

/* In a container our own group is the root of what can be seen. */
static const char *const cpu_stat_paths[] = {"/sys/fs/cgroup/cpu.stat",
                                             "/sys/fs/cgroup/cpu/cpu.stat"};

static void read_counters(struct noise_counters *counters)
{
    char line[STAT_LINE_BYTES];
    EV_FD int fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
    line[count > 0 ? count : 0] = '\0';
    (void)noise_parse_stat(line, counters); /* the flag tells */
    for (size_t i = 0; i < EV_ARRAY_LENGTH(cpu_stat_paths) && !counters->has_throttled; i++) {
        EV_STR struct str text = {0};
        struct err err;
        if (fs_read(AT_FDCWD, cpu_stat_paths[i], STAT_BYTES_MOST, &text, &err) == 0)
            (void)noise_parse_cpu_stat(str_text(&text), counters); /* likewise */
    }
}

void noise_compare(struct noise *noise, const struct noise_counters *now, int64_t now_ns)
{
    const struct noise_counters *last = &noise->last;
    bool is_first = noise->sampled_ns == 0;
    if (!is_first && now->has_steal && last->has_steal && now->total > last->total) {
        double share = (double)(now->steal - last->steal) / (double)(now->total - last->total);
        if (share > STEAL_MOST) {
            noise->stolen_share = share;
            noise->stolen_at_ns = now_ns;
        }
    }
    if (!is_first && now->has_throttled && last->has_throttled &&
        now->throttled > last->throttled) {
        noise->throttled_periods = now->throttled - last->throttled;
        noise->throttled_at_ns = now_ns;
    }
    noise->last = *now;
    noise->sampled_ns = now_ns;
}

void noise_sample(struct noise *noise)
{
    int64_t now_ns = clock_now_ns();
    (void)pthread_mutex_lock(&noise->lock); /* a default mutex fails only when misused */
    if (noise->sampled_ns == 0 || now_ns - noise->sampled_ns >= PAUSE_NS) {
        struct noise_counters now = {0};
        read_counters(&now);
        noise_compare(noise, &now, now_ns);
    }
    (void)pthread_mutex_unlock(&noise->lock);
}

double noise_waiting_share(const struct facts *facts)
{
    int64_t others_ns = facts->wall_ns - facts_used_ns(facts); /* at most: on its one CPU */
    int64_t waited_ns = facts->cpu_wait_ns < others_ns ? facts->cpu_wait_ns : others_ns;
    return waited_ns < WAIT_LEAST_NS ? 0 : (double)waited_ns / (double)facts->wall_ns;
}

/* The run that waited for the largest share; NULL: none was made. */
static const struct facts *most_disturbed(const struct submission_report *report)
{
    const struct facts *most = NULL;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (!test->is_done || test->is_cached)
            continue;
        if (!most || noise_waiting_share(&test->facts) > noise_waiting_share(most))
            most = &test->facts;
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
    const struct facts *disturbed = most_disturbed(report);
    if (!disturbed)
        return;
    double waiting = noise_waiting_share(disturbed);
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
        add_line(report, arena_printf(arena,
                                      "a program waited %.0f%% of its run for a CPU, which was "
                                      "taken from it %lld times",
                                      waiting * 100, (long long)disturbed->preemptions));
}
