/* notify: the supervisor's protocol, sd_notify(3): one datagram to the socket that it names. */
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "serve/server.h"

void notify_supervisor(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    if (path == NULL || (path[0] != '/' && path[0] != '@') ||
        strlen(path) >= sizeof(place.sun_path))
        return;
    memcpy(place.sun_path, path, strlen(path));
    if (place.sun_path[0] == '@')
        place.sun_path[0] = '\0'; /* the abstract namespace */
    EV_FD int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    /* a supervisor that does not listen is none */
    if (fd >= 0)
        (void)sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&place, length);
}
