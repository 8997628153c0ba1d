/* host_cgroup: where the controllers are, and whether evalx may use them. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "sandbox/host_look.h"

/* In a place of one's own, systemd gives a user all controllers (systemd-run(1)). */
static const char DELEGATE[] = "systemd-run --user --scope -p Delegate=yes evalx ...";

static bool is_writable(struct host_look *look, const struct cgroup_mount *mount)
{
    if (mount->is_read_only)
        return false;
    if (look->is_recorded) /* the tree's owner is not the host's */
        return look->uid == 0;
    const char *procs = fs_join(&look->arena, mount->own, "cgroup.procs");
    return faccessat(AT_FDCWD, mount->own, W_OK, AT_EACCESS) == 0 &&
           faccessat(AT_FDCWD, procs, W_OK, AT_EACCESS) == 0;
}

/* Which v2 controllers the folder that evalx is in can hand on (kernel: admin-
 * guide/cgroup-v2.rst). */
static bool is_offered(struct host_look *look, const struct cgroup_mount *unified,
                       const char *controller)
{
    const char *list = host_text(look, fs_join(&look->arena, unified->own, "cgroup.controllers"));
    return list && cgroup_list_has(list, " ", controller);
}

struct found {
    const struct cgroup_mount *mount; /* NULL: nowhere */
    const char *version;
};

static struct found find(struct host_look *look, const char *v1_name, const char *v2_name)
{
    const struct cgroup_mount *alone = cgroup_host_find(&look->cgroups, v1_name);
    const struct cgroup_mount *unified = cgroup_host_find(&look->cgroups, NULL);
    if (alone)
        return (struct found){alone, "v1"};
    if (unified && (!v2_name || is_offered(look, unified, v2_name)))
        return (struct found){unified, "v2"};
    return (struct found){0};
}

static void mend(struct host_look *look, struct host_item *item, const char *controller)
{
    if (look->container && look->uid == 0)
        host_mend(item, "%s", host_container_mend(look));
    else if (look->uid != 0 && host_has(look, "/run/systemd/system"))
        host_mend(item, "%s", DELEGATE);
    else if (look->uid != 0)
        host_mend(item, "run it as root: sudo evalx ...");
    else if (strcmp(controller, "memory") == 0)
        host_mend(item,
                  "boot with cgroup_enable=memory, then: mount -t cgroup2 none /sys/fs/cgroup");
    else
        host_mend(item, "mount -t cgroup2 none /sys/fs/cgroup");
}

static void examine(struct host_look *look, struct host_item *item, const char *v1_name,
                    const char *v2_name)
{
    struct found found = find(look, v1_name, v2_name);
    if (!found.mount) {
        host_say(item, HOST_DEGRADED, "not here");
        mend(look, item, v1_name);
    } else if (!is_writable(look, found.mount)) {
        host_say(item, HOST_DEGRADED, "%s at %s, not writable", found.version, found.mount->own);
        mend(look, item, v1_name);
    } else {
        host_say(item, HOST_OK, "%s at %s, writable", found.version, found.mount->own);
    }
}

/* v2 keeps CPU time in every folder, without a controller. */
void host_cgroup_cpu(struct host_look *look, struct host_item *item)
{
    examine(look, item, "cpuacct", NULL);
}

void host_cgroup_memory(struct host_look *look, struct host_item *item)
{
    examine(look, item, "memory", "memory");
}

void host_cgroup_pids(struct host_look *look, struct host_item *item)
{
    examine(look, item, "pids", "pids");
}

void host_cgroup_version(struct host_look *look, struct host_item *item)
{
    bool has_v1 = cgroup_host_find(&look->cgroups, "memory") ||
                  cgroup_host_find(&look->cgroups, "pids") ||
                  cgroup_host_find(&look->cgroups, "cpuacct");
    bool has_v2 = cgroup_host_find(&look->cgroups, NULL) != NULL;
    if (has_v1)
        host_say(item, HOST_OK, has_v2 ? "v1, with an empty v2 beside it" : "v1");
    else if (has_v2)
        host_say(item, HOST_OK, "v2");
    else
        host_say(item, HOST_DEGRADED, "none mounted");
    if (!has_v1 && !has_v2)
        mend(look, item, "");
}

/* --- Swap: memory that a limit does not see --- */

static bool is_swap_limited(struct host_look *look)
{
    struct found memory = find(look, "memory", "memory");
    if (!memory.mount)
        return false;
    bool is_v2 = memory.version[1] == '2';
    const char *file = is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
    if (host_has(look, fs_join(&look->arena, memory.mount->own, file)))
        return true;
    /* The top of v2 has no limits of its own, but the folders below it have where the kernel counts
     * swap. */
    return is_v2 && strcmp(memory.mount->own, memory.mount->point) == 0;
}

void host_swap(struct host_look *look, struct host_item *item)
{
    if (!look->cgroups.has_swap) {
        host_say(item, HOST_OK, "off");
    } else if (is_swap_limited(look)) {
        host_say(item, HOST_OK, "on, and counted into the memory limit");
    } else {
        host_say(item, HOST_DEGRADED,
                 "on, and not limited: programs may use more than their memory");
        host_mend(item, "sudo swapoff -a (or boot with swapaccount=1)");
    }
}
