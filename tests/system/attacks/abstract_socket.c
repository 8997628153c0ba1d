/* Attack: an abstract socket is not a file: only a network namespace hides the host's. The test
 * listens at that name. */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "probe.h"

int main(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0evalx-probe"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    BREACH_IF(fd < 0, "no local socket can be made, so nothing is proved");
    socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 12);
    BREACH_IF(connect(fd, (struct sockaddr *)&address, bytes) == 0,
              "a socket of the host's can be reached");
    return 0;
}
