/* explain: the plan of a run in words, for `evalx run --explain`. */
#include <string.h>

#include "base/parse.h"
#include "sandbox/filter.h"
#include "sandbox/private.h"

static void add_bytes(struct str *out, const char *name, int64_t bytes)
{
    char text[32];
    str_printf(out, "  %-18s %s\n", name,
               bytes < 0 ? "not limited" : format_bytes(bytes, text, sizeof(text)));
}

static void add_duration(struct str *out, const char *name, int64_t ns)
{
    char text[32];
    str_printf(out, "  %-18s %s\n", name,
               ns < 0 ? "not limited" : format_duration(ns, text, sizeof(text)));
}

static void add_count(struct str *out, const char *name, int64_t count)
{
    if (count < 0)
        str_printf(out, "  %-18s not limited\n", name);
    else
        str_printf(out, "  %-18s %lld\n", name, (long long)count);
}

static void explain_limits(const struct limits *limits, struct str *out)
{
    str_add(out, "limits:\n");
    add_duration(out, "CPU time", limits->cpu_ns);
    add_duration(out, "wall clock", limits->wall_ns);
    add_bytes(out, "memory and swap", limits->memory_bytes);
    add_bytes(out, "output", limits->output_bytes);
    add_bytes(out, "written files", limits->written_bytes);
    add_bytes(out, "stack", limits->stack_bytes);
    add_count(out, "files", limits->files);
    add_count(out, "processes", limits->processes);
    add_count(out, "open files", limits->open_files);
}

void sandbox_explain(const struct sandbox_options *options, const struct box_options *box,
                     const struct run_plan *plan, struct str *out)
{
    str_add(out, "command:\n ");
    for (const char *const *word = plan->argv; *word; word++)
        str_printf(out, " %s", *word);
    str_add(out, "\nenvironment:\n");
    for (const char *const *pair = plan->environment; pair && *pair; pair++)
        str_printf(out, "  %s\n", *pair);
    str_add(
        out,
        "namespaces:\n  mount, pid (a fresh one for each submission), network (no interface up), "
        "ipc, uts, cgroup; user when evalx is not root\n");
    str_add(out,
            "identity:\n  a user id of the box's own, no groups, no capabilities, no_new_privs\n");
    str_add(out, "root (nothing else of the host is visible):\n");
    root_plan_explain(box, out);
    str_add(out, "  /box /tmp /dev/shm writable, on one tmpfs with the limits below\n"
                 "  /program /data     read-only\n  /proc              own processes only\n");
    if (options->shared_path)
        str_printf(out, "  /shared            read-only bind of %s, when compiling\n",
                   options->shared_path);
    explain_limits(&plan->limits, out);
    str_add(out, "system calls:\n");
    filter_explain(out);
}
