/* tools: is what a language needs on this host? See lang.h. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/rootfs.h"
#include "lang/internal.h"

static bool is_program(const char *path)
{
    return !fs_is_directory(AT_FDCWD, path) && access(path, X_OK) == 0;
}

static const char *in_folder(struct arena *arena, const char *folder, const char *tool)
{
    const char *path = fs_join(arena, folder, tool);
    return is_program(path) ? path : NULL;
}

static const char *in_path(struct arena *arena, const char *tool)
{
    const char *at = BOX_PATH;
    const char *found = NULL;
    while (*at && !found) {
        size_t length = strcspn(at, ":");
        found = in_folder(arena, arena_string_n(arena, at, length), tool);
        at += length + (at[length] == ':');
    }
    return found;
}

/* A link of the root leads to something of the root, whatever the host has there. */
static bool is_program_below(int root_fd, const char *path)
{
    struct stat info;
    EV_FD int fd = fs_open_in_root(root_fd, path, O_PATH);
    return fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 0111);
}

static const char *below_root(struct arena *arena, const char *root, const char *tool)
{
    const char *at = strchr(tool, '/') ? "" : BOX_PATH;
    EV_FD int root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return NULL;
    if (!*at && is_program_below(root_fd, tool))
        return fs_join(arena, root, tool);
    while (*at) {
        size_t length = strcspn(at, ":");
        const char *path = fs_join(arena, arena_string_n(arena, at, length), tool);
        if (is_program_below(root_fd, path))
            return arena_printf(arena, "%s%s", root, path);
        at += length + (at[length] == ':');
    }
    return NULL;
}

const char *language_tool_path(struct arena *arena, const struct language *language,
                               const char *tool)
{
    if (language->root)
        return below_root(arena, language->root, tool);
    if (strchr(tool, '/'))
        return is_program(tool) ? tool : NULL;
    const char *found = in_path(arena, tool);
    for (size_t i = 0; i < language->path_count && !found; i++) {
        found = in_folder(arena, language->paths[i], tool);
        if (!found)
            found = in_folder(arena, fs_join(arena, language->paths[i], "bin"), tool);
    }
    return found;
}

const char *language_missing_tool(const struct language *language)
{
    struct arena arena = {0};
    const char *missing = NULL;
    if (language->root && !rootfs_is_plain_folder(language->root))
        return fs_exists(AT_FDCWD, language->root) ? NULL : language->root;
    for (size_t i = 0; i < language->tool_count && !missing; i++) {
        if (!language_tool_path(&arena, language, language->tools[i]))
            missing = language->tools[i];
    }
    arena_done(&arena);
    return missing;
}
