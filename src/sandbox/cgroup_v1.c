/* cgroup_v1: the backend for controllers with hierarchies of their own (kernel:
 * admin-guide/cgroup-v1).
 *
 * What is peculiar here: the limit of memory with swap (memsw) may never be below that of memory
 * alone, so that the order of the two writes depends on the direction; "no limit" is -1; there is
 * no cgroup.kill. Peaks are reset by writing 0. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/cgroup_backend.h"

static const struct {
    const char *name;
    unsigned controller;
} controllers[] = {
    {"cpuacct", CGROUP_CPU},
    {"memory", CGROUP_MEMORY},
    {"pids", CGROUP_PIDS},
};

static struct cgroup_place *place_at(struct cgroup_place *places, size_t *count,
                                     const struct cgroup_mount *mount)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(places[i].mount->point, mount->point) == 0)
            return &places[i];
    places[*count] = (struct cgroup_place){.backend = &cgroup_v1, .mount = mount};
    return &places[(*count)++];
}

/* Controllers may be mounted together ("cpu,cpuacct"): one place then serves them all. */
static void probe(const struct cgroup_host *host, struct arena *arena, unsigned wanted,
                  struct cgroup_place *places, size_t *count)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controllers); i++) {
        const struct cgroup_mount *mount = cgroup_host_find(host, controllers[i].name);
        if (!mount || !(wanted & controllers[i].controller))
            continue;
        struct cgroup_place *place = place_at(places, count, mount);
        place->controllers |= controllers[i].controller;
        cgroup_place_add(place, cgroup_override(mount, arena));
        cgroup_place_add(place, mount->own);
    }
}

/* Every folder of a v1 hierarchy has its controllers. */
static unsigned prepare(struct cgroup_hierarchy *hierarchy, const struct cgroup_place *place,
                        const char *root, const char *candidate, char why[CGROUP_REASON_MAX])
{
    (void)hierarchy;
    (void)root;
    (void)candidate;
    (void)why;
    return place->controllers;
}

static void restore(struct cgroup_hierarchy *hierarchy)
{
    (void)hierarchy; /* prepare did nothing */
}

static int open_to_leaves(int folder_fd, unsigned wanted)
{
    (void)folder_fd;
    (void)wanted;
    return 0;
}

/* Helps where swap is not accounted (no memsw files); where it is, the limit counts it anyway. */
static int create(const struct cgroup_leaf *leaf, int folder_fd)
{
    (void)leaf;
    (void)cgroup_write_name(folder_fd, "memory.swappiness", "0"); /* not worth failing for */
    return 0;
}

static int write_limit(int fd, int64_t bytes)
{
    if (fd < 0)
        return 0; /* swap is not accounted on this kernel: the tree's reason says so */
    return bytes < 0 ? cgroup_write(fd, "-1\n") : cgroup_write_number(fd, bytes);
}

static int limit_memory(const struct cgroup_leaf *leaf, int64_t bytes)
{
    int memory_fd = leaf->fds[CGROUP_MEMORY_LIMIT];
    int swap_fd = leaf->fds[CGROUP_MEMORY_SWAP_LIMIT];
    bool is_rising =
        bytes < 0 || (leaf->memory_limit_bytes >= 0 && bytes > leaf->memory_limit_bytes);
    int first_fd = is_rising ? swap_fd : memory_fd;
    int second_fd = is_rising ? memory_fd : swap_fd;
    return write_limit(first_fd, bytes) || write_limit(second_fd, bytes) ? -1 : 0;
}

/* No new processes first, where the kernel can be told so: a fork bomb then cannot outrun the
 * killing. */
static int kill_all(int folder_fd, const struct cgroup_kernel *kernel)
{
    (void)cgroup_write_name(folder_fd, "pids.max", "0"); /* only in a hierarchy with pids */
    return cgroup_kill_listed(folder_fd, kernel);
}

const struct cgroup_backend cgroup_v1 = {
    .name = "v1",
    /* A thread that moves itself alone takes no lock against forks and exits, which all processes
     * would have to notice first, milliseconds long (kernel 5.5, cgroup_procs_write_start). */
    .join_file = "tasks",
    .files =
        {
            [CGROUP_CPU_USED] = {"cpuacct.usage", NULL, 1, CGROUP_CPU, true, false},
            [CGROUP_MEMORY_NOW] = {"memory.usage_in_bytes", NULL, 1, CGROUP_MEMORY, true, false},
            [CGROUP_MEMORY_PEAK] = {"memory.max_usage_in_bytes", NULL, 1, CGROUP_MEMORY, true,
                                    true},
            [CGROUP_MEMORY_OOM_KILLS] = {"memory.oom_control", "oom_kill", 1, CGROUP_MEMORY, true,
                                         false},
            [CGROUP_MEMORY_LIMIT] = {"memory.limit_in_bytes", NULL, 1, CGROUP_MEMORY, true, true},
            [CGROUP_MEMORY_SWAP_LIMIT] = {"memory.memsw.limit_in_bytes", NULL, 1, CGROUP_MEMORY,
                                          false, true},
            [CGROUP_PIDS_NOW] = {"pids.current", NULL, 1, CGROUP_PIDS, true, false},
            [CGROUP_PIDS_PEAK] = {"pids.peak", NULL, 1, CGROUP_PIDS, false, false},
            [CGROUP_PIDS_FAILURES] = {"pids.events", "max", 1, CGROUP_PIDS, false, false},
            [CGROUP_PIDS_LIMIT] = {"pids.max", NULL, 1, CGROUP_PIDS, true, true},
        },
    .probe = probe,
    .prepare = prepare,
    .restore = restore,
    .open_to_leaves = open_to_leaves,
    .create = create,
    .limit_memory = limit_memory,
    .kill_all = kill_all,
};
