/* random: see random.h. */
#include "verify/random.h"

/* splitmix64: neighbouring seeds give sequences that have nothing in common. */
static uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31);
}

struct random random_open(uint64_t seed, uint64_t stream)
{
    uint64_t state = mix(mix(seed) ^ stream);
    return (struct random){.state = state ? state : 1};
}

uint64_t random_next(struct random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * 0x2545F4914F6CDD1DU;
}

size_t random_below(struct random *random, size_t below)
{
    return below == 0 ? 0 : (size_t)(random_next(random) % below);
}
