/* host_container: is this a container, and what may be asked of its runtime? */
#include <string.h>

#include "sandbox/host_look.h"

/* Marks that runtimes leave, the surest first. */
static const struct {
    const char *kind;
    const char *path;
    const char *text; /* within the file; NULL: being there is enough */
} marks[] = {
    {"kubernetes", "/var/run/secrets/kubernetes.io", NULL},
    {"kubernetes", "/proc/self/cgroup", "kubepods"},
    {"kubernetes", "/proc/self/mountinfo", "/kubepods"},
    {"podman", "/run/.containerenv", NULL},
    {"podman", "/proc/self/cgroup", "libpod"},
    {"docker", "/.dockerenv", NULL},
    {"docker", "/proc/self/cgroup", "/docker"},
    {"systemd-nspawn", "/run/systemd/container", "systemd-nspawn"},
    {"lxc", "/run/systemd/container", "lxc"},
    {"lxc", "/dev/lxc", NULL},
    {"lxc", "/proc/self/cgroup", "/lxc"},
    {"container", "/run/systemd/container", NULL},
};

/* pid 1 has "container=KIND" in its environment, which has NULs between its variables. */
static const char *named_by_init(struct host_look *look)
{
    static const char *const kinds[] = {"docker", "podman", "lxc", "systemd-nspawn"};
    const char *environment = host_text(look, "/proc/1/environ");
    if (!environment)
        return NULL;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(kinds); i++) {
        const char *wanted = arena_printf(&look->arena, "container=%s", kinds[i]);
        if (strstr(environment, wanted))
            return kinds[i];
    }
    return NULL;
}

const char *host_find_container(struct host_look *look)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(marks); i++) {
        if (!marks[i].text && host_has(look, marks[i].path))
            return marks[i].kind;
        const char *text = marks[i].text ? host_text(look, marks[i].path) : NULL;
        if (text && strstr(text, marks[i].text))
            return marks[i].kind;
    }
    return named_by_init(look);
}

static const struct {
    const char *kind, *mend;
} mends[] = {
    {"docker", "docker run --privileged, or --security-opt seccomp=unconfined --security-opt "
               "apparmor=unconfined --security-opt systempaths=unconfined --cgroupns=private "
               "with /sys/fs/cgroup writable; or --trusted"},
    {"podman", "podman run --privileged, or --security-opt seccomp=unconfined --security-opt "
               "unmask=ALL --cgroupns=private with /sys/fs/cgroup writable; or --trusted"},
    {"kubernetes", "securityContext: {privileged: true} for the pod; or --trusted"},
    {"lxc", "lxc config set NAME security.nesting true; or --trusted"},
    {"systemd-nspawn",
     "systemd-nspawn --private-users=no --system-call-filter=@mount; or --trusted"},
};

const char *host_container_mend(const struct host_look *look)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(mends); i++) {
        if (strcmp(mends[i].kind, look->container) == 0)
            return mends[i].mend;
    }
    return "start the container privileged; or --trusted";
}

void host_container_kind(struct host_look *look, struct host_item *item)
{
    if (!look->container) {
        host_say(item, HOST_INFO, "none");
    } else if (host_has_namespaces(look)) {
        host_say(item, HOST_INFO, "%s, with enough rights", look->container);
    } else {
        host_say(item, HOST_MISSING, "%s, which allows no namespaces", look->container);
        host_mend(item, "%s", host_container_mend(look));
    }
}

/* Runtimes cover entries of /proc with other mounts; the kernel then refuses a fresh /proc to a
 * user namespace (mount_namespaces(7), "Restrictions on mount namespaces"). */
static const char *first_mask(const char *mounts, size_t *length_out)
{
    static const char *const harmless[] = {"/proc/sys/fs/binfmt_misc", "/proc/fs/nfsd"};
    for (const char *at = mounts; (at = strstr(at, " /proc/")); at++) {
        size_t length = strcspn(at + 1, " ");
        bool is_harmless = false;
        for (size_t i = 0; i < EV_ARRAY_LENGTH(harmless); i++)
            is_harmless = is_harmless || strncmp(at + 1, harmless[i], strlen(harmless[i])) == 0;
        *length_out = length;
        if (!is_harmless)
            return at + 1;
    }
    return NULL;
}

void host_masked_proc(struct host_look *look, struct host_item *item)
{
    const char *mounts = host_text(look, "/proc/self/mountinfo");
    size_t length = 0;
    const char *mask = mounts ? first_mask(mounts, &length) : NULL;
    if (!mask) {
        host_say(item, HOST_OK, "no");
    } else if (look->is_admin) {
        host_say(item, HOST_INFO, "%.*s and perhaps more", (int)length, mask);
    } else {
        host_say(item, HOST_DEGRADED, "%.*s and perhaps more: no /proc of one's own", (int)length,
                 mask);
        if (look->container)
            host_mend(item, "%s", host_container_mend(look));
    }
}
