/* tools: is what a language needs on this host? See lang.h. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "lang/internal.h"

static bool is_program(const char *path)
{
    return !fs_is_directory(AT_FDCWD, path) && access(path, X_OK) == 0;
}

static bool is_in_folder(struct arena *arena, const char *folder, const char *tool)
{
    return is_program(fs_join(arena, folder, tool)) ||
           is_program(fs_join(arena, fs_join(arena, folder, "bin"), tool));
}

static bool is_in_path(struct arena *arena, const char *tool)
{
    const char *at = BOX_PATH;
    while (*at) {
        size_t length = strcspn(at, ":");
        const char *folder = arena_string_n(arena, at, length);
        if (is_program(fs_join(arena, folder, tool)))
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

static bool is_there(struct arena *arena, const struct language *language, const char *tool)
{
    if (strchr(tool, '/'))
        return is_program(tool);
    if (is_in_path(arena, tool))
        return true;
    for (size_t i = 0; i < language->path_count; i++) {
        if (is_in_folder(arena, language->paths[i], tool))
            return true;
    }
    return false;
}

const char *language_missing_tool(const struct language *language)
{
    struct arena arena = {0};
    const char *missing = NULL;
    for (size_t i = 0; i < language->tool_count && !missing; i++) {
        if (!is_there(&arena, language, language->tools[i]))
            missing = language->tools[i];
    }
    arena_done(&arena);
    return missing;
}
