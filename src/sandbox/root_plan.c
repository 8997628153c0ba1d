/* root_plan: what programs in a box see of the host: a table, sent to the box as records. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "sandbox/private.h"

struct root_row {
    enum wire_record kind;
    const char *first; /* source, content, text of a link, or octal mode */
    const char *target;
};

static const struct root_row own_etc_rows[] = {
    {WIRE_FOLDER, "755", "/etc"},
    {WIRE_FILE, "root:x:0:0:root:/:/usr/sbin/nologin\nbox:x:1000:1000:box:/box:/bin/sh\n",
     "/etc/passwd"},
    {WIRE_FILE, "root:x:0:\nbox:x:1000:\n", "/etc/group"},
    {WIRE_FILE, "127.0.0.1 localhost box\n", "/etc/hosts"},
    {WIRE_FILE, "passwd: files\ngroup: files\nhosts: files\n", "/etc/nsswitch.conf"},
};

static const struct root_row host_rows[] = {
    {WIRE_BIND, "/usr", "/usr"},
    {WIRE_COPY, "/etc/ld.so.cache", "/etc/ld.so.cache"},
    {WIRE_COPY, "/etc/ld.so.conf", "/etc/ld.so.conf"},
    {WIRE_COPY, "/etc/localtime", "/etc/localtime"},
    {WIRE_BIND_OPTIONAL, "/etc/ld.so.conf.d", "/etc/ld.so.conf.d"},
    {WIRE_BIND_OPTIONAL, "/etc/alternatives", "/etc/alternatives"},
};

/* Of every root. */
static const struct root_row common_rows[] = {
    {WIRE_FOLDER, "755", "/proc"},
    {WIRE_FOLDER, "755", "/dev"},
    {WIRE_DEVICE, "/dev/null", "/dev/null"},
    {WIRE_DEVICE, "/dev/zero", "/dev/zero"},
    {WIRE_DEVICE, "/dev/full", "/dev/full"},
    {WIRE_DEVICE, "/dev/random", "/dev/random"},
    {WIRE_DEVICE, "/dev/urandom", "/dev/urandom"},
    {WIRE_LINK, "/proc/self/fd", "/dev/fd"},
    {WIRE_LINK, "/proc/self/fd/0", "/dev/stdin"},
    {WIRE_LINK, "/proc/self/fd/1", "/dev/stdout"},
    {WIRE_LINK, "/proc/self/fd/2", "/dev/stderr"},
    {WIRE_FOLDER, "1777", "/dev/shm"},
    {WIRE_FOLDER, "1777", "/tmp"},
    {WIRE_FOLDER, "1777", "/box"},
};

/* Links on a host with a merged /usr, folders elsewhere. */
static const char *const system_folders[] = {"/bin",   "/sbin",  "/lib",
                                             "/lib32", "/lib64", "/libx32"};

static void add(struct str *records, enum wire_record kind, const char *first, const char *target)
{
    str_add_char(records, (char)kind);
    str_add_n(records, first, strlen(first) + 1);
    str_add_n(records, target, strlen(target) + 1);
}

static void add_rows(struct str *records, const struct root_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(records, rows[i].kind, rows[i].first, rows[i].target);
}
#define ADD_ROWS(records, rows) add_rows(records, rows, EV_ARRAY_LENGTH(rows))

static void add_system_folders(struct str *records)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(system_folders); i++) {
        char text[256];
        ssize_t count = readlink(system_folders[i], text, sizeof(text) - 1);
        if (count > 0) {
            text[count] = '\0';
            add(records, WIRE_LINK, text, system_folders[i]);
        } else {
            add(records, WIRE_BIND_OPTIONAL, system_folders[i], system_folders[i]);
        }
    }
}

void root_plan_records(bool is_host_visible, struct str *records)
{
    ADD_ROWS(records, own_etc_rows);
    ADD_ROWS(records, host_rows);
    ADD_ROWS(records, common_rows);
    if (is_host_visible)
        add(records, WIRE_BIND, "/root", "/root");
    add_system_folders(records);
}

void root_plan_paths(const struct box_options *options, struct str *records)
{
    for (size_t i = 0; i < options->path_count; i++) {
        if (strncmp(options->paths[i], "/usr/", 5) != 0)
            add(records, WIRE_BIND_OPTIONAL, options->paths[i], options->paths[i]);
    }
}

/* ---- a root of the box's own ---- */

/* Folders that every box makes itself, whatever the root has by these names. */
static bool is_ours(const char *name)
{
    static const char *const names[] = {"proc", "sys",     "dev",  "tmp",
                                        "box",  "program", "data", "shared"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* A link stays one: it leads to something of this root, not of the host. */
static int add_own(struct str *records, const char *root, int root_fd, const char *name,
                   struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    char text[1024];
    struct stat status;
    const char *target = arena_printf(&arena, "/%s", name);
    if (fstatat(root_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return err_sys(err, ERR_INPUT, "root: %s/%s", root, name);
    if (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode)) {
        add(records, WIRE_BIND, fs_join(&arena, root, name), target);
        return 0;
    }
    if (!S_ISLNK(status.st_mode))
        return 0;
    ssize_t count = readlinkat(root_fd, name, text, sizeof(text) - 1);
    if (count <= 0)
        return err_sys(err, ERR_INPUT, "root: %s/%s", root, name);
    text[count] = '\0';
    add(records, WIRE_LINK, text, target);
    return 0;
}

int root_plan_own(const char *root, struct str *records, struct err *err)
{
    enum { NAMES_MOST = 128 };
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names = NULL;
    size_t count = 0;
    bool has_etc = false;
    EV_FD int root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return err_sys(err, ERR_INPUT, "root: %s", root);
    if (fs_list(root_fd, ".", NAMES_MOST, &arena, &names, &count, err) != 0)
        return err_wrap(err, "root: %s", root);
    for (size_t i = 0; i < count; i++) {
        has_etc = has_etc || strcmp(names[i], "etc") == 0;
        if (!is_ours(names[i]) && add_own(records, root, root_fd, names[i], err) != 0)
            return -1;
    }
    if (!has_etc)
        ADD_ROWS(records, own_etc_rows);
    ADD_ROWS(records, common_rows);
    return 0;
}

void root_plan_shared(const struct sandbox_options *options, struct str *records)
{
    if (options->shared_path)
        add(records, WIRE_BIND_OPTIONAL, options->shared_path, "/shared");
}

static const char *const kind_words[] = {
    [WIRE_BIND] = "read-only bind of", [WIRE_BIND_OPTIONAL] = "read-only bind, if there, of",
    [WIRE_DEVICE] = "device",          [WIRE_LINK] = "link to",
    [WIRE_COPY] = "copy of",
};

void root_plan_explain(const struct box_options *options, struct str *out)
{
    struct str records EV_STR = {0};
    if (options->root) {
        str_printf(out, "  %-18s read-only binds of what is in %s\n", "/", options->root);
        ADD_ROWS(&records, common_rows);
    } else {
        root_plan_records(false, &records);
        root_plan_paths(options, &records);
    }
    const char *at = str_text(&records);
    const char *end = at + records.count;
    while (at < end) {
        unsigned char kind = (unsigned char)*at++;
        const char *first = at;
        const char *target = first + strlen(first) + 1;
        at = target + strlen(target) + 1;
        if (kind == WIRE_FILE)
            str_printf(out, "  %-18s a small file of evalx's own\n", target);
        else if (kind == WIRE_FOLDER)
            str_printf(out, "  %-18s folder\n", target);
        else
            str_printf(out, "  %-18s %s %s\n", target, kind_words[kind], first);
    }
}
