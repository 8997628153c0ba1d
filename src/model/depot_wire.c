/* depot_wire: see depot_wire.h; unix(7) on SCM_RIGHTS. */
#include "model/depot_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

int depot_send(int fd, const struct depot_message *message, int file_fd)
{
    struct depot_message copy = *message;
    struct iovec piece = {.iov_base = &copy, .iov_len = sizeof(copy)};
    struct msghdr header = {.msg_iov = &piece, .msg_iovlen = 1};
    union control control = {{0}};
    if (file_fd >= 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = sizeof(control.bytes);
        struct cmsghdr *first = CMSG_FIRSTHDR(&header);
        first->cmsg_level = SOL_SOCKET;
        first->cmsg_type = SCM_RIGHTS;
        first->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(first), &file_fd, sizeof(file_fd));
    }
    return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(copy) ? 0 : -1;
}

static bool is_shaped(const struct depot_message *message)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz", digits[] = "0123456789abcdef";
    return message->what >= DEPOT_FIND && message->what <= DEPOT_MISSING &&
           message->kind[DEPOT_KIND_BYTES - 1] == '\0' &&
           message->key[HASH_HEX_BYTES - 1] == '\0' &&
           strspn(message->kind, letters) == strlen(message->kind) &&
           strspn(message->key, digits) == HASH_HEX_BYTES - 1;
}

static int take_file(struct msghdr *header)
{
    int fd = -1;
    struct cmsghdr *first = CMSG_FIRSTHDR(header);
    if (first && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS &&
        first->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&fd, CMSG_DATA(first), sizeof(fd));
    return fd;
}

int depot_receive(int fd, struct depot_message *message_out, int *file_fd_out)
{
    struct depot_message message = {0};
    struct iovec piece = {.iov_base = &message, .iov_len = sizeof(message)};
    union control control = {{0}};
    struct msghdr header = {.msg_iov = &piece,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    ssize_t count = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    EV_FD int file_fd = take_file(&header);
    if (count != (ssize_t)sizeof(message) || (header.msg_flags & MSG_TRUNC) || !is_shaped(&message))
        return -1;
    *message_out = message;
    *file_fd_out = fd_steal(&file_fd);
    return 1;
}
