/* crowd: rows P12: how long a fork bomb keeps a box. The limit on processes has refused to fork,
 * and all of them go on trying, or sleep: from the moment that the run is to be ended until
 * everything is killed, the facts are there and the box has begun anew: empty folders, a new pid
 * namespace.
 *
 *   crowd FOLDER-OF-PROGRAMS ROUNDS */
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

enum { ROUNDS_MOST = 101 };

static const int64_t BOMB_TIME_NS = INT64_C(60) * 1000000000;

struct row {
    const char *variant;
    int64_t processes;
    bool is_asleep, is_setsid, is_filling;
    double target_ms; /* 0: none */
};

static const struct row rows[] = {
    {"64 processes, asleep", 64, true, false, false, 5},
    {"64 processes, forking on", 64, false, false, false, 5},
    {"64 processes, forking on, a session each", 64, false, true, false, 5},
    {"64 processes, asleep, tmpfs half full", 64, true, false, true, 5},
    {"256 processes, asleep", 256, true, false, false, 0},
    {"256 processes, forking on", 256, false, false, false, 0},
};

/* The bomb has said that it is full: ends the run, by the way that every limit takes. */
static int end_run(void *context, const char *bytes, size_t count)
{
    int64_t *end_ns = context;
    (void)bytes;
    if (count > 0 && *end_ns == 0)
        *end_ns = bench_now_ns();
    return 1;
}

/* -1: it was not as it should be; said. */
static double clean_ms(struct box *box, const struct row *row)
{
    char file[256], bytes[32];
    const struct limits defaults = limits_default();
    struct limits limits = LIMITS_UNSET;
    struct facts facts;
    struct err err = {0};
    int64_t end_ns = 0;
    snprintf(file, sizeof(file), "%s/file", box_folder(box, BOX_WORK));
    snprintf(bytes, sizeof(bytes), "%lld", (long long)(defaults.written_bytes / 2));
    const char *argv[7] = {"bomb"};
    size_t words = 1;
    if (row->is_asleep)
        argv[words++] = "--asleep";
    if (row->is_setsid)
        argv[words++] = "--setsid";
    if (row->is_filling) {
        argv[words++] = "--fill";
        argv[words++] = file;
        argv[words++] = bytes;
    }
    limits.processes = row->processes;
    limits.cpu_ns = limits.wall_ns = BOMB_TIME_NS; /* a crowd at work takes long to be complete */
    limits.memory_bytes = 2 * defaults.written_bytes; /* files in the tmpfs are memory too */
    bench_run(box, argv, &limits, (struct run_sink){end_run, &end_ns}, &facts);
    if (box_begin(box, defaults.written_bytes, defaults.files, &err) != 0)
        bench_die("begin", &err);
    int64_t clean_ns = bench_now_ns();
    if (end_ns == 0 || !facts.is_killed_by_judge || !(facts.limits_hit & LIMIT_PROCESSES)) {
        fprintf(stderr, "# P12 %s: %s, signal %d, exit status %d, limits %x\n", row->variant,
                end_ns == 0 ? "was not complete" : "was not stopped", facts.signal,
                facts.exit_status, facts.limits_hit);
        return -1;
    }
    return (double)(clean_ns - end_ns) / 1e6;
}

int main(int argc, char **argv)
{
    char path[512];
    double times[ROUNDS_MOST];
    bool has_failed = false;
    size_t rounds = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MOST) {
        fprintf(stderr, "usage: crowd FOLDER-OF-PROGRAMS ROUNDS\n");
        return 2;
    }
    struct sandbox *sandbox = bench_sandbox();
    int cpu = sandbox_cpu_of_slot(0);
    snprintf(path, sizeof(path), "%s/bomb", argv[1]);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        size_t done = 0;
        while (done < rounds) {
            struct box *box = bench_box(sandbox, cpu, path, "bomb");
            times[done] = clean_ms(box, row);
            box_close(box);
            if (times[done++] < 0)
                break;
        }
        if (times[done - 1] < 0) {
            bench_row_not_run("P12", row->variant, "ms", "a round went wrong, see above");
            has_failed = true;
            continue;
        }
        bench_row("P12", row->variant, bench_quantile(times, rounds, 0.5), "ms", row->target_ms,
                  false);
    }
    sandbox_close(sandbox);
    return has_failed ? 1 : 0;
}
