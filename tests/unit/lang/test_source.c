/* Reading submissions from disk. */
#include <sys/stat.h>

#include "support.h"

static char folder[] = "/tmp/evalx-source.XXXXXX";
static struct arena arena;

static const char *path_of(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
}

static void make_folder(void)
{
    cr_assert(mkdtemp(folder));
}

static void remove_folder(void)
{
    /* Only what these tests make lies there: two levels. */
    static const char *const names[] = {"sub/b.c",      "sub/.hidden", "sub/link", "sub/fifo",
                                        "sub/deep/c.c", "a.c",         "b.c",      "huge.c",
                                        "link.c",       "x/a.c"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++)
        (void)unlink(path_of(names[i]));
    (void)rmdir(path_of("sub/deep"));
    (void)rmdir(path_of("sub"));
    (void)rmdir(path_of("x"));
    (void)rmdir(folder);
    arena_done(&arena);
}

TestSuite(source, .init = make_folder, .fini = remove_folder);

static int read_paths(const char *const *paths, size_t count, size_t maximum,
                      struct submission_source *source, bool *is_too_large, struct err *err)
{
    return source_read(&arena, paths, count, maximum, source, is_too_large, err);
}

static int read_one(const char *name, struct submission_source *source, bool *is_too_large,
                    struct err *err)
{
    const char *path = path_of(name);
    return read_paths(&path, 1, 100, source, is_too_large, err);
}

Test(source, file_is_named_by_its_base_name)
{
    struct submission_source source;
    bool is_too_large;
    write_file("a.c", "int x;");
    cr_assert_eq(read_one("a.c", &source, &is_too_large, NULL), 0);
    cr_assert_eq(source.file_count, 1);
    cr_expect_str_eq(source.files[0].name, "a.c");
    cr_expect_eq(source.files[0].count, 6);
    cr_expect_eq(memcmp(source.files[0].bytes, "int x;", 6), 0);
    cr_expect_str_eq(source.shown, path_of("a.c"));
    cr_expect_not(is_too_large);
}

Test(source, folder_is_read_to_its_depth_in_byte_order)
{
    struct submission_source source;
    bool is_too_large;
    cr_assert_eq(mkdir(path_of("sub"), 0755), 0);
    cr_assert_eq(mkdir(path_of("sub/deep"), 0755), 0);
    write_file("sub/deep/c.c", "1");
    write_file("sub/b.c", "2");
    write_file("sub/.hidden", "3");
    cr_assert_eq(read_one("sub", &source, &is_too_large, NULL), 0);
    cr_assert_eq(source.file_count, 2);
    cr_expect_str_eq(source.files[0].name, "b.c");
    cr_expect_str_eq(source.files[1].name, "deep/c.c");
}

Test(source, several_files_make_one_submission)
{
    struct submission_source source;
    bool is_too_large;
    write_file("a.c", "1");
    write_file("b.c", "2");
    const char *paths[] = {path_of("b.c"), path_of("a.c")};
    cr_assert_eq(read_paths(paths, 2, 100, &source, &is_too_large, NULL), 0);
    cr_assert_eq(source.file_count, 2);
    cr_expect_str_eq(source.files[0].name, "a.c");
}

Test(source, link_named_by_the_user_is_followed)
{
    struct submission_source source;
    bool is_too_large;
    write_file("a.c", "1");
    cr_assert_eq(symlink("a.c", path_of("link.c")), 0);
    cr_assert_eq(read_one("link.c", &source, &is_too_large, NULL), 0);
    cr_expect_str_eq(source.files[0].name, "link.c");
}

Test(source, more_than_the_limit_is_too_large_and_no_error)
{
    struct submission_source source;
    bool is_too_large = false;
    write_file("a.c", "0123456789");
    const char *path = path_of("a.c");
    cr_expect_eq(read_paths(&path, 1, 9, &source, &is_too_large, NULL), 0);
    cr_expect(is_too_large);
    cr_expect_eq(read_paths(&path, 1, 10, &source, &is_too_large, NULL), 0);
    cr_expect_not(is_too_large);
}

Test(source, limit_holds_for_the_sum)
{
    struct submission_source source;
    bool is_too_large = false;
    write_file("a.c", "0123456789");
    write_file("b.c", "0123456789");
    const char *paths[] = {path_of("a.c"), path_of("b.c")};
    cr_expect_eq(read_paths(paths, 2, 19, &source, &is_too_large, NULL), 0);
    cr_expect(is_too_large);
}

Test(source, huge_file_is_not_read)
{
    struct submission_source source;
    bool is_too_large = false;
    write_file("huge.c", "");
    cr_assert_eq(truncate(path_of("huge.c"), (off_t)1 << 40), 0);
    cr_expect_eq(read_one("huge.c", &source, &is_too_large, NULL), 0);
    cr_expect(is_too_large);
}

static void expect_refused(const char *const *paths, size_t count, const char *named)
{
    struct submission_source source;
    bool is_too_large;
    struct err err = {0};
    cr_expect_eq(read_paths(paths, count, 100, &source, &is_too_large, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect(strstr(err.msg, named), "%s", err.msg);
}

Test(source, missing_file_is_refused)
{
    expect_refused((const char *[]){path_of("none.c")}, 1, "none.c");
}

Test(source, empty_folder_is_refused)
{
    cr_assert_eq(mkdir(path_of("sub"), 0755), 0);
    expect_refused((const char *[]){path_of("sub")}, 1, "empty folder");
}

Test(source, link_in_a_folder_is_refused)
{
    cr_assert_eq(mkdir(path_of("sub"), 0755), 0);
    write_file("sub/b.c", "1");
    cr_assert_eq(symlink("/etc/passwd", path_of("sub/link")), 0);
    expect_refused((const char *[]){path_of("sub")}, 1, "symbolic link");
}

Test(source, fifo_in_a_folder_is_refused)
{
    cr_assert_eq(mkdir(path_of("sub"), 0755), 0);
    cr_assert_eq(mkfifo(path_of("sub/fifo"), 0644), 0);
    expect_refused((const char *[]){path_of("sub")}, 1, "FIFO");
}

Test(source, device_is_refused)
{
    expect_refused((const char *[]){"/dev/zero"}, 1, "device");
}

Test(source, folder_among_files_is_refused)
{
    write_file("a.c", "1");
    cr_assert_eq(mkdir(path_of("sub"), 0755), 0);
    expect_refused((const char *[]){path_of("a.c"), path_of("sub")}, 2, "folder");
}

Test(source, same_name_twice_is_refused)
{
    write_file("a.c", "1");
    cr_assert_eq(mkdir(path_of("x"), 0755), 0);
    write_file("x/a.c", "2");
    expect_refused((const char *[]){path_of("a.c"), path_of("x/a.c")}, 2, "a.c");
}

Test(source, standard_input_is_called_stdin)
{
    struct submission_source source;
    bool is_too_large;
    write_file("a.c", "int x;");
    int fd = open(path_of("a.c"), O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    cr_assert_eq(read_paths((const char *[]){"-"}, 1, 100, &source, &is_too_large, NULL), 0);
    cr_expect_str_eq(source.files[0].name, "stdin");
    cr_expect_eq(source.files[0].count, 6);
}

Test(source, endless_standard_input_is_too_large)
{
    struct submission_source source;
    bool is_too_large = false;
    int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    cr_assert_eq(read_paths((const char *[]){"-"}, 1, 100, &source, &is_too_large, NULL), 0);
    cr_expect(is_too_large);
}

/* ---- files in memory ---- */

static int take(const struct source_file *files, size_t count, size_t maximum,
                struct submission_source *source, bool *is_too_large, struct err *err)
{
    *is_too_large = false;
    return source_take(&arena, files, count, maximum, source, is_too_large, err);
}

Test(source, files_in_memory_are_sorted_and_keep_their_bytes)
{
    static const struct source_file files[] = {{.name = "b/c.h", .bytes = "xy", .count = 2},
                                               {.name = "a.c", .bytes = "", .count = 0}};
    struct submission_source source;
    struct err err = {0};
    bool is_too_large;
    cr_assert_eq(take(files, 2, 2, &source, &is_too_large, &err), 0, "%s", err.msg);
    cr_expect_not(is_too_large);
    cr_assert_eq(source.file_count, 2);
    cr_expect_str_eq(source.files[0].name, "a.c");
    cr_expect_str_eq(source.files[1].name, "b/c.h");
    cr_expect_eq(source.files[1].bytes, files[0].bytes);
    cr_assert_eq(take(files, 2, 1, &source, &is_too_large, &err), 0);
    cr_expect(is_too_large);
}

Test(source, names_in_memory_that_are_none_are_refused)
{
    static const char *const names[] = {"",     "/a",     "a/",     "a//b",  "..",
                                        "../a", "a/../b", ".",      "./a",   "a/.",
                                        "a\nb", "\x7f",   "a/b/..", "x/../", "\x1b"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        struct source_file file = {.name = names[i], .bytes = "x", .count = 1};
        struct submission_source source;
        struct err err = {0};
        bool is_too_large;
        cr_expect_eq(take(&file, 1, 9, &source, &is_too_large, &err), -1, "'%s'", names[i]);
        cr_expect_eq(err.kind, ERR_INPUT, "'%s'", names[i]);
    }
}

Test(source, a_name_in_memory_is_there_once_and_is_no_folder)
{
    static const struct source_file twice[] = {{.name = "a", .bytes = ""},
                                               {.name = "a", .bytes = ""}};
    static const struct source_file both[] = {
        {.name = "a", .bytes = ""}, {.name = "a.c", .bytes = ""}, {.name = "a/b", .bytes = ""}};
    struct submission_source source;
    struct err err = {0};
    bool is_too_large;
    cr_expect_eq(take(twice, 2, 9, &source, &is_too_large, &err), -1);
    cr_expect_eq(take(both, 3, 9, &source, &is_too_large, &err), -1);
    cr_expect(strstr(err.msg, "both a file and a folder") != NULL, "%s", err.msg);
    cr_expect_eq(take(both, 2, 9, &source, &is_too_large, &err), 0);
    cr_expect_eq(take(both, 0, 9, &source, &is_too_large, &err), -1, "there is none");
}
