/* sandbox: run programs that nobody trusts, under limits, and tell what happened. Start reading at
 * box.c.
 *
 * A `struct sandbox` is made once: it knows the host (tier, cgroups, filter) and is shared by all
 * slots. A `struct box` belongs to one thread. It is built once and held: namespaces, root, filter
 * and cgroup are made ahead, so that a run costs little more than starting the program. Three
 * kinds, never used for one another. Anything that fails on our side is an ERR_JUDGE that names its
 * step ("sandbox: mount /usr: ..."), never a fact about the program.
 *
 * Folders in a box: /box (writable, the program's current folder), /tmp and /dev/shm (writable),
 * /program and /data (read-only for what runs, filled by box_stage). In the trusted tier they are
 * folders of the host: always ask box_folder. */
#ifndef EVALX_SANDBOX_SANDBOX_H
#define EVALX_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "model/facts.h"
#include "model/limits.h"
#include "sandbox/counter.h"
#include "sandbox/host.h"
#include "sandbox/joint.h"
#include "sandbox/plan.h"

struct sandbox;
struct box;

struct sandbox_options {
    bool is_trusted_allowed; /* --trusted: use SANDBOX_TRUSTED where nothing better works */
    int cancel_fd;           /* readable once the user interrupts; -1: none */
    /* Host folder bound read-only at BOX_SHARED of compile boxes; what is put there later shows.
     * NULL: none. Borrowed until sandbox_close. */
    const char *shared_path;
    /* What CPU time of programs in run boxes is measured by; per_second 0: by itself */
    struct run_counter counter;
};

int sandbox_open(const struct sandbox_options *options, struct sandbox **sandbox_out,
                 struct err *err) EV_MUST_CHECK;
void sandbox_close(struct sandbox *sandbox); /* after every box */

/* Does this host count so, for us? ERR_JUDGE with the errno of perf_event_open(2). */
int sandbox_counter_check(const struct run_counter *counter, struct err *err) EV_MUST_CHECK;

enum sandbox_tier sandbox_tier(const struct sandbox *sandbox);
const char *sandbox_tier_name(enum sandbox_tier tier);
/* Path of the program that is on our side of every box; borrowed. */
const char *sandbox_box_program(const struct sandbox *sandbox);
/* What this host cannot give, one line each; borrowed. Goes into every report. */
size_t sandbox_degraded(const struct sandbox *sandbox, const char *const **lines_out);
/* Physical CPUs this process may use: the default number of slots; and the CPU of the n-th slot. */
int sandbox_cpu_count(void);
int sandbox_cpu_of_slot(int slot);

enum box_kind { BOX_COMPILE, BOX_RUN, BOX_JURY };

struct box_options {
    enum box_kind kind;
    int cpu; /* pin everything there; -1: any CPU */
    /* Size of the writable folders together. 0: /box is read-only (not in the trusted tier), and
     * /tmp and /dev/shm, which runtimes need, have room. */
    int64_t written_bytes;
    int64_t files; /* inodes there */
    /* Host folder that is the root of programs, read-only, in the place of the host's own; NULL:
     * the host's. Borrowed until box_close. The trusted tier has none (ERR_INPUT). */
    const char *root;
    /* Of the host, what the languages in it need: bound read-only at the same place; missing ones
     * are passed over. Borrowed while the box is opened. */
    const char *const *paths;
    size_t path_count;
};

int box_open(struct sandbox *sandbox, const struct box_options *options, struct box **box_out,
             struct err *err) EV_MUST_CHECK;
void box_close(struct box *box);

enum box_folder { BOX_WORK, BOX_TMP, BOX_PROGRAM, BOX_DATA, BOX_SHARED };

/* Path of a folder as programs in the box see it. */
const char *box_folder(const struct box *box, enum box_folder folder);

/* A new submission: nothing of the one before is left (new pid namespace, empty folders). The
 * limits of the writable folders may change here. A box just opened has begun. */
int box_begin(struct box *box, int64_t written_bytes, int64_t files, struct err *err) EV_MUST_CHECK;

/* Empty the staged files of a read-only folder (BOX_PROGRAM, BOX_DATA). */
int box_unstage(struct box *box, enum box_folder folder, struct err *err) EV_MUST_CHECK;

/* Place a copy of an open file (from its start) into a folder of the box; parent folders are
 * made. In BOX_WORK the file belongs to the box's user, elsewhere it cannot be changed by it.
 * mode: 0644 or 0755. */
int box_stage(struct box *box, enum box_folder folder, const char *name, mode_t mode, int fd,
              struct err *err) EV_MUST_CHECK;
int box_stage_bytes(struct box *box, enum box_folder folder, const char *name, mode_t mode,
                    const void *bytes, size_t count, struct err *err) EV_MUST_CHECK;
/* An empty folder that the box's user may write in (BOX_WORK only): a validator's feedback
 * folder. */
int box_stage_folder(struct box *box, const char *name, struct err *err) EV_MUST_CHECK;

/* Take files out of /box after a run, links never followed: calls visit for each regular file
 * below `prefix` ("" for all) with a readable descriptor (visit does not own it). More than
 * `most_files` files or most_bytes in all is ERR_INPUT. */
typedef int box_visit(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                      struct err *err);
int box_collect(struct box *box, const char *prefix, size_t most_files, int64_t most_bytes,
                box_visit *visit, void *context, struct err *err) EV_MUST_CHECK;

/* Run to the end and collect facts. -1: ours to answer for (ERR_JUDGE: close the box, a new one
 * may do better), or ERR_INTERRUPTED. */
int box_run(struct box *box, const struct run_plan *plan, struct facts *facts_out,
            struct err *err) EV_MUST_CHECK;

/* An input that a run cannot harm and that does not tell its name: a detached read-only mount
 * where the host allows it, else a sealed copy in memory. Returns a descriptor for
 * run_plan.stdin_fd; each run gets its own file description of it. */
int sandbox_input_open(const struct sandbox *sandbox, int dir_fd, const char *path, int *fd_out,
                       struct err *err) EV_MUST_CHECK;

/* The plan in words (mounts, namespaces, cgroup, filter, limits) for --explain; needs no
 * privileges and runs nothing. Of the box, only root and paths are looked at. */
void sandbox_explain(const struct sandbox_options *options, const struct box_options *box,
                     const struct run_plan *plan, struct str *out);

#endif
