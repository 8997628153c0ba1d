#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "cli/watch.h"

struct place {
    struct arena arena;
    const char *folder;
    struct watch *watch;
    struct err err;
};

static void place_open(struct place *place)
{
    *place = (struct place){0};
    cr_assert_eq(fs_make_temporary("watch", &place->arena, &place->folder, &place->err), 0);
    const char *below = fs_join(&place->arena, place->folder, "data");
    cr_assert_eq(fs_make_dirs(AT_FDCWD, below, 0700, &place->err), 0);
    const char **folders = arena_alloc(&place->arena, sizeof(*folders));
    *folders = place->folder;
    cr_assert_eq(watch_open(folders, 1, &place->watch, &place->err), 0, "%s", place->err.msg);
}

static void place_close(struct place *place)
{
    watch_close(place->watch);
    cr_expect_eq(fs_remove_tree(AT_FDCWD, place->folder, &place->err), 0);
    arena_done(&place->arena);
}

static void write_file(struct place *place, const char *name)
{
    const char *path = fs_join(&place->arena, place->folder, name);
    EV_FD int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(fd >= 0 && write(fd, "x", 1) == 1);
}

Test(watch, tells_each_changed_file_once)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    write_file(&place, "data/1.in");
    write_file(&place, "data/1.in");
    write_file(&place, "data/.1.in.swp");
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_expect_eq(count, 1);
    cr_expect_str_eq(changes[0].path, "data/1.in");
    cr_expect_not(is_cancelled);
    place_close(&place);
}

Test(watch, sees_into_folders_that_are_new)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    const char *below = fs_join(&place.arena, place.folder, "data/secret");
    cr_assert_eq(fs_make_dirs(AT_FDCWD, below, 0700, &place.err), 0);
    write_file(&place, "data/secret/2.in");
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_expect_eq(count, 1);
    cr_expect_str_eq(changes[0].path, "data/secret/2.in");
    place_close(&place);
}

Test(watch, ends_when_cancelled)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    EV_FD int cancel = eventfd(1, EFD_CLOEXEC);
    cr_assert_eq(
        watch_wait(place.watch, cancel, &place.arena, &changes, &count, &is_cancelled, &place.err),
        0);
    cr_expect(is_cancelled);
    place_close(&place);
}

Test(watch, a_file_is_no_folder)
{
    struct place place;
    struct watch *watch = NULL;
    place_open(&place);
    write_file(&place, "file");
    const char *folders[] = {fs_join(&place.arena, place.folder, "file")};
    cr_expect_eq(watch_open(folders, 1, &watch, &place.err), -1);
    cr_expect_eq(place.err.kind, ERR_INPUT);
    place_close(&place);
}

Test(watch, a_file_among_others_is_seen_when_written_and_when_replaced)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    watch_close(place.watch);
    write_file(&place, "a.py");
    cr_assert_eq(watch_open(NULL, 0, &place.watch, &place.err), 0);
    cr_assert_eq(
        watch_add_file(place.watch, fs_join(&place.arena, place.folder, "a.py"), &place.err), 0,
        "%s", place.err.msg);
    cr_assert_eq(
        watch_add_file(place.watch, fs_join(&place.arena, place.folder, ".b.py"), &place.err), 0,
        "of the same folder, and whatever its name");
    write_file(&place, "other.py");
    write_file(&place, "data/a.py");
    write_file(&place, ".b.py");
    write_file(&place, "new.py");
    cr_assert_eq(rename(fs_join(&place.arena, place.folder, "new.py"),
                        fs_join(&place.arena, place.folder, "a.py")),
                 0);
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_assert_eq(count, 2);
    cr_expect_str_eq(changes[0].path, ".b.py");
    cr_expect_str_eq(changes[1].path, "a.py");
    place_close(&place);
}

Test(watch, a_file_in_a_watched_folder_does_not_hide_the_others)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    cr_assert_eq(
        watch_add_file(place.watch, fs_join(&place.arena, place.folder, "a.py"), &place.err), 0,
        "%s", place.err.msg);
    write_file(&place, "other.py");
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_assert_eq(count, 1);
    cr_expect_str_eq(changes[0].path, "other.py");
    place_close(&place);
}

Test(watch, what_a_link_leads_to_is_told_as_the_link)
{
    struct place place;
    struct watch_change *changes = NULL;
    size_t count = 0;
    bool is_cancelled = false;
    place_open(&place);
    const char *common = fs_join(&place.arena, place.folder, "data");
    const char *folders[] = {fs_join(&place.arena, place.folder, "own")};
    cr_assert_eq(fs_make_dirs(AT_FDCWD, folders[0], 0700, &place.err), 0);
    watch_close(place.watch);
    cr_assert_eq(watch_open(folders, 1, &place.watch, &place.err), 0, "%s", place.err.msg);
    cr_assert_eq(watch_add_outside(place.watch, 0, "include/lib.h",
                                   fs_join(&place.arena, common, "lib.h"), false, &place.err),
                 0, "%s", place.err.msg);
    write_file(&place, "data/other.h");
    write_file(&place, "data/lib.h");
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_assert_eq(count, 1);
    cr_expect_str_eq(changes[0].path, "include/lib.h");
    cr_expect_eq(changes[0].folder, 0);
    watch_drop_outside(place.watch, 0);
    cr_assert_eq(watch_add_outside(place.watch, 0, "shared", common, true, &place.err), 0);
    write_file(&place, "data/lib.h");
    cr_assert_eq(
        watch_wait(place.watch, -1, &place.arena, &changes, &count, &is_cancelled, &place.err), 0);
    cr_assert_eq(count, 1);
    cr_expect_str_eq(changes[0].path, "shared/lib.h");
    place_close(&place);
}

Test(watch, editors_leave_noise)
{
    cr_expect(watch_is_noise(".a.swp"));
    cr_expect(watch_is_noise("a.py~"));
    cr_expect(watch_is_noise("__pycache__"));
    cr_expect(watch_is_noise("4913"));
    cr_expect_not(watch_is_noise("1.in"));
}
