#include <errno.h>
#include <sys/resource.h>

#include "unit/base/room.h"

Test(fs_tree, make_dirs_makes_what_is_missing)
{
    ROOM;
    static const char *const paths[] = {"a/b/c", "a/b/c", "a//b/./d/", "x", ""};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(paths); i++)
        cr_expect_eq(fs_make_dirs(room.fd, paths[i], 0755, &room.err), 0, "'%s': %s", paths[i],
                     room.err.msg);
    cr_expect(fs_is_directory(room.fd, "a/b/c"));
    cr_expect(fs_is_directory(room.fd, "a/b/d"));
    const char *absolute = fs_join(&room.arena, room.path, "abs/olute");
    cr_expect_eq(fs_make_dirs(AT_FDCWD, absolute, 0755, &room.err), 0, "%s", room.err.msg);
    cr_expect(fs_is_directory(room.fd, "abs/olute"));
}

Test(fs_tree, make_dirs_names_the_file_in_the_way)
{
    ROOM;
    room_write(&room, "f", "x");
    cr_expect_eq(fs_make_dirs(room.fd, "f/below/more", 0755, &room.err), -1);
    cr_expect_str_eq(room.err.msg, "cannot make the folder: f: Not a directory");
}

Test(fs_tree, list_is_in_byte_order_without_dots)
{
    ROOM;
    static const char *const sorted[] = {".hidden", "B", "a", "b", "\xc3\xa4"};
    for (size_t i = EV_ARRAY_LENGTH(sorted); i-- > 0;)
        room_write(&room, sorted[i], "");
    const char **names;
    size_t count;
    cr_assert_eq(fs_list(room.fd, ".", 5, &room.arena, &names, &count, &room.err), 0);
    cr_assert_eq(count, EV_ARRAY_LENGTH(sorted));
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(names[i], sorted[i]);
}

Test(fs_tree, list_beyond_its_maximum_is_refused)
{
    ROOM;
    const char **names;
    size_t count;
    room_write(&room, "a", "");
    room_write(&room, "b", "");
    cr_expect_eq(fs_list(room.fd, ".", 1, &room.arena, &names, &count, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
    EXPECT_CONTAINS(room.err.msg, "more than 1 entries");
    cr_expect_eq(fs_list(room.fd, "absent", 1, &room.arena, &names, &count, &room.err), -1);
}

Test(fs_tree, an_empty_folder_lists_nothing)
{
    ROOM;
    const char **names;
    size_t count = 7;
    cr_expect_eq(fs_list(room.fd, ".", 0, &room.arena, &names, &count, &room.err), 0);
    cr_expect_eq(count, 0);
}

Test(fs_tree, a_temporary_folder_is_private)
{
    ROOM;
    struct stat status;
    cr_assert_eq(fstat(room.fd, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0700);
}

Test(fs_tree, remove_takes_missing_ones_files_and_links)
{
    ROOM;
    room_write(&room, "kept", "x");
    cr_assert_eq(mkdirat(room.fd, "folder", 0700), 0);
    room_write(&room, "folder/f", "x");
    cr_assert_eq(symlinkat("folder", room.fd, "link"), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "absent", &room.err), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "absent/below", &room.err), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "link", &room.err), 0);
    cr_expect(fs_exists(room.fd, "folder/f"));
    cr_expect_eq(fs_remove_tree(room.fd, "folder", &room.err), 0);
    cr_expect_not(fs_exists(room.fd, "folder"));
    cr_expect(fs_exists(room.fd, "kept"));
}

Test(fs_tree, remove_does_not_follow_links)
{
    ROOM;
    cr_assert_eq(fs_make_dirs(room.fd, "outside/deep", 0700, &room.err), 0);
    room_write(&room, "outside/deep/precious", "x");
    cr_assert_eq(fs_make_dirs(room.fd, "tree/sub", 0700, &room.err), 0);
    cr_assert_eq(symlinkat("../../outside", room.fd, "tree/sub/link"), 0);
    cr_assert_eq(symlinkat("../..", room.fd, "tree/sub/up"), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "tree", &room.err), 0, "%s", room.err.msg);
    cr_expect_not(fs_exists(room.fd, "tree"));
    cr_expect(fs_exists(room.fd, "outside/deep/precious"));
}

/* A tree too deep for a path, for a descriptor per level and for recursion; each level holds a file
 * and a second folder. */
static void make_deep(struct room *room, int depth)
{
    EV_FD int at = fcntl(room->fd, F_DUPFD_CLOEXEC, 0);
    for (int i = 0; i < depth; i++) {
        cr_assert_eq(mkdirat(at, "a-rather-long-name", 0700), 0);
        cr_assert_eq(mkdirat(at, "beside", 0700), 0);
        int below = openat(at, "a-rather-long-name", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int file = openat(at, "beside/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        cr_assert(below >= 0 && file >= 0);
        (void)close(file);
        (void)close(at);
        at = below;
    }
}

Test(fs_tree, remove_survives_5000_levels, .timeout = 120)
{
    ROOM;
    make_deep(&room, 5000);
    struct rlimit few = {.rlim_cur = 100, .rlim_max = 100};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "a-rather-long-name", &room.err), 0, "%s", room.err.msg);
    cr_expect_not(fs_exists(room.fd, "a-rather-long-name"));
}

Test(fs_tree, remove_opens_up_folders_that_deny_us)
{
    ROOM;
    cr_assert_eq(fs_make_dirs(room.fd, "tree/locked/below", 0700, &room.err), 0);
    room_write(&room, "tree/locked/below/f", "x");
    cr_assert_eq(fchmodat(room.fd, "tree/locked/below", 0500, 0), 0);
    cr_assert_eq(fchmodat(room.fd, "tree/locked", 0, 0), 0);
    cr_expect_eq(fs_remove_tree(room.fd, "tree", &room.err), 0, "%s", room.err.msg);
    cr_expect_not(fs_exists(room.fd, "tree"));
}

Test(fs_tree, remove_takes_wide_folders)
{
    ROOM;
    cr_assert_eq(mkdirat(room.fd, "wide", 0700), 0);
    for (int i = 0; i < 3000; i++) {
        char name[40];
        (void)snprintf(name, sizeof(name), "wide/%d/in", i);
        cr_assert_eq(fs_make_dirs(room.fd, name, 0700, &room.err), 0);
    }
    cr_expect_eq(fs_remove_tree(room.fd, "wide", &room.err), 0, "%s", room.err.msg);
    cr_expect_not(fs_exists(room.fd, "wide"));
}

Test(fs_tree, remove_says_what_it_cannot)
{
    struct err err = {0};
    cr_expect_eq(fs_remove_tree(AT_FDCWD, "/proc/self/status", &err), -1);
    cr_expect_eq(err.kind, ERR_JUDGE);
    EXPECT_CONTAINS(err.msg, "cannot remove: /proc/self/status");
}

Test(fs_tree, a_temporary_folder_goes_when_nobody_holds_it_any_more)
{
    ROOM;
    const char *dead, *alive, *next;
    int dead_fd, alive_fd, next_fd;
    cr_assert_eq(setenv("TMPDIR", room.path, 1), 0);
    cr_assert_eq(fs_hold_temporary("p", &room.arena, &alive, &alive_fd, &room.err), 0);
    cr_assert_eq(fs_hold_temporary("p", &room.arena, &dead, &dead_fd, &room.err), 0);
    cr_assert_eq(mkdirat(dead_fd, "deep", 0700), 0);
    room_write(&room, "p-other.AAAAAA", "");
    cr_assert_eq(mkdirat(room.fd, "q.AAAAAA", 0700), 0);
    room_write(&room, "p.file", "no folder");
    cr_assert_eq(symlinkat("q.AAAAAA", room.fd, "p.link"), 0);
    fd_close(&dead_fd); /* as the kernel does for a killed process */
    cr_assert_eq(fs_hold_temporary("p", &room.arena, &next, &next_fd, &room.err), 0);
    cr_expect_not(fs_exists(AT_FDCWD, dead), "nobody holds it");
    cr_expect(fs_exists(AT_FDCWD, alive), "it is held");
    cr_expect(fs_exists(AT_FDCWD, next), "it is new");
    static const char *const others[] = {"p-other.AAAAAA", "q.AAAAAA", "p.file", "p.link"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(others); i++)
        cr_expect(fs_exists(room.fd, others[i]), "%s is none of its", others[i]);
    fd_close(&next_fd);
    fd_close(&alive_fd);
}
