/* depot_wire: how an agent asks its service for what other machines have made, and hands out what
 * it has made itself: messages of one size over a socket pair (SOCK_SEQPACKET); values go along as
 * files in memory.
 *
 *   agent -> service   FIND kind key     KEEP kind key + file
 *   service -> agent   FOUND + file      MISSING            (the number of the FIND) */
#ifndef EVALX_MODEL_DEPOT_WIRE_H
#define EVALX_MODEL_DEPOT_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "base/hash.h"

enum {
    DEPOT_VALUE_MAX = 8 << 20, /* bytes */
    DEPOT_KIND_BYTES = 16,
};

enum depot_what { DEPOT_FIND = 1, DEPOT_KEEP, DEPOT_FOUND, DEPOT_MISSING };

struct depot_message {
    uint32_t what;
    uint32_t padding;
    uint64_t number;
    int64_t cost_ns;
    char kind[DEPOT_KIND_BYTES]; /* small letters */
    char key[HASH_HEX_BYTES];
};

/* Never waits. file_fd: sent along and still the caller's; -1: none. -1: it was not sent. */
int depot_send(int fd, const struct depot_message *message, int file_fd) EV_MUST_CHECK;
/* Never waits. 1: there is one, its file (or -1) is the caller's; 0: there is none yet; -1: the
 * other end is gone, or speaks otherwise. */
int depot_receive(int fd, struct depot_message *message_out, int *file_fd_out) EV_MUST_CHECK;

#endif
