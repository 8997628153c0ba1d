/* ends: see ends.h. */
#include "judge/ends.h"

#include <string.h>

#include "base/str.h"

static const char gap[] = "\n...\n";

void ends_begin(struct ends *ends, const char *folder)
{
    ends->folder = folder;
    ends->head_count = ends->tail_count = 0;
    ends->is_cut = false;
}

static void keep_last(struct ends *ends, const char *bytes, size_t count)
{
    size_t kept = ends->tail_count;
    if (count > ENDS_TAIL_BYTES) {
        bytes += count - ENDS_TAIL_BYTES;
        count = ENDS_TAIL_BYTES;
        ends->is_cut = true;
    }
    if (kept + count > ENDS_TAIL_BYTES) {
        size_t gone = kept + count - ENDS_TAIL_BYTES;
        memmove(ends->tail, ends->tail + gone, kept - gone);
        kept -= gone;
        ends->is_cut = true;
    }
    memcpy(ends->tail + kept, bytes, count);
    ends->tail_count = kept + count;
}

int ends_feed(void *context, const char *bytes, size_t count)
{
    struct ends *ends = context;
    size_t room = ENDS_HEAD_BYTES - ends->head_count;
    size_t taken = count < room ? count : room;
    memcpy(ends->head + ends->head_count, bytes, taken);
    ends->head_count += taken;
    if (taken < count)
        keep_last(ends, bytes + taken, count - taken);
    return 0;
}

const char *ends_text(const struct ends *ends, struct arena *arena, const struct build_plan *plan)
{
    EV_STR struct str text = {0};
    if (ends->head_count == 0)
        return NULL;
    struct build_plan unnamed = *plan; /* names are the user's, who may be another next time */
    unnamed.renamed_from = NULL;
    unnamed.file_count = 0;
    str_add_n(&text, ends->head, ends->head_count);
    if (ends->is_cut)
        str_add(&text, gap);
    str_add_n(&text, ends->tail, ends->tail_count);
    return build_messages(arena, &unnamed, ends->folder, str_text(&text), text.count, STR_MAXIMUM);
}
