/* tier: how much of a sandbox this host lets us build. */
#include <errno.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/parse.h"
#include "sandbox/private.h"

static bool has_capability(unsigned capability)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) != 0)
        return false;
    return (data[capability / 32].effective >> capability % 32 & 1U) != 0;
}

struct attempt {
    int extra;  /* namespaces besides those of every box */
    int result; /* 0, or the errno of what failed */
};

/* In a child that shares our memory: do the namespaces and a mount work? Who may make these may
 * make one for the network, which costs more than all others together, wherever the kernel has
 * them. */
static int try_namespaces(void *argument)
{
    struct attempt *attempt = argument;
    const int always = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
    if (access("/proc/self/ns/net", F_OK) == 0 && unshare(attempt->extra | always) == 0 &&
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
        mount("tmpfs", "/proc", "tmpfs", 0, NULL) == 0)
        attempt->result = 0;
    else
        attempt->result = errno;
    _exit(0);
}

/* 0, or the errno of what failed. What the child has made takes the kernel milliseconds to take
 * apart: its answer is here before, and nobody waits for its end until tier_reap. */
static int namespaces_errno(struct sandbox *sandbox, int extra)
{
    char stack[16384] __attribute__((aligned(64)));
    struct attempt attempt = {.extra = extra, .result = EPERM};
    pid_t pid =
        clone(try_namespaces, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, &attempt);
    if (pid < 0)
        return errno;
    sandbox->attempts[sandbox->attempt_count++] = pid;
    return attempt.result;
}

void tier_reap(struct sandbox *sandbox, int flags)
{
    size_t left = 0;
    for (size_t i = 0; i < sandbox->attempt_count; i++) {
        if (waitpid(sandbox->attempts[i], NULL, flags) == 0)
            sandbox->attempts[left++] = sandbox->attempts[i];
    }
    sandbox->attempt_count = left;
}

/* "START:COUNT\n" after the name; false when it is not that. */
static bool read_range(char *text, uint32_t *start_out, uint32_t *count_out)
{
    int64_t start = 0, count = 0;
    char *colon = strchr(text, ':');
    if (!colon)
        return false;
    *colon = '\0';
    colon[1 + strcspn(colon + 1, "\n")] = '\0';
    if (parse_i64("start", text, 1, UINT32_MAX, &start, NULL) ||
        parse_i64("count", colon + 1, 1, UINT32_MAX, &count, NULL))
        return false;
    *start_out = (uint32_t)start;
    *count_out = (uint32_t)count;
    return true;
}

/* First range of this user, "name:start:count" or "uid:start:count" (subuid(5)); 0 when there is
 * none. */
static uint32_t find_subordinate(const char *path, uint32_t *count_out)
{
    char line[256], uid_text[24];
    const struct passwd *user = getpwuid(getuid());
    uint32_t start = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    (void)snprintf(uid_text, sizeof(uid_text), "%u", getuid());
    while (start == 0 && fgets(line, sizeof(line), file)) {
        char *name_end = strchr(line, ':');
        if (!name_end)
            continue;
        *name_end = '\0';
        bool is_ours = strcmp(line, uid_text) == 0 || (user && strcmp(line, user->pw_name) == 0);
        if (is_ours && !read_range(name_end + 1, &start, count_out))
            start = 0;
    }
    (void)fclose(file);
    return start;
}

static void find_subordinate_ids(struct sandbox *sandbox)
{
    uint32_t uid_count = 0, gid_count = 0;
    sandbox->sub_uid = find_subordinate("/etc/subuid", &uid_count);
    sandbox->sub_gid = find_subordinate("/etc/subgid", &gid_count);
    uint32_t count = uid_count < gid_count ? uid_count : gid_count;
    bool has_helpers =
        access("/usr/bin/newuidmap", X_OK) == 0 && access("/usr/bin/newgidmap", X_OK) == 0;
    sandbox->sub_count = sandbox->sub_uid && sandbox->sub_gid && has_helpers ? count : 0;
    if (sandbox->sub_count == 0)
        sandbox_note_degraded(sandbox,
                              "users: no subordinate ids (newuidmap, /etc/subuid): programs "
                              "run as your own user, without capabilities");
}

int tier_choose(struct sandbox *sandbox, const struct sandbox_options *options, struct err *err)
{
    int failed = EPERM;
    if (geteuid() == 0 && has_capability(CAP_SYS_ADMIN) && has_capability(CAP_SETUID)) {
        sandbox->tier = SANDBOX_ROOT;
        failed = namespaces_errno(sandbox, 0);
        if (failed == 0)
            return 0;
    }
    sandbox->tier = SANDBOX_USER;
    int user_failed = namespaces_errno(sandbox, CLONE_NEWUSER);
    if (user_failed == 0) {
        find_subordinate_ids(sandbox);
        return 0;
    }
    if (options->is_trusted_allowed) {
        sandbox->tier = SANDBOX_TRUSTED;
        sandbox_note_degraded(sandbox, "trusted: no namespaces here: for programs you trust only");
        return 0;
    }
    errno = user_failed;
    return err_sys(
        err, ERR_JUDGE,
        "sandbox: this host lets evalx make no namespaces (`evalx doctor` says how to mend "
        "it; --trusted judges programs you trust without): unshare");
}
