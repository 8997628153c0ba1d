/* cgroup: leaves, and what is read of them; see cgroup.h. Where a tree comes from is in
 * cgroup_tree.c, what differs between the kernel's two interfaces in cgroup_v1.c and cgroup_v2.c.
 *
 * arm and read stand on the path of every run: a pread or pwrite on a held descriptor for each
 * figure, and nothing else. */
#include "sandbox/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sandbox/cgroup_backend.h"

/* Charges to memory are taken ahead in batches of 64 pages for each CPU (MEMCG_CHARGE_BATCH,
 * mm/memcontrol.c): the figures move by as much without anything happening. */
enum { CHARGE_SLACK_BYTES = 64 * 4096, LIMIT_MARGIN_BYTES = 4 << 20 };

static int fail(const struct cgroup_leaf *leaf, enum cgroup_file file, struct err *err)
{
    (void)err_sys(err, ERR_JUDGE, "cgroup: %s: %s", leaf->name, leaf->rows[file]->name);
    return -1;
}

/* ---- opening and closing ---- */

static int open_file(int folder_fd, const struct cgroup_file_row *row)
{
    int fd = openat(folder_fd, row->name, (row->is_written ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (fd < 0 && row->is_written && errno == EACCES)
        fd = openat(folder_fd, row->name, O_RDONLY | O_CLOEXEC);
    return fd;
}

static int open_files(struct cgroup_leaf *leaf, const struct cgroup_part *part, struct err *err)
{
    const struct cgroup_hierarchy *hierarchy = part->hierarchy;
    for (size_t i = 0; i < CGROUP_FILE_COUNT; i++) {
        const struct cgroup_file_row *row = &hierarchy->backend->files[i];
        if (!(row->controller & hierarchy->controllers))
            continue;
        leaf->rows[i] = row;
        leaf->fds[i] = open_file(part->folder_fd, row);
        if (leaf->fds[i] < 0 && (row->is_required || errno != ENOENT))
            return fail(leaf, (enum cgroup_file)i, err);
    }
    return 0;
}

/* v1 always resets its peak. v2 does since Linux 6.12, for the descriptor that was written to;
 * the file was read-only before, and root may open it for writing all the same. */
static bool can_reset_peak(int fd)
{
    struct stat status;
    return fd >= 0 && fstat(fd, &status) == 0 && (status.st_mode & S_IWUSR) &&
           cgroup_write_number(fd, 0) == 0;
}

static int open_part(struct cgroup_leaf *leaf, const struct cgroup_hierarchy *hierarchy,
                     struct err *err)
{
    struct cgroup_part *part = &leaf->parts[leaf->count++];
    *part = (struct cgroup_part){.hierarchy = hierarchy, .folder_fd = -1, .procs_fd = -1};
    if (leaf->tree->kernel->make(hierarchy->folder_fd, leaf->name))
        return err_sys(err, ERR_JUDGE, "cgroup: %s: cannot be made", leaf->name);
    part->folder_fd = openat(hierarchy->folder_fd, leaf->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (part->folder_fd < 0)
        return err_sys(err, ERR_JUDGE, "cgroup: %s: cannot be opened", leaf->name);
    part->procs_fd = openat(part->folder_fd, hierarchy->backend->join_file, O_RDWR | O_CLOEXEC);
    if (part->procs_fd < 0)
        return err_sys(err, ERR_JUDGE, "cgroup: %s: %s", leaf->name, hierarchy->backend->join_file);
    if (open_files(leaf, part, err))
        return -1;
    if ((hierarchy->controllers & CGROUP_MEMORY) &&
        hierarchy->backend->create(leaf, part->folder_fd))
        return err_sys(err, ERR_JUDGE, "cgroup: %s: memory cannot be set up", leaf->name);
    return 0;
}

int cgroup_leaf_open(struct cgroup_tree *tree, const char *name, struct cgroup_leaf **leaf_out,
                     struct err *err)
{
    struct cgroup_leaf *leaf = calloc(1, sizeof(*leaf));
    if (!leaf)
        return err_sys(err, ERR_JUDGE, "cgroup: %s", name);
    leaf->tree = tree;
    leaf->memory_limit_bytes = -1;
    leaf->process_limit = -1;
    (void)snprintf(leaf->name, sizeof(leaf->name), "%s", name); /* our own short names */
    for (size_t i = 0; i < CGROUP_FILE_COUNT; i++)
        leaf->fds[i] = -1;
    for (size_t i = 0; i < tree->count; i++)
        if (open_part(leaf, &tree->hierarchies[i], err)) {
            cgroup_leaf_close(leaf);
            return -1;
        }
    leaf->is_peak_reset = can_reset_peak(leaf->fds[CGROUP_MEMORY_PEAK]);
    *leaf_out = leaf;
    return 0;
}

void cgroup_leaf_close(struct cgroup_leaf *leaf)
{
    if (!leaf)
        return;
    for (size_t i = 0; i < CGROUP_FILE_COUNT; i++)
        fd_close(&leaf->fds[i]);
    /* pids comes last in every backend's table and is the one that stops a fork bomb: it goes
     * first. */
    for (size_t i = leaf->count; i-- > 0;) {
        struct cgroup_part *part = &leaf->parts[i];
        fd_close(&part->procs_fd);
        fd_close(&part->folder_fd);
        cgroup_remove_folder(part->hierarchy->folder_fd, leaf->name, part->hierarchy->backend,
                             leaf->tree->kernel);
    }
    free(leaf);
}

size_t cgroup_leaf_join_fds(const struct cgroup_leaf *leaf, int fds_out[CGROUP_JOIN_FDS_MAX])
{
    for (size_t i = 0; i < leaf->count; i++)
        fds_out[i] = leaf->parts[i].procs_fd;
    return leaf->count;
}

/* ---- figures ---- */

/* In the unit of struct cgroup_usage; -1 for a file that is not there. */
static int read_figure(const struct cgroup_leaf *leaf, enum cgroup_file file, int64_t *value_out,
                       struct err *err)
{
    if (leaf->fds[file] < 0) {
        *value_out = -1;
        return 0;
    }
    int64_t value = cgroup_number(leaf->fds[file], leaf->rows[file]->key);
    if (value < 0)
        return fail(leaf, file, err);
    *value_out = value * leaf->rows[file]->scale;
    return 0;
}

static int64_t since(int64_t now, int64_t before)
{
    return now > before ? now - before : 0;
}

/* ---- limits ---- */

static int limit_memory(struct cgroup_leaf *leaf, int64_t bytes, struct err *err)
{
    int64_t limit = -1, now;
    if (leaf->fds[CGROUP_MEMORY_LIMIT] < 0)
        return 0;
    if (bytes >= 0) {
        now = leaf->at_arm[CGROUP_MEMORY_NOW];
        limit = bytes > INT64_MAX - now ? INT64_MAX : now + bytes;
    }
    int64_t change = limit - leaf->memory_limit_bytes;
    bool is_limited = limit >= 0 && leaf->memory_limit_bytes >= 0;
    if (change == 0 || (is_limited && llabs(change) <= CHARGE_SLACK_BYTES))
        return 0;
    for (size_t i = 0; i < leaf->count; i++) {
        const struct cgroup_hierarchy *hierarchy = leaf->parts[i].hierarchy;
        if ((hierarchy->controllers & CGROUP_MEMORY) &&
            hierarchy->backend->limit_memory(leaf, limit))
            return fail(leaf, CGROUP_MEMORY_LIMIT, err);
    }
    leaf->memory_limit_bytes = limit;
    return 0;
}

static int limit_processes(struct cgroup_leaf *leaf, int64_t processes, struct err *err)
{
    int64_t limit = -1, now;
    int fd = leaf->fds[CGROUP_PIDS_LIMIT];
    if (fd < 0)
        return 0;
    if (processes >= 0) {
        now = leaf->at_arm[CGROUP_PIDS_NOW];
        limit = processes > INT32_MAX ? -1 : now + processes; /* no kernel has as many */
    }
    if (limit == leaf->process_limit)
        return 0;
    if (cgroup_write_number(fd, limit))
        return fail(leaf, CGROUP_PIDS_LIMIT, err);
    leaf->process_limit = limit;
    return 0;
}

/* ---- around a run ---- */

/* What only a run changes is as the last reading left it. Memory and CPU time are read again: a run
 * leaves some memory behind, what it frees comes back late, and the kernel counts the time of a
 * thread that ends when it is off its CPU, which may be after the reading. */
static int note_figures(struct cgroup_leaf *leaf, struct err *err)
{
    static const enum cgroup_file always[] = {CGROUP_MEMORY_NOW, CGROUP_CPU_USED};
    static const enum cgroup_file at_first[] = {
        CGROUP_MEMORY_PEAK, CGROUP_MEMORY_OOM_KILLS, CGROUP_PIDS_NOW,
        CGROUP_PIDS_PEAK,   CGROUP_PIDS_FAILURES,
    };
    if (leaf->is_peak_reset && cgroup_write_number(leaf->fds[CGROUP_MEMORY_PEAK], 0))
        return fail(leaf, CGROUP_MEMORY_PEAK, err);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(always); i++)
        if (read_figure(leaf, always[i], &leaf->at_arm[always[i]], err))
            return -1;
    for (size_t i = 0; !leaf->is_read && i < EV_ARRAY_LENGTH(at_first); i++)
        if (read_figure(leaf, at_first[i], &leaf->at_arm[at_first[i]], err))
            return -1;
    return 0;
}

int cgroup_leaf_arm(struct cgroup_leaf *leaf, int64_t memory_bytes, int64_t processes,
                    struct err *err)
{
    if (note_figures(leaf, err) || limit_memory(leaf, memory_bytes, err) ||
        limit_processes(leaf, processes, err))
        return -1;
    leaf->was_armed_before = leaf->was_armed;
    leaf->was_armed = true;
    leaf->is_read = false; /* until it is, nothing is known of what comes now */
    return 0;
}

/* A run has been read: where the next one starts from. */
static void carry_over(struct cgroup_leaf *leaf, const int64_t now[CGROUP_FILE_COUNT])
{
    static const enum cgroup_file carried[] = {CGROUP_MEMORY_PEAK, CGROUP_MEMORY_OOM_KILLS,
                                               CGROUP_PIDS_PEAK, CGROUP_PIDS_FAILURES};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(carried); i++)
        leaf->at_arm[carried[i]] = now[carried[i]];
    leaf->is_read = true;
}

/* A peak that cannot be reset tells of this run only if it rose, or if there was no run before
 * (what building the leaf took then counts as well: a little too much rather than nothing). */
static int64_t memory_peak(const struct cgroup_leaf *leaf, int64_t peak_bytes)
{
    bool is_of_this_run = leaf->is_peak_reset || !leaf->was_armed_before ||
                          peak_bytes > leaf->at_arm[CGROUP_MEMORY_PEAK];
    if (peak_bytes < 0 || !is_of_this_run)
        return -1;
    return since(peak_bytes, leaf->at_arm[CGROUP_MEMORY_NOW]);
}

/* pids.peak is never reset. If it did not rise it is an upper bound, which says enough while it
 * is one process. */
static int64_t processes_peak(const struct cgroup_leaf *leaf, int64_t peak)
{
    if (peak < 0)
        return -1;
    int64_t above = since(peak, leaf->at_arm[CGROUP_PIDS_NOW]);
    return above <= 1 || !leaf->was_armed_before || peak > leaf->at_arm[CGROUP_PIDS_PEAK] ? above
                                                                                          : -1;
}

/* The host ran out of memory, not the leaf, if the leaf never came near its limit. */
static bool is_host_out_of_memory(const struct cgroup_leaf *leaf, int64_t peak_bytes)
{
    int64_t limit = leaf->memory_limit_bytes;
    return limit < 0 || (peak_bytes >= 0 && peak_bytes < limit - LIMIT_MARGIN_BYTES);
}

void cgroup_leaf_disturb(struct cgroup_leaf *leaf)
{
    leaf->is_read = false;
}

/* A fork that the leaf's limit refused has found as many processes as that. */
static bool may_have_refused(const struct cgroup_leaf *leaf, int64_t peak)
{
    return peak < 0 || leaf->process_limit < 0 || peak >= leaf->process_limit;
}

/* Nobody is killed for want of memory that was not near its limit, unless the host has none left:
 * that shows when there was one process only, and it ended by itself. */
static bool may_have_killed(const struct cgroup_leaf *leaf, const int64_t now[CGROUP_FILE_COUNT])
{
    int64_t limit = leaf->memory_limit_bytes, peak = now[CGROUP_MEMORY_PEAK];
    int64_t processes = now[CGROUP_PIDS_PEAK] - leaf->at_arm[CGROUP_PIDS_NOW];
    return limit < 0 || peak < 0 || peak >= limit - LIMIT_MARGIN_BYTES ||
           now[CGROUP_PIDS_PEAK] < 0 || processes > 1;
}

/* A counter that cannot have moved is as it was. */
static int read_or_keep(const struct cgroup_leaf *leaf, enum cgroup_file file, bool may_have_moved,
                        int64_t now[CGROUP_FILE_COUNT], struct err *err)
{
    now[file] = leaf->at_arm[file];
    return may_have_moved ? read_figure(leaf, file, &now[file], err) : 0;
}

int cgroup_leaf_read(struct cgroup_leaf *leaf, bool is_quiet, struct cgroup_usage *usage_out,
                     struct err *err)
{
    int64_t now[CGROUP_FILE_COUNT];
    static const enum cgroup_file read[] = {CGROUP_CPU_USED, CGROUP_MEMORY_PEAK, CGROUP_PIDS_PEAK};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(read); i++)
        if (read_figure(leaf, read[i], &now[read[i]], err))
            return -1;
    if (read_or_keep(leaf, CGROUP_PIDS_FAILURES,
                     !is_quiet || may_have_refused(leaf, now[CGROUP_PIDS_PEAK]), now, err) ||
        read_or_keep(leaf, CGROUP_MEMORY_OOM_KILLS, !is_quiet || may_have_killed(leaf, now), now,
                     err))
        return -1;
    int64_t kills = since(now[CGROUP_MEMORY_OOM_KILLS], leaf->at_arm[CGROUP_MEMORY_OOM_KILLS]);
    bool is_host = kills > 0 && is_host_out_of_memory(leaf, now[CGROUP_MEMORY_PEAK]);
    *usage_out = (struct cgroup_usage){
        .cpu_ns = now[CGROUP_CPU_USED] < 0
                      ? -1
                      : since(now[CGROUP_CPU_USED], leaf->at_arm[CGROUP_CPU_USED]),
        .memory_bytes = memory_peak(leaf, now[CGROUP_MEMORY_PEAK]),
        .processes_peak = processes_peak(leaf, now[CGROUP_PIDS_PEAK]),
        .oom_kills = is_host ? 0 : kills,
        .host_oom_kills = is_host ? kills : 0,
        .fork_failures = since(now[CGROUP_PIDS_FAILURES], leaf->at_arm[CGROUP_PIDS_FAILURES]),
    };
    carry_over(leaf, now);
    return 0;
}

int64_t cgroup_leaf_cpu_ns(const struct cgroup_leaf *leaf)
{
    int64_t now;
    if (leaf->fds[CGROUP_CPU_USED] < 0 || read_figure(leaf, CGROUP_CPU_USED, &now, NULL))
        return -1;
    return since(now, leaf->at_arm[CGROUP_CPU_USED]);
}

int64_t cgroup_leaf_oom_kills(const struct cgroup_leaf *leaf)
{
    int64_t now;
    if (leaf->fds[CGROUP_MEMORY_OOM_KILLS] < 0 ||
        read_figure(leaf, CGROUP_MEMORY_OOM_KILLS, &now, NULL))
        return 0;
    return since(now, leaf->at_arm[CGROUP_MEMORY_OOM_KILLS]);
}

bool cgroup_leaf_is_worn(const struct cgroup_leaf *leaf)
{
    return leaf->was_armed && leaf->fds[CGROUP_MEMORY_PEAK] >= 0 && !leaf->is_peak_reset;
}
