/* host_look: what the files of `evalx doctor`'s examination share (host*.c); nobody else includes
 * it.
 *
 * A look is taken once; then each row of the table in host.c judges one thing by it. */
#ifndef EVALX_SANDBOX_HOST_LOOK_H
#define EVALX_SANDBOX_HOST_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "sandbox/cgroup_backend.h"
#include "sandbox/sandbox.h"

/* What is tried in a short-lived child. */
enum host_try {
    HOST_TRY_USER,
    HOST_TRY_MOUNT,
    HOST_TRY_PID,
    HOST_TRY_NETWORK,
    HOST_TRY_IPC,
    HOST_TRY_UTS,
    HOST_TRY_CGROUP,
    HOST_TRY_PROC,
    HOST_TRY_COUNT,
};

enum { HOST_NOT_TRIED = -1 };

struct host_look {
    const char *root; /* "" or the path of a recorded tree */
    bool is_recorded;
    uint32_t uid;
    bool is_admin;             /* has CAP_SYS_ADMIN: needs no user namespace */
    int tried[HOST_TRY_COUNT]; /* 0: works; an errno; HOST_NOT_TRIED */
    bool has_filter;
    struct cgroup_host cgroups;
    const char *container; /* "docker"; NULL: none */
    struct arena arena;
};

void host_look_take(struct host_look *look, const char *root);
void host_look_done(struct host_look *look);

/* Path of a file as the look sees it. The look's arena owns it. */
const char *host_path(struct host_look *look, const char *path);
/* Text of a small file without the newline at its end; NULL where it cannot be read. Likewise
 * owned. */
const char *host_text(struct host_look *look, const char *path);
/* The same as a number; -1 where there is none. */
int64_t host_number(struct host_look *look, const char *path);
/* The word behind "KEY" at the start of a line ("Uid:\t0 0" has "0" behind "Uid:"); NULL where
 * none. Likewise owned. */
const char *host_word_after(struct host_look *look, const char *text, const char *key);
bool host_has(struct host_look *look, const char *path);

void host_say(struct host_item *item, enum host_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void host_mend(struct host_item *item, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* host_namespace.c: tries namespaces; nothing of this process or of the host changes. */
void host_try_all(struct host_look *look);
/* May ordinary users make user namespaces, as far as settings tell? Else *mend_out is the
 * command. */
bool host_may_make_user_namespaces(struct host_look *look, const char **mend_out);
/* Everything a box needs is there: as root, or in a user namespace. */
bool host_has_namespaces(struct host_look *look);

/* host_container.c */
const char *host_find_container(struct host_look *look);
/* What to ask of the container's runtime for more. */
const char *host_container_mend(const struct host_look *look);

/* Rows of host.c. */
typedef void host_examine(struct host_look *look, struct host_item *item);
host_examine host_kernel_version, host_no_new_privileges, host_landlock, host_yama,
    host_core_pattern;
host_examine host_filter, host_notification;
host_examine host_user_namespaces, host_mount, host_pid, host_network, host_ipc, host_uts,
    host_cgroup_namespace;
host_examine host_proc_mount;
host_examine host_cgroup_version, host_cgroup_cpu, host_cgroup_memory, host_cgroup_pids, host_swap;
host_examine host_container_kind, host_masked_proc;
host_examine host_account, host_subordinate_ids, host_id_helpers;
host_examine host_cpus, host_smt, host_boost, host_governor, host_memory;

#endif
