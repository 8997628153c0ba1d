/* cgroup_v2: the backend for the unified hierarchy (kernel: admin-guide/cgroup-v2.rst).
 *
 * What is peculiar here: a cgroup hands controllers to its children only while no process lives in
 * it ("no internal process constraint"; the hierarchy's top is exempt), and an ordinary user may
 * move processes only below a folder that was delegated to it ("delegation containment"). The
 * candidates, best first:
 *
 *   EVALX_CGROUP, where the user names a folder
 * the parent of our own folder, where that is evalx-self: an evalx above us made the room already
 *   our own folder; if evalx lives in it alone, evalx moves itself down into evalx-self first
 *   the hierarchy's top (root only, in effect), where init has enabled the controllers
 *
 * CPU time stands in every folder's cpu.stat, whether or not the cpu controller is enabled. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/str.h"
#include "sandbox/cgroup_backend.h"

enum { NS_PER_US = 1000, LIST_TEXT_MAX = 512, PROCS_TEXT_MAX = 256 };

static const struct {
    const char *name;
    unsigned controller;
} controllers[] = {
    {"memory", CGROUP_MEMORY},
    {"pids", CGROUP_PIDS},
};

static const char *parent_of_self(const struct cgroup_mount *mount, struct arena *arena)
{
    if (strcmp(fs_base_name(mount->own), CGROUP_SELF) != 0)
        return NULL;
    size_t length = strlen(mount->own) - strlen("/" CGROUP_SELF);
    return arena_string_n(arena, mount->own, length);
}

static void probe(const struct cgroup_host *host, struct arena *arena, unsigned wanted,
                  struct cgroup_place *places, size_t *count)
{
    const struct cgroup_mount *mount = cgroup_host_find(host, NULL);
    if (!mount || wanted == 0)
        return;
    struct cgroup_place *place = &places[(*count)++];
    *place = (struct cgroup_place){.backend = &cgroup_v2, .mount = mount, .controllers = wanted};
    cgroup_place_add(place, cgroup_override(mount, arena));
    cgroup_place_add(place, parent_of_self(mount, arena));
    cgroup_place_add(place, mount->own);
    cgroup_place_add(place, mount->point);
}

static unsigned listed(int folder_fd, const char *file)
{
    char text[LIST_TEXT_MAX];
    unsigned bits = 0;
    if (cgroup_text(folder_fd, file, text, sizeof(text)) < 0)
        return 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controllers); i++)
        if (cgroup_list_has(text, " \n", controllers[i].name))
            bits |= controllers[i].controller;
    return bits;
}

/* All in one write, which the kernel carries out whole or not at all. */
static int control(int folder_fd, unsigned wanted, char sign)
{
    EV_STR struct str text = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controllers); i++)
        if (wanted & controllers[i].controller)
            str_printf(&text, "%c%s ", sign, controllers[i].name);
    return cgroup_write_name(folder_fd, "cgroup.subtree_control", str_text(&text));
}

/* Moving from one folder to another takes the right to write in the cgroup.procs of the nearest
 * folder above both. */
static bool can_move_into(const struct cgroup_place *place, const char *root, const char *candidate)
{
    EV_STR struct str path = {0};
    const char *own = place->mount->own;
    size_t common = 0;
    for (size_t i = 0;; i++) {
        bool is_end = candidate[i] == '\0' || candidate[i] == '/';
        if (is_end && (own[i] == '\0' || own[i] == '/'))
            common = i;
        if (candidate[i] != own[i] || own[i] == '\0')
            break;
    }
    str_printf(&path, "%s%.*s/cgroup.procs", root, (int)common, candidate);
    return faccessat(AT_FDCWD, str_text(&path), W_OK, AT_EACCESS) == 0;
}

/* Do processes live in the folder that keep it from handing out controllers? The top has no
 * cgroup.type and may have both. To try would do harm: with pids alone the kernel obliges, and
 * makes the folder the root of a threaded subtree, in which nobody can have memory any more
 * (cgroup-v2.rst, "Threads"). */
static bool is_lived_in(int folder_fd, char *procs, size_t procs_bytes)
{
    return faccessat(folder_fd, "cgroup.type", F_OK, 0) == 0 &&
           cgroup_text(folder_fd, "cgroup.procs", procs, procs_bytes) > 0;
}

static bool is_only_self(const char *procs)
{
    char own[32];
    (void)snprintf(own, sizeof(own), "%ld\n", (long)getpid()); /* fits any pid */
    return strcmp(procs, own) == 0;
}

/* Leave the folder, so that it may hand out controllers. */
static int move_self_down(struct cgroup_hierarchy *hierarchy)
{
    int parent_fd = hierarchy->parent_fd;
    if (hierarchy->kernel->make(parent_fd, CGROUP_SELF) && errno != EEXIST)
        return -1;
    EV_FD int self_fd = openat(parent_fd, CGROUP_SELF, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (self_fd < 0)
        return -1;
    if (cgroup_write_name(self_fd, "cgroup.procs", "0")) {
        (void)hierarchy->kernel->remove(parent_fd, CGROUP_SELF); /* we may not have made it */
        return -1;
    }
    hierarchy->self_fd = fd_steal(&self_fd);
    return 0;
}

static int enable(struct cgroup_hierarchy *hierarchy, unsigned missing)
{
    char procs[PROCS_TEXT_MAX];
    if (is_lived_in(hierarchy->parent_fd, procs, sizeof(procs))) {
        if (!is_only_self(procs)) {
            errno = EBUSY;
            return -1;
        }
        if (move_self_down(hierarchy))
            return -1;
    }
    if (control(hierarchy->parent_fd, missing, '+'))
        return -1;
    hierarchy->enabled = missing;
    return 0;
}

static unsigned prepare(struct cgroup_hierarchy *hierarchy, const struct cgroup_place *place,
                        const char *root, const char *candidate, char why[CGROUP_REASON_MAX])
{
    enum { BOTH = CGROUP_MEMORY | CGROUP_PIDS };
    if (!can_move_into(place, root, candidate)) {
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: this user may not move processes there",
                       candidate);
        return 0;
    }
    unsigned wanted = place->controllers & BOTH;
    unsigned offered = wanted & listed(hierarchy->parent_fd, "cgroup.controllers");
    unsigned missing = offered & ~listed(hierarchy->parent_fd, "cgroup.subtree_control");
    if (offered != wanted)
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: not in its cgroup.controllers", candidate);
    unsigned left = missing && enable(hierarchy, missing) ? missing : 0;
    if (left && errno == EBUSY)
        (void)snprintf(why, CGROUP_REASON_MAX,
                       "%s: other processes live there: start evalx alone in a cgroup (systemd-run "
                       "--scope -p Delegate=yes), or name a free one in EVALX_CGROUP",
                       candidate);
    else if (left)
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: cgroup.subtree_control: %s", candidate,
                       strerror(errno));
    return (place->controllers & CGROUP_CPU) | (offered & ~left);
}

static void restore(struct cgroup_hierarchy *hierarchy)
{
    if (hierarchy->self_fd < 0)
        /* controllers that were enabled without moving stay: others may have come to use them */
        return;
    /* Each step fails while another evalx below uses the controllers, as it should. */
    (void)control(hierarchy->parent_fd, hierarchy->enabled, '-');
    (void)cgroup_write_name(hierarchy->parent_fd, "cgroup.procs", "0");
    (void)hierarchy->kernel->remove(hierarchy->parent_fd, CGROUP_SELF);
    fd_close(&hierarchy->self_fd);
}

static int open_to_leaves(int folder_fd, unsigned wanted)
{
    unsigned both = wanted & (CGROUP_MEMORY | CGROUP_PIDS);
    return both ? control(folder_fd, both, '+') : 0;
}

static int create(const struct cgroup_leaf *leaf, int folder_fd)
{
    (void)folder_fd;
    int fd = leaf->fds[CGROUP_MEMORY_SWAP_LIMIT];
    return fd < 0 ? 0 : cgroup_write(fd, "0\n");
}

static int limit_memory(const struct cgroup_leaf *leaf, int64_t bytes)
{
    return cgroup_write_number(leaf->fds[CGROUP_MEMORY_LIMIT], bytes);
}

/* cgroup.kill came with Linux 5.14. */
static int kill_all(int folder_fd, const struct cgroup_kernel *kernel)
{
    (void)cgroup_write_name(folder_fd, "pids.max", "0");
    if (cgroup_write_name(folder_fd, "cgroup.kill", "1") && cgroup_kill_listed(folder_fd, kernel))
        return -1;
    return cgroup_wait_empty(folder_fd);
}

const struct cgroup_backend cgroup_v2 = {
    .name = "v2",
    .join_file = "cgroup.procs",
    .files =
        {
            [CGROUP_CPU_USED] = {"cpu.stat", "usage_usec", NS_PER_US, CGROUP_CPU, true, false},
            [CGROUP_MEMORY_NOW] = {"memory.current", NULL, 1, CGROUP_MEMORY, true, false},
            [CGROUP_MEMORY_PEAK] = {"memory.peak", NULL, 1, CGROUP_MEMORY, false, true},
            [CGROUP_MEMORY_OOM_KILLS] = {"memory.events", "oom_kill", 1, CGROUP_MEMORY, true,
                                         false},
            [CGROUP_MEMORY_LIMIT] = {"memory.max", NULL, 1, CGROUP_MEMORY, true, true},
            [CGROUP_MEMORY_SWAP_LIMIT] = {"memory.swap.max", NULL, 1, CGROUP_MEMORY, false, true},
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
