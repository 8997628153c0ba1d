/* host_kernel: the kernel's version and its defences. */
#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/parse.h"
#include "sandbox/host_look.h"

enum { OLDEST_MAJOR = 5, OLDEST_MINOR = 14 };

/* "6.1.0-13-amd64" */
static int64_t version_of(const char *text)
{
    char number[8];
    int64_t parts[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        size_t count = strspn(text, "0123456789");
        if (count == 0 || count >= sizeof(number))
            return -1;
        memcpy(number, text, count);
        number[count] = '\0';
        if (parse_i64("version", number, 0, INT32_MAX, &parts[i], NULL))
            return -1;
        text += count + (text[count] == '.');
    }
    return parts[0] * 1000 + parts[1];
}

void host_kernel_version(struct host_look *look, struct host_item *item)
{
    const char *version = host_text(look, "/proc/sys/kernel/osrelease");
    if (!version) {
        host_say(item, HOST_INFO, "not known");
    } else if (version_of(version) >= OLDEST_MAJOR * 1000 + OLDEST_MINOR) {
        host_say(item, HOST_OK, "%s", version);
    } else {
        host_say(item, HOST_DEGRADED, "%s, older than the %d.%d that is tested", version,
                 OLDEST_MAJOR, OLDEST_MINOR);
        host_mend(item, "upgrade to a distribution with Linux %d.%d or later", OLDEST_MAJOR,
                  OLDEST_MINOR);
    }
}

void host_no_new_privileges(struct host_look *look, struct host_item *item)
{
    const char *set = host_word_after(look, host_text(look, "/proc/self/status"), "NoNewPrivs:");
    if (!set)
        host_say(item, HOST_MISSING, "the kernel has none");
    else if (strcmp(set, "0") == 0)
        host_say(item, HOST_OK, "can be set");
    else if (look->is_admin)
        host_say(item, HOST_OK, "set for evalx already");
    else
        host_say(item, HOST_INFO, "set for evalx already: newuidmap cannot help");
}

void host_landlock(struct host_look *look, struct host_item *item)
{
    const char *modules = host_text(look, "/sys/kernel/security/lsm");
    long version = -1;
    if (!look->is_recorded)
        version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version > 0) {
        host_say(item, HOST_OK, "version %ld", version);
    } else if (look->is_recorded && modules && cgroup_list_has(modules, ",", "landlock")) {
        host_say(item, HOST_OK, "on");
    } else {
        host_say(item, HOST_DEGRADED, "none: --trusted cannot hide files");
        host_mend(item, "add landlock to the kernel's lsm= parameter");
    }
}

void host_yama(struct host_look *look, struct host_item *item)
{
    int64_t scope = host_number(look, "/proc/sys/kernel/yama/ptrace_scope");
    if (scope < 0)
        host_say(item, HOST_INFO, "none; the filter denies ptrace");
    else
        host_say(item, HOST_INFO, "ptrace scope %d", (int)scope);
}

void host_core_pattern(struct host_look *look, struct host_item *item)
{
    const char *pattern = host_text(look, "/proc/sys/kernel/core_pattern");
    if (pattern && pattern[0] == '|')
        host_say(item, HOST_OK, "piped to %s; not for programs in a box",
                 host_word_after(look, pattern + 1, ""));
    else
        host_say(item, HOST_OK, "no pipe");
}

/* --- Seccomp --- */

static bool has_action(struct host_look *look, const char *name, uint32_t action)
{
    const char *actions = host_text(look, "/proc/sys/kernel/seccomp/actions_avail");
    if (actions || look->is_recorded)
        return actions && cgroup_list_has(actions, " ", name);
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

void host_filter(struct host_look *look, struct host_item *item)
{
    look->has_filter = has_action(look, "kill_process", SECCOMP_RET_KILL_PROCESS);
    if (look->has_filter) {
        host_say(item, HOST_OK, "works");
    } else {
        host_say(item, HOST_MISSING, "the kernel has none");
        host_mend(item, "use a kernel with CONFIG_SECCOMP_FILTER, such as your distribution's own");
    }
}

void host_notification(struct host_look *look, struct host_item *item)
{
    if (has_action(look, "user_notif", SECCOMP_RET_USER_NOTIF))
        host_say(item, HOST_OK, "works: a forbidden call is told by name");
    else
        host_say(item, HOST_INFO, "none: a forbidden call is told without its name");
}
