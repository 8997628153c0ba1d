/* prune: the least recently used go. An entry's age is its modification time, which a hit
 * renews. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cache/internal.h"

enum {
    BLOCK_BYTES = 512, /* of st_blocks: stat(2) */
    ABANDONED_S = 3600,
    ENTRIES_MAX = 10000000,
};

struct found {
    char path[CACHE_PATH_MAX - 32];
    enum cache_kind kind;
    int64_t used_ns;
    int64_t bytes;
    bool is_abandoned; /* a file that somebody began to write and never finished */
};

struct finds {
    struct found *items;
    size_t count, capacity;
};

static void finds_free(struct finds *finds)
{
    free(finds->items);
}

static struct found *add_find(struct finds *finds)
{
    if (finds->count == finds->capacity) {
        size_t capacity = finds->capacity ? finds->capacity * 2 : 256;
        struct found *items = realloc(finds->items, capacity * sizeof(*items));
        if (!items || capacity > ENTRIES_MAX) {
            finds->items = items ? items : finds->items;
            return NULL;
        }
        finds->items = items;
        finds->capacity = capacity;
    }
    return &finds->items[finds->count++];
}

static DIR *open_folder(int dir_fd, const char *path)
{
    int fd = openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder && fd >= 0)
        (void)close(fd);
    return folder;
}

/* What lies in shared/ for this entry. */
static int64_t shared_bytes(int dir_fd, const char *name)
{
    struct shared_file file;
    EV_FD int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_read = fd >= 0 && pread(fd, &file, sizeof(file), ENTRY_HEADER_BYTES) == sizeof(file);
    return is_read && file.bytes > 0 ? file.bytes : 0;
}

static int look_at(struct finds *finds, enum cache_kind kind, int dir_fd, const char *folder,
                   const char *name)
{
    struct stat info;
    if (fstatat(dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return 0; /* gone meanwhile */
    bool is_temporary = name[0] == '.';
    if (!S_ISREG(info.st_mode) || (is_temporary && info.st_mtim.tv_sec + ABANDONED_S > time(NULL)))
        return 0;
    struct found *found = add_find(finds);
    if (!found)
        return -1;
    *found = (struct found){
        .kind = kind,
        .used_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec,
        .bytes = (int64_t)info.st_blocks * BLOCK_BYTES,
        .is_abandoned = is_temporary,
    };
    int length = snprintf(found->path, sizeof(found->path), "%s/%s", folder, name);
    if (length >= (int)sizeof(found->path))
        finds->count--; /* no name of ours */
    else if (kind == CACHE_HEADER && !is_temporary)
        found->bytes += shared_bytes(dir_fd, name);
    return 0;
}

static int list_folder(const struct cache *cache, enum cache_kind kind, const char *path,
                       struct finds *finds)
{
    DIR *folder = open_folder(cache->dir_fd, path);
    if (!folder)
        return 0;
    int status = 0;
    for (struct dirent *entry; status == 0 && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = look_at(finds, kind, dirfd(folder), path, entry->d_name);
    }
    (void)closedir(folder);
    return status;
}

static int list_kind(const struct cache *cache, enum cache_kind kind, struct finds *finds)
{
    DIR *folder = open_folder(cache->dir_fd, cache_kind_name(kind));
    if (!folder)
        return 0;
    int status = 0;
    for (struct dirent *entry; status == 0 && (entry = readdir(folder));) {
        if (strlen(entry->d_name) != 2 || entry->d_name[0] == '.')
            continue;
        char path[CACHE_PATH_MAX];
        (void)snprintf(path, sizeof(path), "%s/%.2s", cache_kind_name(kind), entry->d_name);
        status = list_folder(cache, kind, path, finds);
    }
    (void)closedir(folder);
    return status;
}

static int list_all(const struct cache *cache, struct finds *finds, struct err *err)
{
    for (enum cache_kind kind = 0; kind < CACHE_KINDS; kind++) {
        if (list_kind(cache, kind, finds) != 0)
            return err_set(err, ERR_JUDGE, "cache: %s: too many entries to list", cache->path);
    }
    return 0;
}

static int by_age(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    if (left->is_abandoned != right->is_abandoned)
        return left->is_abandoned ? -1 : 1;
    return (left->used_ns > right->used_ns) - (left->used_ns < right->used_ns);
}

static void remove_shared_of(const struct cache *cache, const struct found *found)
{
    char key[HASH_HEX_BYTES];
    const char *folder = strchr(found->path, '/') + 1;
    (void)snprintf(key, sizeof(key), "%.2s%s", folder, folder + 3);
    shared_remove(cache, key);
}

/* Shared files whose entry is gone, or never came: their writer was killed. */
static void remove_orphans(const struct cache *cache)
{
    DIR *folder = open_folder(cache->dir_fd, "shared");
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct stat info;
        char path[CACHE_PATH_MAX];
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strlen(name) >= HASH_HEX_BYTES ||
            fstatat(dirfd(folder), name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
            info.st_mtim.tv_sec + ABANDONED_S > time(NULL))
            continue;
        entry_path(CACHE_HEADER, name, path);
        if (faccessat(cache->dir_fd, path, F_OK, 0) != 0)
            shared_remove(cache, name);
    }
    (void)closedir(folder);
}

int prune_locked(const struct cache *cache, int64_t most_bytes, struct cache_pruned *pruned_out,
                 struct err *err)
{
    EV_CLEANUP(finds_free) struct finds finds = {0};
    remove_orphans(cache);
    if (list_all(cache, &finds, err) != 0)
        return -1;
    struct cache_pruned pruned = {.left_entries = (int64_t)finds.count};
    for (size_t i = 0; i < finds.count; i++)
        pruned.left_bytes += finds.items[i].bytes;
    if (finds.count > 0)
        qsort(finds.items, finds.count, sizeof(*finds.items), by_age);
    for (size_t i = 0; i < finds.count; i++) {
        const struct found *found = &finds.items[i];
        if (pruned.left_bytes <= most_bytes && most_bytes > 0 && !found->is_abandoned)
            break;
        if (unlinkat(cache->dir_fd, found->path, 0) != 0 && errno != ENOENT)
            return err_sys(err, ERR_JUDGE, "cache: remove %s/%s", cache->path, found->path);
        if (found->kind == CACHE_HEADER && !found->is_abandoned)
            remove_shared_of(cache, found);
        pruned.entries++;
        pruned.bytes += found->bytes;
        pruned.left_entries--;
        pruned.left_bytes -= found->bytes;
    }
    *pruned_out = pruned;
    return 0;
}

int prune_census(const struct cache *cache, struct census *census_out, struct err *err)
{
    EV_CLEANUP(finds_free) struct finds finds = {0};
    if (list_all(cache, &finds, err) != 0)
        return -1;
    *census_out = (struct census){0};
    for (size_t i = 0; i < finds.count; i++) {
        census_out->kinds[finds.items[i].kind].entries++;
        census_out->kinds[finds.items[i].kind].bytes += finds.items[i].bytes;
    }
    return 0;
}
