/* repository: see repository.h. */
#include "problem/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"

/* What stands at the top of a repository, and nowhere else in it. */
static const char *const top_signs[] = {".git", ".hg", ".jj", ".svn", ".github", ".gitlab-ci.yml"};

/* A sign counts that the folder's owner has put there, or the user: in /tmp anybody could. */
static bool is_top(const char *folder)
{
    struct stat top, sign;
    EV_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &top) != 0)
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(top_signs); i++) {
        if (fstatat(fd, top_signs[i], &sign, AT_SYMLINK_NOFOLLOW) == 0 &&
            (sign.st_uid == top.st_uid || sign.st_uid == geteuid()))
            return true;
    }
    return false;
}

/* Nobody else may say by a folder of theirs what counts as the repository. */
static bool is_trusted(const char *folder, const char *package)
{
    struct stat top, inner;
    if (stat(folder, &top) != 0 || stat(package, &inner) != 0)
        return false;
    return top.st_uid == inner.st_uid || top.st_uid == geteuid();
}

bool repository_find(const char *package, struct arena *arena, struct repository *repository_out)
{
    EV_FREE char *real = realpath(package, NULL);
    char *top = real ? arena_string(arena, real) : NULL;
    for (char *slash = top ? strrchr(top, '/') : NULL; slash && slash > top;
         slash = strrchr(top, '/')) {
        *slash = '\0';
        if (!is_top(top))
            continue;
        if (!is_trusted(top, real))
            return false;
        int fd = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return false;
        *repository_out = (struct repository){
            .fd = fd, .path = top, .prefix = arena_string(arena, real + strlen(top) + 1)};
        return true;
    }
    return false;
}

void repository_close(struct repository *repository)
{
    if (repository->path)
        fd_close(&repository->fd);
    *repository = (struct repository){.fd = -1};
}

/* Something on the way from the top to it has a dot in front: .git, .env, .ssh. */
static bool is_hidden(const struct repository *repository, int fd)
{
    char link[64];
    char path[PATH_MAX];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd); /* always fits */
    ssize_t count = readlink(link, path, sizeof(path) - 1);
    if (count < 0)
        return true;
    path[count] = '\0';
    size_t top = strlen(repository->path);
    return strncmp(path, repository->path, top) != 0 || strstr(path + top, "/.") != NULL;
}

int repository_open(const struct repository *repository, const char *path, int flags)
{
    char below[PATH_MAX];
    int count = snprintf(below, sizeof(below), "%s/%s", repository->prefix, path);
    if (count < 0 || (size_t)count >= sizeof(below)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = fs_open_beneath(repository->fd, below, flags);
    if (fd >= 0 && is_hidden(repository, fd)) {
        fd_close(&fd);
        errno = EXDEV;
    }
    return fd;
}
