/* peers: rows P3: one run of a static hello in the held box and by `evalx run`, and by what Debian
 * has for the same: bubblewrap (namespaces, no cgroup limits) and crun (a container, with cgroup),
 * in interleaved rounds. A peer that does not work on this host is NOTRUN, with its own words.
 *
 *   peers EVALX PROGRAM BUNDLE ROUNDS      BUNDLE: of crun, with PROGRAM as /program in it */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { ROUNDS_MOST = 1001, WORDS_MOST = 20 };

enum way { HELD_BOX, ONE_SHOT, BUBBLEWRAP, CRUN, WAYS };

/* NULL-terminated; the held box has none. */
struct ways {
    const char *argv[WAYS][WORDS_MOST];
    bool is_there[WAYS];
};

static const char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp", NULL};

/* Once, to see: its complaint is left on standard error. */
static bool can_run(const char *const *argv)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "r", stdin))
            _exit(126);
        execvpe(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static double run_us(const struct ways *ways, enum way way, struct box *box)
{
    static const char *const in_box[] = {"program", NULL};
    struct facts facts;
    int64_t start_ns = bench_now_ns();
    if (way == HELD_BOX)
        bench_run(box, in_box, NULL, (struct run_sink){NULL, NULL}, &facts);
    else
        (void)bench_spawn(ways->argv[way], environment);
    return (double)(bench_now_ns() - start_ns) / 1e3;
}

struct row {
    const char *variant;
    enum way evalx, peer;
    double target;
};

/* The held box against bubblewrap stands in run_cost.c, beside P1. */
static const struct row rows[] = {
    {"held box against crun", HELD_BOX, CRUN, 0},
    {"evalx run against bubblewrap", ONE_SHOT, BUBBLEWRAP, 0},
    {"evalx run against crun", ONE_SHOT, CRUN, 0},
};

int main(int argc, char **argv)
{
    static double times[WAYS][ROUNDS_MOST];
    size_t rounds = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MOST) {
        fprintf(stderr, "usage: peers EVALX PROGRAM BUNDLE ROUNDS\n");
        return 2;
    }
    struct ways ways = {
        .argv = {[ONE_SHOT] = {argv[1], "run", "--quiet", argv[2]},
                 [BUBBLEWRAP] = {"bwrap", "--ro-bind", "/usr", "/usr", "--ro-bind", argv[2],
                                 "/program", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
                                 "--unshare-all", "--die-with-parent", "/program"},
                 [CRUN] = {"crun", "run", "--bundle", argv[3], "evalx-bench"}},
        .is_there = {[HELD_BOX] = true, [ONE_SHOT] = true}};
    for (int way = BUBBLEWRAP; way < WAYS; way++)
        ways.is_there[way] = can_run(ways.argv[way]);
    struct sandbox *sandbox = bench_sandbox();
    struct box *box = bench_box(sandbox, sandbox_cpu_of_slot(0), argv[2], "program");
    for (size_t i = 0; i < rounds; i++) {
        for (int way = 0; way < WAYS; way++)
            times[way][i] = ways.is_there[way] ? run_us(&ways, way, box) : 0;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double evalx = bench_quantile(times[rows[i].evalx], rounds, 0.5);
        double peer = bench_quantile(times[rows[i].peer], rounds, 0.5);
        if (ways.is_there[rows[i].peer])
            bench_row("P3", rows[i].variant, peer / evalx, "x", rows[i].target, true);
        else
            bench_row_not_run("P3", rows[i].variant, "x", "the peer does not run here");
    }
    box_close(box);
    sandbox_close(sandbox);
    return 0;
}
