/* handin_archive: a student's own archive among the hand-ins; see handins.h. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"
#include "cli/handins.h"
#include "cli/shared.h"

enum { FOLDERS_MOST = 8, NAMES_MOST = 1000 };

static const struct archive_limits of_one = {.entries = 1000, .bytes = INT64_C(64) << 20};

bool handin_is_noise(const char *name)
{
    return name[0] == '.' || strcmp(name, "__MACOSX") == 0;
}

void handin_tell_hidden(const char *path, const char *name)
{
    if (name[0] == '.' && strcmp(name, ".git") != 0 && fs_is_directory(AT_FDCWD, path))
        say("%s: passed over: its name begins with a dot", name);
}

/* What alone is in a folder, but for noise; or NULL. */
static const char *lone_entry(const char *folder, struct arena *arena)
{
    const char **names = NULL;
    size_t count = 0;
    const char *only = NULL;
    struct err err;
    if (fs_list(AT_FDCWD, folder, NAMES_MOST, arena, &names, &count, &err) != 0)
        return NULL; /* whoever reads it in earnest tells */
    for (size_t i = 0; i < count; i++) {
        if (handin_is_noise(names[i]))
            continue;
        if (only)
            return NULL;
        only = fs_join(arena, folder, names[i]);
    }
    return only;
}

static bool is_regular(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

const char *handin_archive(const struct handin *handin, struct arena *arena)
{
    if (handin->path_count != 1)
        return NULL;
    const char *path = handin->paths[0];
    if (fs_is_directory(AT_FDCWD, path))
        path = lone_entry(path, arena);
    return path && archive_is_named_like_one(path) && is_regular(path) ? path : NULL;
}

static int drop_noise(const char *folder, struct arena *arena, struct err *err)
{
    const char **names = NULL;
    size_t count = 0;
    if (fs_list(AT_FDCWD, folder, NAMES_MOST, arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (handin_is_noise(names[i]) &&
            fs_remove_tree(AT_FDCWD, fs_join(arena, folder, names[i]), err) != 0)
            return -1;
    }
    return 0;
}

static int unpack(const char *archive, const char *folder, int64_t *bytes_left, struct arena *arena,
                  struct err *err)
{
    struct archive_limits limits = of_one;
    int64_t bytes = 0;
    if (limits.bytes > *bytes_left)
        limits.bytes = *bytes_left;
    if (mkdir(folder, 0700) != 0)
        return err_sys(err, ERR_JUDGE, "%s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", folder);
    int status = archive_unpack_within(archive, dir_fd, &limits, &bytes, err);
    *bytes_left -= bytes < *bytes_left ? bytes : *bytes_left;
    return status == 0 ? drop_noise(folder, arena, err) : -1;
}

int handin_open_archive(struct handin *handin, const char *archive, const char *folder,
                        int64_t *bytes_left, struct arena *arena, struct err *err)
{
    struct err other;
    if (unpack(archive, folder, bytes_left, arena, err) != 0) {
        (void)!fs_remove_tree(AT_FDCWD, folder, &other); /* it goes with the rest */
        return -1;
    }
    for (size_t i = 0; i < FOLDERS_MOST; i++) {
        const char *only = lone_entry(folder, arena);
        if (!only || !fs_is_directory(AT_FDCWD, only))
            break;
        folder = only;
    }
    const char **paths = arena_alloc(arena, 2 * sizeof(*paths));
    paths[0] = folder;
    handin->paths = paths;
    handin->is_opened = true;
    return 0;
}
