/* times: rows P11: how steady the reported CPU time is. A program of fixed work is run bare on one
 * CPU and in a box, alone and with all slots busy at once, in interleaved rounds. The 95th
 * percentile over the least says how far a time may be off; what evalx adds to that of the bare
 * runs is the figure.
 *
 *   times FOLDER-OF-PROGRAMS ROUNDS */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

enum { ROUNDS_MOST = 1001, SLOTS_MOST = 64 };

static const double WORK_MS = 50;
static const double ADDED_MOST = 0.03;

enum condition { BARE_ALONE, BOX_ALONE, BARE_BUSY, BOX_BUSY, CONDITIONS };

struct worker {
    const char *const *argv; /* of the bare run: a path first */
    struct box *box;
    int cpu;
    bool is_boxed;
    double cpu_ms; /* of the last run */
};

static void *run(void *argument)
{
    struct worker *worker = argument;
    static const char *const environment[] = {NULL};
    bench_pin(worker->cpu);
    if (!worker->is_boxed) {
        worker->cpu_ms = (double)bench_spawn(worker->argv, environment) / 1e6;
        return NULL;
    }
    const char *argv[] = {"burn", worker->argv[1], worker->argv[2], NULL};
    struct facts facts;
    bench_run(worker->box, argv, NULL, (struct run_sink){NULL, NULL}, &facts);
    if (facts.signal || facts.exit_status || facts.stdout_bytes != sizeof("done\n") - 1)
        bench_die("burn: a box", NULL);
    worker->cpu_ms = (double)facts.cpu_ns / 1e6;
    return NULL;
}

/* The first worker's time, while `count` run. */
static double run_together(struct worker *workers, int count, bool is_boxed)
{
    pthread_t threads[SLOTS_MOST];
    for (int i = 0; i < count; i++) {
        workers[i].is_boxed = is_boxed;
        if (pthread_create(&threads[i], NULL, run, &workers[i]) != 0)
            bench_die("thread", NULL);
    }
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return workers[0].cpu_ms;
}

/* Steps that take about WORK_MS. */
static unsigned long long calibrate(const char *path, const char *kind, int cpu)
{
    static const char *const environment[] = {NULL};
    unsigned long long count = 1U << 20;
    bench_pin(cpu);
    for (;;) {
        char text[32];
        snprintf(text, sizeof(text), "%llu", count);
        const char *argv[] = {path, kind, text, NULL};
        if ((double)bench_spawn(argv, environment) / 1e6 >= WORK_MS)
            return count;
        count += count / 4;
    }
}

static double spread(double *times, size_t count)
{
    double high = bench_quantile(times, count, 0.95);
    return high / times[0]; /* sorted by now */
}

static void add_row(const char *kind, const char *how, double *bare, double *box, size_t rounds)
{
    char variant[64];
    double bare_spread = spread(bare, rounds), box_spread = spread(box, rounds);
    snprintf(variant, sizeof(variant), "%s-bound, %s: p95/min", kind, how);
    bench_row("P11", variant, box_spread, "x", bare_spread + ADDED_MOST, false);
    snprintf(variant, sizeof(variant), "%s-bound, %s: p95/min, bare", kind, how);
    bench_row("P11", variant, bare_spread, "x", 0, false);
}

static void measure(struct worker *workers, int slots, const char *kind, size_t rounds)
{
    static double times[CONDITIONS][ROUNDS_MOST];
    char variant[64];
    for (size_t i = 0; i < rounds; i++) {
        times[BARE_ALONE][i] = run_together(workers, 1, false);
        times[BOX_ALONE][i] = run_together(workers, 1, true);
        times[BARE_BUSY][i] = run_together(workers, slots, false);
        times[BOX_BUSY][i] = run_together(workers, slots, true);
    }
    add_row(kind, "alone", times[BARE_ALONE], times[BOX_ALONE], rounds);
    add_row(kind, "all slots busy", times[BARE_BUSY], times[BOX_BUSY], rounds);
    snprintf(variant, sizeof(variant), "%s-bound: p95 when busy over least alone", kind);
    double bare = bench_quantile(times[BARE_BUSY], rounds, 0.95) / times[BARE_ALONE][0];
    double box = bench_quantile(times[BOX_BUSY], rounds, 0.95) / times[BOX_ALONE][0];
    bench_row("P11", variant, box, "x", bare + ADDED_MOST, false);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"cpu", "memory"};
    char path[512];
    struct worker workers[SLOTS_MOST] = {0};
    int cpus[SLOTS_MOST];
    int slots = sandbox_cpu_count();
    size_t rounds = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MOST) {
        fprintf(stderr, "usage: times FOLDER-OF-PROGRAMS ROUNDS\n");
        return 2;
    }
    slots = slots < SLOTS_MOST ? slots : SLOTS_MOST;
    struct sandbox *sandbox = bench_sandbox();
    snprintf(path, sizeof(path), "%s/burn", argv[1]);
    for (int i = 0; i < slots; i++)
        cpus[i] = sandbox_cpu_of_slot(i); /* asked before pinning hides the others */
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        char count[32];
        snprintf(count, sizeof(count), "%llu", calibrate(path, kinds[k], cpus[0]));
        const char *words[] = {path, kinds[k], count, NULL};
        for (int i = 0; i < slots; i++)
            workers[i] = (struct worker){.argv = words, .cpu = cpus[i], .box = workers[i].box};
        for (int i = 0; k == 0 && i < slots; i++)
            workers[i].box = bench_box(sandbox, cpus[i], path, "burn");
        measure(workers, slots, kinds[k], rounds);
    }
    for (int i = 0; i < slots; i++)
        box_close(workers[i].box);
    sandbox_close(sandbox);
    return 0;
}
