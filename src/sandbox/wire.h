/* wire: what evalx and the processes inside a box say to one another.
 *
 * Two sequenced-packet sockets a box: `control` (evalx <-> keeper) for building, staging, cleaning
 * and collecting, and `run` (evalx <-> spawner) for the hot path. Both ends are the same build on
 * the same machine, so packets are plain structs; the receiver still checks every length. What a
 * box says is never trusted with a verdict: evalx reads the cgroup itself. */
#ifndef EVALX_SANDBOX_WIRE_H
#define EVALX_SANDBOX_WIRE_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "sandbox/counter.h"

enum {
    WIRE_PACKET_MAX = 96 << 10,
    WIRE_FDS_MAX = 40,
    WIRE_STEP_MAX = 160,
    WIRE_NAME_MAX = 1024,
    WIRE_STRINGS_MAX = 8192, /* arguments and variables of a run */
    WIRE_CONTROL_FD = 3,     /* in the launcher */
    WIRE_RUN_FD = 4,
};

enum wire_op {
    /* struct wire_setup + records of the root; fds: the cgroup's join files */
    WIRE_SETUP,
    WIRE_FILTER, /* fd: the filter; follows WIRE_SETUP, before whose answer it is waited for */
    /* a new zygote in the cgroup of the join files given; fds: run socket, join files */
    WIRE_ENTER,
    WIRE_BEGIN, /* new submission: empty folders, new pid namespace */
    WIRE_CLEAN, /* empty the writable folders */
    WIRE_STAGE, /* fd: copy it to name in folder */
    WIRE_STAGE_FOLDER,
    WIRE_UNSTAGE,
    WIRE_COLLECT, /* answers: one WIRE_ENTRY with an fd per file, then WIRE_DONE */
};

/* A request on the control socket (WIRE_SETUP has more behind it). */
struct wire_request {
    uint32_t op;
    uint32_t folder; /* enum box_folder */
    uint32_t mode;
    uint32_t is_used;    /* BEGIN: something was written there since the folders were mounted */
    uint32_t generation; /* of the spawner to come: BEGIN, ENTER, SETUP */
    int64_t written_bytes;
    int64_t files;
    int64_t most_bytes;
    char name[WIRE_NAME_MAX];
};

enum wire_flag {
    WIRE_HAS_USER_NAMESPACE = 1 << 0,
    WIRE_IS_TRUSTED = 1 << 1,   /* no namespaces, no root of its own */
    WIRE_HAS_LISTENER = 1 << 2, /* the filter has a notification listener */
    WIRE_HAS_CGROUP_MEMORY = 1 << 4,
    WIRE_IS_SETGROUPS_DENIED = 1 << 5,
};

/* Defences that the mutant build can leave out, one by one, to prove that a test notices. Always
 * 0 in a release. */
enum wire_weakness {
    WEAK_NO_FILTER = 1 << 0,
    WEAK_NO_PID_NAMESPACE = 1 << 1, /* the submission's: leftovers are not swept by its end */
    WEAK_NO_UID_DROP = 1 << 2,
    WEAK_NO_CLEANING = 1 << 3,
    WEAK_NO_KILL = 1 << 4, /* processes alive after the main one are left */
    WEAK_NO_NETWORK_NAMESPACE = 1 << 5,
    WEAK_WRITABLE_PROGRAM = 1 << 6,
    WEAK_OPEN_PROC = 1 << 7, /* /proc without hidepid and subset */
    WEAK_WRITABLE_INPUT = 1 << 8,
    WEAK_HOST_ROOT = 1 << 9,  /* the host's /etc and /root are visible */
    WEAK_NO_CGROUP = 1 << 10, /* no memory and process limit */
    WEAK_LEAK_FD = 1 << 11,
    WEAK_NO_PID_SHUFFLE = 1 << 12,
    WEAK_KEEP_CAPABILITIES = 1 << 13,
    WEAK_KEEP_FLAGS = 1 << 14,     /* of descriptors that the next run gets too */
    WEAK_NO_LAST_RESORT = 1 << 15, /* orders to kill are repeated, and nothing else */
    WEAK_LOST_ORDERS = 1 << 16,    /* orders to kill do not arrive, as a flood of signals can do */
};

struct wire_setup {
    struct wire_request request;
    uint32_t flags;    /* enum wire_flag */
    uint32_t weak;     /* enum wire_weakness */
    int32_t cpu;       /* -1: any */
    uint32_t uid, gid; /* of programs, as seen inside */
    uint32_t outer_uid, outer_gid;
    uint32_t inner_uid; /* the keeper's uid inside, where there is a user namespace */
    uint32_t sub_uid, sub_gid, sub_count; /* subordinate ids for newuidmap; count 0: none */
    uint32_t record_bytes;
    struct run_counter counter; /* per_second 0: none */
    char folder[256];           /* trusted tier: the host folder that serves */
};

/* Records of the root file system behind wire_setup: kind, then two NUL-terminated strings. */
enum wire_record {
    WIRE_BIND = 'b',          /* source, target: read-only, recursive */
    WIRE_BIND_OPTIONAL = 'o', /* passed over when the source is missing */
    WIRE_DEVICE = 'd',        /* source, target: a device node of the host */
    WIRE_LINK = 'l',          /* text of the link, target */
    WIRE_FILE = 'f',          /* content, target */
    WIRE_FOLDER = 'm',        /* octal mode, target */
    WIRE_COPY = 'c',          /* source, target: a file of the host, passed over when missing */
};

enum wire_kind {
    WIRE_DONE = 1, /* control: the request is done, or failed at step */
    WIRE_ENTRY,    /* control: one collected file */
    /* run: a spawner is ready; fds: its pidfd, its counter if one is wanted, the filter's listener
     * if any */
    WIRE_HELLO,
    WIRE_RESULT, /* run: a run has ended */
    WIRE_USAGE,  /* run: answer to WIRE_SIGNAL_QUERY */
    WIRE_LOST,   /* run: the spawner died */
    WIRE_RUN,    /* run, from evalx: start; fds: see enum wire_run_flag */
};

/* While a program runs the spawner waits for it and for nothing else: what evalx has to say comes
 * as a signal. One that comes before the run has begun or after it has ended means nothing. */
enum wire_signal {
    WIRE_SIGNAL_KILL = SIGUSR1,  /* kill what runs */
    WIRE_SIGNAL_QUERY = SIGUSR2, /* how much has it used? */
};

struct wire_answer {
    uint32_t kind;
    int32_t sys_errno;        /* 0: done */
    char step[WIRE_STEP_MAX]; /* what failed: "mount /usr" */
};

struct wire_entry {
    uint32_t kind;
    uint32_t mode;
    int64_t bytes;
    char name[WIRE_NAME_MAX];
};

/* Which descriptors come with a run, in this order. */
enum wire_run_flag {
    WIRE_RUN_INPUT = 1 << 0,   /* standard input; otherwise it is empty */
    WIRE_RUN_OUTPUTS = 1 << 1, /* pipes for output and error output, of this run and those after */
    WIRE_RUN_OUTPUT = 1 << 2,  /* standard output of this run */
    WIRE_RUN_MERGED = 1 << 3,  /* none: error output is standard output */
};

struct wire_run {
    uint32_t kind;
    uint32_t generation;
    uint32_t argc, envc;
    uint32_t string_bytes; /* argv then environment, each NUL-terminated, behind this struct */
    uint32_t pid_seed;     /* where pids of this run begin */
    uint32_t flags;        /* enum wire_run_flag */
    uint32_t renewals;     /* changes when the writable folders may be others */
    uint32_t given;        /* descriptors behind those of the flags, for the program at 3, 4, ... */
    int64_t cpu_s;         /* back-stop; -1 none */
    int64_t file_bytes;
    int64_t stack_bytes;
    int64_t data_bytes; /* -1 unless there is no memory cgroup */
    int64_t open_files;
    int64_t processes; /* trusted tier only, -1 otherwise */
};

struct wire_result {
    uint32_t kind;
    uint32_t generation;
    int32_t wait_status;
    int32_t sys_errno; /* not 0: the program was not started, step says where */
    int64_t wall_ns;
    int64_t user_us, system_us; /* of the reaped main process */
    int64_t reaped_ns;          /* CPU time of all processes of the run that were reaped */
    int64_t peak_rss_bytes;
    int64_t used_bytes, used_files; /* of the writable folders when it ended */
    int64_t free_bytes, free_files;
    int64_t wait_ns;           /* the main process was ready and had no CPU */
    int64_t preemptions;       /* involuntary switches of it */
    int64_t cpu_ns, rss_bytes; /* WIRE_USAGE */
    uint32_t leftovers;        /* processes killed after the main one had ended */
    uint32_t is_dirty;         /* the writable folders changed */
    char step[WIRE_STEP_MAX];  /* sent only with sys_errno */
};

/* Send one packet (head, then body where not NULL) with fds; 0 or -1 with errno. */
int wire_send(int socket_fd, const void *head, size_t head_bytes, const void *body,
              size_t body_bytes, const int *fds, size_t fd_count);

/* Receive one packet. Returns its length, 0 when the other side is gone, -1 with errno. fds_out
 * has room for WIRE_FDS_MAX; descriptors received are close-on-exec. A packet cut short is
 * EMSGSIZE. flags: MSG_DONTWAIT or 0. */
ssize_t wire_receive(int socket_fd, void *packet, size_t packet_bytes, int *fds_out,
                     size_t *fd_count_out, int flags);

#endif
