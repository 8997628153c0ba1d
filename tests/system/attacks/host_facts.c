/* Attack: learning of the host and its load through /proc and /sys. */
#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    static const char *const facts[] = {
        "/proc/meminfo",       "/proc/loadavg",   "/proc/stat",       "/proc/cpuinfo",
        "/proc/kallsyms",      "/proc/kcore",     "/proc/keys",       "/proc/net",
        "/proc/sys",           "/proc/cmdline",   "/proc/interrupts", "/proc/modules",
        "/proc/sysrq-trigger", "/proc/1/environ", "/proc/timer_list"};
    struct utsname name;
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
        BREACH_IF(open(facts[i], O_RDONLY) >= 0, facts[i]);
    BREACH_IF(uname(&name) != 0 || strcmp(name.nodename, "box") != 0, "the host's name is visible");
    return 0;
}
