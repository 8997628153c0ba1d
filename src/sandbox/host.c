/* host: what this host gives a sandbox, for `evalx doctor`: one row for each thing that is
 * examined.
 *
 * To examine one thing more, write a function (host_kernel.c, host_cgroup.c, ...) and add its row.
 * Everything is read below a root, so that recorded trees of other hosts test it; what only trying
 * can tell is tried in short-lived children. */
#include "base/base.h"
#include "sandbox/host_look.h"

static const struct {
    const char *area, *name;
    host_examine *examine;
} rows[] = {
    {"kernel", "version", host_kernel_version},
    {"kernel", "no new privileges", host_no_new_privileges},
    {"kernel", "Landlock", host_landlock},
    {"kernel", "Yama", host_yama},
    {"kernel", "core pattern", host_core_pattern},
    {"seccomp", "filter", host_filter},
    {"seccomp", "user notification", host_notification},
    {"namespaces", "user", host_user_namespaces},
    {"namespaces", "mount", host_mount},
    {"namespaces", "pid", host_pid},
    {"namespaces", "network", host_network},
    {"namespaces", "ipc", host_ipc},
    {"namespaces", "uts", host_uts},
    {"namespaces", "cgroup", host_cgroup_namespace},
    {"namespaces", "own /proc", host_proc_mount},
    {"cgroup", "version", host_cgroup_version},
    {"cgroup", "CPU accounting", host_cgroup_cpu},
    {"cgroup", "memory controller", host_cgroup_memory},
    {"cgroup", "pids controller", host_cgroup_pids},
    {"container", "kind", host_container_kind},
    {"container", "masked /proc", host_masked_proc},
    {"users", "account", host_account},
    {"users", "subordinate ids", host_subordinate_ids},
    {"users", "newuidmap", host_id_helpers},
    {"cpu", "usable", host_cpus},
    {"cpu", "threads per core", host_smt},
    {"cpu", "boost", host_boost},
    {"cpu", "governor", host_governor},
    {"memory", "size", host_memory},
    {"memory", "swap", host_swap},
};

_Static_assert(EV_ARRAY_LENGTH(rows) <= HOST_ITEMS_MAX, "the report has room for every row");

static enum sandbox_tier tier_of(struct host_look *look)
{
    if (!host_has_namespaces(look))
        return SANDBOX_TRUSTED;
    return look->uid == 0 && look->is_admin ? SANDBOX_ROOT : SANDBOX_USER;
}

void sandbox_examine_host(const char *root, struct host_report *report_out)
{
    struct host_look look = {0};
    host_look_take(&look, root);
    *report_out = (struct host_report){.count = EV_ARRAY_LENGTH(rows)};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct host_item *item = &report_out->items[i];
        item->area = rows[i].area;
        item->name = rows[i].name;
        item->state = HOST_INFO;
        rows[i].examine(&look, item);
    }
    report_out->tier = tier_of(&look);
    report_out->is_judging_possible = report_out->tier != SANDBOX_TRUSTED && look.has_filter;
    host_look_done(&look);
}
