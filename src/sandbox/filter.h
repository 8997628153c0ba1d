/* filter: the system call filter, compiled once per sandbox by libseccomp from a table of rows
 * {call, condition, action, why}. */
#ifndef EVALX_SANDBOX_FILTER_H
#define EVALX_SANDBOX_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct filter_options {
    bool has_memory_files; /* memfd_create is allowed: a cgroup counts what is in such files */
    /* Calls that only an attack makes go to a listener (SECCOMP_RET_USER_NOTIF), not to a kill. */
    bool has_listener;
};

/* The program as the kernel takes it: an array of struct sock_filter in a sealed memory file.
 * Returns the fd in *fd_out. */
int filter_build(const struct filter_options *options, int *fd_out, struct err *err) EV_MUST_CHECK;

/* Name of a system call of this machine's architecture, "" when unknown; written into buffer,
 * which is returned. */
const char *filter_call_name(int number, char *buffer, size_t buffer_bytes);

/* The table in words, for --explain: a line per action with its calls. */
void filter_explain(struct str *out);

#endif
