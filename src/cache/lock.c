/* lock: every key has its own byte in one file; whoever holds a write lock on it makes the value.
 *
 * Open-file-description locks (fcntl(2), "Open file description locks") exclude threads as well as
 * processes, leave no files behind, and vanish with their holder. Two keys that share a byte, one
 * pair in 2^59, only wait for one another. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include "cache/internal.h"

enum {
    LOCK_MODE = 0600,
    OFFSET_DIGITS = 15,     /* 60 bits */
    OFFSET_FIRST = 1 << 10, /* the bytes below are the room's own */
    BACKOFF_MOST_MS = 20,
};

int lock_file_open(const struct cache *cache)
{
    return openat(cache->dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
}

static int lock(int fd, int command, int64_t offset)
{
    struct flock region = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
    int status;
    do {
        status = fcntl(fd, command, &region);
    } while (status != 0 && errno == EINTR);
    return status;
}

int lock_try(int fd, int64_t offset)
{
    return lock(fd, F_OFD_SETLK, offset);
}

int lock_wait(const struct cache *cache, int64_t offset)
{
    EV_FD int fd = lock_file_open(cache);
    if (fd < 0 || lock(fd, F_OFD_SETLKW, offset) != 0)
        return -1;
    return fd_steal(&fd);
}

static int64_t digit_value(char digit)
{
    return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

static int64_t offset_of(enum cache_kind kind, const char *key)
{
    int64_t offset = 0;
    for (size_t i = 0; i < OFFSET_DIGITS; i++)
        offset = offset << 4 | digit_value(key[i]);
    return OFFSET_FIRST + (offset ^ (int64_t)kind);
}

/* A kernel lock cannot be waited for beside a descriptor: it is asked for again and again. */
static int wait_for(int fd, int64_t offset, int cancel_fd, struct err *err)
{
    int pause_ms = 1;
    while (lock_try(fd, offset) != 0) {
        if (errno != EAGAIN && errno != EACCES)
            return 1;
        struct pollfd cancel = {.fd = cancel_fd, .events = POLLIN};
        if (poll(&cancel, 1, pause_ms) == 1)
            return err_set(err, ERR_INTERRUPTED, "interrupted");
        pause_ms = pause_ms * 2 < BACKOFF_MOST_MS ? pause_ms * 2 : BACKOFF_MOST_MS;
    }
    return 0;
}

int cache_claim(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                int cancel_fd, struct cache_claim *claim_out, struct err *err)
{
    *claim_out = (struct cache_claim){.fd = -1};
    if (!cache || cache->dir_fd < 0)
        return 0;
    EV_FD int fd = lock_file_open(cache);
    if (fd < 0)
        return 0;
    int status = wait_for(fd, offset_of(kind, key), cancel_fd, err);
    if (status == 0)
        claim_out->fd = fd_steal(&fd);
    return status < 0 ? -1 : 0;
}

bool cache_try_claim(struct cache *cache, enum cache_kind kind, const char key[HASH_HEX_BYTES],
                     struct cache_claim *claim_out)
{
    if (!cache || cache->dir_fd < 0)
        return false;
    EV_FD int fd = lock_file_open(cache);
    if (fd < 0 || lock_try(fd, offset_of(kind, key)) != 0)
        return false;
    claim_out->fd = fd_steal(&fd);
    return true;
}

void cache_release(struct cache_claim *claim)
{
    fd_close(&claim->fd);
}
