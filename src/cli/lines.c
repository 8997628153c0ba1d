#include "cli/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lines *lines_open(int fd, int cancel_fd, size_t maximum_bytes)
{
    struct lines *lines = calloc(1, sizeof(*lines));
    if (lines == NULL)
        abort(); /* as the arena does: there is no memory to go on with */
    lines->fd = fd;
    lines->cancel_fd = cancel_fd;
    lines->line.maximum = maximum_bytes;
    return lines;
}

void lines_close(struct lines *lines)
{
    if (lines == NULL)
        return;
    str_done(&lines->line);
    free(lines);
}

/* A negative descriptor is passed over: poll(2). */
static int wait_for_more(const struct lines *lines, struct err *err)
{
    struct pollfd both[2] = {{.fd = lines->fd, .events = POLLIN},
                             {.fd = lines->cancel_fd, .events = POLLIN}};
    while (poll(both, 2, -1) < 0) {
        if (errno != EINTR)
            return err_sys(err, ERR_INPUT, "read lines");
    }
    if (both[1].revents != 0)
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    return 0;
}

static int fill(struct lines *lines, bool *is_end_out, struct err *err)
{
    if (wait_for_more(lines, err) != 0)
        return -1;
    ssize_t count = read(lines->fd, lines->buffer, sizeof(lines->buffer));
    if (count < 0 && errno != EINTR && errno != EAGAIN)
        return err_sys(err, ERR_INPUT, "read lines");
    *is_end_out = count == 0;
    lines->at = 0;
    lines->filled = count > 0 ? (size_t)count : 0;
    return 0;
}

int lines_next(struct lines *lines, bool *has_line_out, struct err *err)
{
    bool is_end = false;
    str_clear(&lines->line);
    lines->is_whole = false;
    while (!lines->is_whole && !is_end) {
        const char *from = lines->buffer + lines->at;
        size_t left = lines->filled - lines->at;
        const char *newline = left > 0 ? memchr(from, '\n', left) : NULL;
        size_t count = newline != NULL ? (size_t)(newline - from) : left;
        str_add_n(&lines->line, from, count);
        lines->is_whole = newline != NULL;
        lines->at += count + lines->is_whole;
        lines->read_bytes += (int64_t)count + lines->is_whole;
        if (!lines->is_whole && fill(lines, &is_end, err) != 0)
            return -1;
    }
    *has_line_out = lines->is_whole || lines->line.count > 0 || lines->line.is_cut;
    lines->number += *has_line_out;
    if (lines->is_whole)
        lines->whole_bytes = lines->read_bytes;
    return 0;
}
