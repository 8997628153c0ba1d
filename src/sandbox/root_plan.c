/* root_plan: what programs in a box see of the host: a table, sent to the box as records. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/private.h"

struct root_row {
    enum wire_record kind;
    const char *first; /* source, content, text of a link, or octal mode */
    const char *target;
};

static const struct root_row rows[] = {
    {WIRE_BIND, "/usr", "/usr"},
    {WIRE_FOLDER, "755", "/etc"},
    {WIRE_FILE, "root:x:0:0:root:/:/usr/sbin/nologin\nbox:x:1000:1000:box:/box:/bin/sh\n",
     "/etc/passwd"},
    {WIRE_FILE, "root:x:0:\nbox:x:1000:\n", "/etc/group"},
    {WIRE_FILE, "127.0.0.1 localhost box\n", "/etc/hosts"},
    {WIRE_FILE, "passwd: files\ngroup: files\nhosts: files\n", "/etc/nsswitch.conf"},
    {WIRE_COPY, "/etc/ld.so.cache", "/etc/ld.so.cache"},
    {WIRE_COPY, "/etc/ld.so.conf", "/etc/ld.so.conf"},
    {WIRE_COPY, "/etc/localtime", "/etc/localtime"},
    {WIRE_BIND_OPTIONAL, "/etc/ld.so.conf.d", "/etc/ld.so.conf.d"},
    {WIRE_BIND_OPTIONAL, "/etc/alternatives", "/etc/alternatives"},
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

void root_plan_records(const struct sandbox_options *options, bool is_host_visible,
                       struct str *records)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        add(records, rows[i].kind, rows[i].first, rows[i].target);
    if (is_host_visible)
        add(records, WIRE_BIND, "/root", "/root");
    add_system_folders(records);
    for (size_t i = 0; i < options->extra_path_count; i++) {
        if (strncmp(options->extra_paths[i], "/usr/", 5) != 0)
            add(records, WIRE_BIND_OPTIONAL, options->extra_paths[i], options->extra_paths[i]);
    }
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

void root_plan_explain(const struct sandbox_options *options, struct str *out)
{
    struct str records EV_STR = {0};
    root_plan_records(options, false, &records);
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
