/* Attack: a capability that is left, in any set, undoes the rest. */
#include <unistd.h>

#include "probe.h"

int main(void)
{
    static const char *const sets[] = {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"};
    char line[256];
    unsigned seen = 0;
    FILE *file = fopen("/proc/self/status", "r");
    BREACH_IF(!file, "/proc/self/status cannot be read");
    while (fgets(line, sizeof(line), file)) {
        for (unsigned i = 0; i < 5; i++) {
            if (strncmp(line, sets[i], strlen(sets[i])) != 0)
                continue;
            seen++;
            BREACH_IF(strtoull(line + strlen(sets[i]), NULL, 16) != 0, line);
        }
        BREACH_IF(strncmp(line, "NoNewPrivs:\t0", 13) == 0, "no_new_privs is not set");
    }
    BREACH_IF(seen != 5, "not all capability sets were seen");
    return 0;
}
