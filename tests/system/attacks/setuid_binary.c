/* Attack: a set-user-ID program of the host (su, mount) gives rights back. */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    static const char *const folders[] = {"/usr", "/box", "/tmp", "/dev/shm", "/program"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        struct statvfs found;
        BREACH_IF(statvfs(folders[i], &found) != 0 || !(found.f_flag & ST_NOSUID), folders[i]);
        BREACH_IF(!(found.f_flag & 4 /* ST_NODEV */), folders[i]);
    }
    BREACH_IF(mknod("/box/device", S_IFCHR | 0600, 1 << 8 | 1) == 0, "a device can be made");
    return 0;
}
