/* Fuzz target of OCI image layouts. An input is the files of a layout, with a line %% between them:
 * index.json first, the others are blobs. @1, @2, ... in a file is the digest of the blob of that
 * number, if it comes later: so what is changed still fits together. Whatever the files, nothing is
 * made beside the folder, and all that is in it are files, folders and links without special bits.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/rootfs.h"
#include "base/str.h"
#include "room.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { FILES_MOST = 9 };

static const char between[] = "\n%%\n";

struct file {
    const char *bytes;
    size_t count;
    char digest[HASH_HEX_BYTES]; /* "": not yet known */
};

static size_t split(const char *bytes, size_t count, struct file files[FILES_MOST])
{
    size_t found = 0;
    for (const char *end = bytes + count; found < FILES_MOST; found++) {
        size_t left = (size_t)(end - bytes);
        const char *mark = memmem(bytes, left, between, sizeof(between) - 1);
        files[found] = (struct file){.bytes = bytes, .count = mark ? (size_t)(mark - bytes) : left};
        if (!mark)
            return found + 1;
        bytes = mark + sizeof(between) - 1;
    }
    return found;
}

static void add_with_digests(const struct file *file, const struct file files[FILES_MOST],
                             struct str *out)
{
    for (size_t i = 0; i < file->count; i++) {
        unsigned blob = i + 1 < file->count ? (unsigned)(file->bytes[i + 1] - '0') : FILES_MOST;
        if (file->bytes[i] == '@' && blob < FILES_MOST && files[blob].digest[0] != '\0') {
            str_printf(out, "sha256:%s", files[blob].digest);
            i++;
        } else {
            str_add_char(out, file->bytes[i]);
        }
    }
}

static void find_digest(const struct str *text, char digest_out[HASH_HEX_BYTES])
{
    struct hash *hash;
    struct err err;
    require(hash_open(&hash, &err) == 0);
    hash_add(hash, str_text(text), text->count);
    hash_finish(hash, digest_out);
    hash_close(hash);
}

/* The last file first: the others may name it. */
static void write_layout(struct arena *arena, int dir_fd, struct file files[FILES_MOST],
                         size_t count)
{
    struct err err;
    require(fs_make_dirs(dir_fd, "blobs/sha256", 0755, &err) == 0);
    require(fs_write_new(dir_fd, "oci-layout", "{}", 2, 0644, &err) == 0);
    for (size_t i = count; i-- > 0;) {
        EV_STR struct str text = {0};
        add_with_digests(&files[i], files, &text);
        find_digest(&text, files[i].digest);
        const char *path =
            i > 0 ? arena_printf(arena, "blobs/sha256/%s", files[i].digest) : "index.json";
        require(fs_exists(dir_fd, path) || /* the same blob twice */
                fs_write_new(dir_fd, path, str_text(&text), text.count, 0644, &err) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct err err = {0};
    struct file files[FILES_MOST] = {{.count = 0}};
    const char *layout, *room;
    char digest[HASH_HEX_BYTES];
    require(fs_make_temporary("evalx-fuzz", &arena, &layout, &err) == 0);
    int layout_fd = open(layout, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(layout_fd >= 0);
    write_layout(&arena, layout_fd, files, split((const char *)bytes, count, files));
    (void)close(layout_fd);
    require(!rootfs_is_plain_folder(layout));
    require(rootfs_digest(layout, digest, &err) == 0);
    int fd = make_room(&arena, &room);
    require(rootfs_unpack(layout, fd, &err) == 0 || err.kind == ERR_INPUT);
    leave_room(&arena, room, fd);
    require(fs_remove_tree(AT_FDCWD, layout, &err) == 0);
    arena_done(&arena);
    return 0;
}
