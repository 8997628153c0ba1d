/* Attack: reading the host's private files, or writing anywhere that is not ours. */
#include <fcntl.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    /* Of /var a language may name a folder in its table (package databases of compilers below
     * /var/lib); everything else of it is not there. */
    static const char *const hidden[] = {"/etc/shadow",
                                         "/root",
                                         "/home",
                                         "/boot",
                                         "/sys",
                                         "/run",
                                         "/mnt",
                                         "/srv",
                                         "/dev/mem",
                                         "/dev/kmsg",
                                         "/dev/sda",
                                         "/dev/vda",
                                         "/w",
                                         "/s",
                                         "/r",
                                         "/var/log",
                                         "/var/tmp",
                                         "/var/cache",
                                         "/var/spool",
                                         "/var/mail",
                                         "/var/www",
                                         "/var/run",
                                         "/var/lock",
                                         "/var/backups",
                                         "/var/lib/dpkg",
                                         "/var/lib/apt",
                                         "/var/lib/systemd"};
    static const char *const fixed[] = {"/file",      "/usr/file",     "/etc/file",  "/dev/file",
                                        "/data/file", "/program/file", "/proc/file", "/usr/bin/env",
                                        "/var/file",  "/var/lib/file"};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        BREACH_IF(access(hidden[i], F_OK) == 0, hidden[i]);
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        BREACH_IF(open(fixed[i], O_WRONLY | O_CREAT, 0600) >= 0, fixed[i]);
    BREACH_IF(chdir("../../../../..") == 0 && access("box", F_OK) != 0,
              "dot-dot leads out of the root");
    return 0;
}
