/* checksum: 64 bits, four lanes at a time. Each step is a bijection of its lane, so that a change
 * of one word always shows. */
#include <string.h>

#include "cache/internal.h"

enum { LANES = 4, BLOCK_BYTES = LANES * sizeof(uint64_t) };

static const uint64_t ODD = 0x9e3779b97f4a7c15U; /* 2^64 / golden ratio */

static uint64_t mix(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * ODD;
    return lane ^ (lane >> 29);
}

static void mix_block(uint64_t lanes[LANES], const void *bytes)
{
    uint64_t words[LANES];
    memcpy(words, bytes, sizeof(words));
    for (size_t i = 0; i < LANES; i++)
        lanes[i] = mix(lanes[i], words[i]);
}

uint64_t checksum(const void *bytes, size_t count)
{
    const char *at = bytes;
    uint64_t lanes[LANES] = {1, 2, 3, 4};
    size_t left = count;
    for (; left >= BLOCK_BYTES; left -= BLOCK_BYTES, at += BLOCK_BYTES)
        mix_block(lanes, at);
    char last[BLOCK_BYTES] = {0};
    if (left > 0)
        memcpy(last, at, left);
    mix_block(lanes, last);
    uint64_t sum = count;
    for (size_t i = 0; i < LANES; i++)
        sum = mix(sum, lanes[i]);
    return sum;
}
