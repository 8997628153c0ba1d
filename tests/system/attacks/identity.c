/* Attack: being the host's root, or keeping a group of its. */
#include <grp.h>
#include <sys/types.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    gid_t groups[64];
    BREACH_IF(getuid() == 0 || geteuid() == 0, "the user is root");
    BREACH_IF(getgid() == 0 || getegid() == 0, "the group is root");
    int count = getgroups(64, groups);
    for (int i = 0; i < count; i++)
        BREACH_IF(groups[i] == 0, "a supplementary group is root");
    BREACH_IF(setuid(0) == 0, "setuid(0) works");
    return 0;
}
