/* burn: a fixed amount of work, told on the command line or on standard input.
 *
 *   burn cpu COUNT      arithmetic alone
 *   burn memory COUNT   steps through 32 MiB, each to a place that the one before decides */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 8 << 20 };

static uint32_t next_place[WORDS];

static uint64_t use_cpu(uint64_t count)
{
    uint64_t state = 88172645463325252U;
    for (uint64_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

/* x -> 5x + 12345 modulo a power of two visits every place before it comes back. */
static uint64_t use_memory(uint64_t count)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < WORDS; i++)
        next_place[i] = (i * 5 + 12345) % WORDS;
    for (uint64_t i = 0; i < count; i++)
        at = next_place[at];
    return at;
}

int main(int argc, char **argv)
{
    char kind[16] = "";
    unsigned long long count = 0;
    if (argc == 3) {
        snprintf(kind, sizeof(kind), "%s", argv[1]);
        count = strtoull(argv[2], NULL, 10);
    } else if (scanf("%15s %llu", kind, &count) != 2) {
        return 2;
    }
    volatile uint64_t result = strcmp(kind, "cpu") == 0 ? use_cpu(count) : use_memory(count);
    (void)result;
    puts("done");
    return 0;
}
