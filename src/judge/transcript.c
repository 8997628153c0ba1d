/* transcript: see transcript.h. */
#include "judge/transcript.h"

#include <stdbool.h>

#include "base/base.h"

static const char marks[VOICES] = {[VOICE_PROGRAM] = '>', [VOICE_INTERACTOR] = '<'};

enum { SECOND_NS = 1000000000 };

/* One whole line, or that there is no room for it; then nothing more. */
static void add_line(struct transcript *transcript, int64_t now_ns, char mark, const char *text)
{
    EV_STR struct str line = {0};
    if (transcript->text.is_cut)
        return;
    str_printf(&line, "[%7.3f] %c%s%s\n", (double)(now_ns - transcript->start_ns) / SECOND_NS, mark,
               text[0] ? " " : "", text);
    if (transcript->text.count + line.count <= TRANSCRIPT_BYTES_MAX) {
        str_add_n(&transcript->text, line.text, line.count);
        return;
    }
    str_printf(&transcript->text, "# more was said than the %d KiB that are kept\n",
               TRANSCRIPT_BYTES_MAX >> 10);
    transcript->text.is_cut = true;
}

static void add_escaped(struct str *out, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '\\')
            str_add(out, "\\\\");
        else if ((byte >= ' ' && byte <= '~') || byte == '\t')
            str_add_char(out, (char)byte);
        else
            str_printf(out, "\\x%02x", byte);
    }
}

static void end_line(struct transcript *transcript, enum voice voice, int64_t now_ns)
{
    struct heard_line *line = &transcript->lines[voice];
    EV_STR struct str text = {0};
    add_escaped(&text, line->bytes, line->count);
    add_line(transcript, now_ns, marks[voice], str_text(&text));
    if (line->dropped > 0) {
        str_clear(&text);
        str_printf(&text, "%zu bytes more in this line", line->dropped);
        transcript_note(transcript, now_ns, str_text(&text));
    }
    line->count = line->dropped = 0;
}

void transcript_open(struct transcript *transcript, int64_t now_ns)
{
    *transcript = (struct transcript){.start_ns = now_ns};
}

void transcript_hear(struct transcript *transcript, enum voice voice, int64_t now_ns,
                     const char *bytes, size_t count)
{
    struct heard_line *line = &transcript->lines[voice];
    if (transcript->text.is_cut)
        return;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n')
            end_line(transcript, voice, now_ns);
        else if (line->count < TRANSCRIPT_LINE_MAX)
            line->bytes[line->count++] = bytes[i];
        else
            line->dropped++;
    }
}

void transcript_note(struct transcript *transcript, int64_t now_ns, const char *text)
{
    add_line(transcript, now_ns, '#', text);
}

const char *transcript_finish(struct transcript *transcript, int64_t now_ns, struct arena *arena)
{
    for (size_t voice = 0; voice < VOICES; voice++) {
        if (transcript->lines[voice].count == 0)
            continue;
        end_line(transcript, (enum voice)voice, now_ns);
        transcript_note(transcript, now_ns, "the line above has no end");
    }
    return arena_string(arena, str_text(&transcript->text));
}

void transcript_done(struct transcript *transcript)
{
    str_done(&transcript->text);
}
