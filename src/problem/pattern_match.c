/* pattern_match: running the program of a pattern, see pattern.h. */
#include <ctype.h>
#include <string.h>

#include "problem/pattern_code.h"

bool pattern_class_has(char letter, int byte)
{
    switch (letter) {
    case 'd':
        return isdigit(byte);
    case 'w':
        return isalnum(byte) || byte == '_' || byte >= 0x80;
    default:
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
    }
}

const char *pattern_group(const struct pattern *pattern, const struct pattern_match *match,
                          const char *text, const char *name, struct arena *arena)
{
    for (size_t i = 1; i < pattern->group_count; i++) {
        if (strcmp(pattern->names[i], name) != 0 || match->starts[i] == SIZE_MAX ||
            match->ends[i] == SIZE_MAX)
            continue;
        return arena_string_n(arena, text + match->starts[i], match->ends[i] - match->starts[i]);
    }
    return NULL;
}
/* What is to be tried when the present try fails: go on at `place`, or put a slot back. */
struct pending {
    int instruction; /* < 0: restore slot -1 - instruction to `place` */
    size_t place;
};

struct matcher {
    const struct pattern *pattern;
    const char *text;
    size_t length;
    size_t slots[2 * PATTERN_GROUPS_MAX];
    uint64_t *tried; /* bits: instruction x (length + 1) + place */
    struct pending *pending;
    size_t pending_count;
};

static bool is_word_at(const struct matcher *matcher, size_t place)
{
    return place < matcher->length && pattern_class_has('w', (unsigned char)matcher->text[place]);
}

static bool holds(const struct matcher *matcher, enum pattern_operation operation, size_t place)
{
    if (operation == PATTERN_START)
        return place == 0;
    if (operation == PATTERN_END)
        return place == matcher->length;
    bool before = place > 0 && is_word_at(matcher, place - 1);
    return before != is_word_at(matcher, place);
}

static bool was_tried(struct matcher *matcher, int instruction, size_t place)
{
    size_t bit = (size_t)instruction * (matcher->length + 1) + place;
    uint64_t mask = UINT64_C(1) << (bit & 63);
    bool was = matcher->tried[bit >> 6] & mask;
    matcher->tried[bit >> 6] |= mask;
    return was;
}

static void push(struct matcher *matcher, int instruction, size_t place)
{
    matcher->pending[matcher->pending_count++] =
        (struct pending){.instruction = instruction, .place = place};
}

static bool run(const struct pattern *pattern, int start, const char *text, size_t length,
                size_t place, size_t *slots);

/* One instruction: the next one, -1 where this try has failed, -2 at the match. */
static int step(struct matcher *matcher, int at, size_t *place)
{
    const struct pattern_instruction *code = &matcher->pattern->code[at];
    switch (code->operation) {
    case PATTERN_SET:
        if (*place >= matcher->length ||
            !pattern_set_has(code->set, (unsigned char)matcher->text[*place]))
            return -1;
        (*place)++;
        return at + 1;
    case PATTERN_SPLIT:
        push(matcher, at + code->jump, *place);
        return at + 1;
    case PATTERN_SPLIT2:
        push(matcher, at + 1, *place);
        return at + code->jump;
    case PATTERN_JUMP:
        return at + code->jump;
    case PATTERN_SAVE:
        push(matcher, -1 - (int)code->slot, matcher->slots[code->slot]);
        matcher->slots[code->slot] = *place;
        return at + 1;
    case PATTERN_START:
    case PATTERN_END:
    case PATTERN_EDGE:
        return holds(matcher, code->operation, *place) ? at + 1 : -1;
    case PATTERN_AHEAD:
    case PATTERN_NOT_AHEAD: {
        size_t slots[2 * PATTERN_GROUPS_MAX];
        bool is_match =
            run(matcher->pattern, at + 1, matcher->text, matcher->length, *place, slots);
        return is_match == (code->operation == PATTERN_AHEAD) ? at + code->jump : -1;
    }
    case PATTERN_MATCH:
        return -2;
    default:
        return -1;
    }
}

/* Every instruction is tried at most once at a place and leaves at most one thing pending. */
static bool run(const struct pattern *pattern, int start, const char *text, size_t length,
                size_t place, size_t *slots)
{
    size_t states = (size_t)pattern->count * (length + 1);
    struct matcher matcher = {.pattern = pattern, .text = text, .length = length};
    EV_FREE uint64_t *tried = calloc(states / 64 + 1, sizeof(*tried));
    EV_FREE struct pending *pending = calloc(states + 1, sizeof(*pending));
    if (!tried || !pending)
        err_out_of_memory();
    matcher.tried = tried;
    matcher.pending = pending;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(matcher.slots); i++)
        matcher.slots[i] = SIZE_MAX;
    push(&matcher, start, place);
    while (matcher.pending_count > 0) {
        struct pending next = pending[--matcher.pending_count];
        if (next.instruction < 0) {
            matcher.slots[-1 - next.instruction] = next.place;
            continue;
        }
        int at = next.instruction;
        place = next.place;
        while (at >= 0 && !was_tried(&matcher, at, place))
            at = step(&matcher, at, &place);
        if (at != -2)
            continue;
        memcpy(slots, matcher.slots, sizeof(matcher.slots));
        slots[1] = place;
        return true;
    }
    return false;
}

bool pattern_match(const struct pattern *pattern, const char *text, struct pattern_match *match_out)
{
    size_t length = strlen(text);
    size_t slots[2 * PATTERN_GROUPS_MAX];
    if (length > PATTERN_TEXT_MAX || !run(pattern, 0, text, length, 0, slots))
        return false;
    slots[0] = 0;
    for (size_t i = 0; i < PATTERN_GROUPS_MAX; i++) {
        match_out->starts[i] = slots[2 * i];
        match_out->ends[i] = slots[2 * i + 1];
    }
    return true;
}
