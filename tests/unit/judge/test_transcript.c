#include <string.h>

#include <criterion/criterion.h>

#include "judge/transcript.h"

static const int64_t MS = 1000000;

/* One transcript of pieces, each heard a millisecond after the one before; the arena's. */
struct piece {
    enum voice voice;
    const char *bytes;
};

static const char *hear_all(struct arena *arena, const struct piece *pieces, size_t count)
{
    struct transcript transcript;
    transcript_open(&transcript, 5 * MS);
    for (size_t i = 0; i < count; i++)
        transcript_hear(&transcript, pieces[i].voice, (6 + (int64_t)i) * MS, pieces[i].bytes,
                        strlen(pieces[i].bytes));
    const char *text = transcript_finish(&transcript, 1005 * MS, arena);
    transcript_done(&transcript);
    return text;
}

static void expect(const struct piece *pieces, size_t count, const char *expected)
{
    struct arena arena = {0};
    cr_expect_str_eq(hear_all(&arena, pieces, count), expected);
    arena_done(&arena);
}

Test(transcript, a_line_stands_where_its_end_was_heard)
{
    const struct piece pieces[] = {
        {VOICE_PROGRAM, "4"}, {VOICE_INTERACTOR, "hi\nho\n"}, {VOICE_PROGRAM, "2\n"}};
    expect(pieces, 3, "[  0.002] < hi\n[  0.002] < ho\n[  0.003] > 42\n");
}

Test(transcript, an_empty_line_is_a_line)
{
    const struct piece pieces[] = {{VOICE_PROGRAM, "\n"}};
    expect(pieces, 1, "[  0.001] >\n");
}

Test(transcript, what_is_no_text_is_escaped)
{
    const struct piece pieces[] = {{VOICE_PROGRAM, "a\\\x1b\xc3\t~\r\n"}};
    expect(pieces, 1, "[  0.001] > a\\\\\\x1b\\xc3\t~\\x0d\n");
}

Test(transcript, a_line_without_an_end_comes_last)
{
    const struct piece pieces[] = {{VOICE_PROGRAM, "4"}, {VOICE_INTERACTOR, "x\n"}};
    expect(pieces, 2, "[  0.002] < x\n[  1.000] > 4\n[  1.000] # the line above has no end\n");
}

Test(transcript, a_long_line_is_cut_and_that_is_told)
{
    struct arena arena = {0};
    char line[TRANSCRIPT_LINE_MAX + 8];
    memset(line, 'a', sizeof(line));
    line[TRANSCRIPT_LINE_MAX + 5] = '\n';
    line[TRANSCRIPT_LINE_MAX + 6] = '\0';
    const struct piece pieces[] = {{VOICE_PROGRAM, line}, {VOICE_PROGRAM, "b\n"}};
    const char *text = hear_all(&arena, pieces, 2);
    cr_expect_eq(strspn(text + strlen("[  0.001] > "), "a"), TRANSCRIPT_LINE_MAX);
    cr_expect_str_eq(strchr(text, '\n'),
                     "\n[  0.001] # 5 bytes more in this line\n[  0.002] > b\n");
    arena_done(&arena);
}

Test(transcript, what_does_not_fit_is_told_once)
{
    static const char full[] = "# more was said than the 256 KiB that are kept\n";
    struct arena arena = {0};
    struct transcript transcript;
    transcript_open(&transcript, 0);
    for (int i = 0; i < 100000; i++)
        transcript_hear(&transcript, VOICE_PROGRAM, 0, "abc\n", 4);
    transcript_note(&transcript, 0, "the program has ended");
    const char *text = transcript_finish(&transcript, 0, &arena);
    cr_expect_leq(strlen(text), TRANSCRIPT_BYTES_MAX + strlen(full));
    cr_expect_str_eq(text + strlen(text) - strlen(full), full);
    cr_expect_eq(strstr(text, "# more"), text + strlen(text) - strlen(full));
    transcript_done(&transcript);
    arena_done(&arena);
}
