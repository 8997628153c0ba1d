/* arena: memory that lives and dies together (a submission, a problem, the language table).
 *
 * Everything allocated is zeroed, aligned to 16 bytes and freed at once by arena_done. Running out
 * of memory ends the program with a message: no caller could do better. Not safe for two threads at
 * once. */
#ifndef EVALX_BASE_ARENA_H
#define EVALX_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t total_bytes;
};

/* A zero-initialised struct arena is ready for use. arena_done accepts one that was never used. */
void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_copy(struct arena *arena, const void *bytes, size_t count);
char *arena_string(struct arena *arena, const char *text);
char *arena_string_n(struct arena *arena, const char *text, size_t count);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Grow an array that was allocated here (the old copy stays in the arena until it is done): returns
 * room for at least `needed` items of `item_bytes`, with `count` items copied; *capacity is
 * updated. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t needed, size_t item_bytes,
                 size_t *capacity);

void arena_done(struct arena *arena);

#endif
