/* host: what this host gives the sandbox, for `evalx doctor`. A part of sandbox.h. */
#ifndef EVALX_SANDBOX_HOST_H
#define EVALX_SANDBOX_HOST_H

#include <stdbool.h>
#include <stddef.h>

enum sandbox_tier {
    SANDBOX_ROOT,    /* real root: everything */
    SANDBOX_USER,    /* user namespaces; cgroups where delegated */
    SANDBOX_TRUSTED, /* no namespaces: filter, Landlock, rlimits; for programs one trusts */
};

enum host_state { HOST_OK, HOST_DEGRADED, HOST_MISSING, HOST_INFO };

struct host_item {
    const char *area; /* "kernel", "namespaces", "cgroup", "seccomp", "container", "users", "cpu" */
    const char *name; /* "memory controller" */
    enum host_state state;
    char value[256]; /* "v1 at /sys/fs/cgroup/memory, writable" */
    char mend[384];  /* command or advice, "" where nothing is to mend */
};

enum { HOST_ITEMS_MAX = 64 };

struct host_report {
    struct host_item items[HOST_ITEMS_MAX];
    size_t count;
    enum sandbox_tier tier; /* the best that works here */
    bool is_judging_possible;
};

/* Looks and tries (a namespace in a short-lived child, never changing the host). `root` is "" or
 * a recorded tree's path for what is read from /proc and /sys (tests); with a recorded tree
 * nothing is tried. */
void sandbox_examine_host(const char *root, struct host_report *report_out);

#endif
