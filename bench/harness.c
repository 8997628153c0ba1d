#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int64_t SECOND_NS = 1000000000;

enum { PATH_MOST = 512 };

int64_t bench_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

void bench_die(const char *what, const struct err *err)
{
    fprintf(stderr, "bench: %s: %s\n", what, err ? err->msg : strerror(errno));
    exit(1);
}

void bench_pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (cpu < 0)
        return;
    CPU_SET((size_t)cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        bench_die("pin", NULL);
}

struct sandbox *bench_sandbox(void)
{
    struct err err = {0};
    struct sandbox *sandbox = NULL;
    struct sandbox_options options = {.cancel_fd = -1};
    if (sandbox_open(&options, &sandbox, &err) != 0)
        bench_die("sandbox", &err);
    return sandbox;
}

struct box *bench_box(struct sandbox *sandbox, int cpu, const char *path, const char *name)
{
    struct err err = {0};
    struct box *box = NULL;
    struct box_options options = {.kind = BOX_RUN,
                                  .cpu = cpu,
                                  .written_bytes = limits_default().written_bytes,
                                  .files = limits_default().files};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        bench_die(path, NULL);
    if (box_open(sandbox, &options, &box, &err) != 0 ||
        box_stage(box, BOX_PROGRAM, name, 0755, fd, &err) != 0)
        bench_die("box", &err);
    close(fd);
    return box;
}

void bench_run(struct box *box, const char *const *argv, const struct limits *limits,
               struct run_sink output, struct facts *facts_out)
{
    enum { ARGUMENTS_MOST = 7 };
    char program[PATH_MOST];
    const char *words[ARGUMENTS_MOST + 1] = {program};
    const char *environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL};
    struct err err = {0};
    struct run_plan plan = {.argv = words, .environment = environment, .stdin_fd = -1};
    for (size_t i = 1; argv[i] && i < ARGUMENTS_MOST; i++)
        words[i] = argv[i];
    snprintf(program, sizeof(program), "%s/%s", box_folder(box, BOX_PROGRAM), argv[0]);
    plan.output = output;
    plan.limits = limits_default();
    if (limits)
        plan.limits = limits_override(plan.limits, limits);
    plan.limits = limits_complete(plan.limits);
    if (box_run(box, &plan, facts_out, &err) != 0)
        bench_die(argv[0], &err);
}

int64_t bench_spawn(const char *const *argv, const char *const *environment)
{
    posix_spawn_file_actions_t actions;
    struct rusage usage;
    pid_t pid = 0;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    errno = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv,
                         (char *const *)(uintptr_t)environment);
    posix_spawn_file_actions_destroy(&actions);
    if (errno || wait4(pid, &status, 0, &usage) != pid || status != 0)
        bench_die(argv[0], NULL);
    return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * SECOND_NS +
           ((int64_t)usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_quantile(double *values, size_t count, double share)
{
    qsort(values, count, sizeof(*values), compare);
    double rank = ceil(share * (double)count);
    return values[rank < 1 ? 0 : (size_t)rank - 1];
}

void bench_row(const char *id, const char *variant, double value, const char *unit, double target,
               bool is_least)
{
    bool is_met = is_least ? value >= target : value <= target;
    if (target > 0)
        printf("%s\t%s\t%.3f\t%s\t%s%.3f\t%s\n", id, variant, value, unit,
               is_least ? ">=" : "<=", target, is_met ? "PASS" : "MISS");
    else
        printf("%s\t%s\t%.3f\t%s\t-\t-\n", id, variant, value, unit);
    fflush(stdout);
}

void bench_row_not_run(const char *id, const char *variant, const char *unit, const char *why)
{
    printf("%s\t%s\t-\t%s\t-\tNOTRUN\n", id, variant, unit);
    fflush(stdout);
    fprintf(stderr, "# %s %s: %s\n", id, variant, why);
}
