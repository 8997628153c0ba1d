/* test_keys: tests that are the same, by their bytes. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "judge/internal.h"

static const char *const flags[] = {"case_sensitive", NULL};

static const struct {
    const char *label, *input, *answer;
    const char *const *flags;
    size_t twin;
} rows[] = {
    {"the first", "1 2\n", "3\n", NULL, 0},         {"the same", "1 2\n", "3\n", NULL, 0},
    {"another answer", "1 2\n", "4\n", NULL, 2},    {"another input", "2 1\n", "3\n", NULL, 3},
    {"other flags", "1 2\n", "3\n", flags, 4},      {"the same again", "1 2\n", "3\n", NULL, 0},
    {"same flags again", "1 2\n", "3\n", flags, 4}, {"of another size", "1  2\n", "3\n", NULL, 7},
};

enum { TESTS = EV_ARRAY_LENGTH(rows) };

struct fixture {
    struct arena arena;
    struct problem problem;
    struct problem_test tests[TESTS];
    struct prepared_test prepared[TESTS];
    struct problem_state state;
    struct judge judge;
};

static const char *write_file(struct fixture *fixture, size_t test, const char *kind,
                              const char *text)
{
    struct err err;
    const char *name = arena_printf(&fixture->arena, "%zu.%s", test, kind);
    cr_assert_eq(fs_write_atomic(fixture->problem.dir_fd, name, text, strlen(text), 0644, &err), 0,
                 "%s", err.msg);
    return name;
}

static void open_fixture(struct fixture *fixture)
{
    struct err err;
    *fixture = (struct fixture){0};
    cr_assert_eq(fs_make_temporary("evalx-test", &fixture->arena, &fixture->problem.path, &err), 0);
    fixture->problem.dir_fd = open(fixture->problem.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fixture->problem.tests = fixture->tests;
    fixture->problem.test_count = TESTS;
    fixture->state.problem = &fixture->problem;
    fixture->state.tests = fixture->prepared;
    pthread_mutex_init(&fixture->judge.engine_lock, NULL);
    for (size_t i = 0; i < TESTS; i++) {
        fixture->tests[i] = (struct problem_test){
            .input = write_file(fixture, i, "in", rows[i].input),
            .answer = write_file(fixture, i, "ans", rows[i].answer),
            .validator_args = rows[i].flags,
            .validator_arg_count = rows[i].flags ? 1 : 0,
        };
    }
}

static void close_fixture(struct fixture *fixture)
{
    struct err err;
    cache_close(fixture->judge.cache);
    close(fixture->problem.dir_fd);
    cr_assert_eq(fs_remove_tree(AT_FDCWD, fixture->problem.path, &err), 0);
    arena_done(&fixture->state.arena);
    arena_done(&fixture->arena);
}

Test(test_keys, tests_with_the_same_bytes_and_flags_are_twins_of_the_first)
{
    struct fixture fixture;
    open_fixture(&fixture);
    test_keys_prepare(&fixture.judge, &fixture.state);
    for (size_t i = 0; i < TESTS; i++)
        cr_expect_eq(fixture.prepared[i].twin, rows[i].twin, "%s: %zu", rows[i].label,
                     fixture.prepared[i].twin);
    cr_expect(fixture.state.has_twins);
    close_fixture(&fixture);
}

Test(test_keys, with_a_cache_every_test_has_a_key)
{
    struct fixture fixture;
    open_fixture(&fixture);
    struct cache_options options = {.folder = fs_join(&fixture.arena, fixture.problem.path, "c")};
    fixture.judge.cache = cache_open(&options);
    test_keys_prepare(&fixture.judge, &fixture.state);
    for (size_t i = 0; i < TESTS; i++) {
        cr_expect_neq(fixture.prepared[i].key[0], '\0', "%s", rows[i].label);
        cr_expect_eq(fixture.prepared[i].twin, rows[i].twin, "%s", rows[i].label);
    }
    close_fixture(&fixture);
}

/* Digests are remembered by what stat says: a change that keeps the size must show. */
Test(test_keys, a_changed_file_changes_the_key)
{
    struct fixture fixture;
    open_fixture(&fixture);
    struct cache_options options = {.folder = fs_join(&fixture.arena, fixture.problem.path, "c")};
    fixture.judge.cache = cache_open(&options);
    char before[HASH_HEX_BYTES];
    test_keys_prepare(&fixture.judge, &fixture.state);
    memcpy(before, fixture.prepared[0].key, sizeof(before));
    test_keys_prepare(&fixture.judge, &fixture.state);
    cr_expect_str_eq(fixture.prepared[0].key, before, "nothing has changed");
    (void)write_file(&fixture, 0, "in", "9 9\n");
    test_keys_prepare(&fixture.judge, &fixture.state);
    cr_expect_str_neq(fixture.prepared[0].key, before);
    close_fixture(&fixture);
}

/* A run may have read the new bytes: it must not be kept under the old key. */
Test(test_keys, a_key_holds_until_its_file_is_changed)
{
    struct fixture fixture;
    open_fixture(&fixture);
    cr_expect_not(test_keys_hold(&fixture.state, 0), "nothing was looked at yet");
    test_keys_prepare(&fixture.judge, &fixture.state);
    cr_expect(test_keys_hold(&fixture.state, 0));
    (void)write_file(&fixture, 0, "ans", "4\n");
    cr_expect_not(test_keys_hold(&fixture.state, 0));
    cr_expect(test_keys_hold(&fixture.state, 1), "others are as they were");
    cr_assert_eq(unlinkat(fixture.problem.dir_fd, "1.in", 0), 0);
    cr_expect_not(test_keys_hold(&fixture.state, 1));
    close_fixture(&fixture);
}

/* Links come and go until the clock of the file system has moved on. */
static void change_ctime(const struct fixture *fixture, const char *name)
{
    int dir_fd = fixture->problem.dir_fd;
    struct stat before, after;
    cr_assert_eq(fstatat(dir_fd, name, &before, 0), 0);
    do {
        cr_assert_eq(linkat(dir_fd, name, dir_fd, "link", 0), 0);
        cr_assert_eq(fstatat(dir_fd, name, &after, 0), 0);
        cr_assert_eq(unlinkat(dir_fd, "link", 0), 0);
    } while (before.st_ctim.tv_sec == after.st_ctim.tv_sec &&
             before.st_ctim.tv_nsec == after.st_ctim.tv_nsec);
}

static void write_as_old(const struct fixture *fixture, const char *name, const char *text)
{
    struct stat before;
    int fd = openat(fixture->problem.dir_fd, name, O_WRONLY | O_CLOEXEC);
    cr_assert(fd >= 0 && fstat(fd, &before) == 0);
    const struct timespec times[2] = {before.st_atim, before.st_mtim};
    cr_assert_eq(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
    cr_assert_eq(futimens(fd, times), 0);
    close(fd);
}

/* Problems of a worker share files by links. */
Test(test_keys, a_key_holds_when_its_file_gets_another_link)
{
    struct fixture fixture;
    open_fixture(&fixture);
    test_keys_prepare(&fixture.judge, &fixture.state);
    change_ctime(&fixture, "0.ans");
    cr_expect(test_keys_hold(&fixture.state, 0), "its bytes are as they were");
    write_as_old(&fixture, "0.ans", "4\n");
    cr_expect_not(test_keys_hold(&fixture.state, 0), "its bytes have changed, and nothing else");
    close_fixture(&fixture);
}

Test(test_keys, what_cannot_be_read_leaves_no_keys)
{
    struct fixture fixture;
    open_fixture(&fixture);
    fixture.tests[3].answer = "missing.ans";
    test_keys_prepare(&fixture.judge, &fixture.state);
    for (size_t i = 0; i < TESTS; i++)
        cr_expect_eq(fixture.prepared[i].twin, i, "%s: every test is run", rows[i].label);
    close_fixture(&fixture);
}
