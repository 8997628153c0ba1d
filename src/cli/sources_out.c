/* sources_out: see sources_out.h. */
#include "cli/sources_out.h"

#include <string.h>

#include "base/fs.h"

/* A part that is empty, "." or "..", anywhere. */
static bool is_name_bad(const char *name)
{
    for (const char *part = name; part != NULL;) {
        size_t length = strcspn(part, "/");
        bool is_dots =
            (length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.');
        if (length == 0 || is_dots)
            return true;
        part = part[length] == '/' ? part + length + 1 : NULL;
    }
    return false;
}

int source_check_name(const struct store_source *source, struct err *err)
{
    if (!is_name_bad(source->name))
        return 0;
    return err_set(err, ERR_INPUT, "history: '%s' is no name of a source", source->name);
}

static int write_one(int dir_fd, const struct store_source *source, struct err *err)
{
    EV_FREE char *folder = strdup(source->name);
    if (source_check_name(source, err) != 0)
        return -1;
    if (folder == NULL)
        return err_sys(err, ERR_JUDGE, "history: %s", source->name);
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        *slash = '\0';
        if (fs_make_dirs(dir_fd, folder, 0755, err) != 0)
            return -1;
    }
    return fs_write_new(dir_fd, source->name, source->bytes, source->count, 0644, err);
}

int sources_write(int dir_fd, const struct store_source *sources, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (write_one(dir_fd, &sources[i], err) != 0)
            return -1;
    }
    return 0;
}
