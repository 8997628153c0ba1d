#include <errno.h>
#include <locale.h>

#include "base/archive.h"
#include "unit/base/pack.h"
#include "unit/base/room.h"

/* Unpacks the bytes, as a file of that name, into room/in. */
static int unpack_as(struct room *room, const char *name, const struct str *bytes)
{
    cr_assert_not(bytes->is_cut);
    cr_assert_eq(fs_write_atomic(room->fd, name, str_text(bytes), bytes->count, 0600, &room->err),
                 0);
    cr_assert_eq(fs_remove_tree(room->fd, "in", &room->err), 0);
    cr_assert_eq(mkdirat(room->fd, "in", 0700), 0);
    room->err = (struct err){0};
    EV_FD int in = openat(room->fd, "in", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return archive_unpack(fs_join(&room->arena, room->path, name), in, &room->err);
}

static int unpack(struct room *room, struct str *tar)
{
    tar_end(tar);
    return unpack_as(room, "a.tar", tar);
}

#define EXPECT_REFUSED(room, result, part)                                                         \
    do {                                                                                           \
        cr_expect_eq(result, -1, "%s", part);                                                      \
        cr_expect_eq((room)->err.kind, ERR_INPUT, "%s: %s", part, (room)->err.msg);                \
        EXPECT_CONTAINS((room)->err.msg, part);                                                    \
    } while (0)

static mode_t mode_of(const struct room *room, const char *path)
{
    struct stat status = {0};
    cr_expect_eq(fstatat(room->fd, path, &status, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
    return status.st_mode;
}

Test(archive, is_told_by_its_name)
{
    static const struct {
        const char *path;
        bool is_one;
    } rows[] = {
        {"p.zip", true},      {"a/b.kpp", true},  {"p.tar", true},     {"p.tar.gz", true},
        {"p.tgz", true},      {"p.tar.xz", true}, {"p.tar.bz2", true}, {"p.tar.zst", true},
        {"P.ZIP", true},      {"p.gz", false},    {"zip", false},      {".zip", false},
        {"p.zip.txt", false}, {"", false},        {"p.zip/x", false},  {"p.tar.", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(archive_is_named_like_one(rows[i].path), rows[i].is_one, "%s", rows[i].path);
}

Test(archive, files_folders_and_modes_come_out)
{
    ROOM;
    EV_STR struct str tar = {0};
    EV_STR struct str text = {0};
    tar_header(&tar, '5', "./", "", 0755, 0);
    tar_header(&tar, '5', "p/", "", 0700, 0);
    tar_header(&tar, '5', "p/", "", 0700, 0);
    tar_file(&tar, "p/plain", "hello", 0600);
    tar_file(&tar, "./p//program", "x", 06711);
    tar_file(&tar, "made/by/itself", "deep", 0644);
    umask(077);
    cr_assert_eq(unpack(&room, &tar), 0, "%s", room.err.msg);
    cr_expect_eq(mode_of(&room, "in/p/plain"), S_IFREG | 0644);
    cr_expect_eq(mode_of(&room, "in/p/program"), S_IFREG | 0755);
    cr_assert_eq(fs_read(room.fd, "in/made/by/itself", 10, &text, &room.err), 0);
    cr_expect_str_eq(str_text(&text), "deep");
}

Test(archive, names_are_kept_byte_for_byte_in_any_locale)
{
    static const char *const locales[] = {"C", "C.UTF-8"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(locales); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        EV_STR struct str zip = {0};
        cr_assert_not_null(setlocale(LC_ALL, locales[i]));
        tar_file(&tar, "\xc3\xa4\xe2\x82\xac", "x", 0644);
        tar_file(&tar, "latin\xe4", "x", 0644);
        zip_single(&zip, "\xc3\xa4", "x", S_IFREG | 0644, zip_sum("x", 1));
        cr_expect_eq(unpack(&room, &tar), 0, "%s: %s", locales[i], room.err.msg);
        cr_expect(fs_exists(room.fd, "in/\xc3\xa4\xe2\x82\xac"), "%s", locales[i]);
        cr_expect(fs_exists(room.fd, "in/latin\xe4"), "%s", locales[i]);
        cr_expect_eq(unpack_as(&room, "a.zip", &zip), 0, "%s: %s", locales[i], room.err.msg);
        cr_expect(fs_exists(room.fd, "in/\xc3\xa4"), "%s", locales[i]);
    }
}

Test(archive, paths_that_lead_out_are_refused)
{
    static const struct {
        const char *name, *cause;
    } rows[] = {
        {"../evil", "entry '../evil': '..' in the path"},
        {"a/../../evil", "entry 'a/../../evil': '..' in the path"},
        {"a/..", "'..' in the path"},
        {"..", "'..' in the path"},
        {"./../evil", "'..' in the path"},
        {"/tmp/evil", "entry '/tmp/evil': an absolute path"},
        {"//evil", "an absolute path"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        tar_file(&tar, rows[i].name, "evil", 0644);
        int result = unpack(&room, &tar);
        EXPECT_REFUSED(&room, result, rows[i].cause);
        cr_expect_not(fs_exists(room.fd, "evil"), "%s", rows[i].name);
    }
}

Test(archive, folders_that_lead_out_are_refused)
{
    ROOM;
    EV_STR struct str tar = {0};
    tar_header(&tar, '5', "../evil/", "", 0755, 0);
    int result = unpack(&room, &tar);
    EXPECT_REFUSED(&room, result, "'..' in the path");
    cr_expect_not(fs_exists(room.fd, "evil"));
}

Test(archive, links_inside_are_made)
{
    ROOM;
    EV_STR struct str tar = {0};
    EV_STR struct str text = {0};
    tar_header(&tar, '2', "early", "p/data/../f", 0777, 0);
    tar_header(&tar, '2', "p/data/up", "../f", 0777, 0);
    tar_header(&tar, '2', "self", ".", 0777, 0);
    tar_file(&tar, "p/f", "hello", 0644);
    cr_assert_eq(unpack(&room, &tar), 0, "%s", room.err.msg);
    cr_assert_eq(fs_read(room.fd, "in/early", 10, &text, &room.err), 0, "%s", room.err.msg);
    cr_expect_str_eq(str_text(&text), "hello");
    cr_expect_eq(mode_of(&room, "in/p/data/up") & S_IFMT, S_IFLNK);
}

Test(archive, links_that_lead_out_are_refused_and_removed)
{
    static const struct {
        const char *label, *target, *cause;
    } rows[] = {
        {"parent", "../secret", "entry 'link': a link that leads out"},
        {"deep", "a/b/../../../secret", "a link that leads out"},
        {"absolute", "/etc/passwd", "a link to an absolute path"},
        {"through another", "a/b/top/../secret", "a link that leads out"},
        {"itself", "link", "a link that leads to nothing"},
        {"nothing", "absent", "a link that leads to nothing"},
        {"empty", "", "link"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        room_write(&room, "secret", "x");
        tar_header(&tar, '5', "a/b/", "", 0755, 0);
        tar_header(&tar, '2', "a/b/top", "../..", 0777, 0);
        tar_header(&tar, '2', "link", rows[i].target, 0777, 0);
        int result = unpack(&room, &tar);
        EXPECT_REFUSED(&room, result, rows[i].cause);
        struct stat status;
        cr_expect_eq(fstatat(room.fd, "in/link", &status, AT_SYMLINK_NOFOLLOW), -1, "%s",
                     rows[i].label);
        cr_expect_eq(fstatat(room.fd, "in/a/b/top", &status, AT_SYMLINK_NOFOLLOW), -1, "%s",
                     rows[i].label);
    }
}

Test(archive, nothing_is_written_through_a_link)
{
    ROOM;
    EV_STR struct str tar = {0};
    cr_assert_eq(mkdirat(room.fd, "outside", 0700), 0);
    tar_header(&tar, '2', "d", "../outside", 0777, 0);
    tar_file(&tar, "d/evil", "evil", 0644);
    int result = unpack(&room, &tar);
    EXPECT_REFUSED(&room, result, "entry 'd': it is there twice");
    cr_expect_not(fs_exists(room.fd, "outside/evil"));
}

Test(archive, hard_links_to_earlier_files_are_made)
{
    ROOM;
    EV_STR struct str tar = {0};
    EV_STR struct str text = {0};
    tar_file(&tar, "f", "hello", 0644);
    tar_header(&tar, '1', "d/hard", "./f", 0644, 0);
    cr_assert_eq(unpack(&room, &tar), 0, "%s", room.err.msg);
    cr_assert_eq(fs_read(room.fd, "in/d/hard", 10, &text, &room.err), 0, "%s", room.err.msg);
    cr_expect_str_eq(str_text(&text), "hello");
}

Test(archive, hard_links_out_are_refused)
{
    static const struct {
        const char *target, *cause;
    } rows[] = {
        {"../secret", "'..' in the path"},
        {"/etc/passwd", "an absolute path"},
        {"absent", "a hard link to no earlier file"},
        {"folder", "a hard link to no earlier file"},
        {"link", "a hard link to no earlier file"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        room_write(&room, "secret", "x");
        tar_header(&tar, '5', "folder/", "", 0755, 0);
        tar_header(&tar, '2', "link", "../secret", 0777, 0);
        tar_header(&tar, '1', "hard", rows[i].target, 0644, 0);
        int result = unpack(&room, &tar);
        EXPECT_REFUSED(&room, result, rows[i].cause);
        EXPECT_CONTAINS(room.err.msg, "hard");
        cr_expect_not(fs_exists(room.fd, "in/hard"), "%s", rows[i].target);
    }
}

Test(archive, devices_and_fifos_are_refused)
{
    static const char types[] = {'3', '4', '6'};
    for (size_t i = 0; i < sizeof(types); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        tar_header(&tar, types[i], "strange", "", 0666, 0);
        int result = unpack(&room, &tar);
        EXPECT_REFUSED(&room, result, "entry 'strange': neither a file, nor a folder, nor a link");
        cr_expect_not(fs_exists(room.fd, "in/strange"));
    }
}

Test(archive, a_name_that_is_there_twice_is_refused)
{
    ROOM;
    EV_STR struct str tar = {0};
    tar_file(&tar, "f", "one", 0644);
    tar_file(&tar, "./f", "two", 0644);
    int result = unpack(&room, &tar);
    EXPECT_REFUSED(&room, result, "entry 'f': it is there twice");
    EV_STR struct str below = {0};
    tar_file(&below, "f", "one", 0644);
    tar_file(&below, "f/g", "two", 0644);
    result = unpack(&room, &below);
    EXPECT_REFUSED(&room, result, "entry 'f/g'");
}

/* `depth` folders of one letter, then the file. */
static void add_deep(struct str *tar, size_t depth)
{
    EV_STR struct str name = {0};
    for (size_t i = 0; i < depth; i++)
        str_add(&name, "d/");
    str_add(&name, "f");
    tar_long_name(tar, str_text(&name));
    tar_file(tar, "f", "x", 0644);
}

Test(archive, depth_ends_at_64)
{
    ROOM;
    EV_STR struct str good = {0};
    EV_STR struct str bad = {0};
    add_deep(&good, 63);
    cr_expect_eq(unpack(&room, &good), 0, "%s", room.err.msg);
    add_deep(&bad, 64);
    int result = unpack(&room, &bad);
    EXPECT_REFUSED(&room, result, "deeper than 64 folders");
}

Test(archive, paths_end_at_1024_bytes)
{
    for (size_t length = 1024; length <= 1025; length++) {
        ROOM;
        EV_STR struct str tar = {0};
        EV_STR struct str name = {0};
        while (name.count + 101 < length)
            str_printf(&name, "%0100d/", 7);
        while (name.count < length)
            str_add_char(&name, 'f');
        tar_long_name(&tar, str_text(&name));
        tar_file(&tar, "f", "x", 0644);
        int result = unpack(&room, &tar);
        if (length == 1024)
            cr_expect_eq(result, 0, "%s", room.err.msg);
        else
            EXPECT_REFUSED(&room, result, "a path of more than 1,024 bytes");
    }
}

Test(archive, a_million_entries_are_refused, .timeout = 120)
{
    static const struct {
        const char *label;
        char type;
    } rows[] = {{"folders", '5'}, {"links", '2'}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str header = {0};
        EV_STR struct str gzip = {0};
        tar_header(&header, rows[i].type, "same", "target", 0755, 0);
        gzip_repeated(&gzip, str_text(&header), 1000000);
        int result = unpack_as(&room, "a.tar.gz", &gzip);
        EXPECT_REFUSED(&room, result, "entry 'same': more than 200000 entries");
    }
}

/* A file of many zeros: 64 MiB and a little are allowed whatever the packed size, not 100 MiB. */
static int unpack_zeros(struct room *room, size_t mebibytes)
{
    EV_STR struct str tar = {0};
    EV_STR struct str zstd = {0};
    tar_header(&tar, '0', "zeros", "", 0644, (uint64_t)mebibytes << 20);
    zstd_bomb(&zstd, str_text(&tar), tar.count, mebibytes * 8 + 1);
    return unpack_as(room, "a.tar.zst", &zstd);
}

Test(archive, a_bomb_is_refused_before_it_goes_off, .timeout = 120)
{
    ROOM;
    struct stat status;
    cr_expect_eq(unpack_zeros(&room, 63), 0, "%s", room.err.msg);
    int result = unpack_zeros(&room, 8000);
    EXPECT_REFUSED(&room, result, "entry 'zeros': more than 1,000 times the packed size");
    cr_assert_eq(fstatat(room.fd, "in/zeros", &status, 0), 0);
    cr_expect_leq(status.st_size, 600 << 20);
}

Test(archive, zip_keeps_modes_and_links)
{
    ROOM;
    EV_STR struct str program = {0};
    zip_single(&program, "run", "x", S_IFREG | 0711, zip_sum("x", 1));
    cr_assert_eq(unpack_as(&room, "a.kpp", &program), 0, "%s", room.err.msg);
    cr_expect_eq(mode_of(&room, "in/run"), S_IFREG | 0755);
    EV_STR struct str link = {0};
    zip_single(&link, "link", ".", S_IFLNK | 0777, zip_sum(".", 1));
    cr_assert_eq(unpack_as(&room, "a.zip", &link), 0, "%s", room.err.msg);
    cr_expect_eq(mode_of(&room, "in/link") & S_IFMT, S_IFLNK);
}

Test(archive, zip_is_held_to_the_same_rules)
{
    static const struct {
        const char *label, *name, *text;
        unsigned mode;
        const char *cause;
    } rows[] = {
        {"parent", "../evil", "x", S_IFREG | 0644, "'..' in the path"},
        {"absolute", "/evil", "x", S_IFREG | 0644, "an absolute path"},
        {"link out", "link", "../../etc", S_IFLNK | 0777, "a link that leads out"},
        {"absolute link", "link", "/etc", S_IFLNK | 0777, "a link to an absolute path"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str zip = {0};
        zip_single(&zip, rows[i].name, rows[i].text, rows[i].mode,
                   zip_sum(rows[i].text, strlen(rows[i].text)));
        int result = unpack_as(&room, "a.zip", &zip);
        EXPECT_REFUSED(&room, result, rows[i].cause);
    }
}

Test(archive, damage_is_told)
{
    ROOM;
    EV_STR struct str zip = {0};
    zip_single(&zip, "f", "text", S_IFREG | 0644, 12345);
    int result = unpack_as(&room, "a.zip", &zip);
    EXPECT_REFUSED(&room, result, "archive: a.zip: entry 'f': ");
    EV_STR struct str tar = {0};
    tar_header(&tar, '0', "cut", "", 0644, 5000);
    str_add(&tar, "only this");
    result = unpack_as(&room, "a.tar", &tar);
    EXPECT_REFUSED(&room, result, "archive: a.tar: entry 'cut': ");
    EV_STR struct str text = {0};
    str_add(&text, "this is not an archive at all");
    result = unpack_as(&room, "a.tar.gz", &text);
    EXPECT_REFUSED(&room, result, "archive: a.tar.gz: ");
}

Test(archive, only_a_regular_file_is_opened)
{
    ROOM;
    cr_expect_eq(archive_unpack(room.path, room.fd, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
    cr_expect_eq(archive_unpack("/nonexistent.zip", room.fd, &room.err), -1);
    cr_expect_eq(room.err.sys_errno, ENOENT);
}
