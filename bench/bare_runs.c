/* bare_runs: what the runs of a batch cost without evalx: each is started in the cheapest way,
 * clone(VM, VFORK) + execve, on as many CPUs as slots would use, and waited for. What a program
 * writes goes to /dev/null, and nothing is checked.
 *
 *   bare_runs CPU-LIMIT-MS < LINES      prints the seconds that all together took
 *
 * A line: INPUT<tab>PROGRAM<tab>ARGUMENT... A program that uses up the limit is killed. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { RUNS_MOST = 1 << 20, WORDS_MOST = 8, SLOTS_MOST = 64, STACK_BYTES = 64 << 10 };

struct run {
    const char *input;
    const char *argv[WORDS_MOST + 1];
};

struct start {
    const struct run *run;
    int input_fd, null_fd;
    struct itimerval limit;
};

static struct run runs[RUNS_MOST];
static size_t run_count;
static atomic_size_t next_run;
static struct itimerval limit;
static pthread_barrier_t barrier;

static void read_runs(void)
{
    char *line = NULL;
    size_t capacity = 0;
    while (run_count < RUNS_MOST && getline(&line, &capacity, stdin) > 0) {
        char *at = strdup(line);
        struct run *run = &runs[run_count++];
        at[strcspn(at, "\n")] = '\0';
        run->input = strsep(&at, "\t");
        for (size_t i = 0; at && i < WORDS_MOST; i++)
            run->argv[i] = strsep(&at, "\t");
    }
    free(line);
}

/* Shares our memory until it is replaced: calls only. */
static int start_child(void *argument)
{
    struct start *start = argument;
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "PYTHONHASHSEED=0", NULL};
    dup2(start->input_fd, 0);
    dup2(start->null_fd, 1);
    dup2(start->null_fd, 2);
    setitimer(ITIMER_PROF, &start->limit, NULL); /* stays over execve: setitimer(2) */
    execve(start->run->argv[0], (char *const *)(uintptr_t)start->run->argv,
           (char *const *)(uintptr_t)environment);
    _exit(127);
}

static void *work(void *argument)
{
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    char *stack = aligned_alloc(64, STACK_BYTES);
    if (!stack || null_fd < 0)
        bench_die("bare_runs", NULL);
    bench_pin(*(const int *)argument);
    pthread_barrier_wait(&barrier);
    for (size_t i; (i = atomic_fetch_add(&next_run, 1)) < run_count;) {
        struct start start = {&runs[i], open(runs[i].input, O_RDONLY | O_CLOEXEC), null_fd, limit};
        int status = 0;
        pid_t pid = start.input_fd < 0 ? -1
                                       : clone(start_child, stack + STACK_BYTES,
                                               CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
        if (pid < 0 || waitpid(pid, &status, 0) != pid ||
            (WIFEXITED(status) && WEXITSTATUS(status) == 127))
            bench_die(runs[i].argv[0], NULL);
        close(start.input_fd);
    }
    free(stack);
    close(null_fd);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[SLOTS_MOST];
    int cpus[SLOTS_MOST];
    int slots = sandbox_cpu_count();
    long limit_ms = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (limit_ms < 1) {
        fprintf(stderr, "usage: bare_runs CPU-LIMIT-MS < LINES\n");
        return 2;
    }
    slots = slots < SLOTS_MOST ? slots : SLOTS_MOST;
    limit.it_value = (struct timeval){.tv_sec = limit_ms / 1000, .tv_usec = limit_ms % 1000 * 1000};
    read_runs();
    pthread_barrier_init(&barrier, NULL, (unsigned)slots + 1);
    for (int i = 0; i < slots; i++) {
        cpus[i] = sandbox_cpu_of_slot(i);
        if (pthread_create(&threads[i], NULL, work, &cpus[i]) != 0)
            bench_die("thread", NULL);
    }
    pthread_barrier_wait(&barrier);
    int64_t start_ns = bench_now_ns();
    for (int i = 0; i < slots; i++)
        pthread_join(threads[i], NULL);
    printf("%.6f\n", (double)(bench_now_ns() - start_ns) / 1e9);
    return 0;
}
