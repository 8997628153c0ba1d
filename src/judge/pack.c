/* pack: see pack.h. */
#include "judge/pack.h"

#include <string.h>

const void *take(struct cursor *cursor, uint64_t count)
{
    if (count > cursor->left)
        return NULL;
    const void *taken = cursor->at;
    cursor->at += count;
    cursor->left -= (size_t)count;
    return taken;
}

bool take_struct(struct cursor *cursor, void *struct_out, size_t bytes)
{
    const void *taken = take(cursor, bytes);
    if (taken)
        memcpy(struct_out, taken, bytes);
    return taken != NULL;
}

void pack_text(struct str *out, const char *text)
{
    uint64_t bytes = text ? strlen(text) + 1 : 0;
    str_add_n(out, (const char *)&bytes, sizeof(bytes));
    if (text)
        str_add_n(out, text, (size_t)bytes);
}

bool take_text(struct cursor *cursor, struct arena *arena, const char **text_out)
{
    uint64_t bytes;
    if (!take_struct(cursor, &bytes, sizeof(bytes)))
        return false;
    const char *text = take(cursor, bytes);
    if (!text || (bytes > 0 && text[bytes - 1] != '\0'))
        return false;
    *text_out = bytes > 0 ? arena_string_n(arena, text, (size_t)bytes - 1) : NULL;
    return true;
}

struct packed_compile {
    struct facts facts;
    uint32_t is_attempted, is_ok;
};

void pack_compile(struct str *out, const struct compile_report *report)
{
    struct packed_compile packed;
    memset(&packed, 0, sizeof(packed)); /* padding is written too */
    packed.facts = report->facts;
    packed.is_attempted = report->is_attempted;
    packed.is_ok = report->is_ok;
    str_add_n(out, (const char *)&packed, sizeof(packed));
    pack_text(out, report->messages);
    pack_text(out, report->reason);
}

bool take_compile(struct cursor *cursor, struct arena *arena, struct compile_report *report_out)
{
    struct packed_compile packed;
    const char *messages, *reason;
    if (!take_struct(cursor, &packed, sizeof(packed)) || !take_text(cursor, arena, &messages) ||
        !take_text(cursor, arena, &reason))
        return false;
    *report_out = (struct compile_report){
        .is_attempted = packed.is_attempted != 0,
        .is_ok = packed.is_ok != 0,
        .is_cached = packed.is_attempted != 0,
        .facts = packed.facts,
        .messages = messages ? messages : "",
        .reason = reason,
    };
    return true;
}
