#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "unit/base/room.h"

Test(fs, reads_what_was_written)
{
    ROOM;
    EV_STR struct str text = {0};
    cr_assert_eq(fs_write_atomic(room.fd, "f", "a\0b", 3, 0640, &room.err), 0);
    cr_assert_eq(fs_read(room.fd, "f", 3, &text, &room.err), 0, "%s", room.err.msg);
    cr_expect_eq(text.count, 3);
    cr_expect_eq(memcmp(text.text, "a\0b", 4), 0);
}

Test(fs, a_file_larger_than_the_maximum_is_refused)
{
    ROOM;
    EV_STR struct str text = {0};
    room_write(&room, "f", "12345");
    cr_expect_eq(fs_read(room.fd, "f", 5, &text, &room.err), 0);
    cr_expect_eq(fs_read(room.fd, "f", 4, &text, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
    EXPECT_CONTAINS(room.err.msg, "f: larger than 4 bytes");
    cr_expect_eq(fs_read(room.fd, "f", 0, &text, &room.err), -1);
}

Test(fs, a_maximum_beyond_that_of_the_buffer_raises_it)
{
    ROOM;
    EV_STR struct str text = {.maximum = 2};
    room_write(&room, "f", "12345");
    cr_expect_eq(fs_read(room.fd, "f", 100, &text, &room.err), 0, "%s", room.err.msg);
    cr_expect_str_eq(str_text(&text), "12345");
}

Test(fs, only_regular_files_are_read_and_a_fifo_does_not_block)
{
    ROOM;
    EV_STR struct str text = {0};
    cr_assert_eq(mkfifoat(room.fd, "fifo", 0600), 0);
    cr_assert_eq(mkdirat(room.fd, "folder", 0700), 0);
    static const char *const names[] = {"fifo", "folder", "absent", "/dev/zero"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        room.err = (struct err){0};
        cr_expect_eq(fs_read(room.fd, names[i], 100, &text, &room.err), -1, "%s", names[i]);
        cr_expect_eq(room.err.kind, ERR_INPUT, "%s", names[i]);
        EXPECT_CONTAINS(room.err.msg, names[i]);
    }
}

Test(fs, files_of_proc_are_read_though_their_size_is_zero)
{
    EV_STR struct str text = {0};
    struct err err = {0};
    cr_expect_eq(fs_read(AT_FDCWD, "/proc/self/status", 1 << 20, &text, &err), 0, "%s", err.msg);
    cr_expect(str_starts_with(str_text(&text), "Name:"));
}

Test(fs, an_open_file_is_read_from_its_start)
{
    EV_STR struct str text = {0};
    struct err err = {0};
    EV_FD int fd = fs_memory_file("m", "hello", 5, false, &err);
    cr_assert_eq(lseek(fd, 3, SEEK_SET), 3);
    cr_expect_eq(fs_read_fd(fd, "m", 5, &text, &err), 0);
    cr_expect_str_eq(str_text(&text), "hello");
    cr_expect_eq(lseek(fd, 0, SEEK_CUR), 3);
}

Test(fs, an_atomic_write_replaces_and_leaves_nothing_else)
{
    ROOM;
    const char **names;
    size_t count;
    EV_STR struct str text = {0};
    room_write(&room, "f", "old");
    cr_assert_eq(fs_write_atomic(room.fd, "f", "new", 3, 0644, &room.err), 0);
    cr_assert_eq(fs_read(room.fd, "f", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "new");
    cr_assert_eq(fs_list(room.fd, ".", 10, &room.arena, &names, &count, &room.err), 0);
    cr_expect_eq(count, 1);
}

static int fill_with(void *context, FILE *out, struct err *err)
{
    (void)fputs("new", out); /* the caller looks */
    return context == NULL ? 0 : err_set(err, ERR_JUDGE, "%s", (const char *)context);
}

Test(fs, a_file_that_is_not_filled_stays_as_it_was)
{
    ROOM;
    static char why[] = "no more";
    const char **names;
    size_t count;
    EV_STR struct str text = {0};
    room_write(&room, "f", "old");
    cr_expect_eq(fs_fill_atomic(room.fd, "f", 0644, fill_with, why, &room.err), -1);
    cr_expect_str_eq(room.err.msg, "no more");
    cr_assert_eq(fs_read(room.fd, "f", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "old");
    cr_assert_eq(fs_fill_atomic(room.fd, "f", 0644, fill_with, NULL, &room.err), 0);
    cr_assert_eq(fs_read(room.fd, "f", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "new");
    cr_assert_eq(fs_list(room.fd, ".", 10, &room.arena, &names, &count, &room.err), 0);
    cr_expect_eq(count, 1);
}

Test(fs, an_atomic_write_that_fails_leaves_nothing_behind)
{
    ROOM;
    const char **names;
    size_t count;
    cr_assert_eq(mkdirat(room.fd, "folder", 0700), 0);
    room_write(&room, "folder/kept", "x");
    cr_expect_eq(fs_write_atomic(room.fd, "folder", "new", 3, 0644, &room.err), -1);
    cr_expect_eq(fs_write_atomic(room.fd, "absent/f", "new", 3, 0644, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_JUDGE);
    cr_expect_eq(room.err.sys_errno, ENOENT);
    cr_assert_eq(fs_list(room.fd, ".", 10, &room.arena, &names, &count, &room.err), 0);
    cr_expect_eq(count, 1);
}

Test(fs, an_atomic_write_takes_the_longest_name)
{
    ROOM;
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    cr_expect_eq(fs_write_atomic(room.fd, name, "x", 1, 0644, &room.err), 0, "%s", room.err.msg);
    cr_expect(fs_exists(room.fd, name));
}

Test(fs, an_atomic_write_replaces_a_link_and_not_its_target)
{
    ROOM;
    EV_STR struct str text = {0};
    room_write(&room, "target", "old");
    cr_assert_eq(symlinkat("target", room.fd, "link"), 0);
    cr_assert_eq(fs_write_atomic(room.fd, "link", "new", 3, 0644, &room.err), 0);
    cr_assert_eq(fs_read(room.fd, "target", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "old");
}

Test(fs, write_new_never_overwrites)
{
    ROOM;
    EV_STR struct str text = {0};
    room_write(&room, "f", "old");
    cr_assert_eq(symlinkat("elsewhere", room.fd, "link"), 0);
    cr_expect_eq(fs_write_new(room.fd, "f", "new", 3, 0644, &room.err), -1);
    cr_expect_eq(room.err.sys_errno, EEXIST);
    cr_expect_eq(room.err.kind, ERR_INPUT);
    cr_expect_eq(fs_write_new(room.fd, "link", "new", 3, 0644, &room.err), -1);
    cr_expect_not(fs_exists(room.fd, "elsewhere"));
    cr_assert_eq(fs_read(room.fd, "f", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "old");
}

/* Copies "0123456789" from offset 2 with a maximum; returns what fs_copy_fd did. */
static int copy(struct room *room, size_t maximum_bytes, struct str *out)
{
    EV_FD int from = openat(room->fd, "from", O_RDONLY | O_CLOEXEC);
    EV_FD int to = openat(room->fd, "to", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    cr_assert_eq(lseek(from, 2, SEEK_SET), 2);
    int result = fs_copy_fd(from, to, maximum_bytes);
    int number = errno;
    cr_assert_eq(fs_read_fd(to, "to", 100, out, &room->err), 0);
    errno = number;
    return result;
}

Test(fs, copy_takes_the_rest_of_a_file)
{
    ROOM;
    EV_STR struct str out = {0};
    room_write(&room, "from", "0123456789");
    cr_expect_eq(copy(&room, SIZE_MAX, &out), 0);
    cr_expect_str_eq(str_text(&out), "23456789");
    cr_expect_eq(copy(&room, 8, &out), 0);
    cr_expect_str_eq(str_text(&out), "23456789");
}

Test(fs, copy_beyond_its_maximum_is_efbig)
{
    ROOM;
    EV_STR struct str out = {0};
    room_write(&room, "from", "0123456789");
    cr_expect_eq(copy(&room, 7, &out), -1);
    cr_expect_eq(errno, EFBIG);
    cr_expect_leq(out.count, 7);
}

Test(fs, copy_works_from_pipes_and_proc)
{
    ROOM;
    int ends[2];
    cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
    cr_assert_eq(write(ends[1], "piped", 5), 5);
    (void)close(ends[1]);
    EV_FD int from = ends[0];
    EV_FD int proc = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    EV_FD int to = openat(room.fd, "to", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_expect_eq(fs_copy_fd(from, to, 5), 0);
    cr_expect_eq(lseek(to, 0, SEEK_CUR), 5);
    cr_expect_eq(fs_copy_fd(proc, to, 1 << 20), 0);
    cr_expect_gt(lseek(to, 0, SEEK_CUR), 100);
}

Test(fs, a_sealed_memory_file_cannot_change)
{
    struct err err = {0};
    EV_FD int sealed = fs_memory_file("m", "hello", 5, true, &err);
    EV_FD int open_one = fs_memory_file("m", "hello", 5, false, &err);
    cr_assert(sealed >= 0 && open_one >= 0);
    cr_expect_eq(lseek(sealed, 0, SEEK_CUR), 0);
    cr_expect_eq(write(sealed, "x", 1), -1);
    cr_expect_eq(ftruncate(sealed, 0), -1);
    cr_expect_eq(ftruncate(sealed, 100), -1);
    cr_expect_eq(write(open_one, "x", 1), 1);
}

Test(fs, every_descriptor_is_close_on_exec)
{
    ROOM;
    room_write(&room, "f", "x");
    EV_FD int memory = fs_memory_file("m", "", 0, true, &room.err);
    EV_FD int beneath = fs_open_beneath(room.fd, "f", O_RDONLY);
    cr_expect(fcntl(memory, F_GETFD) & FD_CLOEXEC);
    cr_expect(fcntl(beneath, F_GETFD) & FD_CLOEXEC);
}

Test(fs, open_beneath_stays_inside)
{
    ROOM;
    room_write(&room, "secret", "x");
    cr_assert_eq(mkdirat(room.fd, "in", 0700), 0);
    cr_assert_eq(mkdirat(room.fd, "in/sub", 0700), 0);
    room_write(&room, "in/file", "x");
    EV_FD int in = openat(room.fd, "in", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(symlinkat("../secret", in, "up"), 0);
    cr_assert_eq(symlinkat("..", in, "parent"), 0);
    cr_assert_eq(symlinkat("/etc/passwd", in, "absolute"), 0);
    cr_assert_eq(symlinkat("../file", in, "sub/good"), 0);
    cr_assert_eq(symlinkat("sub/../../secret", in, "through"), 0);
    cr_assert_eq(symlinkat("/proc/self/cwd", in, "magic"), 0);
    static const struct {
        const char *path;
        int number; /* 0: opens */
    } rows[] = {
        {"file", 0},          {"sub/../file", 0},     {"sub/good", 0},  {"../secret", EXDEV},
        {"..", EXDEV},        {"/etc/passwd", EXDEV}, {"up", EXDEV},    {"parent/secret", EXDEV},
        {"absolute", EXDEV},  {"through", EXDEV},     {"magic", EXDEV}, {"absent", ENOENT},
        {"sub/../..", EXDEV},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_FD int fd = fs_open_beneath(in, rows[i].path, O_RDONLY);
        int number = fd < 0 ? errno : 0;
        cr_expect_eq(number, rows[i].number, "%s: %s", rows[i].path, strerror(number));
    }
}

Test(fs, open_beneath_creates_but_not_outside)
{
    ROOM;
    cr_assert_eq(mkdirat(room.fd, "in", 0700), 0);
    EV_FD int in = openat(room.fd, "in", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(symlinkat("../made", in, "out"), 0);
    EV_FD int good = fs_open_beneath(in, "made", O_WRONLY | O_CREAT);
    EV_FD int bad = fs_open_beneath(in, "out", O_WRONLY | O_CREAT);
    cr_expect_geq(good, 0);
    cr_expect_eq(bad, -1);
    cr_expect_not(fs_exists(room.fd, "made"));
}

Test(fs, paths_are_joined_with_one_slash)
{
    static const struct {
        const char *folder, *name, *path;
    } rows[] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"},        {"a//", "/b", "a/b"}, {"/", "b", "/b"},
        {"", "b", "b"},    {"a/b", "c/d", "a/b/c/d"}, {".", "x", "./x"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_str_eq(fs_join(&arena, rows[i].folder, rows[i].name), rows[i].path);
    arena_done(&arena);
}

Test(fs, base_names_and_extensions)
{
    static const struct {
        const char *path, *base, *extension;
    } rows[] = {
        {"a/b.cpp", "b.cpp", "cpp"},
        {"b", "b", ""},
        {"a.d/b", "b", ""},
        {"a.tar.gz", "a.tar.gz", "gz"},
        {"a/", "", ""},
        {"", "", ""},
        {"x.", "x.", ""},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        cr_expect_str_eq(fs_base_name(rows[i].path), rows[i].base, "%s", rows[i].path);
        cr_expect_str_eq(fs_extension(rows[i].path), rows[i].extension, "%s", rows[i].path);
    }
}

Test(fs, exists_and_is_directory)
{
    ROOM;
    room_write(&room, "f", "x");
    cr_assert_eq(symlinkat("nowhere", room.fd, "dangling"), 0);
    cr_assert_eq(symlinkat(".", room.fd, "self"), 0);
    cr_expect(fs_exists(room.fd, "f"));
    cr_expect_not(fs_exists(room.fd, "g"));
    cr_expect_not(fs_exists(room.fd, "dangling"));
    cr_expect_not(fs_is_directory(room.fd, "f"));
    cr_expect(fs_is_directory(room.fd, "self"));
}
