/* Attack: a core dump handed to a handler of the host's (core(5)): the limit must be 1, the
 * value that prevents that. */
#include <sys/resource.h>

#include "probe.h"

int main(void)
{
    struct rlimit limit = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &limit); /* may say that it did it: sanitizers insist */
    BREACH_IF(getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 1 || limit.rlim_max != 1,
              "core limit is not 1");
    return 0;
}
