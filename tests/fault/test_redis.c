/* Faults of Redis, of the network and of workers, put into a small lab at work, one at a time; then
 * everything must come to its end, and I1 to I7 hold. Each line of the catalogue is told as PASS
 * with seed and figures, or as IMPOSSIBLE here with the reason.
 *
 *   test_redis [SEED [JOBS]]     EVALX_FAULT_SEED, EVALX_FAULT_JOBS, EVALX_FAULT: a name's part */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

/* ---- Redis ---- */

static void restart(struct lab *lab)
{
    redis_server_kill(&lab->redis);
    lab_pass(lab, 200);
    if (!redis_server_restart(&lab->redis, NULL))
        lab_violation(lab, "redis-server does not start again");
}

static void kill_redis(struct lab *lab)
{
    restart(lab);
    lab_pass(lab, 300);
    restart(lab);
}

static void stop_redis(struct lab *lab)
{
    (void)kill(lab->redis.pid, SIGSTOP);
    lab_pass(lab, 3 * LAB_LEASE_MS);
    (void)kill(lab->redis.pid, SIGCONT);
}

/* The newest part of the append-only file, cut in the middle of its last transaction. */
static void tear_file(struct lab *lab)
{
    char folder[128], path[512] = "";
    struct stat status;
    (void)snprintf(folder, sizeof(folder), "%s/appendonlydir", lab->redis.folder);
    DIR *dir = opendir(folder);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
        if (strstr(entry->d_name, ".incr."))
            (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
    if (dir)
        (void)closedir(dir);
    if (!path[0] || stat(path, &status) ||
        truncate(path, status.st_size - 1 - (off_t)lab_random(lab, 900)))
        lab_violation(lab, "no append-only file to tear");
}

static void tear(struct lab *lab)
{
    lab->wipes++; /* what the tail held is forgotten */
    redis_server_kill(&lab->redis);
    tear_file(lab);
    if (!redis_server_restart(&lab->redis, NULL))
        lab_violation(lab, "redis-server does not start after a torn tail");
    lab_pass(lab, 200);
    restart(lab);
}

static void wipe(struct lab *lab)
{
    lab->wipes++;
    (void)lab_raw(lab, NULL, 0, "FLUSHALL");
}

static void fill_disk(struct lab *lab)
{
    char path[128];
    static char bytes[65536];
    (void)snprintf(path, sizeof(path), "%s/filler", lab->redis.folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    while (write(fd, bytes, sizeof(bytes)) > 0)
        ;
    (void)close(fd);
    lab_pass(lab, 1500); /* Redis ends itself: it may not answer what it cannot keep */
    if (waitpid(lab->redis.pid, NULL, WNOHANG) == 0 && lab->errors == 0)
        lab_violation(lab, "the full disk was not noticed");
    (void)unlink(path);
    restart(lab);
}

static void run_out_of_memory(struct lab *lab)
{
    char out[32];
    (void)lab_raw(lab, NULL, 0, "CONFIG SET maxmemory 1mb");
    int before = lab->submitted;
    lab_pass(lab, 1500);
    if (lab->submitted > before + 16)
        lab_violation(lab, "%d jobs were taken without memory", lab->submitted - before);
    if (!lab_raw(lab, out, sizeof(out), "CONFIG SET maxmemory 0"))
        lab_violation(lab, "no memory again");
}

static void evict(struct lab *lab)
{
    lab->wipes++;
    for (int i = 0; i < lab->submitted; i++)
        if (!lab->jobs[i].is_recorded)
            (void)lab_raw(lab, NULL, 0, "DEL evx:{evalx}:job:j%d", i);
}

static void flush_scripts(struct lab *lab)
{
    for (int i = 0; i < 5; i++) {
        (void)lab_raw(lab, NULL, 0, "SCRIPT FLUSH");
        lab_pass(lab, 30);
    }
}

/* What a jump of Redis's clock leaves: leases that ended long ago, or end far in the future. */
static void jump(struct lab *lab, long long ms)
{
    (void)lab_raw(lab, NULL, 0, "EVAL %s 0 %lld",
                  "for _, id in ipairs(redis.call('ZRANGE', 'evx:{evalx}:lease', 0, -1)) do "
                  "redis.call('ZINCRBY', 'evx:{evalx}:lease', ARGV[1], id) end",
                  ms);
    lab_pass(lab, 1000);
}

static void jump_forwards(struct lab *lab)
{
    jump(lab, -3600000);
}

static void jump_backwards(struct lab *lab)
{
    jump(lab, 3600000);
}

/* ---- workers ---- */

static void kill_workers(struct lab *lab)
{
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < LAB_WORKERS; i++)
            (void)kill(lab->workers[i], SIGKILL);
        lab_pass(lab, 300);
    }
}

static void die_often(struct lab *lab)
{
    atomic_store(&lab->shared->dying, 12);
    lab_pass(lab, 3000);
    atomic_store(&lab->shared->dying, 0);
}

static void stop_worker(struct lab *lab)
{
    for (int i = 0; i < LAB_WORKERS; i++)
        (void)kill(lab->workers[i], SIGSTOP);
    lab_pass(lab, 4 * LAB_LEASE_MS);
    for (int i = 0; i < LAB_WORKERS; i++)
        (void)kill(lab->workers[i], SIGCONT);
    lab_pass(lab, 300);
}

static void poison(struct lab *lab)
{
    int number = lab->job_count - 1;
    atomic_store(&lab->shared->poison, number);
    lab_run(lab, lab->job_count, 60000);
    if (!lab->jobs[number].is_recorded || lab->jobs[number].outcome != QUEUE_OUTCOME_DEAD)
        lab_violation(lab, "the job that kills its workers is not dead");
    if (atomic_load(&lab->shared->executions[number]) != 3)
        lab_violation(lab, "it killed %d workers", atomic_load(&lab->shared->executions[number]));
}

/* ---- the network ---- */

static void misbehave(struct lab *lab, enum proxy_mode mode, int64_t ms)
{
    int bytes = atomic_load(&lab->shared->proxy_bytes);
    atomic_store(&lab->shared->proxy_mode, (int)mode);
    lab_pass(lab, ms);
    atomic_store(&lab->shared->proxy_mode, PROXY_PLAIN);
    if (atomic_load(&lab->shared->proxy_bytes) == bytes)
        lab_violation(lab, "nothing went through the proxy");
}

static void reset_connections(struct lab *lab)
{
    misbehave(lab, PROXY_RESET, 2000);
}

static void slow_connections(struct lab *lab)
{
    misbehave(lab, PROXY_SLOW, 1500);
}

static void slice_bytes(struct lab *lab)
{
    misbehave(lab, PROXY_SLICE, 1500);
}

static void drop_replies(struct lab *lab)
{
    misbehave(lab, PROXY_DROP, 2000);
}

static void be_silent(struct lab *lab)
{
    misbehave(lab, PROXY_SILENT, 3 * LAB_LEASE_MS);
}

/* ---- operators ---- */

static void claim_twice(struct lab *lab)
{
    struct queue_options options = {.url = lab->redis.url};
    struct queue_terms terms = {.uuid = "database-2"};
    struct queue *other = NULL;
    struct err err = {0};
    if (queue_attach(&options, &other, &err) || !queue_claim(other, &terms, &err) ||
        err.kind != ERR_INPUT || !strstr(err.msg, "database-1"))
        lab_violation(lab, "a second server was not refused: %s", err.msg);
    queue_detach(other);
}

static void speak_newer(struct lab *lab)
{
    char before[32] = "", after[32] = "";
    (void)lab_raw(lab, NULL, 0, "HSET evx:{evalx}:meta proto_min 2 proto_max 2");
    (void)lab_raw(lab, before, sizeof(before), "HGET evx:{evalx}:stats fetched");
    for (int i = 0; i < 100 && atomic_load(&lab->shared->upgrades) == 0; i++)
        lab_pass(lab, 100);
    (void)lab_raw(lab, after, sizeof(after), "HGET evx:{evalx}:stats fetched");
    if (atomic_load(&lab->shared->upgrades) == 0 || strcmp(before, after) != 0)
        lab_violation(lab, "workers of another protocol were given work");
    (void)lab_raw(lab, NULL, 0, "HSET evx:{evalx}:meta proto_min 1");
}

static void weaken_configuration(struct lab *lab)
{
    static const char *const settings[][3] = {{"appendonly", "no", "yes"},
                                              {"appendfsync", "everysec", "always"},
                                              {"no-appendfsync-on-rewrite", "yes", "no"},
                                              {"maxmemory-policy", "allkeys-lru", "noeviction"}};
    bool is_unchecked = true;
    for (size_t i = 0; i < 4; i++) {
        struct err err = {0};
        char mend[96];
        (void)lab_raw(lab, NULL, 0, "CONFIG SET %s %s", settings[i][0], settings[i][1]);
        (void)snprintf(mend, sizeof(mend), "config set %s %s", settings[i][0], settings[i][2]);
        if (!queue_check_configuration(lab->server, false, &is_unchecked, &err) ||
            err.kind != ERR_INPUT || !strstr(err.msg, mend))
            lab_violation(lab, "%s %s was not refused: %s", settings[i][0], settings[i][1],
                          err.msg);
        (void)lab_raw(lab, NULL, 0, "CONFIG SET %s %s", settings[i][0], settings[i][2]);
    }
    struct err err = {0};
    if (queue_check_configuration(lab->server, false, &is_unchecked, &err) || is_unchecked)
        lab_violation(lab, "a safe Redis was refused: %s", err.msg);
}

/* ---- the catalogue ---- */

static const struct fault {
    const char *name;
    void (*inject)(struct lab *lab);
    bool has_proxy, has_small_disk;
    const char *impossible;
} faults[] = {
    {"Redis killed with -9 and started again, twice", kill_redis, false, false, NULL},
    {"Redis stopped for three leases", stop_redis, false, false, NULL},
    {"append-only file torn, then two restarts", tear, false, false, NULL},
    {"Redis emptied", wipe, false, false, NULL},
    {"disk of the append-only file full (3 MB)", fill_disk, false, true, NULL},
    {"Redis out of memory", run_out_of_memory, false, false, NULL},
    {"unsafe configuration at the start", weaken_configuration, false, false, NULL},
    {"hashes of jobs evicted", evict, false, false, NULL},
    {"scripts flushed", flush_scripts, false, false, NULL},
    {"leases as a clock leaves them that jumped forwards", jump_forwards, false, false, NULL},
    {"leases as a clock leaves them that jumped backwards", jump_backwards, false, false, NULL},
    {"clock of Redis itself +-1 h", NULL, false, false,
     "the kernel has no time namespace for CLOCK_REALTIME; the leases it would leave are above"},
    {"all workers killed with -9", kill_workers, false, false, NULL},
    {"workers killed with -9 while they judge", die_often, false, false, NULL},
    {"workers stopped for four leases, then stale tokens", stop_worker, false, false, NULL},
    {"poison that kills who judges it", poison, false, false, NULL},
    {"connections reset", reset_connections, true, false, NULL},
    {"connections slow", slow_connections, true, false, NULL},
    {"connections cut into single bytes", slice_bytes, true, false, NULL},
    {"replies dropped after execution", drop_replies, true, false, NULL},
    {"silence in both directions", be_silent, true, false, NULL},
    {"two servers", claim_twice, false, false, NULL},
    {"workers of another protocol", speak_newer, false, false, NULL},
};

/* Below /tmp, in a mount namespace of this process. */
static const char *make_small_disk(void)
{
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", "/tmp", "tmpfs", 0, "size=3m"))
        return "needs root, for a file system of its own";
    return NULL;
}

static void tell(const struct fault *fault, const struct lab *lab)
{
    if (lab->why[0])
        (void)printf("not ok %s - %s (seed %lu)\n", fault->name, lab->why, lab->seed);
    else
        (void)printf(
            "ok %s: PASS (seed %lu, %d jobs, %d reaped, %d repairs, %d errors, %d stale, %d "
            "workers restarted)\n",
            fault->name, lab->seed, lab->job_count, (int)lab->reaped, (int)lab->repairs,
            (int)lab->errors, atomic_load(&lab->shared->stale), lab->restarts);
}

static void try(const struct fault *fault, unsigned long seed, int jobs)
{
    static struct lab lab;
    const char *impossible = fault->impossible;
    if (!impossible && fault->has_small_disk)
        impossible = make_small_disk();
    if (impossible) {
        (void)printf("ok %s: IMPOSSIBLE (%s)\n", fault->name, impossible);
        return;
    }
    if (lab_open(&lab, seed, jobs, fault->has_proxy, NULL)) {
        lab_run(&lab, jobs / 4, 60000);
        fault->inject(&lab);
        lab_conclude(&lab);
    }
    tell(fault, &lab);
    lab_close(&lab);
}

static unsigned long number(const char *text, unsigned long otherwise)
{
    return text && text[0] ? strtoul(text, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    unsigned long seed = number(argc > 1 ? argv[1] : getenv("EVALX_FAULT_SEED"), 0);
    int jobs = (int)number(argc > 2 ? argv[2] : getenv("EVALX_FAULT_JOBS"), 300);
    const char *wanted = getenv("EVALX_FAULT");
    if (!seed && getrandom(&seed, 4, 0) != 4)
        seed = 1;
    (void)setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (wanted && !strstr(faults[i].name, wanted))
            continue;
        pid_t pid = fork(); /* a fault may leave much behind: namespaces, static state */
        if (pid == 0) {
            try(&faults[i], seed & 0xffffffff, jobs);
            _exit(0);
        }
        int status = 0;
        (void)waitpid(pid, &status, 0);
        if (status)
            (void)printf("not ok %s - the test ended with status %d\n", faults[i].name, status);
    }
    return 0;
}
