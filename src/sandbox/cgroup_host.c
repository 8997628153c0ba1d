/* cgroup_host: which cgroup hierarchies are mounted, and where this process stands in them, as
 * /proc tells.
 *
 * /proc/self/mountinfo names a folder of the hierarchy that is mounted (its root) and where
 * (proc_pid_mountinfo(5)); /proc/self/cgroup names this process's folder from the hierarchy's top
 * (cgroups(7)). In a container without a cgroup namespace the two share a prefix, which is cut off;
 * with one, a process may even stand outside ("/../.."), and then the mount point serves. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/str.h"
#include "sandbox/cgroup_backend.h"

enum { MOUNTINFO_MAX_BYTES = 4 << 20, CGROUP_MAX_BYTES = 64 << 10, SWAPS_MAX_BYTES = 64 << 10 };

bool cgroup_list_has(const char *list, const char *separators, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; *at != '\0';) {
        size_t count = strcspn(at, separators);
        if (count == length && strncmp(at, word, length) == 0)
            return true;
        at += count;
        at += *at != '\0';
    }
    return false;
}

/* The kernel writes space, tab, newline and backslash in a path as \ooo. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        bool is_octal = from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' &&
                        from[2] <= '7' && from[3] >= '0' && from[3] <= '7';
        if (is_octal) {
            *to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/* "36 25 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory" */
static bool mount_parse(char *line, struct cgroup_mount *mount_out)
{
    enum { ROOT = 3, POINT, OPTIONS, FIELDS };
    char *fields[FIELDS] = {0};
    char *kind = strstr(line, " - ");
    if (!kind)
        return false;
    *kind = '\0';
    kind += strlen(" - ");
    char *at = line;
    for (int i = 0; i < FIELDS; i++)
        fields[i] = strsep(&at, " ");
    char *type = strsep(&kind, " ");
    (void)strsep(&kind, " "); /* the source says nothing */
    bool is_v2 = strcmp(type, "cgroup2") == 0;
    if (!kind || !fields[OPTIONS] || (!is_v2 && strcmp(type, "cgroup") != 0))
        return false;
    unescape(fields[ROOT]);
    unescape(fields[POINT]);
    *mount_out = (struct cgroup_mount){
        .point = fields[POINT],
        .root = fields[ROOT],
        .options = kind,
        .is_v2 = is_v2,
        .is_read_only = cgroup_list_has(fields[OPTIONS], ",", "ro"),
    };
    return true;
}

/* Does a line "4:memory:/path" of /proc/self/cgroup speak of this mount? v2 is "0::/path". */
static bool is_line_of(const struct cgroup_mount *mount, char *controllers)
{
    if (mount->is_v2 || *controllers == '\0')
        return mount->is_v2 && *controllers == '\0';
    char *first = strsep(&controllers, ",");
    return cgroup_list_has(mount->options, ",", first);
}

/* Path below the hierarchy's top -> path below /, through what is mounted. */
static const char *folder_of(const struct cgroup_mount *mount, const char *path,
                             struct arena *arena)
{
    size_t length = strcmp(mount->root, "/") == 0 ? 0 : strlen(mount->root);
    bool is_inside = strncmp(path, mount->root, length) == 0 &&
                     (path[length] == '/' || path[length] == '\0') && !strstr(path, "/..");
    if (!is_inside || path[length] == '\0' || path[length + 1] == '\0')
        return mount->point;
    return fs_join(arena, mount->point, path + length + 1);
}

static void find_own(struct cgroup_mount *mount, const char *text, struct arena *arena)
{
    mount->own = mount->point;
    char *rest = arena_string(arena, text);
    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        (void)strsep(&line, ":"); /* the hierarchy's number */
        char *controllers = line ? strsep(&line, ":") : NULL;
        if (line && is_line_of(mount, controllers)) {
            mount->own = folder_of(mount, line, arena);
            return;
        }
    }
}

static int read_mounts(const char *root, struct arena *arena, struct cgroup_host *host,
                       struct err *err)
{
    EV_STR struct str text = {0};
    if (fs_read(AT_FDCWD, fs_join(arena, root, "proc/self/mountinfo"), MOUNTINFO_MAX_BYTES, &text,
                err))
        return -1;
    char *rest = arena_string(arena, str_text(&text));
    size_t room = EV_ARRAY_LENGTH(host->mounts);
    for (char *line = strsep(&rest, "\n"); line && host->mount_count < room;
         line = strsep(&rest, "\n"))
        if (mount_parse(line, &host->mounts[host->mount_count]))
            host->mount_count++;
    return 0;
}

/* /proc/swaps has a heading and then a line for each area (proc_swaps(5)). */
static bool has_swap(const char *root, struct arena *arena)
{
    EV_STR struct str text = {0};
    if (fs_read(AT_FDCWD, fs_join(arena, root, "proc/swaps"), SWAPS_MAX_BYTES, &text, NULL))
        return false;
    const char *end = strchr(str_text(&text), '\n');
    return end && end[1] != '\0';
}

int cgroup_host_read(const char *root, struct arena *arena, struct cgroup_host *host_out,
                     struct err *err)
{
    struct cgroup_host host = {0};
    EV_STR struct str text = {0};
    const char *from_root = *root == '\0' ? "/" : root;
    if (read_mounts(from_root, arena, &host, err) ||
        fs_read(AT_FDCWD, fs_join(arena, from_root, "proc/self/cgroup"), CGROUP_MAX_BYTES, &text,
                err))
        return -1;
    for (size_t i = 0; i < host.mount_count; i++)
        find_own(&host.mounts[i], str_text(&text), arena);
    host.has_swap = has_swap(from_root, arena);
    *host_out = host;
    return 0;
}

const struct cgroup_mount *cgroup_host_find(const struct cgroup_host *host, const char *controller)
{
    const struct cgroup_mount *found = NULL;
    for (size_t i = 0; i < host->mount_count; i++) {
        const struct cgroup_mount *mount = &host->mounts[i];
        bool serves = controller ? !mount->is_v2 && cgroup_list_has(mount->options, ",", controller)
                                 : mount->is_v2;
        if (serves && (!found || (found->is_read_only && !mount->is_read_only)))
            found = mount;
    }
    return found;
}

/* "/judges" means the same as "/sys/fs/cgroup/judges": both are found in the file system's
 * documentation and in use. */
const char *cgroup_override(const struct cgroup_mount *mount, struct arena *arena)
{
    const char *path = getenv("EVALX_CGROUP");
    if (!path || *path == '\0')
        return NULL;
    size_t length = strlen(mount->point);
    if (strncmp(path, mount->point, length) == 0 && (path[length] == '/' || path[length] == '\0'))
        path += length;
    path += strspn(path, "/");
    return *path == '\0' ? mount->point : fs_join(arena, mount->point, path);
}

void cgroup_place_add(struct cgroup_place *place, const char *candidate)
{
    if (!candidate || place->candidate_count == CGROUP_CANDIDATES_MAX)
        return;
    for (size_t i = 0; i < place->candidate_count; i++)
        if (strcmp(place->candidates[i], candidate) == 0)
            return;
    place->candidates[place->candidate_count++] = candidate;
}
