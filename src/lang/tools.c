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

const char *language_tool_path(struct arena *arena, const struct language *language,
                               const char *tool)
{
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
    for (size_t i = 0; i < language->tool_count && !missing; i++) {
        if (!language_tool_path(&arena, language, language->tools[i]))
            missing = language->tools[i];
    }
    arena_done(&arena);
    return missing;
}
