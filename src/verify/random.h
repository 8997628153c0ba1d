/* random: numbers that a seed repeats, the same on every machine (xorshift64*, Vigna 2016). Not for
 * secrets. */
#ifndef EVALX_VERIFY_RANDOM_H
#define EVALX_VERIFY_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* Two numbers make a sequence of its own: a seed, and what it is for. */
struct random random_open(uint64_t seed, uint64_t stream);
uint64_t random_next(struct random *random);
/* 0 .. below - 1; 0 where below is 0. */
size_t random_below(struct random *random, size_t below);

#endif
