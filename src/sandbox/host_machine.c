/* host_machine: processors and memory: what makes times differ from run to run. */
#include <sched.h>
#include <string.h>

#include "base/parse.h"
#include "sandbox/host_look.h"

static const char CPU[] = "/sys/devices/system/cpu";

void host_cpus(struct host_look *look, struct host_item *item)
{
    const char *online = host_text(look, arena_printf(&look->arena, "%s/online", CPU));
    cpu_set_t usable;
    if (look->is_recorded || sched_getaffinity(0, sizeof(usable), &usable) != 0)
        host_say(item, HOST_INFO, "online: %s", online ? online : "not known");
    else
        host_say(item, HOST_INFO, "%d; online: %s", CPU_COUNT(&usable),
                 online ? online : "not known");
}

void host_smt(struct host_look *look, struct host_item *item)
{
    int64_t is_active = host_number(look, arena_printf(&look->arena, "%s/smt/active", CPU));
    if (is_active == 1) {
        host_say(item, HOST_INFO, "several: evalx uses one of each core");
        host_mend(item, "echo off | sudo tee %s/smt/control", CPU);
    } else if (is_active == 0) {
        host_say(item, HOST_OK, "one");
    } else {
        host_say(item, HOST_INFO, "not known");
    }
}

static const struct {
    const char *file;
    int64_t boosting;
    const char *mend;
} boosts[] = {
    {"intel_pstate/no_turbo", 0, "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"},
    {"cpufreq/boost", 1, "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"},
};

void host_boost(struct host_look *look, struct host_item *item)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(boosts); i++) {
        int64_t value = host_number(look, arena_printf(&look->arena, "%s/%s", CPU, boosts[i].file));
        if (value < 0)
            continue;
        if (value == boosts[i].boosting) {
            host_say(item, HOST_DEGRADED, "on: times depend on temperature and on the other cores");
            host_mend(item, "%s", boosts[i].mend);
        } else {
            host_say(item, HOST_OK, "off");
        }
        return;
    }
    host_say(item, HOST_INFO, "not controlled from here");
}

void host_governor(struct host_look *look, struct host_item *item)
{
    const char *governor =
        host_text(look, arena_printf(&look->arena, "%s/cpu0/cpufreq/scaling_governor", CPU));
    if (!governor) {
        host_say(item, HOST_INFO, "not controlled from here");
    } else if (strcmp(governor, "performance") == 0) {
        host_say(item, HOST_OK, "performance");
    } else {
        host_say(item, HOST_DEGRADED, "%s: the clock's rate changes with the load", governor);
        host_mend(item, "sudo cpupower frequency-set -g performance");
    }
}

/* meminfo counts in units of 1024 bytes (proc_meminfo(5)). */
static int64_t meminfo_bytes(struct host_look *look, const char *key)
{
    int64_t kib = 0;
    const char *word = host_word_after(look, host_text(look, "/proc/meminfo"), key);
    if (!word || parse_i64(key, word, 0, INT64_MAX / 1024, &kib, NULL))
        return -1;
    return kib * 1024;
}

void host_memory(struct host_look *look, struct host_item *item)
{
    char total[24], free_now[24];
    int64_t total_bytes = meminfo_bytes(look, "MemTotal:");
    int64_t available_bytes = meminfo_bytes(look, "MemAvailable:");
    if (total_bytes < 0 || available_bytes < 0)
        host_say(item, HOST_INFO, "not known");
    else
        host_say(item, HOST_INFO, "%s, %s available",
                 format_bytes(total_bytes, total, sizeof(total)),
                 format_bytes(available_bytes, free_now, sizeof(free_now)));
}
