/* run_cost: what one sandboxed run costs, against the cheapest way to start the same program
 * without any sandbox.
 *
 * Rows P1, P1b, P1c, P1d: ratio of box_run, with all limits, facts and output capture, as judging
 * calls it, to clone3(VM|VFORK) + execve + wait4, in interleaved rounds; medians over the rounds of
 * the mean of a round. With two slots both sides run in two threads, each on its CPU. Row P3: the
 * same against bubblewrap. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/sandbox.h"

enum { ROUNDS = 31, RUNS = 100, BUBBLE_RUNS = 4, SLOTS_MAX = 2 };

static const char *program_folder;

struct worker {
    struct sandbox *sandbox;
    struct box *box;
    const char *program; /* name in program_folder */
    const char *name;    /* in the box */
    int cpu;
    bool is_alternating; /* a new submission before each run */
    double bare_us, box_us, bubble_us;
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void die(const char *what, const struct err *err)
{
    fprintf(stderr, "run_cost: %s: %s\n", what, err ? err->msg : strerror(errno));
    exit(1);
}

static char child_stack[SLOTS_MAX][64 << 10] __attribute__((aligned(64)));

struct start {
    const char *path;
    int null_fd;
};

static int start_child(void *argument)
{
    const struct start *start = argument;
    char name[] = "tiny";
    char *argv[] = {name, NULL};
    char *environment[] = {NULL};
    dup2(start->null_fd, 1);
    execve(start->path, argv, environment);
    _exit(127);
}

/* The baseline: glibc's clone with the flags of vfork. */
static void run_bare(const char *path, int slot, int null_fd)
{
    struct start start = {path, null_fd};
    int status = 0;
    pid_t pid = clone(start_child, child_stack[slot] + sizeof(child_stack[slot]),
                      CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        die("bare run", NULL);
}

static int drop(void *context, const char *bytes, size_t count)
{
    (void)bytes;
    *(size_t *)context += count;
    return 0;
}

static void stage(struct worker *worker)
{
    char path[512];
    struct err err = {0};
    snprintf(path, sizeof(path), "%s/%s", program_folder, worker->program);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(path, NULL);
    if (box_stage(worker->box, BOX_PROGRAM, "tiny", 0755, fd, &err))
        die("stage", &err);
    close(fd);
}

static void run_boxed(struct worker *worker)
{
    const char *argv[] = {"/program/tiny", NULL};
    const char *environment[] = {"PATH=/usr/bin:/bin", "HOME=/box", "LANG=C.UTF-8", NULL};
    size_t counted = 0;
    struct err err = {0};
    struct facts facts;
    struct run_plan plan = {.argv = argv,
                            .environment = environment,
                            .limits = limits_complete(limits_default()),
                            .stdin_fd = -1,
                            .output = {drop, &counted},
                            .error_output = {drop, &counted}};
    if (worker->is_alternating) {
        if (box_begin(worker->box, plan.limits.written_bytes, plan.limits.files, &err))
            die("begin", &err);
        stage(worker);
    }
    if (box_run(worker->box, &plan, &facts, &err))
        die("run", &err);
    if (facts.signal || facts.exit_status || counted != 2) {
        fprintf(stderr, "run_cost: unexpected facts: signal %d, exit status %d, %zu bytes\n",
                facts.signal, facts.exit_status, counted);
        exit(1);
    }
}

static void run_bubble(const char *path)
{
    char *argv[] = {(char[]){"bwrap"},
                    (char[]){"--ro-bind"},
                    (char[]){"/usr"},
                    (char[]){"/usr"},
                    (char[]){"--ro-bind"},
                    (char *)(size_t)path,
                    (char[]){"/tiny"},
                    (char[]){"--proc"},
                    (char[]){"/proc"},
                    (char[]){"--dev"},
                    (char[]){"/dev"},
                    (char[]){"--tmpfs"},
                    (char[]){"/tmp"},
                    (char[]){"--unshare-all"},
                    (char[]){"--die-with-parent"},
                    (char[]){"/tiny"},
                    NULL};
    char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    errno = posix_spawnp(&pid, "bwrap", &actions, NULL, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (errno || waitpid(pid, &status, 0) != pid || status != 0)
        die("bwrap", NULL);
}

static void pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    sched_setaffinity(0, sizeof(set), &set);
}

static pthread_barrier_t barrier;

struct round {
    struct worker *worker;
    int slot;
    bool has_bubble;
};

static void *run_round(void *argument)
{
    struct round *round = argument;
    struct worker *worker = round->worker;
    char path[512];
    snprintf(path, sizeof(path), "%s/tiny", program_folder);
    int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    pin(worker->cpu);
    pthread_barrier_wait(&barrier);
    double start = now_us();
    for (int i = 0; i < RUNS; i++)
        run_bare(path, round->slot, null_fd);
    worker->bare_us = (now_us() - start) / RUNS;
    pthread_barrier_wait(&barrier);
    start = now_us();
    for (int i = 0; i < RUNS; i++)
        run_boxed(worker);
    worker->box_us = (now_us() - start) / RUNS;
    pthread_barrier_wait(&barrier);
    start = now_us();
    for (int i = 0; round->has_bubble && i < BUBBLE_RUNS; i++)
        run_bubble(path);
    worker->bubble_us = (now_us() - start) / BUBBLE_RUNS;
    close(null_fd);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

struct row {
    const char *id, *variant, *program;
    int slots;
    bool is_alternating, has_bubble;
    double target;
};

/* A target of 0: none is set, the figure stands beside one that has. */
static void print_row(const char *id, const char *variant, double value, double target,
                      bool is_least)
{
    bool is_met = is_least ? value >= target : value <= target;
    if (target > 0)
        printf("%s\t%s\t%.2f\tx\t%s%.2f\t%s\n", id, variant, value, is_least ? ">=" : "<=", target,
               is_met ? "PASS" : "MISS");
    else
        printf("%s\t%s\t%.2f\tx\t-\t-\n", id, variant, value);
    fflush(stdout);
}

static void measure(struct sandbox *sandbox, const struct row *row)
{
    struct worker workers[SLOTS_MAX];
    double ratios[ROUNDS], bubbles[ROUNDS], bare[ROUNDS], box[ROUNDS];
    struct err err = {0};
    for (int slot = 0; slot < row->slots; slot++) {
        struct box_options options = {.kind = BOX_RUN,
                                      .cpu = sandbox_cpu_of_slot(slot),
                                      .written_bytes = limits_default().written_bytes,
                                      .files = limits_default().files};
        workers[slot] = (struct worker){.sandbox = sandbox,
                                        .program = row->program,
                                        .cpu = options.cpu,
                                        .is_alternating = row->is_alternating};
        if (box_open(sandbox, &options, &workers[slot].box, &err))
            die("box", &err);
        stage(&workers[slot]);
        for (int i = 0; i < 20; i++)
            run_boxed(&workers[slot]);
    }
    pthread_barrier_init(&barrier, NULL, (unsigned)row->slots);
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t threads[SLOTS_MAX];
        struct round rounds[SLOTS_MAX];
        bare[i] = box[i] = bubbles[i] = 0;
        for (int slot = 0; slot < row->slots; slot++) {
            rounds[slot] = (struct round){&workers[slot], slot, row->has_bubble};
            pthread_create(&threads[slot], NULL, run_round, &rounds[slot]);
        }
        for (int slot = 0; slot < row->slots; slot++) {
            pthread_join(threads[slot], NULL);
            bare[i] += workers[slot].bare_us / row->slots;
            box[i] += workers[slot].box_us / row->slots;
            bubbles[i] += workers[slot].bubble_us / row->slots;
        }
        ratios[i] = box[i] / bare[i];
        bubbles[i] /= box[i];
    }
    fprintf(stderr, "%s %s: bare %.1f us, box %.1f us\n", row->id, row->variant,
            median(bare, ROUNDS), median(box, ROUNDS));
    print_row(row->id, row->variant, median(ratios, ROUNDS), row->target, false);
    if (row->has_bubble)
        print_row("P3", "held box against bubblewrap", median(bubbles, ROUNDS), 30, true);
    for (int slot = 0; slot < row->slots; slot++)
        box_close(workers[slot].box);
    pthread_barrier_destroy(&barrier);
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct sandbox *sandbox = NULL;
    struct sandbox_options options = {.cancel_fd = -1};
    bool has_bubble = access("/usr/bin/bwrap", X_OK) == 0;
    if (argc != 2) {
        fprintf(stderr, "usage: run_cost FOLDER-OF-PROGRAMS\n");
        return 2;
    }
    program_folder = argv[1];
    if (sandbox_open(&options, &sandbox, &err))
        die("sandbox", &err);
    const struct row rows[] = {
        {"P1", "slots=1", "tiny", 1, false, has_bubble, 1.45},
        {"P1", "slots=2", "tiny", 2, false, false, 1.35},
        {"P1b", "writes a file", "tiny-file", 1, false, false, 0},
        {"P1c", "leaves a child", "tiny-child", 1, false, false, 0},
        {"P1d", "alternating submissions", "tiny", 1, true, false, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        measure(sandbox, &rows[i]);
    if (!has_bubble)
        printf("P3\theld box against bubblewrap\t-\tx\t>=30.00\tNOTRUN\n");
    sandbox_close(sandbox);
    return 0;
}
