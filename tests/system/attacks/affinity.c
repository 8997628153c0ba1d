/* Attack: leaving the CPU that was given, to steal time from another slot. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/resource.h>

#include "probe.h"

int main(void)
{
    cpu_set_t set, all;
    BREACH_IF(sched_getaffinity(0, sizeof(set), &set) != 0, "the affinity cannot be read");
    int before = CPU_COUNT(&set);
    CPU_ZERO(&all);
    for (size_t cpu = 0; cpu < 64; cpu++)
        CPU_SET(cpu, &all);
    BREACH_IF(sched_setaffinity(0, sizeof(all), &all) == 0, "the affinity can be changed");
    BREACH_IF(sched_getaffinity(0, sizeof(set), &set) != 0 || CPU_COUNT(&set) != before,
              "the affinity changed");
    BREACH_IF(getpriority(PRIO_PROCESS, 0) != 0, "the program runs ahead of others");
    return 0;
}
