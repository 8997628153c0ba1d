/* pack: texts and structs in values of the cache. Readers check every length, though the cache has
 * checked the whole. */
#ifndef EVALX_JUDGE_PACK_H
#define EVALX_JUDGE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/report.h"

struct cursor {
    const char *at;
    size_t left;
};

/* NULL when there is less. Borrowed from the value. */
const void *take(struct cursor *cursor, uint64_t count);
bool take_struct(struct cursor *cursor, void *struct_out, size_t bytes);

/* A text or NULL; its length first. */
void pack_text(struct str *out, const char *text);
bool take_text(struct cursor *cursor, struct arena *arena, const char **text_out);

void pack_compile(struct str *out, const struct compile_report *report);
/* is_cached is set. */
bool take_compile(struct cursor *cursor, struct arena *arena, struct compile_report *report_out);

#endif
