/* root: the file system that a language's programs see, where it is not the host's. A folder is
 * used as it is; an archive or OCI image layout is unpacked into the cache, once for all
 * processes, and known by its digest, which is found again by what stat(2) says of the file. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/rootfs.h"
#include "cache/cache.h"
#include "judge/internal.h"

/* What this process has seen already. It stays where it is: boxes hold its path. */
struct root {
    struct root *next;
    const char *named;    /* as langs.yaml has it */
    const char *path;     /* folder */
    const char *identity; /* digest, or path */
    struct cache_root held;
    struct arena arena;
};

/* --fresh is about results: a root is the same whenever it was unpacked. */
static struct cache *cache_of(struct judge *judge)
{
    if (judge->cache)
        return judge->cache;
    if (!judge->root_cache) {
        struct cache_options options = {.most_bytes = judge->options->cache_bytes};
        judge->root_cache = cache_open(&options);
    }
    return judge->root_cache;
}

/* Everything that changes when the file does; of a layout, that is its index. */
static int describe(const char *path, struct str *out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct stat info;
    bool is_folder = fs_is_directory(AT_FDCWD, path);
    const char *file = is_folder ? fs_join(&arena, path, "index.json") : path;
    if (stat(file, &info) != 0)
        return err_sys(err, ERR_INPUT, "root: %s", file);
    str_printf(out, "%s %llu %llu %lld %lld.%09ld %lld.%09ld", file,
               (unsigned long long)info.st_dev, (unsigned long long)info.st_ino,
               (long long)info.st_size, (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
               (long long)info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
    return 0;
}

static int find_digest(struct judge *judge, const char *path, char hex_out[HASH_HEX_BYTES],
                       struct err *err)
{
    EV_STR struct str description = {0};
    char key[HASH_HEX_BYTES];
    struct cache_value known;
    if (describe(path, &description, err) != 0 ||
        key_of_text(judge, "root", str_text(&description), key, err) != 0)
        return -1;
    if (cache_look(judge->cache, CACHE_IDENTITY, key, &known)) {
        bool is_whole = known.count == HASH_HEX_BYTES;
        if (is_whole)
            memcpy(hex_out, known.bytes, HASH_HEX_BYTES);
        cache_value_done(&known);
        if (is_whole)
            return 0;
    }
    if (rootfs_digest(path, hex_out, err) != 0)
        return -1;
    struct iovec piece = {hex_out, HASH_HEX_BYTES};
    cache_put(judge->cache, CACHE_IDENTITY, key, &piece, 1, 0);
    return 0;
}

static int unpack(void *context, int dir_fd, struct err *err)
{
    const struct root *root = context;
    return rootfs_unpack(root->named, dir_fd, err);
}

static int open_archive(struct judge *judge, struct root *root, struct err *err)
{
    char hex[HASH_HEX_BYTES];
    if (find_digest(judge, root->named, hex, err) != 0)
        return -1;
    struct cache_root_maker maker = {unpack, root, judge->options->cancel_fd};
    if (cache_root_open(cache_of(judge), hex, &maker, &root->arena, &root->held, err) != 0)
        return -1;
    root->identity = arena_string(&root->arena, hex);
    root->path = fs_join(&root->arena, root->held.path, "root");
    return 0;
}

static int open_folder(struct root *root, struct err *err)
{
    EV_FREE char *absolute = realpath(root->named, NULL);
    if (!absolute)
        return err_sys(err, ERR_INPUT, "root: %s", root->named);
    root->path = root->identity = arena_string(&root->arena, absolute);
    return 0;
}

static struct root *open_root(struct judge *judge, const char *named, struct err *err)
{
    struct root *root = calloc(1, sizeof(*root));
    if (!root) {
        (void)err_sys(err, ERR_JUDGE, "root: allocate"); /* always -1 */
        return NULL;
    }
    root->named = named;
    root->held.lock_fd = -1;
    int status =
        rootfs_is_plain_folder(named) ? open_folder(root, err) : open_archive(judge, root, err);
    if (status == 0)
        return root;
    arena_done(&root->arena);
    free(root);
    return NULL;
}

int root_find(struct judge *judge, const struct language *language, const char **path_out,
              const char **identity_out, struct err *err)
{
    *path_out = *identity_out = NULL;
    if (!language || !language->root)
        return 0;
    (void)pthread_mutex_lock(&judge->root_lock);
    struct root *root = judge->roots;
    while (root && strcmp(root->named, language->root) != 0)
        root = root->next;
    if (!root) {
        root = open_root(judge, language->root, err);
        if (root) {
            root->next = judge->roots;
            judge->roots = root;
        }
    }
    (void)pthread_mutex_unlock(&judge->root_lock);
    if (!root)
        return -1;
    *path_out = root->path;
    *identity_out = root->identity;
    return 0;
}

void roots_close(struct judge *judge)
{
    while (judge->roots) {
        struct root *next = judge->roots->next;
        cache_root_close(&judge->roots->held);
        arena_done(&judge->roots->arena);
        free(judge->roots);
        judge->roots = next;
    }
    cache_close(judge->root_cache);
}
