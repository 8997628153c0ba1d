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
    const char *name, *enable, *disable;
    unsigned controller;
} controllers[] = {
    {"memory", "+memory", "-memory", CGROUP_MEMORY},
    {"pids", "+pids", "-pids", CGROUP_PIDS},
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

/* Returns what could not be enabled; errno of the last failure stays. */
static unsigned enable(int folder_fd, unsigned wanted)
{
    unsigned missing = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controllers); i++)
        if ((wanted & controllers[i].controller) &&
            cgroup_write_name(folder_fd, "cgroup.subtree_control", controllers[i].enable))
            missing |= controllers[i].controller;
    return missing;
}

static void disable(int folder_fd, unsigned wanted)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controllers); i++)
        if (wanted & controllers[i].controller)
            /* fails while another evalx uses them, as it should */
            (void)cgroup_write_name(folder_fd, "cgroup.subtree_control", controllers[i].disable);
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

/* Does evalx, and nobody else, live in the folder? */
static bool is_alone(int folder_fd)
{
    char text[PROCS_TEXT_MAX], own[32];
    (void)snprintf(own, sizeof(own), "%ld\n", (long)getpid()); /* fits any pid */
    return cgroup_text(folder_fd, "cgroup.procs", text, sizeof(text)) > 0 && strcmp(text, own) == 0;
}

/* Leave `folder_fd`, so that it may hand out controllers. Its children, if any, are let alone:
 * it has none when it is alone. */
static int move_self_down(struct cgroup_hierarchy *hierarchy)
{
    int parent_fd = hierarchy->parent_fd;
    if (mkdirat(parent_fd, CGROUP_SELF, 0755) && errno != EEXIST)
        return -1;
    EV_FD int self_fd = openat(parent_fd, CGROUP_SELF, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (self_fd < 0)
        return -1;
    if (cgroup_write_name(self_fd, "cgroup.procs", "0")) {
        (void)unlinkat(parent_fd, CGROUP_SELF, AT_REMOVEDIR); /* we may not have made it */
        return -1;
    }
    hierarchy->self_fd = fd_steal(&self_fd);
    return 0;
}

static unsigned enable_missing(struct cgroup_hierarchy *hierarchy, unsigned missing)
{
    unsigned left = enable(hierarchy->parent_fd, missing);
    if (left && errno == EBUSY && is_alone(hierarchy->parent_fd) && move_self_down(hierarchy) == 0)
        left = enable(hierarchy->parent_fd, left);
    hierarchy->enabled = missing & ~left;
    return left;
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
    unsigned left = missing ? enable_missing(hierarchy, missing) : 0;
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
        return; /* controllers that were enabled without moving stay: others may have come to use them */
    disable(hierarchy->parent_fd, hierarchy->enabled);
    /* Each step fails while something else lives here; init or the next evalx then finds an
     * empty folder. */
    (void)cgroup_write_name(hierarchy->parent_fd, "cgroup.procs", "0");
    (void)unlinkat(hierarchy->parent_fd, CGROUP_SELF, AT_REMOVEDIR);
    fd_close(&hierarchy->self_fd);
}

static int open_to_leaves(int folder_fd, unsigned wanted)
{
    return enable(folder_fd, wanted) ? -1 : 0;
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
