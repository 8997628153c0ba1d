/* cgroup_tree: evalx's own folder in each hierarchy that it uses: finding the place, making it,
 * locking it, removing it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "sandbox/cgroup_backend.h"

enum { EVERY_CONTROLLER = CGROUP_CPU | CGROUP_MEMORY | CGROUP_PIDS, NAME_TRIES = 8 };

static const struct cgroup_backend *const backends[] = {&cgroup_v1, &cgroup_v2};

static const struct {
    unsigned controller;
    const char *name;
} controller_names[] = {
    {CGROUP_CPU, "cpu"},
    {CGROUP_MEMORY, "memory"},
    {CGROUP_PIDS, "pids"},
};

/* "memory, pids: WHY", after what was said before. */
static void add_reason(struct cgroup_tree *tree, unsigned controllers, const char *why)
{
    EV_STR struct str text = {0};
    str_add(&text, tree->reason);
    const char *separator = text.count > 0 ? "; " : "";
    for (size_t i = 0; i < EV_ARRAY_LENGTH(controller_names); i++) {
        if (!(controllers & controller_names[i].controller))
            continue;
        str_printf(&text, "%s%s", separator, controller_names[i].name);
        separator = ", ";
    }
    str_printf(&text, ": %s", why);
    (void)snprintf(tree->reason, sizeof(tree->reason), "%s", str_text(&text)); /* may be cut */
}

/* Is the folder that we hold still the one that the name stands for? */
static bool is_same_folder(int parent_fd, const char *name, int folder_fd)
{
    struct stat by_name, held;
    return fstatat(parent_fd, name, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(folder_fd, &held) == 0 && by_name.st_ino == held.st_ino &&
           by_name.st_dev == held.st_dev;
}

/* Make the tree's folder and lock it. Between the two steps a starting evalx may take it for
 * stale: then it is made anew. */
static int make_locked(const struct cgroup_tree *tree, int parent_fd)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        if (tree->kernel->make(parent_fd, tree->name_of_folder))
            return -1;
        EV_FD int fd = openat(parent_fd, tree->name_of_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
            is_same_folder(parent_fd, tree->name_of_folder, fd))
            return fd_steal(&fd);
        (void)tree->kernel->remove(parent_fd, tree->name_of_folder); /* or the other evalx does */
    }
    errno = EAGAIN;
    return -1;
}

/* Controllers whose files are all there. */
static unsigned complete_ones(const struct cgroup_hierarchy *hierarchy, unsigned wanted,
                              char why[CGROUP_REASON_MAX])
{
    for (size_t i = 0; i < CGROUP_FILE_COUNT; i++) {
        const struct cgroup_file_row *row = &hierarchy->backend->files[i];
        if (!row->is_required || !(wanted & row->controller))
            continue;
        EV_FD int fd = openat(hierarchy->folder_fd, row->name,
                              (row->is_written ? O_RDWR : O_RDONLY) | O_CLOEXEC);
        if (fd >= 0 && cgroup_number(fd, row->key) >= 0)
            continue;
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: %s", row->name, strerror(errno));
        wanted &= ~row->controller;
    }
    return wanted;
}

static void hierarchy_close(const struct cgroup_tree *tree, struct cgroup_hierarchy *hierarchy)
{
    if (hierarchy->folder_fd >= 0)
        cgroup_remove_folder(hierarchy->parent_fd, tree->name_of_folder, hierarchy->backend,
                             tree->kernel);
    fd_close(&hierarchy->folder_fd);
    hierarchy->backend->restore(hierarchy);
    fd_close(&hierarchy->parent_fd);
}

/* Make the tree's folder in a candidate; the controllers that work there are in
 * hierarchy->controllers. */
static void settle(struct cgroup_tree *tree, struct cgroup_hierarchy *hierarchy,
                   const struct cgroup_place *place, const char *candidate,
                   char why[CGROUP_REASON_MAX])
{
    EV_STR struct str path = {0};
    str_printf(&path, "%s%s", tree->root, candidate);
    hierarchy->parent_fd = open(str_text(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (hierarchy->parent_fd < 0) {
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: %s", candidate, strerror(errno));
        return;
    }
    unsigned given = hierarchy->backend->prepare(hierarchy, place, tree->root, candidate, why);
    if (given == 0)
        return;
    cgroup_remove_stale(hierarchy->parent_fd, hierarchy->backend, tree->kernel);
    hierarchy->folder_fd = make_locked(tree, hierarchy->parent_fd);
    if (hierarchy->folder_fd < 0 ||
        hierarchy->backend->open_to_leaves(hierarchy->folder_fd, given)) {
        (void)snprintf(why, CGROUP_REASON_MAX, "%s: %s", candidate, strerror(errno));
        return;
    }
    hierarchy->controllers = complete_ones(hierarchy, given, why);
}

static bool try_candidate(struct cgroup_tree *tree, const struct cgroup_place *place,
                          const char *candidate, unsigned demanded, char why[CGROUP_REASON_MAX])
{
    struct cgroup_hierarchy hierarchy = {.backend = place->backend,
                                         .kernel = tree->kernel,
                                         .parent_fd = -1,
                                         .folder_fd = -1,
                                         .self_fd = -1};
    settle(tree, &hierarchy, place, candidate, why);
    unsigned useful = hierarchy.controllers;
    if (useful == 0 || (useful & demanded) != demanded) {
        hierarchy_close(tree, &hierarchy);
        return false;
    }
    tree->hierarchies[tree->count++] = hierarchy;
    tree->controllers |= useful;
    return true;
}

/* The first candidate that gives everything, else the first that gives anything. */
static void open_place(struct cgroup_tree *tree, const struct cgroup_place *place)
{
    char why[CGROUP_REASON_MAX] = "";
    unsigned demands[] = {place->controllers, 0};
    if (place->mount->is_read_only) {
        (void)snprintf(why, sizeof(why), "%s: mounted read-only", place->mount->point);
        add_reason(tree, place->controllers, why);
        return;
    }
    bool is_open = false;
    for (size_t d = 0; d < EV_ARRAY_LENGTH(demands) && !is_open; d++)
        for (size_t i = 0; i < place->candidate_count && !is_open; i++) {
            char this_why[CGROUP_REASON_MAX] = "";
            is_open = try_candidate(tree, place, place->candidates[i], demands[d], this_why);
            if (why[0] == '\0') /* the best candidate's is worth the most */
                memcpy(why, this_why, sizeof(why));
        }
    unsigned lacking = place->controllers & ~tree->controllers;
    if (lacking)
        add_reason(tree, lacking, why);
}

static void open_places(struct cgroup_tree *tree, const struct cgroup_host *host)
{
    struct cgroup_place places[CGROUP_HIERARCHIES_MAX + 1];
    size_t count = 0;
    unsigned wanted = EVERY_CONTROLLER;
    for (size_t b = 0; b < EV_ARRAY_LENGTH(backends); b++) {
        size_t first = count;
        backends[b]->probe(host, &tree->arena, wanted, places, &count);
        for (size_t i = first; i < count; i++)
            wanted &= ~places[i].controllers;
    }
    for (size_t i = 0; i < count; i++)
        open_place(tree, &places[i]);
    if (wanted)
        add_reason(tree, wanted, "no cgroup hierarchy has it");
}

/* Swap hides memory: it must be counted, or there must be none. */
static void check_swap(struct cgroup_tree *tree, const struct cgroup_host *host)
{
    for (size_t i = 0; host->has_swap && i < tree->count; i++) {
        const struct cgroup_hierarchy *hierarchy = &tree->hierarchies[i];
        const char *file = hierarchy->backend->files[CGROUP_MEMORY_SWAP_LIMIT].name;
        if ((hierarchy->controllers & CGROUP_MEMORY) &&
            faccessat(hierarchy->folder_fd, file, F_OK, 0))
            add_reason(tree, CGROUP_MEMORY,
                       "swap not limited: switch it off, or boot with swapaccount=1");
    }
}

static void name_tree(struct cgroup_tree *tree)
{
    bool has[EV_ARRAY_LENGTH(backends)] = {false};
    for (size_t i = 0; i < tree->count; i++)
        has[tree->hierarchies[i].backend == &cgroup_v2] = true;
    static const char *const names[2][2] = {{"none", "v2"}, {"v1", "v1+v2"}};
    tree->name = names[has[0]][has[1]];
}

static void name_folder(struct cgroup_tree *tree)
{
    unsigned random;
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        random = 0; /* the pid alone nearly does: it tells apart all but namespaces and the dead */
    (void)snprintf(tree->name_of_folder, sizeof(tree->name_of_folder),
                   CGROUP_TREE_PREFIX "%ld-%08x", (long)getpid(), random);
}

int cgroup_tree_open_with(const struct cgroup_options *options, const struct cgroup_kernel *kernel,
                          struct cgroup_tree **tree_out, struct err *err)
{
    struct cgroup_tree *tree = calloc(1, sizeof(*tree));
    if (!tree)
        return err_sys(err, ERR_JUDGE, "cgroup");
    struct cgroup_host host = {0};
    struct err why = {0};
    tree->kernel = kernel;
    tree->root = arena_string(&tree->arena, options->root ? options->root : "");
    name_folder(tree);
    if (cgroup_host_read(tree->root, &tree->arena, &host, &why))
        add_reason(tree, EVERY_CONTROLLER, why.msg);
    else
        open_places(tree, &host);
    check_swap(tree, &host);
    name_tree(tree);
    *tree_out = tree;
    return 0;
}

int cgroup_tree_open(const struct cgroup_options *options, struct cgroup_tree **tree_out,
                     struct err *err)
{
    return cgroup_tree_open_with(options, &cgroup_kernel_real, tree_out, err);
}

void cgroup_tree_close(struct cgroup_tree *tree)
{
    if (!tree)
        return;
    for (size_t i = 0; i < tree->count; i++)
        hierarchy_close(tree, &tree->hierarchies[i]);
    arena_done(&tree->arena);
    free(tree);
}

unsigned cgroup_tree_controllers(const struct cgroup_tree *tree)
{
    return tree->controllers;
}

const char *cgroup_tree_reason(const struct cgroup_tree *tree)
{
    return tree->reason;
}

const char *cgroup_tree_name(const struct cgroup_tree *tree)
{
    return tree->name;
}
