#include "unit/sandbox/recorded.h"

/* File of a leaf, by the backend under test. */
#define V1_OWN(file) "sys/fs/cgroup/memory/jobs/17/evalx-*/box/" file
#define V2(file) "sys/fs/cgroup/evalx-*/box/" file

static struct cgroup_tree *tree;
static struct cgroup_leaf *leaf;

static void leaf_open(const char *name)
{
    struct err err = {0};
    record_open(name);
    tree = tree_open();
    cr_assert_eq(cgroup_leaf_open(tree, "box", &leaf, &err), 0, "%s", err.msg);
}

static void leaf_close(void)
{
    cgroup_leaf_close(leaf);
    cgroup_tree_close(tree);
    record_close();
}

static struct cgroup_usage leaf_read(void)
{
    struct cgroup_usage usage;
    struct err err = {0};
    cr_assert_eq(cgroup_leaf_read(leaf, false, &usage, &err), 0, "%s", err.msg);
    return usage;
}

static void leaf_arm(void)
{
    struct err err = {0};
    cr_assert_eq(cgroup_leaf_arm(leaf, -1, -1, &err), 0, "%s", err.msg);
}

Test(cgroup, v1_usage_is_what_came_since_arm, .fini = leaf_close)
{
    leaf_open("v1-separate");
    put("sys/fs/cgroup/cpuacct/evalx-*/box/cpuacct.usage", "1000\n");
    put(V1_OWN("memory.usage_in_bytes"), "500\n");
    put(V1_OWN("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    put("sys/fs/cgroup/pids/evalx-*/box/pids.current", "1\n");
    put("sys/fs/cgroup/pids/evalx-*/box/pids.events", "max 5\n");
    cr_assert_eq(cgroup_leaf_arm(leaf, 9000, 8, NULL), 0);
    put("sys/fs/cgroup/cpuacct/evalx-*/box/cpuacct.usage", "1500\n");
    put(V1_OWN("memory.max_usage_in_bytes"), "9500\n");
    put(V1_OWN("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    put("sys/fs/cgroup/pids/evalx-*/box/pids.peak", "4\n");
    put("sys/fs/cgroup/pids/evalx-*/box/pids.events", "max 7\n");
    struct cgroup_usage usage = leaf_read();
    cr_expect_eq(usage.cpu_ns, 500);
    cr_expect_eq(cgroup_leaf_cpu_ns(leaf), 500);
    cr_expect_eq(usage.memory_bytes, 9000);
    cr_expect_eq(usage.processes_peak, 3);
    cr_expect_eq(usage.oom_kills, 1);
    cr_expect_eq(usage.host_oom_kills, 0);
    cr_expect_eq(usage.fork_failures, 2);
}

Test(cgroup, v2_usage_is_what_came_since_arm, .fini = leaf_close)
{
    leaf_open("v2-scope");
    put(V2("cpu.stat"), "usage_usec 1000\nuser_usec 900\nsystem_usec 100\n");
    put(V2("memory.current"), "500\n");
    put(V2("memory.events"), "low 0\nhigh 0\nmax 4\noom 2\noom_kill 2\n");
    put(V2("pids.current"), "1\n");
    cr_assert_eq(cgroup_leaf_arm(leaf, 9000, 8, NULL), 0);
    put(V2("cpu.stat"), "usage_usec 1500\nuser_usec 900\nsystem_usec 600\n");
    put(V2("memory.peak"), "9500\n");
    put(V2("memory.events"), "low 0\nhigh 0\nmax 4\noom 3\noom_kill 3\n");
    put(V2("pids.peak"), "4\n");
    put(V2("pids.events"), "max 2\n");
    struct cgroup_usage usage = leaf_read();
    cr_expect_eq(usage.cpu_ns, 500 * 1000);
    cr_expect_eq(cgroup_leaf_cpu_ns(leaf), 500 * 1000);
    cr_expect_eq(usage.memory_bytes, 9000);
    cr_expect_eq(usage.processes_peak, 3);
    cr_expect_eq(usage.oom_kills, 1);
    cr_expect_eq(usage.fork_failures, 2);
}

Test(cgroup, usage_without_controllers_is_unknown, .fini = leaf_close)
{
    int fds[CGROUP_JOIN_FDS_MAX];
    leaf_open("none");
    cr_assert_eq(cgroup_leaf_arm(leaf, 1 << 20, 1, NULL), 0);
    struct cgroup_usage usage = leaf_read();
    cr_expect_eq(usage.cpu_ns, -1);
    cr_expect_eq(usage.memory_bytes, -1);
    cr_expect_eq(usage.processes_peak, -1);
    cr_expect_eq(usage.oom_kills + usage.host_oom_kills + usage.fork_failures, 0);
    cr_expect_eq(cgroup_leaf_cpu_ns(leaf), -1);
    cr_expect_eq(cgroup_leaf_join_fds(leaf, fds), 0);
    cr_expect_not(cgroup_leaf_is_worn(leaf));
}

Test(cgroup, optional_file_that_lacks_is_unknown, .fini = leaf_close)
{
    recorded.missing_file = "pids.peak";
    leaf_open("v1-separate");
    leaf_arm();
    cr_expect_eq(leaf_read().processes_peak, -1);
    cr_expect_geq(leaf_read().cpu_ns, 0);
}

Test(cgroup, counter_that_cannot_be_read_is_an_error)
{
    static const char *const files[] = {V2("cpu.stat"), V2("memory.peak"), V2("memory.events"),
                                        V2("pids.peak"), V2("pids.events")};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        struct cgroup_usage usage = {.cpu_ns = 77};
        struct err err = {0};
        leaf_open("v2-scope");
        leaf_arm();
        put(files[i], "");
        cr_expect_eq(cgroup_leaf_read(leaf, false, &usage, &err), -1, "%s", files[i]);
        cr_expect_eq(err.kind, ERR_JUDGE, "%s", files[i]);
        cr_expect_eq(usage.cpu_ns, 77, "%s: the output is untouched", files[i]);
        leaf_close();
    }
}

Test(cgroup, limits_stand_above_what_is_used, .fini = leaf_close)
{
    leaf_open("v1-separate");
    put(V1_OWN("memory.usage_in_bytes"), "1000000\n");
    put("sys/fs/cgroup/pids/evalx-*/box/pids.current", "2\n");
    cr_assert_eq(cgroup_leaf_arm(leaf, 64 << 20, 8, NULL), 0);
    cr_expect_str_eq(get(V1_OWN("memory.limit_in_bytes")), "68108864");
    cr_expect_str_eq(get(V1_OWN("memory.memsw.limit_in_bytes")), "68108864");
    cr_expect_str_eq(get("sys/fs/cgroup/pids/evalx-*/box/pids.max"), "10");
}

Test(cgroup, v2_leaf_has_no_swap, .fini = leaf_close)
{
    leaf_open("v2-scope");
    cr_expect_str_eq(get(V2("memory.swap.max")), "0");
}

Test(cgroup, limit_is_written_again_when_it_moved_by_more_than_the_slack, .fini = leaf_close)
{
    static const struct {
        const char *label, *used;
        int64_t bytes;
        const char *limit;
    } rows[] = {
        {"first", "0\n", 64 << 20, "67108864"},
        {"usage drifts", "200000\n", 64 << 20, "67108864"},
        {"usage grew", "300000\n", 64 << 20, "67408864"},
        {"other limit", "300000\n", 128 << 20, "134517728"},
        {"no limit", "300000\n", -1, "max"},
        {"limit again", "0\n", 1 << 20, "1048576"},
    };
    leaf_open("v2-scope");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        put(V2("memory.current"), rows[i].used);
        cr_assert_eq(cgroup_leaf_arm(leaf, rows[i].bytes, -1, NULL), 0);
        cr_expect_str_eq(get(V2("memory.max")), rows[i].limit, "%s: %s", rows[i].label,
                         get(V2("memory.max")));
    }
}

Test(cgroup, kill_far_from_the_limit_is_the_hosts, .fini = leaf_close)
{
    leaf_open("v2-scope");
    cr_assert_eq(cgroup_leaf_arm(leaf, 64 << 20, -1, NULL), 0);
    put(V2("memory.peak"), "20000000\n");
    put(V2("memory.events"), "oom 0\noom_kill 1\n");
    struct cgroup_usage usage = leaf_read();
    cr_expect_eq(usage.oom_kills, 0);
    cr_expect_eq(usage.host_oom_kills, 1);
}

Test(cgroup, kill_without_a_limit_is_the_hosts, .fini = leaf_close)
{
    leaf_open("v2-scope");
    leaf_arm();
    put(V2("memory.events"), "oom 0\noom_kill 1\n");
    cr_expect_eq(leaf_read().host_oom_kills, 1);
}

Test(cgroup, peak_that_cannot_be_reset_wears_the_leaf, .fini = leaf_close)
{
    leaf_open("v2-scope");
    cr_expect_not(cgroup_leaf_is_worn(leaf), "new");
    leaf_arm();
    put(V2("memory.peak"), "5000\n");
    cr_expect_eq(leaf_read().memory_bytes, 5000);
    cr_expect(cgroup_leaf_is_worn(leaf), "used");
    leaf_arm();
    cr_expect_eq(leaf_read().memory_bytes, -1, "the peak may be the first run's");
    put(V2("memory.peak"), "7000\n");
    cr_expect_eq(leaf_read().memory_bytes, 7000, "the peak rose: it is the second run's");
}

Test(cgroup, peak_that_can_be_reset_never_wears_the_leaf, .fini = leaf_close)
{
    recorded.has_peak_reset = true;
    leaf_open("v2-scope");
    leaf_arm();
    put(V2("memory.peak"), "5000\n");
    leaf_arm();
    cr_expect_eq(leaf_read().memory_bytes, 0);
    cr_expect_not(cgroup_leaf_is_worn(leaf));
}

Test(cgroup, peak_of_processes_is_told_while_it_is_certain, .fini = leaf_close)
{
    static const struct {
        const char *label, *peak;
        int64_t expected;
    } rows[] = {
        {"first run", "2\n", 1},     {"same peak of one process", "2\n", 1},
        {"the peak rose", "6\n", 5}, {"the peak is an older run's", "6\n", -1},
        {"it rose again", "7\n", 6},
    };
    leaf_open("v2-scope");
    put(V2("pids.current"), "1\n");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        leaf_arm();
        put(V2("pids.peak"), rows[i].peak);
        cr_expect_eq(leaf_read().processes_peak, rows[i].expected, "%s", rows[i].label);
    }
}

Test(cgroup, join_fds_lead_into_every_hierarchy)
{
    static const struct {
        const char *tree;
        size_t count;
    } rows[] = {{"v1-separate", 3}, {"v1-joint", 3}, {"mixed", 3}, {"v2-scope", 1}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int fds[CGROUP_JOIN_FDS_MAX];
        leaf_open(rows[i].tree);
        cr_expect_eq(cgroup_leaf_join_fds(leaf, fds), rows[i].count, "%s", rows[i].tree);
        leaf_close();
    }
}

/* By cgroup.procs a move on v1 waits milliseconds; v2 knows nothing else. */
Test(cgroup, joining_is_by_the_file_that_does_not_wait)
{
    static const struct {
        const char *tree, *file;
    } rows[] = {{"v1-separate", "tasks"}, {"v2-scope", "cgroup.procs"}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        int fds[CGROUP_JOIN_FDS_MAX];
        char link[64], path[4096] = "";
        leaf_open(rows[i].tree);
        cr_assert_geq(cgroup_leaf_join_fds(leaf, fds), 1, "%s", rows[i].tree);
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fds[0]);
        cr_assert_gt(readlink(link, path, sizeof(path) - 1), 0);
        cr_expect_str_eq(fs_base_name(path), rows[i].file, "%s", rows[i].tree);
        leaf_close();
    }
}

Test(cgroup, leaf_is_emptied_and_removed_when_closed, .fini = leaf_close)
{
    leaf_open("v2-scope");
    cr_assert_not_null(find(V2("cgroup.procs")));
    cgroup_leaf_close(leaf);
    leaf = NULL;
    cr_expect_null(find(V2("cgroup.procs")));
}
