/* wire: see wire.h. Linked into evalx and into the program inside the box: nothing but system
 * calls here. */
#include "sandbox/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control_space {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * WIRE_FDS_MAX)];
};

int wire_send(int socket_fd, const void *head, size_t head_bytes, const void *body,
              size_t body_bytes, const int *fds, size_t fd_count)
{
    union {
        const void *in;
        void *out;
    } head_at = {.in = head}, body_at = {.in = body}; /* iovec has no const */
    struct iovec parts[2] = {{head_at.out, head_bytes}, {body_at.out, body_bytes}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = body ? 2 : 1};
    union control_space space;
    if (fd_count > WIRE_FDS_MAX) {
        errno = EINVAL;
        return -1;
    }
    if (fd_count > 0) {
        space.header.cmsg_level = SOL_SOCKET;
        space.header.cmsg_type = SCM_RIGHTS;
        space.header.cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
        memcpy(CMSG_DATA(&space.header), fds, sizeof(int) * fd_count);
        message.msg_control = &space;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket_fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

static void take_fds(struct msghdr *message, int *fds_out, size_t *fd_count_out)
{
    *fd_count_out = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(fds_out, CMSG_DATA(part), count * sizeof(int));
        *fd_count_out = count;
    }
}

ssize_t wire_receive(int socket_fd, void *packet, size_t packet_bytes, int *fds_out,
                     size_t *fd_count_out, int flags)
{
    struct iovec part = {packet, packet_bytes};
    union control_space space;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &space, .msg_controllen = sizeof(space)};
    ssize_t got;
    do
        got = recvmsg(socket_fd, &message, flags | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -1;
    take_fds(&message, fds_out, fd_count_out);
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        for (size_t i = 0; i < *fd_count_out; i++)
            (void)close(fds_out[i]); /* of no use without the rest */
        *fd_count_out = 0;
        errno = EMSGSIZE;
        return -1;
    }
    return got;
}
