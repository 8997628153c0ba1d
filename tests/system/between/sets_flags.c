/* Changes the flags of its standard descriptors, which may be those of the test after it. */
#include <fcntl.h>
#include <stdio.h>

int main(void)
{
    int found = 0;
    for (int fd = 0; fd < 3; fd++) {
        int flags = fcntl(fd, F_GETFL);
        found |= flags < 0 || (flags & (O_NONBLOCK | O_APPEND)) != 0;
        (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK | O_APPEND);
    }
    puts(found ? "dirty" : "clean");
    return 0;
}
