/* run_relay: one piece at a time, read when the one before is written: whoever talks faster than
 * the other listens has to wait, as with a pipe. */
#include "sandbox/run_relay.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"

int relay_open(const struct joint_relay *relay, struct err *err)
{
    /* Of this description alone: the programs have the other end. */
    if (fcntl(*relay->to_fd, F_SETFL, O_NONBLOCK) != 0)
        return err_sys(err, ERR_JUDGE, "sandbox: relay");
    return 0;
}

static bool is_full(const struct joint_relay *relay)
{
    return relay->begin < relay->end;
}

struct pollfd relay_watch(const struct joint_relay *relay)
{
    if (relay->from_fd < 0 || *relay->to_fd < 0)
        return (struct pollfd){.fd = -1};
    if (is_full(relay))
        return (struct pollfd){.fd = *relay->to_fd, .events = POLLOUT};
    return (struct pollfd){.fd = relay->from_fd, .events = POLLIN};
}

static int fill(struct joint_relay *relay, struct err *err)
{
    ssize_t got = read(relay->from_fd, relay->pending, JOINT_RELAY_BYTES);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : err_sys(err, ERR_JUDGE, "sandbox: relay");
    relay->begin = 0;
    relay->end = (size_t)got;
    if (got == 0)
        fd_close(relay->to_fd);
    else
        relay->seen(relay->context, relay->pending, (size_t)got);
    return 0;
}

static int empty(struct joint_relay *relay, struct err *err)
{
    ssize_t put = write(*relay->to_fd, relay->pending + relay->begin, relay->end - relay->begin);
    if (put < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : err_sys(err, ERR_JUDGE, "sandbox: relay");
    relay->begin += (size_t)put;
    return 0;
}

int relay_act(struct joint_relay *relay, const struct pollfd *wait, struct err *err)
{
    /* `ended` may have stopped it since. */
    if (!wait->revents || relay->from_fd < 0 || *relay->to_fd < 0)
        return 0;
    if (!is_full(relay) && fill(relay, err) != 0)
        return -1;
    return is_full(relay) ? empty(relay, err) : 0; /* mostly there is room at once */
}
