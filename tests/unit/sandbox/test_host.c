/* Trees of other hosts, written file by file, and what doctor must say of them; then this host
 * itself. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/arena.h"
#include "base/fs.h"
#include "sandbox/sandbox.h"

struct file {
    const char *path, *text;
};

struct finding {
    const char *name;
    enum host_state state;
    const char *value; /* stands in the item's value */
    const char *mend;  /* stands in the item's mend; "": nothing to mend */
};

enum { FILES_MAX = 24, FINDINGS_MAX = 12 };

struct host {
    const char *label;
    struct file files[FILES_MAX];
    struct finding findings[FINDINGS_MAX];
    enum sandbox_tier tier;
    bool is_judging_possible;
};

#define ROOT_STATUS "Name:\tx\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t0\n"
#define DOCKER_STATUS "Name:\tx\nUid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\nNoNewPrivs:\t0\n"
#define USER_STATUS                                                                                \
    "Name:\tx\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nNoNewPrivs:\t0\n"
#define SECCOMP                                                                                    \
    {                                                                                              \
        "/proc/sys/kernel/seccomp/actions_avail",                                                  \
            "kill_process kill_thread trap errno user_notif trace log allow\n"                     \
    }
#define USER_NAMESPACES                                                                            \
    {                                                                                              \
        "/proc/self/ns/user", ""                                                                   \
    }
#define V2_MOUNT "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
#define PASSWD                                                                                     \
    {                                                                                              \
        "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nana:x:1000:1000::/home/ana:/bin/sh\n"       \
    }

static const struct host hosts[] = {
    {"Ubuntu 24.04, ordinary user in a login session",
     {{"/proc/self/status", USER_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      PASSWD,
      {"/proc/sys/kernel/osrelease", "6.8.0-45-generic\n"},
      {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n"},
      {"/proc/sys/user/max_user_namespaces", "63536\n"},
      {"/proc/sys/kernel/core_pattern", "|/usr/share/apport/apport -p%p\n"},
      {"/proc/sys/kernel/yama/ptrace_scope", "1\n"},
      {"/sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor\n"},
      {"/proc/self/mountinfo", V2_MOUNT},
      {"/proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n"},
      {"/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope/cgroup.controllers",
       "cpu memory pids\n"},
      {"/run/systemd/system/units", ""},
      {"/etc/subuid", "ben:100000:65536\nana:165536:65536\n"},
      {"/etc/subgid", "ana:165536:65536\n"}},
     {{"version", HOST_OK, "6.8.0-45-generic", ""},
      {"user", HOST_MISSING, "ordinary users may not",
       "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
      {"memory controller", HOST_DEGRADED,
       "v2 at /sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope, not writable",
       "systemd-run --user --scope -p Delegate=yes evalx"},
      {"core pattern", HOST_OK, "/usr/share/apport/apport", ""},
      {"Landlock", HOST_OK, "on", ""},
      {"Yama", HOST_INFO, "scope 1", ""},
      {"account", HOST_INFO, "ana (1000)", ""},
      {"subordinate ids", HOST_OK, "uids 165536:65536", ""},
      {"newuidmap", HOST_DEGRADED, "not installed", "sudo apt-get install uidmap"},
      {"kind", HOST_INFO, "none", ""}},
     SANDBOX_TRUSTED,
     false},

    {"Debian, ordinary user, nothing forbidden but ids missing",
     {{"/proc/self/status", USER_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      PASSWD,
      {"/proc/sys/kernel/unprivileged_userns_clone", "1\n"},
      {"/proc/sys/user/max_user_namespaces", "15000\n"},
      {"/usr/bin/newuidmap", ""},
      {"/usr/bin/newgidmap", ""}},
     {{"user", HOST_OK, "works", ""},
      {"subordinate ids", HOST_DEGRADED, "none", "--add-subgids 100000-165535 ana"},
      {"newuidmap", HOST_OK, "here", ""},
      {"masked /proc", HOST_OK, "no", ""},
      {"pids controller", HOST_DEGRADED, "not here", "sudo evalx"}},
     SANDBOX_USER,
     true},

    {"hardened Debian",
     {{"/proc/self/status", USER_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      {"/proc/sys/kernel/unprivileged_userns_clone", "0\n"}},
     {{"user", HOST_MISSING, "may not", "sudo sysctl kernel.unprivileged_userns_clone=1"}},
     SANDBOX_TRUSTED,
     false},

    {"user namespaces counted to nothing",
     {{"/proc/self/status", USER_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      {"/proc/sys/user/max_user_namespaces", "0\n"}},
     {{"user", HOST_MISSING, "may not", "sudo sysctl user.max_user_namespaces=15000"}},
     SANDBOX_TRUSTED,
     false},

    {"docker's defaults, root inside",
     {{"/proc/self/status", DOCKER_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      {"/.dockerenv", ""},
      {"/proc/self/mountinfo", "29 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n"
                               "40 20 0:31 / /proc/acpi ro,relatime - tmpfs tmpfs ro\n"},
      {"/proc/self/cgroup", "0::/\n"},
      {"/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n"}},
     {{"kind", HOST_MISSING, "docker", "--security-opt systempaths=unconfined"},
      {"memory controller", HOST_DEGRADED, "not writable", "docker run --privileged"},
      {"masked /proc", HOST_DEGRADED, "/proc/acpi", "docker run"},
      {"account", HOST_INFO, "without its capabilities", ""}},
     SANDBOX_TRUSTED,
     false},

    {"privileged docker",
     {{"/proc/self/status", ROOT_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      {"/.dockerenv", ""},
      {"/proc/self/mountinfo", V2_MOUNT},
      {"/proc/self/cgroup", "0::/\n"},
      {"/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n"}},
     {{"kind", HOST_INFO, "docker, with enough rights", ""},
      {"memory controller", HOST_OK, "v2 at /sys/fs/cgroup, writable", ""}},
     SANDBOX_ROOT,
     true},

    {"podman",
     {{"/proc/self/status", DOCKER_STATUS}, SECCOMP, {"/run/.containerenv", ""}},
     {{"kind", HOST_MISSING, "podman", "podman run --privileged"}},
     SANDBOX_TRUSTED,
     false},
    {"a pod",
     {{"/proc/self/status", DOCKER_STATUS},
      SECCOMP,
      {"/proc/self/cgroup", "0::/kubepods/besteffort/pod1/abc\n"}},
     {{"kind", HOST_MISSING, "kubernetes", "privileged: true"}},
     SANDBOX_TRUSTED,
     false},
    {"LXC by pid 1's environment",
     {{"/proc/self/status", USER_STATUS}, SECCOMP, {"/proc/1/environ", "container=lxc"}},
     {{"kind", HOST_MISSING, "lxc", "security.nesting"}},
     SANDBOX_TRUSTED,
     false},
    {"nspawn",
     {{"/proc/self/status", DOCKER_STATUS},
      SECCOMP,
      {"/run/systemd/container", "systemd-nspawn\n"}},
     {{"kind", HOST_MISSING, "systemd-nspawn", "systemd-nspawn"}},
     SANDBOX_TRUSTED,
     false},

    {"old server, root, v1, swap and boost on",
     {{"/proc/self/status", ROOT_STATUS},
      SECCOMP,
      USER_NAMESPACES,
      {"/proc/sys/kernel/osrelease", "4.15.0-213-generic\n"},
      {"/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                               "32 23 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"},
      {"/proc/self/cgroup", "5:pids:/\n4:memory:/judges\n"},
      {"/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 2097148 0 -2\n"},
      {"/proc/meminfo", "MemTotal: 2097152 kB\nMemFree: 1 kB\nMemAvailable: 1048576 kB\n"},
      {"/sys/devices/system/cpu/online", "0-7\n"},
      {"/sys/devices/system/cpu/smt/active", "1\n"},
      {"/sys/devices/system/cpu/intel_pstate/no_turbo", "0\n"},
      {"/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"}},
     {{"version", HOST_DEGRADED, "4.15.0-213-generic", "5.14"},
      {"memory controller", HOST_OK, "v1 at /sys/fs/cgroup/memory/judges, writable", ""},
      {"CPU accounting", HOST_DEGRADED, "not here", "mount -t cgroup2"},
      {"swap", HOST_DEGRADED, "not limited", "sudo swapoff -a"},
      {"size", HOST_INFO, "2 GiB, 1 GiB available", ""},
      {"usable", HOST_INFO, "0-7", ""},
      {"threads per core", HOST_INFO, "several", "smt/control"},
      {"boost", HOST_DEGRADED, "on",
       "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"},
      {"governor", HOST_DEGRADED, "powersave", "cpupower frequency-set -g performance"}},
     SANDBOX_ROOT,
     true},

    {"v1 with swap counted, boost off, AMD",
     {{"/proc/self/status", ROOT_STATUS},
      SECCOMP,
      {"/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"},
      {"/proc/self/cgroup", "4:memory:/\n"},
      {"/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "1\n"},
      {"/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 2097148 0 -2\n"},
      {"/sys/devices/system/cpu/cpufreq/boost", "0\n"},
      {"/sys/devices/system/cpu/smt/active", "0\n"},
      {"/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n"}},
     {{"swap", HOST_OK, "counted", ""},
      {"boost", HOST_OK, "off", ""},
      {"threads per core", HOST_OK, "one", ""},
      {"governor", HOST_OK, "performance", ""}},
     SANDBOX_ROOT,
     true},

    {"a kernel without seccomp",
     {{"/proc/self/status", ROOT_STATUS}},
     {{"filter", HOST_MISSING, "none", "CONFIG_SECCOMP_FILTER"},
      {"user notification", HOST_INFO, "without its name", ""}},
     SANDBOX_ROOT,
     false},

    {"nothing can be read",
     {{"/empty", ""}},
     {{"version", HOST_DEGRADED, "none mounted", ""}},
     SANDBOX_TRUSTED,
     false},
};

static void write_tree(const struct host *host, const char *root, struct arena *arena)
{
    struct err err = {0};
    for (size_t i = 0; i < FILES_MAX && host->files[i].path; i++) {
        const struct file *file = &host->files[i];
        const char *path = arena_printf(arena, "%s%s", root, file->path);
        const char *folder =
            arena_string_n(arena, path, strlen(path) - strlen(fs_base_name(path)) - 1);
        cr_assert_eq(fs_make_dirs(AT_FDCWD, folder, 0755, &err), 0, "%s", err.msg);
        cr_assert_eq(fs_write_new(AT_FDCWD, path, file->text, strlen(file->text), 0644, &err), 0,
                     "%s", err.msg);
    }
}

/* Two rows are named "version": a finding's value tells which is meant. */
static const struct host_item *find(const struct host_report *report, const struct finding *finding)
{
    const struct host_item *named = NULL;
    for (size_t i = 0; i < report->count; i++) {
        const struct host_item *item = &report->items[i];
        if (strcmp(item->name, finding->name) != 0)
            continue;
        named = item;
        if (strstr(item->value, finding->value))
            return item;
    }
    return named;
}

static void check(const struct host *host, const struct host_report *report)
{
    cr_expect_eq(report->tier, host->tier, "%s: tier %d", host->label, report->tier);
    cr_expect_eq(report->is_judging_possible, host->is_judging_possible, "%s: judging %d",
                 host->label, report->is_judging_possible);
    for (size_t i = 0; i < FINDINGS_MAX && host->findings[i].name; i++) {
        const struct finding *finding = &host->findings[i];
        const struct host_item *item = find(report, finding);
        cr_assert(item, "%s: no item %s", host->label, finding->name);
        cr_expect_eq(item->state, finding->state, "%s: %s: state %d", host->label, finding->name,
                     item->state);
        cr_expect(strstr(item->value, finding->value), "%s: %s: value: %s", host->label,
                  finding->name, item->value);
        bool is_mend_right = finding->mend[0] ? strstr(item->mend, finding->mend) != NULL
                                              : item->state != HOST_OK || item->mend[0] == '\0';
        cr_expect(is_mend_right, "%s: %s: mend: %s", host->label, finding->name, item->mend);
    }
}

Test(host, recorded_trees_are_judged_and_mended)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(hosts); i++) {
        struct arena arena = {0};
        struct err err = {0};
        const char *root = NULL;
        struct host_report report;
        cr_assert_eq(fs_make_temporary("evalx-host", &arena, &root, &err), 0, "%s", err.msg);
        write_tree(&hosts[i], root, &arena);
        sandbox_examine_host(root, &report);
        check(&hosts[i], &report);
        cr_expect_eq(fs_remove_tree(AT_FDCWD, root, &err), 0, "%s", err.msg);
        arena_done(&arena);
    }
}

Test(host, recorded_tree_is_never_tried)
{
    struct host_report report;
    sandbox_examine_host("/nonexistent", &report);
    for (size_t i = 0; i < report.count; i++) {
        if (strcmp(report.items[i].name, "mount") == 0)
            cr_expect_str_eq(report.items[i].value, "not tried");
    }
}

Test(host, this_host_is_examined_whole_and_unchanged)
{
    struct host_report report;
    struct stat before, after;
    cr_assert_eq(stat("/proc/self/ns/mnt", &before), 0);
    sandbox_examine_host("", &report);
    cr_assert_eq(stat("/proc/self/ns/mnt", &after), 0);
    cr_expect_eq(before.st_ino, after.st_ino);
    cr_expect_gt(report.count, 20);
    for (size_t i = 0; i < report.count; i++) {
        const struct host_item *item = &report.items[i];
        cr_expect_neq(item->value[0], '\0', "%s %s has no value", item->area, item->name);
        cr_expect(item->state != HOST_MISSING || item->mend[0] || strcmp(item->area, "kernel") == 0,
                  "%s %s lacks and nothing mends it", item->area, item->name);
    }
}
