/* cgroup: accounting and limits of the processes of one box, whatever the kernel's version of them.
 *
 * A tree is evalx's own subtree of the host's cgroups, made at start, removed at the end: <own
 * cgroup>/evalx-<pid>-<n>/. It holds an flock on its folder while it lives; at the next start,
 * folders "evalx-*" whose lock can be had are stale and are removed. Per controller (cpu
 * accounting, memory, pids) the tree finds out where it is: v2, v1 or nowhere (hybrid hosts exist);
 * backends stand behind one vtable and nobody else asks for a version. A leaf is one box's. Readers
 * of counters take their folder's fd: a recorded tree serves tests. Safe for leaves of one tree to
 * be used by different threads, each its own. */
#ifndef EVALX_SANDBOX_CGROUP_H
#define EVALX_SANDBOX_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"

struct cgroup_tree;
struct cgroup_leaf;

struct cgroup_options {
    const char *root; /* "" or the path of a recorded tree, which stands for / */
};

/* Which of the controllers a tree has. */
enum cgroup_controller { CGROUP_CPU = 1 << 0, CGROUP_MEMORY = 1 << 1, CGROUP_PIDS = 1 << 2 };

/* Never fails for want of cgroups: a tree without controllers is valid (the backend "none");
 * reasons then stand in cgroup_tree_reason. Fails (ERR_JUDGE) only where it got half-way and
 * could not go on. */
int cgroup_tree_open(const struct cgroup_options *options, struct cgroup_tree **tree_out,
                     struct err *err) EV_MUST_CHECK;
void cgroup_tree_close(struct cgroup_tree *tree);                 /* removes it */
unsigned cgroup_tree_controllers(const struct cgroup_tree *tree); /* enum cgroup_controller bits */
const char *
cgroup_tree_reason(const struct cgroup_tree *tree); /* why a controller lacks, "" if none does */
const char *cgroup_tree_name(const struct cgroup_tree *tree); /* "v1", "v2", "v1+v2", "none" */

int cgroup_leaf_open(struct cgroup_tree *tree, const char *name, struct cgroup_leaf **leaf_out,
                     struct err *err) EV_MUST_CHECK;
void cgroup_leaf_close(
    struct cgroup_leaf *leaf); /* kills what is left inside, waits for it to be empty, removes it */

enum { CGROUP_JOIN_FDS_MAX = 4 };
/* Descriptors of cgroup.procs files: a process that writes "0" to each is inside. Borrowed.
 * Returns how many. */
size_t cgroup_leaf_join_fds(const struct cgroup_leaf *leaf, int fds_out[CGROUP_JOIN_FDS_MAX]);

/* Before a run, while no payload runs: reset what the kernel lets reset, note the rest, and set the
 * limits: memory (with swap) above what the leaf uses now, processes above those in it now; -1: no
 * limit. A limit is written only when it changed by more than the slack that the kernel's per-CPU
 * charging has anyway. */
int cgroup_leaf_arm(struct cgroup_leaf *leaf, int64_t memory_bytes, int64_t processes,
                    struct err *err) EV_MUST_CHECK;

struct cgroup_usage {
    int64_t cpu_ns;         /* since arm; -1: no controller */
    int64_t memory_bytes;   /* peak since arm above the baseline at arm; -1: not known */
    int64_t processes_peak; /* above the residents; -1: not known */
    int64_t oom_kills;      /* since arm, at the leaf's own limit */
    /* Since arm, of processes far from the leaf's limit: the host ran out of memory */
    int64_t host_oom_kills;
    int64_t fork_failures; /* since arm: the pids limit was hit */
};

/* After a run. A file that is there at arm and missing now is an error, never a zero. is_quiet: the
 * main process ended by itself and nothing had to be killed; counters that the others then show to
 * have stood still are not read. */
int cgroup_leaf_read(struct cgroup_leaf *leaf, bool is_quiet, struct cgroup_usage *usage_out,
                     struct err *err) EV_MUST_CHECK;

/* Processes of ours have worked in the leaf since the last run: its figures are not those of
 * then. */
void cgroup_leaf_disturb(struct cgroup_leaf *leaf);

/* CPU since arm, during a run; -1 where there is no controller or it cannot be read. */
int64_t cgroup_leaf_cpu_ns(const struct cgroup_leaf *leaf);

/* Processes killed for want of memory since arm, during a run; 0 where it cannot be read. */
int64_t cgroup_leaf_oom_kills(const struct cgroup_leaf *leaf);

/* The peak cannot be reset on this kernel and has been used: the next run needs a new leaf for
 * an exact figure. */
bool cgroup_leaf_is_worn(const struct cgroup_leaf *leaf);

#endif
