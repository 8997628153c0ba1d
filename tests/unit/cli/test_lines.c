#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "cli/lines.h"

static struct lines *open_text(const char *text, size_t count, size_t maximum_bytes)
{
    int fd = memfd_create("lines", MFD_CLOEXEC);
    cr_assert_eq(write(fd, text, count), (ssize_t)count);
    cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
    return lines_open(fd, -1, maximum_bytes);
}

static void close_text(struct lines *lines)
{
    close(lines->fd);
    lines_close(lines);
}

static bool next(struct lines *lines)
{
    struct err err;
    bool has_line = false;
    cr_assert_eq(lines_next(lines, &has_line, &err), 0);
    return has_line;
}

Test(lines, each_line_has_its_number_and_its_text)
{
    struct lines *lines = open_text("a\n\nbc\n", 6, 100);
    static const char *const texts[] = {"a", "", "bc"};
    for (size_t i = 0; i < 3; i++) {
        cr_assert(next(lines));
        cr_expect_str_eq(str_text(&lines->line), texts[i]);
        cr_expect_eq(lines->number, i + 1);
        cr_expect(lines->is_whole);
    }
    cr_expect(!next(lines));
    close_text(lines);
}

Test(lines, torn_last_line_is_told_and_not_counted_as_whole)
{
    struct lines *lines = open_text("whole\ntorn", 10, 100);
    cr_assert(next(lines));
    cr_assert(next(lines));
    cr_expect_str_eq(str_text(&lines->line), "torn");
    cr_expect(!lines->is_whole);
    cr_expect_eq(lines->whole_bytes, 6);
    cr_expect(!next(lines));
    close_text(lines);
}

Test(lines, long_line_is_cut_and_the_next_is_read)
{
    enum { LONG = 3 * LINES_BUFFER_BYTES };
    static char text[LONG + 3];
    memset(text, 'x', LONG);
    memcpy(text + LONG, "\ny\n", 3);
    struct lines *lines = open_text(text, sizeof(text), 10);
    cr_assert(next(lines));
    cr_expect(lines->line.is_cut);
    cr_expect_leq(lines->line.count, 10);
    cr_assert(next(lines));
    cr_expect_str_eq(str_text(&lines->line), "y");
    cr_expect(!lines->line.is_cut);
    close_text(lines);
}

Test(lines, line_as_long_as_the_buffer_is_one_line)
{
    static char text[LINES_BUFFER_BYTES + 1];
    memset(text, 'x', LINES_BUFFER_BYTES);
    text[LINES_BUFFER_BYTES] = '\n';
    struct lines *lines = open_text(text, sizeof(text), 2 * LINES_BUFFER_BYTES);
    cr_assert(next(lines));
    cr_expect_eq(lines->line.count, LINES_BUFFER_BYTES);
    cr_expect(lines->is_whole);
    cr_expect(!next(lines));
    close_text(lines);
}

Test(lines, interruption_ends_the_wait)
{
    int ends[2], cancel[2];
    struct err err = {0};
    bool has_line = true;
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(pipe(cancel), 0);
    cr_assert_eq(write(cancel[1], "x", 1), 1);
    struct lines *lines = lines_open(ends[0], cancel[0], 100);
    cr_expect_eq(lines_next(lines, &has_line, &err), -1);
    cr_expect_eq(err.kind, ERR_INTERRUPTED);
    lines_close(lines);
}
