#include "unit/sandbox/recorded.h"

Test(cgroup_host, own_folder_is_found_through_what_is_mounted, .fini = record_close)
{
    static const struct {
        const char *label, *tree, *controller, *own;
    } rows[] = {
        {"own mount", "v1-separate", "memory", "/sys/fs/cgroup/memory/jobs/17"},
        {"top", "v1-separate", "pids", "/sys/fs/cgroup/pids"},
        {"joint mount", "v1-joint", "cpuacct", "/sys/fs/cgroup/cpu,cpuacct/user.slice"},
        {"mounted folder itself", "v1-container", "cpuacct", "/sys/fs/cgroup/cpu,cpuacct"},
        {"below the mounted folder", "v1-container", "pids", "/sys/fs/cgroup/pids/inner"},
        {"same beginning, other folder", "v1-container", "memory", "/sys/fs/cgroup/memory"},
        {"mount above the namespace", "v1-outside", "memory", "/sys/fs/my cgroup/memory"},
        {"process above the namespace", "v1-outside", "pids", "/sys/fs/my cgroup/pids"},
        {"v2", "v2-scope", NULL, "/sys/fs/cgroup/system.slice/run-7.scope"},
        {"v2 beside v1", "v1-joint", NULL,
         "/sys/fs/cgroup/unified/user.slice/user-1000.slice/session-2.scope"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct cgroup_host host;
        struct err err = {0};
        const char *root = arena_printf(&recorded.arena, TREES "/%s", rows[i].tree);
        cr_assert_eq(cgroup_host_read(root, &recorded.arena, &host, &err), 0, "%s", err.msg);
        const struct cgroup_mount *mount = cgroup_host_find(&host, rows[i].controller);
        cr_assert_not_null(mount, "%s", rows[i].label);
        cr_expect_str_eq(mount->own, rows[i].own, "%s: %s", rows[i].label, mount->own);
    }
}

Test(cgroup_host, controller_that_is_not_mounted_is_not_found, .fini = record_close)
{
    struct cgroup_host host;
    cr_assert_eq(cgroup_host_read(TREES "/mixed", &recorded.arena, &host, NULL), 0);
    cr_expect_null(cgroup_host_find(&host, "memory"));
    cr_expect_null(cgroup_host_find(&host, "cpu"), "cpuacct is another word");
}

Test(cgroup_host, swap_is_seen, .fini = record_close)
{
    struct cgroup_host with, without;
    cr_assert_eq(cgroup_host_read(TREES "/swap", &recorded.arena, &with, NULL), 0);
    cr_assert_eq(cgroup_host_read(TREES "/v1-separate", &recorded.arena, &without, NULL), 0);
    cr_expect(with.has_swap);
    cr_expect_not(without.has_swap);
}

Test(cgroup_host, override_is_a_path_below_the_mount, .fini = record_close)
{
    static const struct {
        const char *label, *value, *path;
    } rows[] = {
        {"unset", "", NULL},
        {"from the hierarchy's top", "/judges", "/sys/fs/cgroup/judges"},
        {"without a slash", "judges/a", "/sys/fs/cgroup/judges/a"},
        {"with the mount point", "/sys/fs/cgroup/judges", "/sys/fs/cgroup/judges"},
        {"the top", "/", "/sys/fs/cgroup"},
        {"name that begins like the mount point", "/sys/fs/cgroups",
         "/sys/fs/cgroup/sys/fs/cgroups"},
    };
    struct cgroup_mount mount = {.point = "/sys/fs/cgroup"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        cr_assert_eq(setenv("EVALX_CGROUP", rows[i].value, 1), 0);
        const char *path = cgroup_override(&mount, &recorded.arena);
        cr_expect_str_eq(path ? path : "", rows[i].path ? rows[i].path : "", "%s", rows[i].label);
    }
}

Test(cgroup_host, list_holds_whole_words_only)
{
    cr_expect(cgroup_list_has("rw,cpu,cpuacct", ",", "cpu"));
    cr_expect(cgroup_list_has("memory pids\n", " \n", "pids"));
    cr_expect_not(cgroup_list_has("rw,cpuacct", ",", "cpu"));
    cr_expect_not(cgroup_list_has("", ",", "cpu"));
}

Test(cgroup_file, number_is_read_as_the_kernel_writes_it)
{
    static const struct {
        const char *label, *text, *key;
        int64_t value;
    } rows[] = {
        {"alone", "123456\n", NULL, 123456},
        {"zero", "0\n", NULL, 0},
        {"max", "max\n", NULL, INT64_MAX},
        {"behind a key", "oom 3\noom_kill 7\n", "oom_kill", 7},
        {"first line", "usage_usec 12\nuser_usec 3\n", "usage_usec", 12},
        {"key that begins another", "oom_kill_disable 1\noom_kill 2\n", "oom_kill", 2},
        {"larger than any", "99999999999999999999\n", NULL, INT64_MAX},
        {"missing key", "oom 3\n", "oom_kill", -1},
        {"empty", "", NULL, -1},
        {"no number", "?\n", NULL, -1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_FD int fd = fs_memory_file("number", rows[i].text, strlen(rows[i].text), false, NULL);
        cr_assert_geq(fd, 0);
        cr_expect_eq(cgroup_number(fd, rows[i].key), rows[i].value, "%s", rows[i].label);
    }
}

Test(cgroup_file, number_is_written_as_the_kernel_reads_it)
{
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {{-1, "max\n"},
                {0, "0\n"},
                {268435456, "268435456\n"},
                {INT64_MAX, "9223372036854775807\n"}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char text[32] = "";
        EV_FD int fd = fs_memory_file("number", "", 0, false, NULL);
        cr_assert_eq(cgroup_write_number(fd, rows[i].value), 0);
        cr_assert_gt(pread(fd, text, sizeof(text) - 1, 0), 0);
        cr_expect_str_eq(text, rows[i].text);
    }
}
