/* Attack: counting runs by process ids: where they begin must tell nothing. */
#include <unistd.h>

#include "probe.h"

int main(void)
{
    BREACH_IF(getpid() < 100, "process ids begin at the beginning");
    return 0;
}
