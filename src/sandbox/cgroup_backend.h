/* cgroup_backend: what the files of the cgroup room share; nobody else includes it.
 *
 *   tree ── hierarchy (one per mounted hierarchy in use: at most three) ── backend v1 or v2
 *     └── leaf ── part (one per hierarchy) ── backend
 *
 * The two kernels' interfaces differ in names, in units and in the way a place is made ready;
 * counters are therefore rows of a table, and a backend has functions only for what a row cannot
 * say. No hierarchy at all is the backend "none": every loop over parts then runs zero times and
 * every figure is unknown. */
#ifndef EVALX_SANDBOX_CGROUP_BACKEND_H
#define EVALX_SANDBOX_CGROUP_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sandbox/cgroup.h"

enum { CGROUP_HIERARCHIES_MAX = 3, CGROUP_CANDIDATES_MAX = 4, CGROUP_REASON_MAX = 512 };

#define CGROUP_TREE_PREFIX "evalx-"
/* Where evalx itself lives when it had to leave a v2 cgroup so that this can have controllers. */
#define CGROUP_SELF "evalx-self"

/* Files of a leaf that stay open. */
enum cgroup_file {
    CGROUP_CPU_USED,
    CGROUP_MEMORY_NOW,
    CGROUP_MEMORY_PEAK,
    CGROUP_MEMORY_OOM_KILLS,
    CGROUP_MEMORY_LIMIT,
    CGROUP_MEMORY_SWAP_LIMIT,
    CGROUP_PIDS_NOW,
    CGROUP_PIDS_PEAK,
    CGROUP_PIDS_FAILURES,
    CGROUP_PIDS_LIMIT,
    CGROUP_FILE_COUNT,
};

struct cgroup_file_row {
    const char *name;    /* in the leaf's folder; NULL: this backend has none */
    const char *key;     /* the figure stands behind this word; NULL: alone in the file */
    int64_t scale;       /* to the unit of struct cgroup_usage */
    unsigned controller; /* enum cgroup_controller that brings it */
    bool is_required;    /* the controller is of no use without it */
    bool is_written;
};

/* How folders come and go and processes are killed. Tests on recorded trees play the kernel's
 * part. */
struct cgroup_kernel {
    int (*make)(int parent_fd, const char *name);
    int (*remove)(int parent_fd, const char *name);
    int (*kill)(int pidfd);
};

/* One mounted hierarchy, as /proc/self/mountinfo shows it, and where this process is in it. */
struct cgroup_mount {
    const char *point;   /* mount point */
    const char *root;    /* folder of the hierarchy that is mounted there */
    const char *options; /* of the file system: the v1 controllers */
    const char
        *own; /* this process's folder, a path below point (point itself where it is outside) */
    bool is_v2;
    bool is_read_only;
};

struct cgroup_host {
    struct cgroup_mount mounts[32];
    size_t mount_count;
    bool has_swap;
};

/* A hierarchy that may serve, and the folders to try, best first. */
struct cgroup_place {
    const struct cgroup_backend *backend;
    const struct cgroup_mount *mount;
    unsigned controllers;
    const char *candidates[CGROUP_CANDIDATES_MAX];
    size_t candidate_count;
};

/* A place in use. */
struct cgroup_hierarchy {
    const struct cgroup_backend *backend;
    const struct cgroup_kernel *kernel;
    unsigned controllers;
    int parent_fd;    /* the candidate that was taken */
    int folder_fd;    /* the tree's folder in it, locked */
    int self_fd;      /* v2: evalx moved itself in here; -1: it did not */
    unsigned enabled; /* controllers that evalx enabled in parent_fd */
};

/* A leaf's folder in one hierarchy. */
struct cgroup_part {
    const struct cgroup_hierarchy *hierarchy;
    int folder_fd;
    int procs_fd;
};

struct cgroup_leaf {
    const struct cgroup_tree *tree;
    char name[64];
    struct cgroup_part parts[CGROUP_HIERARCHIES_MAX];
    size_t count;
    /* The open files of all parts together: a controller is in one hierarchy only. */
    int fds[CGROUP_FILE_COUNT]; /* -1: not there */
    const struct cgroup_file_row *rows[CGROUP_FILE_COUNT];
    int64_t at_arm[CGROUP_FILE_COUNT]; /* -1: not there */
    int64_t memory_limit_bytes;        /* as written, what was used before included; -1: none */
    int64_t process_limit;             /* likewise */
    bool is_peak_reset;                /* the kernel resets the memory peak when asked */
    bool was_armed;
    bool was_armed_before;
    bool is_read; /* at_arm holds what the last reading found */
};

struct cgroup_backend {
    const char *name;      /* "v1", "v2" */
    const char *join_file; /* a process of one thread that writes "0" there is moved */
    struct cgroup_file_row files[CGROUP_FILE_COUNT];

    /* Which of the wanted controllers this backend may serve, and where: adds to places (room
     * for CGROUP_HIERARCHIES_MAX). */
    void (*probe)(const struct cgroup_host *host, struct arena *arena, unsigned wanted,
                  struct cgroup_place *places, size_t *count);
    /* Make a candidate ready to hold the tree: returns the controllers it can give. `why` says
     * what it cannot. */
    unsigned (*prepare)(struct cgroup_hierarchy *hierarchy, const struct cgroup_place *place,
                        const char *root, const char *candidate, char why[CGROUP_REASON_MAX]);
    /* Undo prepare as far as possible. */
    void (*restore)(struct cgroup_hierarchy *hierarchy);
    /* The tree's folder is made: hand its controllers on to the leaves. */
    int (*open_to_leaves)(int folder_fd, unsigned controllers);
    /* Settings that never change in a leaf; for the backend that has its memory. */
    int (*create)(const struct cgroup_leaf *leaf, int folder_fd);
    int (*limit_memory)(const struct cgroup_leaf *leaf, int64_t bytes); /* -1: no limit */
    /* Kill all inside and wait for it to be empty; -1 if it is not in the end. */
    int (*kill_all)(int folder_fd, const struct cgroup_kernel *kernel);
};

extern const struct cgroup_backend cgroup_v1;
extern const struct cgroup_backend cgroup_v2;
extern const struct cgroup_kernel cgroup_kernel_real;

struct cgroup_tree {
    struct arena arena;
    const struct cgroup_kernel *kernel;
    const char *root;
    struct cgroup_hierarchy hierarchies[CGROUP_HIERARCHIES_MAX];
    size_t count;
    unsigned controllers;
    const char *name;
    char name_of_folder[64]; /* the same in every hierarchy */
    char reason[CGROUP_REASON_MAX];
};

/* cgroup_tree_open with somebody else playing the kernel. */
int cgroup_tree_open_with(const struct cgroup_options *options, const struct cgroup_kernel *kernel,
                          struct cgroup_tree **tree_out, struct err *err) EV_MUST_CHECK;

/* cgroup_host.c */
int cgroup_host_read(const char *root, struct arena *arena, struct cgroup_host *host_out,
                     struct err *err) EV_MUST_CHECK;
/* The mount that serves a v1 controller, or the v2 hierarchy for NULL; a writable one is
 * preferred. NULL: none. */
const struct cgroup_mount *cgroup_host_find(const struct cgroup_host *host, const char *controller);
/* Is `word` one of the words of `list`, which stand between the characters of `separators`? */
bool cgroup_list_has(const char *list, const char *separators, const char *word);
/* EVALX_CGROUP as a path below the mount; NULL where it is not set. */
const char *cgroup_override(const struct cgroup_mount *mount, struct arena *arena);
void cgroup_place_add(struct cgroup_place *place, const char *candidate);

/* cgroup_file.c: small files of a cgroup folder. */
int64_t cgroup_number(int fd,
                      const char *key);   /* from offset 0; "max" is INT64_MAX; -1 with errno */
int64_t cgroup_digits(const char **text); /* moves behind them; -1 where none are */
ssize_t cgroup_text(int folder_fd, const char *name, char *buffer, size_t buffer_bytes);
int cgroup_write(int fd, const char *text);
int cgroup_write_number(int fd, int64_t value); /* -1 is written as "max" */
int cgroup_write_name(int folder_fd, const char *name, const char *text);

/* cgroup_folder.c: folders of cgroups. */
int cgroup_kill_listed(int folder_fd, const struct cgroup_kernel *kernel);
int cgroup_wait_empty(int folder_fd);
void cgroup_remove_folder(int parent_fd, const char *name, const struct cgroup_backend *backend,
                          const struct cgroup_kernel *kernel);
void cgroup_remove_stale(int parent_fd, const struct cgroup_backend *backend,
                         const struct cgroup_kernel *kernel);

#endif
