/* shared: large files that other programs read by their names, in place: shared/KEY/NAME.
 *
 * An entry of the key's kind tells size and checksum; without it, or when they do not fit, the file
 * is not there. The folder may be bound into boxes, so what is in it can be read by everybody who
 * gets so far: the cache's own folder lets nobody else through. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "cache/internal.h"

enum { FOLDER_MODE = 0755, FILE_MODE = 0644 };

/* In a smaller cache one such file would drive out everything else, and soon itself. */
static const int64_t LEAST_CACHE_BYTES = INT64_C(512) << 20;

const char *cache_shared_path(const struct cache *cache)
{
    bool has_room = cache && cache->most_bytes >= LEAST_CACHE_BYTES;
    return has_room && cache->dir_fd >= 0 ? cache->shared_path : NULL;
}

void shared_open(struct cache *cache)
{
    cache->shared_path = fs_join(&cache->arena, cache->path, "shared");
    if (mkdirat(cache->dir_fd, "shared", FOLDER_MODE) == 0)
        (void)!fchmodat(cache->dir_fd, "shared", FOLDER_MODE, 0); /* whatever the umask */
}

/* ---- finding ---- */

static int64_t changed_ns(const struct stat *info)
{
    return (int64_t)info->st_ctim.tv_sec * 1000000000 + info->st_ctim.tv_nsec;
}

/* With is_trusted a file that looks untouched is not read. */
static bool is_whole(int fd, const struct shared_file *file, bool is_trusted)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size != file->bytes ||
        info.st_size == 0)
        return false;
    if (is_trusted && info.st_ino == file->inode && changed_ns(&info) == file->changed_ns)
        return true;
    void *map = mmap(NULL, (size_t)file->bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (map == MAP_FAILED)
        return false;
    bool is_same = checksum(map, (size_t)file->bytes) == file->checksum;
    (void)munmap(map, (size_t)file->bytes);
    return is_same;
}

void shared_remove(const struct cache *cache, const char *key)
{
    char path[CACHE_PATH_MAX];
    struct err err;
    (void)snprintf(path, sizeof(path), "shared/%s", key);
    (void)!fs_remove_tree(cache->dir_fd, path, &err); /* what stays is found damaged again */
}

bool cache_shared_find(struct cache *cache, const char key[HASH_HEX_BYTES], const char *name)
{
    struct cache_value value;
    struct shared_file file;
    char path[CACHE_PATH_MAX + 256];
    if (!cache_look(cache, CACHE_HEADER, key, &value))
        return false;
    bool is_known = value.count == sizeof(file), is_trusted = value.was_used_lately;
    if (is_known)
        memcpy(&file, value.bytes, sizeof(file));
    cache_value_done(&value);
    (void)snprintf(path, sizeof(path), "shared/%s/%s", key, name);
    EV_FD int fd = openat(cache->dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (is_known && fd >= 0 && is_whole(fd, &file, is_trusted))
        return true;
    shared_remove(cache, key);
    entry_path(CACHE_HEADER, key, path);
    (void)unlinkat(cache->dir_fd, path, 0);
    atomic_fetch_add(&cache->tallies[CACHE_HEADER].damaged, 1);
    return false;
}

/* ---- keeping ---- */

/* Every folder of the path, readable by all. */
static int make_parents(int dir_fd, const char *path)
{
    char part[CACHE_PATH_MAX + 256];
    (void)snprintf(part, sizeof(part), "%s", path);
    for (char *at = part; (at = strchr(at, '/')); at++) {
        *at = '\0';
        if (mkdirat(dir_fd, part, FOLDER_MODE) != 0 && errno != EEXIST)
            return -1;
        if (fchmodat(dir_fd, part, FOLDER_MODE, 0) != 0)
            return -1;
        *at = '/';
    }
    return 0;
}

static int copy(int dir_fd, const char *path, int from_fd, struct shared_file *file_out)
{
    struct stat info;
    int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    if (make_parents(dir_fd, path) != 0)
        return -1;
    EV_FD int fd = openat(dir_fd, path, flags, FILE_MODE);
    if (fd < 0 || lseek(from_fd, 0, SEEK_SET) < 0 || fs_copy_fd(from_fd, fd, SIZE_MAX / 2) != 0 ||
        fchmod(fd, FILE_MODE) != 0 || fsync(fd) != 0 || fstat(fd, &info) != 0)
        return -1;
    void *map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return -1;
    *file_out = (struct shared_file){
        .bytes = info.st_size,
        .checksum = checksum(map, (size_t)info.st_size),
        .inode = info.st_ino,
        .changed_ns = changed_ns(&info),
    };
    (void)munmap(map, (size_t)info.st_size);
    return 0;
}

static int place(struct cache *cache, const char *key, const char *name, int fd,
                 struct shared_file *file_out)
{
    char temporary[CACHE_PATH_MAX], path[CACHE_PATH_MAX + 256], final[CACHE_PATH_MAX];
    uint64_t number = 0;
    struct err err;
    if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number))
        number = (uint64_t)getpid();
    (void)snprintf(temporary, sizeof(temporary), "shared/.new-%016llx", (unsigned long long)number);
    (void)snprintf(path, sizeof(path), "%s/%s", temporary, name);
    (void)snprintf(final, sizeof(final), "shared/%s", key);
    shared_remove(cache, key);
    if (copy(cache->dir_fd, path, fd, file_out) == 0 &&
        renameat(cache->dir_fd, temporary, cache->dir_fd, final) == 0)
        return 0;
    int number_of_error = errno;
    (void)!fs_remove_tree(cache->dir_fd, temporary,
                          &err); /* the first failure is the one to tell */
    errno = number_of_error;
    return -1;
}

bool cache_shared_keep(struct cache *cache, const char key[HASH_HEX_BYTES], const char *name,
                       int fd, int64_t cost_ns)
{
    struct shared_file file;
    if (!cache || cache->dir_fd < 0 || atomic_load(&cache->is_read_only))
        return false;
    if (place(cache, key, name, fd, &file) != 0) {
        cache_warn(cache, "precompiled header is not kept");
        return false;
    }
    struct iovec piece = {.iov_base = &file, .iov_len = sizeof(file)};
    cache_put(cache, CACHE_HEADER, key, &piece, 1, cost_ns);
    atomic_fetch_add(&cache->written_bytes, file.bytes);
    return !atomic_load(&cache->is_read_only);
}
