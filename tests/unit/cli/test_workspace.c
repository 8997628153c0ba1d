/* evalx.yaml: where it is found, what it says, what is refused; and where problems are. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "cli/workspace.h"

static struct arena arena;
static const char *folder;

static void setup(void)
{
    struct err err = {0};
    cr_assert_eq(fs_make_temporary("evalx-test-workspace", &arena, &folder, &err), 0, "%s",
                 err.msg);
    cr_assert_eq(fs_make_dirs(AT_FDCWD, fs_join(&arena, folder, "problems/hello-sum"), 0755, &err),
                 0);
    cr_assert_eq(fs_make_dirs(AT_FDCWD, fs_join(&arena, folder, "a/b"), 0755, &err), 0);
    cr_assert_eq(chdir(folder), 0);
}

static void teardown(void)
{
    struct err err = {0};
    cr_assert_eq(fs_remove_tree(AT_FDCWD, folder, &err), 0, "%s", err.msg);
    arena_done(&arena);
}

TestSuite(workspace, .init = setup, .fini = teardown);

static int find(const char *text, struct workspace *workspace, struct err *err)
{
    FILE *file = fopen("evalx.yaml", "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    return workspace_find(&arena, ".", workspace, err);
}

Test(workspace, none_is_no_error)
{
    struct workspace workspace = {0};
    struct err err = {0};
    cr_assert_eq(workspace_find(&arena, ".", &workspace, &err), 0, "%s", err.msg);
    cr_expect_null(workspace.file);
    cr_expect_null(workspace.problems);
    cr_expect_eq(workspace.limits.cpu_ns, -1);
}

Test(workspace, an_empty_file_gives_the_defaults)
{
    struct workspace workspace = {0};
    struct err err = {0};
    cr_assert_eq(find("", &workspace, &err), 0, "%s", err.msg);
    cr_expect_str_eq(workspace.file, "evalx.yaml");
    cr_expect(fs_is_directory(AT_FDCWD, workspace.problems), "%s", workspace.problems);
    cr_expect(str_ends_with(workspace.history, ".evalx/history.db"), "%s", workspace.history);
    cr_expect_null(workspace.langs);
    cr_expect_eq(workspace.slots, 0);
}

Test(workspace, it_is_found_from_below)
{
    struct workspace workspace = {0};
    struct err err = {0};
    cr_assert_eq(find("slots: 3\n", &workspace, &err), 0);
    cr_assert_eq(chdir("a/b"), 0);
    cr_assert_eq(workspace_find(&arena, ".", &workspace, &err), 0, "%s", err.msg);
    cr_expect_eq(workspace.slots, 3);
    cr_expect(fs_is_directory(AT_FDCWD, workspace.problems), "%s", workspace.problems);
}

Test(workspace, every_key_is_read)
{
    struct workspace workspace = {0};
    struct err err = {0};
    const char *text = "problems: p\nlangs: /etc/langs.yaml\nhistory: h.db\nslots: 4\n"
                       "limits: {time: 1.5s, wall: 4s, memory: 64M, processes: 5, output: 1M,\n"
                       "         written: 2M, files: 9, stack: 8M, open-files: 20}\n";
    cr_assert_eq(find(text, &workspace, &err), 0, "%s", err.msg);
    cr_expect_str_eq(workspace.problems, "./p");
    cr_expect_str_eq(workspace.langs, "/etc/langs.yaml");
    cr_expect_str_eq(workspace.history, "./h.db");
    cr_expect_eq(workspace.slots, 4);
    cr_expect_eq(workspace.limits.cpu_ns, 1500000000);
    cr_expect_eq(workspace.limits.wall_ns, 4000000000);
    cr_expect_eq(workspace.limits.memory_bytes, 64 << 20);
    cr_expect_eq(workspace.limits.processes, 5);
    cr_expect_eq(workspace.limits.output_bytes, 1 << 20);
    cr_expect_eq(workspace.limits.written_bytes, 2 << 20);
    cr_expect_eq(workspace.limits.files, 9);
    cr_expect_eq(workspace.limits.stack_bytes, 8 << 20);
    cr_expect_eq(workspace.limits.open_files, 20);
}

static const struct row {
    const char *label, *text, *place, *says;
} rows[] = {
    {"an unknown key", "problems: p\nslot: 4\n", "evalx.yaml:2:1:", "slots"},
    {"an unknown limit", "limits:\n  tme: 2s\n", "evalx.yaml:2:3:", "unknown key 'tme'"},
    {"a bad duration", "limits:\n  time: 2x\n", "evalx.yaml:2:9:", "2x"},
    {"a bad count", "slots: 0\n", "evalx.yaml:1:8:", ""},
    {"limits that are no map", "limits: 2s\n", "evalx.yaml:1:9:", "a map"},
    {"a path that is a list", "problems: [a]\n", "evalx.yaml:1:11:", ""},
    {"an empty path", "problems: ''\n", "evalx.yaml:1:11:", "a path"},
    {"no map at all", "- a\n", "evalx.yaml:1:1:", ""},
};

Test(workspace, what_is_wrong_is_told_by_its_place)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct workspace workspace = {0};
        struct err err = {0};
        cr_expect_eq(find(rows[i].text, &workspace, &err), -1, "%s", rows[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", rows[i].label);
        cr_expect(strstr(err.msg, rows[i].place), "%s: %s", rows[i].label, err.msg);
        cr_expect(strstr(err.msg, rows[i].says), "%s: %s", rows[i].label, err.msg);
    }
}

static const struct lookup {
    const char *label, *name, *problems, *path, *says;
} lookups[] = {
    {"by name", "hello-sum", "problems", "problems/hello-sum", NULL},
    {"a path", "problems/hello-sum", NULL, "problems/hello-sum", NULL},
    {"a path that is not there is the reader's to refuse", "./nowhere", NULL, "./nowhere", NULL},
    {"what exists here comes before names", "a", "problems", "a", NULL},
    {"a typing error", "helo-sum", "problems", NULL, "did you mean hello-sum?"},
    {"nothing near", "zzzz", "problems", NULL, "which has hello-sum"},
    {"no workspace", "hello-sum", NULL, NULL, "no workspace"},
    {"no name", "", "problems", NULL, "not found"},
};

Test(workspace, a_problem_is_a_path_or_a_name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(lookups); i++) {
        const char *path = NULL;
        struct err err = {0};
        int status = problem_locate(&arena, lookups[i].name, lookups[i].problems, &path, &err);
        cr_expect_eq(status, lookups[i].path == NULL ? -1 : 0, "%s: %s", lookups[i].label, err.msg);
        if (lookups[i].path != NULL)
            cr_expect_str_eq(path, lookups[i].path, "%s", lookups[i].label);
        else
            cr_expect(strstr(err.msg, lookups[i].says), "%s: %s", lookups[i].label, err.msg);
    }
}
