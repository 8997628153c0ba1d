/* redis_faults: what may become of Redis; see faults.h. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

static void restart(struct lab *lab)
{
    redis_server_kill(&lab->redis);
    lab_pass(lab, 200);
    if (!redis_server_restart(&lab->redis, NULL))
        lab_violation(lab, "redis-server does not start again");
}

void fault_kill_redis(struct lab *lab)
{
    restart(lab);
    lab_pass(lab, 300);
    restart(lab);
}

void fault_stop_redis(struct lab *lab)
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

void fault_tear(struct lab *lab)
{
    lab->wipes++; /* what the tail held is forgotten */
    redis_server_kill(&lab->redis);
    tear_file(lab);
    if (!redis_server_restart(&lab->redis, NULL))
        lab_violation(lab, "redis-server does not start after a torn tail");
    lab_pass(lab, 200);
    restart(lab);
}

/* Started again in a folder that has nothing of it any more, or what it had some time ago. */
static void replace_files(struct lab *lab, const char *by)
{
    lab->wipes++;
    redis_server_kill(&lab->redis);
    lab_pass(lab, 100);
    if (!lab_command("cd %s && rm -rf appendonlydir && %s", lab->redis.folder, by))
        lab_violation(lab, "the append-only file cannot be replaced");
    if (!redis_server_restart(&lab->redis, NULL))
        lab_violation(lab, "redis-server does not start with other files");
}

void fault_restart_empty(struct lab *lab)
{
    replace_files(lab, "true");
}

void fault_restart_old(struct lab *lab)
{
    if (!lab_command("cd %s && cp -r appendonlydir older", lab->redis.folder))
        lab_violation(lab, "the append-only file cannot be copied");
    lab_run(lab, lab->job_count / 2, 30000);
    replace_files(lab, "mv older appendonlydir");
}

void fault_wipe(struct lab *lab)
{
    lab->wipes++;
    (void)lab_raw(lab, NULL, 0, "FLUSHALL");
}

void fault_fill_disk(struct lab *lab)
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

void fault_run_out_of_memory(struct lab *lab)
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

void fault_evict(struct lab *lab)
{
    lab->wipes++;
    for (int i = 0; i < lab->submitted; i++)
        if (!lab->jobs[i].is_recorded)
            (void)lab_raw(lab, NULL, 0, "DEL evx:{evalx}:job:j%d", i);
}

void fault_flush_scripts(struct lab *lab)
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

void fault_jump_forwards(struct lab *lab)
{
    jump(lab, -3600000);
}

void fault_jump_backwards(struct lab *lab)
{
    jump(lab, 3600000);
}

static void set_clock(struct lab *lab, int64_t by_ms)
{
    char before[32] = "", after[32] = "";
    (void)lab_raw(lab, before, sizeof(before), "EVAL %s 0", "return redis.call('TIME')[1]");
    int64_t jump_s = (by_ms - *lab->clock_ms) / 1000;
    *lab->clock_ms = by_ms;
    (void)lab_raw(lab, after, sizeof(after), "EVAL %s 0", "return redis.call('TIME')[1]");
    long told_s = strtol(after, NULL, 10) - strtol(before, NULL, 10);
    if (told_s < jump_s - 60 || told_s > jump_s + 60)
        lab_violation(lab, "the clock of Redis jumped by %ld s instead of %ld", told_s,
                      (long)jump_s);
    lab_pass(lab, 1500);
}

void fault_jump_clock(struct lab *lab)
{
    static const int64_t hour_ms = 3600000;
    set_clock(lab, hour_ms);
    set_clock(lab, -hour_ms);
    set_clock(lab, 0);
}

/* ---- operators ---- */

void fault_claim_twice(struct lab *lab)
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

void fault_speak_newer(struct lab *lab)
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

void fault_weaken_configuration(struct lab *lab)
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
