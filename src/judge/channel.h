/* channel: a FIFO between programs in different boxes, which open it by a path, as they would one
 * of CMS.
 *
 * A program gets a descriptor that stands for the FIFO and neither reads nor writes (O_PATH), and
 * opens /dev/fd/N, in the direction that it wants. Who opens it to read waits for the other side,
 * and meets the end of file when the last writer has closed. A reader is always open here: nobody
 * is killed for writing to one that has ended, and what was written stays to be read. So a writer
 * does not wait for a reader, and may be gone before it comes: channel_look lets it in then. */
#ifndef EVALX_JUDGE_CHANNEL_H
#define EVALX_JUDGE_CHANNEL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

struct channel {
    int path_fd;   /* to be given to programs; -1: not open */
    int reader_fd; /* ours, which never reads */
    int writer_fd; /* -1; ours where there is no FIFO but a pipe (see channel_open) */
    bool has_ended;
};

#define CHANNEL_CLOSED ((struct channel){-1, -1, -1, false})

/* `is_nameless`: a pipe instead, for boxes that may not open files of the host: opening it waits
 * for nobody, and until channel_end it has a writer. */
int channel_open(struct channel *channel, bool is_nameless, struct err *err) EV_MUST_CHECK;
/* Every now and then: who waits for something to read that is there already, or for a side that has
 * ended, goes on. */
void channel_look(struct channel *channel);
/* A side has ended. */
void channel_end(struct channel *channel);
void channel_close(struct channel *channel);

/* What the n-th descriptor given to a program is called in its box. */
const char *channel_name(struct arena *arena, size_t index);

#endif
