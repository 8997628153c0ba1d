/* lines: a text of any length line by line, in constant memory; an interruption ends the wait for
 * more. */
#ifndef EVALX_CLI_LINES_H
#define EVALX_CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

enum { LINES_BUFFER_BYTES = 64 << 10 };

struct lines {
    int fd, cancel_fd;   /* cancel_fd -1: none */
    struct str line;     /* without its newline; is_cut: it was longer than the maximum */
    bool is_whole;       /* it had a newline */
    size_t number;       /* of the line, from 1 */
    int64_t whole_bytes; /* of the text up to the end of the last line that had a newline */
    int64_t read_bytes;
    size_t at, filled;
    char buffer[LINES_BUFFER_BYTES];
};

/* fd is borrowed. */
struct lines *lines_open(int fd, int cancel_fd, size_t maximum_bytes);
void lines_close(struct lines *lines);
/* *has_line_out is false at the end. ERR_INTERRUPTED; ERR_INPUT: cannot be read. */
int lines_next(struct lines *lines, bool *has_line_out, struct err *err) EV_MUST_CHECK;

#endif
