#include "cli/idset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY_LEAST = 256 };

/* FNV-1a, 64 bits: draft-eastlake-fnv. */
static uint64_t hash_of(const char *id)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *id != '\0'; id++)
        hash = (hash ^ (unsigned char)*id) * UINT64_C(0x100000001b3);
    return hash;
}

static struct idset_item *find(struct idset_item *items, size_t capacity, const char *id)
{
    size_t at = (size_t)hash_of(id) & (capacity - 1);
    while (items[at].id != NULL && strcmp(items[at].id, id) != 0)
        at = (at + 1) & (capacity - 1);
    return &items[at];
}

static void grow(struct idset *set)
{
    size_t capacity = set->capacity == 0 ? CAPACITY_LEAST : 2 * set->capacity;
    struct idset_item *items = calloc(capacity, sizeof(*items));
    if (items == NULL)
        abort(); /* as the arena does: there is no memory to go on with */
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->items[i].id != NULL)
            *find(items, capacity, set->items[i].id) = set->items[i];
    }
    free(set->items);
    set->items = items;
    set->capacity = capacity;
}

struct idset_item *idset_get(struct idset *set, const char *id)
{
    if (2 * set->count >= set->capacity)
        grow(set);
    struct idset_item *item = find(set->items, set->capacity, id);
    if (item->id == NULL) {
        item->id = arena_string(&set->arena, id);
        set->count++;
    }
    return item;
}

void idset_done(struct idset *set)
{
    free(set->items);
    arena_done(&set->arena);
    *set = (struct idset){0};
}
