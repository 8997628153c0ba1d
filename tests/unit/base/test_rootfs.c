/* Root file systems out of tars and OCI image layouts, honest and otherwise. */
#include <sys/utsname.h>

#include "base/hash.h"
#include "base/rootfs.h"
#include "unit/base/pack.h"
#include "unit/base/room.h"

static void write_bytes(struct room *room, const char *name, const struct str *bytes)
{
    cr_assert_eq(fs_write_atomic(room->fd, name, str_text(bytes), bytes->count, 0600, &room->err),
                 0, "%s", room->err.msg);
}

/* Of the file or folder `name` into room/in. */
static int unpack(struct room *room, const char *name)
{
    cr_assert_eq(fs_remove_tree(room->fd, "in", &room->err), 0);
    cr_assert_eq(mkdirat(room->fd, "in", 0700), 0);
    room->err = (struct err){0};
    EV_FD int in = openat(room->fd, "in", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return rootfs_unpack(fs_join(&room->arena, room->path, name), in, &room->err);
}

static int unpack_tar(struct room *room, struct str *tar)
{
    tar_end(tar);
    write_bytes(room, "a.tar", tar);
    return unpack(room, "a.tar");
}

static mode_t mode_of(const struct room *room, const char *path)
{
    struct stat status = {0};
    return fstatat(room->fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode : 0;
}

static void expect_text(struct room *room, const char *path, const char *text)
{
    EV_STR struct str found = {0};
    cr_expect_eq(fs_read(room->fd, path, 100, &found, &room->err), 0, "%s", room->err.msg);
    cr_expect_str_eq(str_text(&found), text, "%s", path);
}

#define EXPECT_REFUSED(room, result, part)                                                         \
    do {                                                                                           \
        cr_expect_eq(result, -1, "%s", part);                                                      \
        cr_expect_eq((room)->err.kind, ERR_INPUT, "%s: %s", part, (room)->err.msg);                \
        EXPECT_CONTAINS((room)->err.msg, part);                                                    \
    } while (0)

Test(rootfs, what_a_root_holds_comes_out_for_everybody_to_read)
{
    ROOM;
    EV_STR struct str tar = {0};
    umask(077);
    tar_header(&tar, '5', "./", "", 0700, 0);
    tar_file(&tar, "usr/bin/tool", "x", 04711);
    tar_file(&tar, "etc/secret", "s", 0600);
    tar_header(&tar, '2', "bin", "usr/bin", 0777, 0);
    tar_header(&tar, '2', "usr/bin/cc", "/etc/alternatives/cc", 0777, 0);
    tar_header(&tar, '1', "usr/bin/twin", "usr/bin/tool", 0755, 0);
    tar_header(&tar, '3', "dev/null", "", 0666, 0);
    tar_header(&tar, '6', "run/pipe", "", 0666, 0);
    cr_assert_eq(unpack_tar(&room, &tar), 0, "%s", room.err.msg);
    cr_expect_eq(mode_of(&room, "in/root"), S_IFDIR | 0755);
    cr_expect_eq(mode_of(&room, "in/root/usr"), S_IFDIR | 0755);
    cr_expect_eq(mode_of(&room, "in/root/usr/bin/tool"), S_IFREG | 0755);
    cr_expect_eq(mode_of(&room, "in/root/usr/bin/twin"), S_IFREG | 0755);
    cr_expect_eq(mode_of(&room, "in/root/etc/secret"), S_IFREG | 0644);
    cr_expect(S_ISLNK(mode_of(&room, "in/root/usr/bin/cc")));
    cr_expect_eq(mode_of(&room, "in/root/dev/null"), 0, "devices are passed over");
    cr_expect_eq(mode_of(&room, "in/root/run/pipe"), 0, "FIFOs too");
}

Test(rootfs, entries_go_through_links_and_stay_below)
{
    ROOM;
    EV_STR struct str tar = {0};
    tar_header(&tar, '5', "usr/lib/", "", 0755, 0);
    tar_header(&tar, '2', "lib", "/usr/lib", 0777, 0);
    tar_file(&tar, "lib/inside", "1", 0644);
    tar_header(&tar, '2', "up", "../../../..", 0777, 0);
    tar_file(&tar, "up/still-inside", "2", 0644);
    tar_header(&tar, '2', "passwd", "/etc/passwd", 0777, 0);
    tar_file(&tar, "passwd", "3", 0644);
    cr_assert_eq(unpack_tar(&room, &tar), 0, "%s", room.err.msg);
    expect_text(&room, "in/root/usr/lib/inside", "1");
    expect_text(&room, "in/root/still-inside", "2");
    expect_text(&room, "in/root/passwd", "3");
    cr_expect(S_ISREG(mode_of(&room, "in/root/passwd")), "the link is replaced, not followed");
}

Test(rootfs, names_that_lead_out_are_refused)
{
    static const struct {
        char type;
        const char *name, *link, *part;
    } rows[] = {
        {'0', "/etc/passwd", "", "an absolute path"},
        {'0', "../out", "", "'..' in the path"},
        {'0', "a/../../out", "", "'..' in the path"},
        {'1', "twin", "../out", "'..' in the path"},
        {'1', "twin", "/etc/passwd", "an absolute path"},
        {'1', "twin", "nowhere", "no earlier file"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        ROOM;
        EV_STR struct str tar = {0};
        tar_header(&tar, rows[i].type, rows[i].name, rows[i].link, 0644, 0);
        EXPECT_REFUSED(&room, unpack_tar(&room, &tar), rows[i].part);
    }
}

Test(rootfs, a_hard_link_does_not_follow_a_link)
{
    ROOM;
    EV_STR struct str tar = {0};
    tar_header(&tar, '2', "shadow", "/etc/passwd", 0777, 0);
    tar_header(&tar, '1', "twin", "shadow", 0644, 0);
    cr_assert_eq(unpack_tar(&room, &tar), 0, "%s", room.err.msg);
    cr_expect(S_ISLNK(mode_of(&room, "in/root/twin")));
}

Test(rootfs, a_folder_behind_a_link_to_nothing_is_refused)
{
    ROOM;
    EV_STR struct str tar = {0};
    tar_header(&tar, '2', "gone", "nowhere", 0777, 0);
    tar_file(&tar, "gone/file", "x", 0644);
    cr_expect_eq(unpack_tar(&room, &tar), -1);
    EXPECT_CONTAINS(room.err.msg, "gone/file");
}

Test(rootfs, a_bomb_is_refused)
{
    ROOM;
    EV_STR struct str tar = {0}, bomb = {0};
    tar_header(&tar, '0', "zeros", "", 0644, UINT64_C(4) << 30);
    zstd_bomb(&bomb, str_text(&tar), tar.count, 32768);
    write_bytes(&room, "a.tar.zst", &bomb);
    EXPECT_REFUSED(&room, unpack(&room, "a.tar.zst"), "1,000 times the packed size");
}

Test(rootfs, what_is_no_archive_is_refused)
{
    ROOM;
    room_write(&room, "a.tar", "hello, this is no archive");
    EXPECT_REFUSED(&room, unpack(&room, "a.tar"), "a.tar");
    cr_expect_eq(unpack(&room, "missing.tar"), -1);
    EXPECT_CONTAINS(room.err.msg, "missing.tar");
}

Test(rootfs, the_digest_is_of_what_it_is_made_of)
{
    ROOM;
    char first[HASH_HEX_BYTES], again[HASH_HEX_BYTES], other[HASH_HEX_BYTES];
    room_write(&room, "a.tar", "one");
    room_write(&room, "b.tar", "one");
    room_write(&room, "c.tar", "two");
    const char *names[] = {"a.tar", "b.tar", "c.tar"};
    char *digests[] = {first, again, other};
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(
            rootfs_digest(fs_join(&room.arena, room.path, names[i]), digests[i], &room.err), 0);
    cr_expect_str_eq(first, again);
    cr_expect_str_neq(first, other);
}

/* ---- OCI image layouts ---- */

static const char *digest_of(struct room *room, const struct str *bytes)
{
    char *hex = arena_alloc(&room->arena, HASH_HEX_BYTES);
    struct hash *hash = NULL;
    cr_assert_eq(hash_open(&hash, &room->err), 0, "%s", room->err.msg);
    hash_add(hash, str_text(bytes), bytes->count);
    hash_finish(hash, hex);
    hash_close(hash);
    return hex;
}

/* Returns its digest. */
static const char *write_blob(struct room *room, const struct str *bytes)
{
    const char *hex = digest_of(room, bytes);
    write_bytes(room, arena_printf(&room->arena, "image/blobs/sha256/%s", hex), bytes);
    return hex;
}

static const char *architecture(void)
{
    static struct utsname host;
    cr_assert_eq(uname(&host), 0);
    return strcmp(host.machine, "x86_64") == 0    ? "amd64"
           : strcmp(host.machine, "aarch64") == 0 ? "arm64"
                                                  : host.machine;
}

static void begin_image(struct room *room)
{
    cr_assert_eq(fs_make_dirs(room->fd, "image/blobs/sha256", 0755, &room->err), 0);
    room_write(room, "image/oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}");
}

/* An index that holds an image of another machine too, and the one of these layers by way of a
 * further index. */
static void end_image(struct room *room, const char *const *layers, size_t count)
{
    EV_STR struct str manifest = {0}, inner = {0}, outer = {0};
    str_add(&manifest, "{\"schemaVersion\": 2, \"layers\": [");
    for (size_t i = 0; i < count; i++)
        str_printf(&manifest, "%s{\"digest\": \"sha256:%s\"}", i ? ", " : "", layers[i]);
    str_add(&manifest, "]}");
    const char *own = write_blob(room, &manifest);
    str_printf(&inner,
               "{\"manifests\": [{\"digest\": \"sha256:%064d\", \"platform\": {\"architecture\": "
               "\"pdp11\", \"os\": \"linux\"}}, {\"digest\": \"sha256:%s\", \"platform\": "
               "{\"architecture\": \"%s\", \"os\": \"linux\"}}]}",
               0, own, architecture());
    str_printf(&outer, "{\"manifests\": [{\"digest\": \"sha256:%s\"}]}", write_blob(room, &inner));
    write_bytes(room, "image/index.json", &outer);
}

static const char *write_layer(struct room *room, struct str *tar)
{
    tar_end(tar);
    return write_blob(room, tar);
}

static void make_image(struct room *room)
{
    EV_STR struct str lower = {0}, upper = {0};
    const char *layers[2];
    begin_image(room);
    tar_file(&lower, "etc/gone", "x", 0644);
    tar_file(&lower, "etc/kept", "lower", 0644);
    tar_file(&lower, "etc/changed", "lower", 0644);
    tar_file(&lower, "opt/emptied/old", "x", 0644);
    tar_file(&lower, "var/tree/deep/file", "x", 0644);
    tar_header(&lower, '2', "place", "etc", 0777, 0);
    layers[0] = write_layer(room, &lower);
    tar_file(&upper, "opt/emptied/new", "upper", 0644);
    tar_file(&upper, "opt/emptied/.wh..wh..opq", "", 0644);
    tar_file(&upper, "etc/.wh.gone", "", 0644);
    tar_file(&upper, "etc/changed", "upper", 0644);
    tar_file(&upper, "var/.wh.tree", "", 0644);
    tar_file(&upper, "place/file", "a folder now", 0644);
    tar_file(&upper, ".wh.place", "", 0644);
    layers[1] = write_layer(room, &upper);
    end_image(room, layers, 2);
}

static void expect_image(struct room *room)
{
    expect_text(room, "in/root/etc/kept", "lower");
    expect_text(room, "in/root/etc/changed", "upper");
    expect_text(room, "in/root/opt/emptied/new", "upper");
    expect_text(room, "in/root/place/file", "a folder now");
    static const char *const gone[] = {"etc/gone",     "opt/emptied/old",          "var/tree",
                                       "etc/.wh.gone", "opt/emptied/.wh..wh..opq", "etc/file"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(gone); i++)
        cr_expect_eq(mode_of(room, fs_join(&room->arena, "in/root", gone[i])), 0, "%s", gone[i]);
    cr_expect(S_ISDIR(mode_of(room, "in/root/var")));
}

Test(rootfs, layers_lie_over_one_another_and_whiteouts_remove)
{
    ROOM;
    make_image(&room);
    cr_assert_eq(unpack(&room, "image"), 0, "%s", room.err.msg);
    expect_image(&room);
}

Test(rootfs, a_layout_may_be_in_a_tar)
{
    ROOM;
    EV_STR struct str tar = {0}, blob = {0};
    const char **names = NULL;
    size_t count = 0;
    make_image(&room);
    static const char *const files[] = {"oci-layout", "index.json"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        cr_assert_eq(
            fs_read(room.fd, fs_join(&room.arena, "image", files[i]), 1 << 20, &blob, &room.err),
            0);
        tar_header(&tar, '0', files[i], "", 0644, blob.count);
        tar_data(&tar, str_text(&blob), blob.count);
    }
    cr_assert_eq(
        fs_list(room.fd, "image/blobs/sha256", 100, &room.arena, &names, &count, &room.err), 0);
    for (size_t i = 0; i < count; i++) {
        const char *name = fs_join(&room.arena, "blobs/sha256", names[i]);
        cr_assert_eq(
            fs_read(room.fd, fs_join(&room.arena, "image", name), 1 << 20, &blob, &room.err), 0);
        tar_header(&tar, '0', name, "", 0644, blob.count);
        tar_data(&tar, str_text(&blob), blob.count);
    }
    cr_assert_eq(unpack_tar(&room, &tar), 0, "%s", room.err.msg);
    expect_image(&room);
    cr_expect_eq(mode_of(&room, "in/layout"), 0, "what is not needed any more goes");
}

Test(rootfs, a_blob_that_is_not_what_its_digest_says_is_refused)
{
    ROOM;
    EV_STR struct str layer = {0}, other = {0};
    begin_image(&room);
    tar_file(&layer, "file", "x", 0644);
    const char *layers[] = {write_layer(&room, &layer)};
    end_image(&room, layers, 1);
    tar_file(&other, "file", "y", 0644);
    tar_end(&other);
    write_bytes(&room, arena_printf(&room.arena, "image/blobs/sha256/%s", layers[0]), &other);
    EXPECT_REFUSED(&room, unpack(&room, "image"), "damaged: its digest is");
}

Test(rootfs, a_digest_is_no_path)
{
    static const char *const digests[] = {"sha256:../../../../etc/passwd", "sha256:", "md5:00", ""};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(digests); i++) {
        ROOM;
        begin_image(&room);
        room_write(
            &room, "image/index.json",
            arena_printf(&room.arena, "{\"manifests\": [{\"digest\": \"%s\"}]}", digests[i]));
        EXPECT_REFUSED(&room, unpack(&room, "image"), "is no digest");
    }
}

Test(rootfs, a_blob_behind_a_link_is_refused)
{
    ROOM;
    EV_STR struct str layer = {0};
    begin_image(&room);
    tar_file(&layer, "file", "x", 0644);
    const char *layers[] = {write_layer(&room, &layer)};
    end_image(&room, layers, 1);
    const char *blob = arena_printf(&room.arena, "image/blobs/sha256/%s", layers[0]);
    cr_assert_eq(renameat(room.fd, blob, room.fd, "outside"), 0);
    cr_assert_eq(symlinkat("../../../outside", room.fd, blob), 0);
    cr_expect_eq(unpack(&room, "image"), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
}

Test(rootfs, an_image_of_another_machine_is_refused)
{
    ROOM;
    begin_image(&room);
    room_write(&room, "image/index.json",
               "{\"manifests\": [{\"digest\": \"sha256:00\", \"platform\": {\"architecture\": "
               "\"pdp11\", \"os\": \"linux\"}}]}");
    EXPECT_REFUSED(&room, unpack(&room, "image"), "no image for linux/");
}

Test(rootfs, a_layout_is_no_plain_folder)
{
    ROOM;
    begin_image(&room);
    cr_assert_eq(mkdirat(room.fd, "plain", 0755), 0);
    cr_expect_not(rootfs_is_plain_folder(fs_join(&room.arena, room.path, "image")));
    cr_expect(rootfs_is_plain_folder(fs_join(&room.arena, room.path, "plain")));
    cr_expect_not(rootfs_is_plain_folder(fs_join(&room.arena, room.path, "image/oci-layout")));
    cr_expect_not(rootfs_is_plain_folder(fs_join(&room.arena, room.path, "nothing")));
}
