/* transcript: what two programs have said to each other, line by line, with the time of each.
 *
 *      [  0.002] < 50          said to the program
 *      [  0.003] > higher      said by it
 *      [  0.004] # the program has ended
 *
 * A line stands where its end was heard, by the clock since transcript_open. Bytes beyond printable
 * ASCII and tabs are written as \xNN, a backslash as two. */
#ifndef EVALX_JUDGE_TRANSCRIPT_H
#define EVALX_JUDGE_TRANSCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum {
    TRANSCRIPT_BYTES_MAX = 256 << 10, /* then it says so, and nothing more is kept */
    TRANSCRIPT_LINE_MAX = 1 << 10,    /* bytes of a line; the rest of it is dropped */
};

enum voice { VOICE_PROGRAM, VOICE_INTERACTOR, VOICES };

struct heard_line {
    char bytes[TRANSCRIPT_LINE_MAX];
    size_t count, dropped;
};

struct transcript {
    struct str text;
    int64_t start_ns;
    struct heard_line lines[VOICES]; /* that have no end yet */
};

void transcript_open(struct transcript *transcript, int64_t now_ns);
void transcript_hear(struct transcript *transcript, enum voice voice, int64_t now_ns,
                     const char *bytes, size_t count);
/* A line of ours; `text` has none of its own. */
void transcript_note(struct transcript *transcript, int64_t now_ns, const char *text);
/* All of it, lines without an end too; the arena's. */
const char *transcript_finish(struct transcript *transcript, int64_t now_ns, struct arena *arena);
void transcript_done(struct transcript *transcript);

#endif
