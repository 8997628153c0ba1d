/* arena: see arena.h. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { ALIGNMENT = 16, FIRST_BLOCK_BYTES = 4096, LARGEST_GROWTH_BYTES = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t capacity;
    alignas(ALIGNMENT) char bytes[];
};

static struct arena_block *block_add(struct arena *arena, size_t at_least)
{
    size_t capacity = arena->blocks ? arena->blocks->capacity * 2 : FIRST_BLOCK_BYTES;
    if (capacity > LARGEST_GROWTH_BYTES)
        capacity = LARGEST_GROWTH_BYTES;
    if (capacity < at_least)
        capacity = at_least;
    struct arena_block *block = calloc(1, sizeof(*block) + capacity);
    if (!block)
        err_out_of_memory();
    block->older = arena->blocks;
    block->capacity = capacity;
    arena->blocks = block;
    arena->total_bytes += capacity;
    return block;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        err_out_of_memory();
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->blocks;
    if (!block || block->capacity - block->used < rounded)
        block = block_add(arena, rounded);
    void *at = block->bytes + block->used;
    block->used += rounded;
    return at;
}

void *arena_copy(struct arena *arena, const void *bytes, size_t count)
{
    void *at = arena_alloc(arena, count);
    if (count)
        memcpy(at, bytes, count);
    return at;
}

char *arena_string_n(struct arena *arena, const char *text, size_t count)
{
    char *at = arena_alloc(arena, count + 1);
    memcpy(at, text, count);
    return at;
}

char *arena_string(struct arena *arena, const char *text)
{
    return arena_string_n(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0)
        err_out_of_memory();
    char *at = arena_alloc(arena, (size_t)length + 1);
    va_start(args, format);
    (void)vsnprintf(at, (size_t)length + 1, format, args); /* measured just above */
    va_end(args);
    return at;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t needed, size_t item_bytes,
                 size_t *capacity)
{
    if (needed <= *capacity)
        return items;
    size_t larger = *capacity ? *capacity * 2 : 8;
    if (larger < needed)
        larger = needed;
    if (larger > SIZE_MAX / 2 / item_bytes)
        err_out_of_memory();
    void *grown = arena_alloc(arena, larger * item_bytes);
    if (count)
        memcpy(grown, items, count * item_bytes);
    *capacity = larger;
    return grown;
}

void arena_done(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct arena){0};
}
