/* inside: the program evalx-box, which is everything that runs on our side of a box. Theory of
 * operation:
 *
 *     evalx (a slot's thread)
 *       |  exec
 *       v
 *     launcher     makes the namespaces, writes the id maps, hands evalx a pidfd of the keeper
 *       |  clone3(CLONE_PARENT | namespaces)
 *       v
 *     keeper       pid 1 of the box, outside every limited cgroup, unfiltered. Builds the root,
 *       |          stages files, empties folders, collects results. Ends, and the box with it, when
 *       |          its control socket closes.
 *       v
 *     zygote       joins the cgroup leaf once (a move costs milliseconds on cgroup v1), is
 *       |          chrooted, and clones a fresh pid namespace for each submission from in there,
 *       |          which costs nothing.
 *       v
 *     spawner      pid 1 of the submission: no program it starts can signal or trace it. Bounding
 *       |          set dropped, filter loaded, once. Waits for runs on its own socket to evalx.
 *       v  vfork
 *     program      inherits cgroup and filter; gets descriptors, limits and ids, and is executed.
 *
 * The whole is one small static executable without heap, so that each process costs a few pages. A
 * failure is kept as {step, errno} and travels to evalx as such. */
#ifndef EVALX_SANDBOX_INSIDE_H
#define EVALX_SANDBOX_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "sandbox/wire.h"

struct failure {
    int sys_errno;
    char step[WIRE_STEP_MAX];
};

/* Note errno and "what object". Returns -1. object may be NULL. */
int failure_note(struct failure *failure, const char *what, const char *object);

/* A leaf of text functions, since this program has no stdio. Always terminated. */
void text_join(char *out, size_t out_bytes, const char *a, const char *b, const char *c);
char *text_of_number(char *buffer, size_t buffer_bytes, uint64_t number);

#ifdef EVALX_MUTANTS
#define IS_WEAK(setup, bit) (((setup)->weak & (uint32_t)(bit)) != 0)
#else
#define IS_WEAK(setup, bit) ((void)(setup), false)
#endif

enum { JOIN_FDS_MAX = 4 };

/* What a box is, for all its processes. */
struct inside {
    struct wire_setup setup;
    const char *records;
    int control_fd;
    int run_fd; /* the spawner's end; the keeper closes its copy, so that its death can be seen */
    int filter_fd;   /* -1: not yet */
    int last_pid_fd; /* of /proc/sys/kernel/ns_last_pid, which acts on its writer's namespace */
    int join_fds[JOIN_FDS_MAX];
    size_t join_count;
    uint32_t generation;
};

bool inside_is_trusted(const struct inside *inside);

/* launcher.c */
_Noreturn void launcher_run(struct inside *inside);

/* keeper.c: never returns; ends when evalx is gone. */
_Noreturn void keeper_run(struct inside *inside);

/* mounts.c: paths as the keeper sees them after mounts_build. */
#define KEEPER_ROOT "/r"     /* root of programs */
#define KEEPER_WRITABLE "/w" /* tmpfs with work, tmp, shm */
#define KEEPER_PARKED "/o"   /* the /proc of the submission before, until it is let go */
#define KEEPER_STAGED "/s"   /* tmpfs with program, data */
int mounts_build(const struct inside *inside, struct failure *failure);
bool mounts_sweep_writable(const struct inside *inside);
int mounts_renew_writable(int64_t bytes, int64_t files, struct failure *failure);

/* stage.c: folders by number (enum box_folder of sandbox.h). */
enum inside_folder { FOLDER_WORK, FOLDER_TMP, FOLDER_PROGRAM, FOLDER_DATA };
/* The keeper's descriptor of a folder, or -1. The caller closes it. */
int stage_open_folder(const struct inside *inside, uint32_t folder);
int stage_file(const struct inside *inside, const struct wire_request *request, int from_fd,
               struct failure *failure);
int stage_folder(const struct inside *inside, const struct wire_request *request,
                 struct failure *failure);
int stage_clear(const struct inside *inside, uint32_t folder, struct failure *failure);
int stage_clear_path(const struct inside *inside, const char *path, struct failure *failure);
int stage_collect(const struct inside *inside, const struct wire_request *request,
                  struct failure *failure);

/* zygote.c: orders come on order_fd: a generation number for a new spawner, and with the first one
 * the filter. Never returns. */
_Noreturn void zygote_run(struct inside *inside, int order_fd);

/* spawner.c: never returns. */
_Noreturn void spawner_run(struct inside *inside);
/* spawner_setup.c */
/* What evalx is to have of it: -1 where there is none. */
struct spawner_fds {
    int counter, listener;
};
int spawner_enter(struct inside *inside, struct spawner_fds *fds, struct failure *failure);
int spawner_drop_bounding_set(struct failure *failure);
/* usage.c: time that a process was ready and had no CPU (0 where the kernel does not count it; a
 * zombie still has it); CPU time and memory of all programs that live now. */
int64_t usage_wait_ns(pid_t pid);
struct rusage;
int64_t usage_cpu_ns(const struct rusage *usage);
void usage_of_all(const struct inside *inside, pid_t main_pid, int64_t *cpu_ns_out,
                  int64_t *memory_bytes_out);
/* program.c: the few steps between vfork and execve. */
struct program {
    const struct inside *inside;
    const struct wire_run *run;
    char **argv;
    char **environment;
    int input;              /* -1: the spawner's, which is empty */
    int output;             /* -1: the spawner's, a pipe */
    const int *given;       /* run->given of them */
    struct failure failure; /* shared memory: the child writes, we read */
};
/* Once, before the first: what this process may give its programs. */
void program_prepare(void);
/* Returns its pid, or -1. Until the program has ended, what `program` points to must stay. */
pid_t program_start(struct program *program);
/* leftovers.c: kill and reap every process but ourselves; returns how many had to be killed, and
 * adds the CPU time of all of them to *cpu_ns (may be NULL). */
uint32_t leftovers_end(const struct inside *inside, int64_t *cpu_ns);
void leftovers_kill(const struct inside *inside);
/* folders.c */
enum { FOLDERS_WRITABLE = 3 };
struct folder_traces {
    struct timespec changed[FOLDERS_WRITABLE];
    mode_t mode[FOLDERS_WRITABLE];
    int64_t used_bytes, used_files, free_bytes, free_files;
};
struct folders {
    int fds[FOLDERS_WRITABLE];
    struct folder_traces before; /* after a run that left none */
    bool is_open, has_before;
    uint32_t renewals; /* of the order for which they were opened */
};
/* Before a run: they are open and looked at; the first one is the current folder. */
int folders_begin(struct folders *folders, const struct inside *inside, uint32_t renewals,
                  struct failure *failure);
void folders_look(const struct folders *folders, const struct inside *inside,
                  struct folder_traces *traces);
bool folders_are_changed(struct folders *folders, const struct folder_traces *after);
/* landlock.c: the trusted tier's file rules. */
int landlock_enter(const struct inside *inside, struct failure *failure);

/* What getdents64(2) gives: libc's readdir would want a heap. */
struct folder_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short record_bytes;
    unsigned char type;
    char name[];
};

/* clone3 like fork with these flags; returns pid, 0 in the child, -1. pidfd_out may be NULL. */
pid_t inside_clone(uint64_t flags, int *pidfd_out);
/* SIGKILL to the process of a pidfd; one that has ended is fine. */
void inside_kill(int pidfd);

#endif
