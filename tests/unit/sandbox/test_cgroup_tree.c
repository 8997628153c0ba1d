#include <sys/file.h>

#include "unit/sandbox/recorded.h"

enum { ALL = CGROUP_CPU | CGROUP_MEMORY | CGROUP_PIDS };

/* No folder of ours is left anywhere. */
static void expect_clean(const char *label)
{
    cr_expect_null(find("sys/fs/cgroup/evalx-[0-9]*"), "%s", label);
    cr_expect_null(find("sys/fs/cgroup/*/evalx-[0-9]*"), "%s", label);
    cr_expect_null(find("sys/fs/cgroup/*/*/evalx-[0-9]*"), "%s", label);
}

Test(cgroup_tree, host_gives_its_controllers)
{
    static const struct {
        const char *label;
        unsigned controllers;
        const char *name, *folder;
    } rows[] = {
        {"v1-separate", ALL, "v1", "sys/fs/cgroup/memory/jobs/17/evalx-[0-9]*"},
        {"v1-joint", ALL, "v1", "sys/fs/cgroup/cpu,cpuacct/user.slice/evalx-[0-9]*"},
        {"v1-outside", CGROUP_MEMORY | CGROUP_PIDS, "v1", "sys/fs/my cgroup/memory/evalx-[0-9]*"},
        {"v2-scope", ALL, "v2", "sys/fs/cgroup/evalx-[0-9]*"},
        {"v2-service", ALL, "v2", "sys/fs/cgroup/system.slice/judge.service/evalx-[0-9]*"},
        {"v2-bare", ALL, "v2", "sys/fs/cgroup/evalx-[0-9]*"},
        {"mixed", ALL, "v1+v2", "sys/fs/cgroup/unified/evalx-[0-9]*"},
        {"v1-container", 0, "none", NULL},
        {"v2-container", 0, "none", NULL},
        {"none", 0, "none", NULL},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        record_open(rows[i].label);
        struct cgroup_tree *tree = tree_open();
        cr_expect_eq(cgroup_tree_controllers(tree), rows[i].controllers, "%s: %u", rows[i].label,
                     cgroup_tree_controllers(tree));
        cr_expect_str_eq(cgroup_tree_name(tree), rows[i].name, "%s", rows[i].label);
        cr_expect_eq(cgroup_tree_reason(tree)[0] == '\0', rows[i].controllers == ALL, "%s: %s",
                     rows[i].label, cgroup_tree_reason(tree));
        if (rows[i].folder)
            cr_expect_not_null(find(rows[i].folder), "%s", rows[i].label);
        cgroup_tree_close(tree);
        expect_clean(rows[i].label);
        record_close();
    }
}

Test(cgroup_tree, reason_names_controller_and_cause)
{
    static const struct {
        const char *label, *tree, *missing_file, *reason;
    } rows[] = {
        {"read-only", "v2-container", NULL, "cpu, memory, pids: /sys/fs/cgroup: mounted read-only"},
        {"nothing mounted", "none", NULL, "cpu, memory, pids: no cgroup hierarchy has it"},
        {"half", "v1-outside", NULL, "cpu: no cgroup hierarchy has it"},
        {"old kernel", "v1-separate", "pids.current",
         "pids: pids.current: No such file or directory"},
        {"swap not accounted", "swap", "memory.memsw.limit_in_bytes",
         "memory: swap not limited: switch it off, or boot with swapaccount=1"},
        {"swap accounted", "swap", NULL, ""},
        {"no swap", "v1-separate", "memory.memsw.limit_in_bytes", ""},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        record_open(rows[i].tree);
        recorded.missing_file = rows[i].missing_file;
        struct cgroup_tree *tree = tree_open();
        cr_expect_str_eq(cgroup_tree_reason(tree), rows[i].reason, "%s: %s", rows[i].label,
                         cgroup_tree_reason(tree));
        cgroup_tree_close(tree);
        record_close();
    }
}

#define SCOPE "sys/fs/cgroup/system.slice/run-7.scope/"

Test(cgroup_tree, v2_folder_where_others_live_is_let_alone, .fini = record_close)
{
    record_open("v2-scope");
    struct cgroup_tree *tree = tree_open();
    cr_expect_str_eq(get(SCOPE "cgroup.subtree_control"), "");
    cr_expect_null(find(SCOPE "evalx-*"));
    cgroup_tree_close(tree);
}

Test(cgroup_tree, v2_evalx_alone_in_its_folder_moves_down, .fini = record_close)
{
    record_open("v2-scope");
    put(SCOPE "cgroup.procs", arena_printf(&recorded.arena, "%d\n", getpid()));
    struct cgroup_tree *tree = tree_open();
    cr_expect_eq(cgroup_tree_controllers(tree), ALL);
    cr_expect_str_eq(get(SCOPE "evalx-self/cgroup.procs"), "0");
    cr_expect_str_eq(get(SCOPE "cgroup.subtree_control"), "+memory +pids ");
    cr_expect_str_eq(get(SCOPE "evalx-[0-9]*/cgroup.subtree_control"), "+memory +pids ");
    cgroup_tree_close(tree);
    cr_expect_str_eq(get(SCOPE "cgroup.subtree_control"), "-memory -pids ");
    cr_expect_null(find(SCOPE "evalx-*"), "evalx moved back");
}

Test(cgroup_tree, override_goes_before_the_own_folder, .fini = record_close)
{
    record_open("v2-scope");
    setenv("EVALX_CGROUP", "/judges", 1);
    struct cgroup_tree *tree = tree_open();
    cr_expect_eq(cgroup_tree_controllers(tree), ALL);
    cr_expect_not_null(find("sys/fs/cgroup/judges/evalx-[0-9]*"));
    cgroup_tree_close(tree);
}

Test(cgroup_tree, override_that_is_missing_falls_back, .fini = record_close)
{
    record_open("v2-scope");
    setenv("EVALX_CGROUP", "/nowhere", 1);
    struct cgroup_tree *tree = tree_open();
    cr_expect_eq(cgroup_tree_controllers(tree), ALL);
    cr_expect_not_null(find("sys/fs/cgroup/evalx-[0-9]*"));
    cgroup_tree_close(tree);
}

static const char *leave_tree(const char *name, const char *pid)
{
    const char *folder =
        arena_printf(&recorded.arena, "%s/sys/fs/cgroup/pids/%s", recorded.root, name);
    EV_FD int fd = open(find("sys/fs/cgroup/pids"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(recorded_make(fd, name), 0);
    put(arena_printf(&recorded.arena, "sys/fs/cgroup/pids/%s/cgroup.procs", name), pid);
    return folder;
}

Test(cgroup_tree, stale_tree_is_killed_and_removed, .fini = record_close)
{
    record_open("v1-separate");
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    leave_tree("evalx-1-dead", arena_printf(&recorded.arena, "%d\n", child));
    struct cgroup_tree *tree = tree_open();
    cr_expect_eq(recorded.kills, 1);
    cr_expect_null(find("sys/fs/cgroup/pids/evalx-1-dead"));
    cgroup_tree_close(tree);
    cr_expect_eq(kill(child, SIGKILL), 0);
    cr_expect_eq(waitpid(child, NULL, 0), child);
}

Test(cgroup_tree, tree_of_a_living_evalx_stays, .fini = record_close)
{
    record_open("v1-separate");
    EV_FD int fd = open(leave_tree("evalx-1-alive", ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(flock(fd, LOCK_EX), 0);
    cgroup_tree_close(tree_open());
    cr_expect_not_null(find("sys/fs/cgroup/pids/evalx-1-alive"));
}

Test(cgroup_tree, folders_of_others_stay, .fini = record_close)
{
    record_open("v1-separate");
    leave_tree("other", "");
    cgroup_tree_close(tree_open());
    cr_expect_not_null(find("sys/fs/cgroup/pids/other"));
}

Test(cgroup_tree, two_trees_stand_side_by_side, .fini = record_close)
{
    record_open("v1-separate");
    struct cgroup_tree *first = tree_open(), *second = tree_open();
    struct cgroup_leaf *leaf = NULL;
    cr_expect_eq(cgroup_tree_controllers(second), ALL);
    cr_expect_eq(cgroup_leaf_open(first, "box", &leaf, NULL), 0,
                 "the second start left the first tree alone");
    cgroup_leaf_close(leaf);
    cgroup_tree_close(first);
    cgroup_tree_close(second);
    expect_clean("both closed");
}
