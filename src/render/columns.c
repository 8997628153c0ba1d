/* columns: see columns.h. The library is opened at its first use: judging does without. Where it is
 * not installed, columns are aligned and never broken, whatever the width.
 *
 * It measures characters by the locale of the thread, which is one of UTF-8 for as long as it
 * prints; nothing else of evalx depends on a locale. */
#include "render/columns.h"

#include <locale.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "base/arena.h"
#include "base/library.h"
#include "base/log.h"
#include "render/text.h"

enum {
    GAP = 2, /* between columns */
    GAP_TIGHT = 1,
    UNBROKEN_MOST = 16, /* columns; a text column that is no wider is never broken */
    BROKEN_LEAST = 12,  /* nor one of the others below this */
};

#define SMARTCOLS_CALLS(CALL)                                                                      \
    CALL(new_table)                                                                                \
    CALL(unref_table)                                                                              \
    CALL(table_set_column_separator)                                                               \
    CALL(table_enable_noencoding)                                                                  \
    CALL(table_enable_noheadings)                                                                  \
    CALL(table_set_termforce)                                                                      \
    CALL(table_set_termwidth)                                                                      \
    CALL(table_new_column)                                                                         \
    CALL(table_new_line)                                                                           \
    CALL(line_set_data)                                                                            \
    CALL(print_table_to_string)

#define SMARTCOLS_POINTER(name) __typeof__(scols_##name) *name;
struct smartcols {
    SMARTCOLS_CALLS(SMARTCOLS_POINTER)
};

#define SMARTCOLS_SYMBOL(name) {"scols_" #name, offsetof(struct smartcols, name)},
static const struct library_symbol symbols[] = {SMARTCOLS_CALLS(SMARTCOLS_SYMBOL)};
static const char *const file_names[] = {"libsmartcols.so.1", NULL};

/* What is to be printed, and how wide it is by itself. */
struct sheet {
    size_t width;
    const struct column *columns;
    size_t column_count;
    const char *const *cells;
    size_t row_count;
    bool has_no_titles;
    bool is_tight;    /* less between columns, and titles of several words on two lines */
    bool is_two_line; /* there are such */
    struct arena arena;
    size_t *naturals; /* columns of the widest text, without the title */
};

static const char *cell_of(const struct sheet *sheet, size_t row, size_t column)
{
    return sheet->cells[row * sheet->column_count + column];
}

static void measure(struct sheet *sheet)
{
    sheet->naturals =
        arena_alloc(&sheet->arena, (sheet->column_count + 1) * sizeof(*sheet->naturals));
    for (size_t i = 0; i < sheet->column_count; i++) {
        for (size_t row = 0; row < sheet->row_count; row++) {
            size_t columns = text_columns(cell_of(sheet, row, i));
            if (columns > sheet->naturals[i])
                sheet->naturals[i] = columns;
        }
    }
}

/* Titles stand on one line, or, tight, on two: the last word below. */
static const char *title_below(const struct sheet *sheet, size_t column)
{
    const char *title = sheet->columns[column].title;
    const char *blank = sheet->is_two_line ? strrchr(title, ' ') : NULL;
    return blank != NULL ? blank + 1 : title;
}

static const char *title_above(struct sheet *sheet, size_t column)
{
    const char *title = sheet->columns[column].title, *below = title_below(sheet, column);
    return below == title ? "" : arena_string_n(&sheet->arena, title, (size_t)(below - title) - 1);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static bool is_breakable(const struct sheet *sheet, size_t column)
{
    return sheet->columns[column].is_breakable && sheet->naturals[column] > UNBROKEN_MOST;
}

static size_t least_width(struct sheet *sheet, size_t column)
{
    size_t title =
        larger(text_columns(title_below(sheet, column)), text_columns(title_above(sheet, column)));
    return larger(title, is_breakable(sheet, column) ? BROKEN_LEAST : sheet->naturals[column]);
}

static size_t gap_of(const struct sheet *sheet)
{
    return sheet->is_tight ? GAP_TIGHT : GAP;
}

static bool does_fit(struct sheet *sheet)
{
    size_t least = 0;
    for (size_t i = 0; i < sheet->column_count; i++)
        least += least_width(sheet, i) + (i > 0 ? gap_of(sheet) : 0);
    return sheet->width == TEXT_ANY_WIDTH || least <= sheet->width;
}

/* ---- side by side ---- */

/* The library breaks a column down to the width of its title: a longer one keeps it readable. */
static int add_column(const struct smartcols *call, struct libscols_table *table,
                      struct sheet *sheet, size_t column)
{
    bool can_break = is_breakable(sheet, column);
    int flags = sheet->columns[column].is_right ? SCOLS_FL_RIGHT : can_break ? SCOLS_FL_WRAP : 0;
    EV_STR struct str title = {0};
    text_add_padded(&title,
                    sheet->is_two_line ? title_above(sheet, column) : title_below(sheet, column),
                    can_break ? BROKEN_LEAST : 0);
    return call->table_new_column(table, str_text(&title), 0, flags) == NULL;
}

/* With `row` == row_count: the lower line of titles. */
static int add_row(const struct smartcols *call, struct libscols_table *table,
                   const struct sheet *sheet, size_t row)
{
    struct libscols_line *line = call->table_new_line(table, NULL);
    int failed = line == NULL;
    for (size_t i = 0; i < sheet->column_count && !failed; i++)
        failed = call->line_set_data(
            line, i, row < sheet->row_count ? cell_of(sheet, row, i) : title_below(sheet, i));
    return failed;
}

static int fill(const struct smartcols *call, struct libscols_table *table, struct sheet *sheet)
{
    bool is_limited = sheet->width != TEXT_ANY_WIDTH;
    int failed = call->table_set_column_separator(table, sheet->is_tight ? " " : "  ");
    failed |= call->table_enable_noencoding(table, 1);
    failed |= call->table_enable_noheadings(table, sheet->has_no_titles);
    failed |= call->table_set_termforce(table, is_limited ? SCOLS_TERMFORCE_ALWAYS
                                                          : SCOLS_TERMFORCE_NEVER);
    failed |= is_limited ? call->table_set_termwidth(table, sheet->width) : 0;
    for (size_t i = 0; i < sheet->column_count; i++)
        failed |= add_column(call, table, sheet, i);
    failed |= sheet->is_two_line ? add_row(call, table, sheet, sheet->row_count) : 0;
    for (size_t row = 0; row < sheet->row_count && !failed; row++)
        failed = add_row(call, table, sheet, row);
    return failed;
}

/* The library prints nothing of a table without rows. */
static void add_titles(struct str *out, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->column_count; i++)
        str_printf(out, "%s%s", i > 0 ? "  " : "", sheet->columns[i].title);
    str_add_char(out, '\n');
}

/* Without blanks at the ends of lines. */
static void add_trimmed(struct str *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), kept = length;
        while (kept > 0 && text[kept - 1] == ' ')
            kept--;
        str_add_n(out, text, kept);
        str_add_char(out, '\n');
        text += text[length] == '\n' ? length + 1 : length;
    }
}

static int print(const struct smartcols *call, struct sheet *sheet, struct str *out)
{
    EV_FREE char *text = NULL;
    struct libscols_table *table = call->new_table();
    int failed = table == NULL || fill(call, table, sheet) != 0 ||
                 call->print_table_to_string(table, &text) != 0;
    if (!failed)
        add_trimmed(out, text);
    if (table != NULL)
        call->unref_table(table);
    return failed;
}

/* ---- side by side, without the library ---- */

static void add_plain_cell(struct str *out, const struct sheet *sheet, size_t column,
                           const char *text)
{
    bool is_right = sheet->columns[column].is_right;
    size_t title = sheet->has_no_titles ? 0 : text_columns(sheet->columns[column].title);
    size_t width = larger(title, sheet->naturals[column]);
    str_add(out, column > 0 ? "  " : "");
    for (size_t i = text_columns(text); is_right && i < width; i++)
        str_add_char(out, ' ');
    text_add_padded(out, text, is_right ? 0 : width);
}

static void add_plain(struct str *out, const struct sheet *sheet)
{
    EV_STR struct str lines = {0};
    for (size_t i = 0; i < sheet->column_count && !sheet->has_no_titles; i++)
        add_plain_cell(&lines, sheet, i, sheet->columns[i].title);
    str_add(&lines, sheet->has_no_titles ? "" : "\n");
    for (size_t row = 0; row < sheet->row_count; row++) {
        for (size_t i = 0; i < sheet->column_count; i++)
            add_plain_cell(&lines, sheet, i, cell_of(sheet, row, i));
        str_add_char(&lines, '\n');
    }
    add_trimmed(out, str_text(&lines));
}

static int add_beside(struct str *out, struct sheet *sheet, struct err *err)
{
    struct smartcols call;
    struct err missing;
    if (library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), &call,
                     "install libsmartcols1 for tables that fit the terminal", &missing) != 0) {
        log_line(LOG_INFO, "%s", missing.msg);
        add_plain(out, sheet);
        return 0;
    }
    /* Where the system has no such locale, columns of other than ASCII are uneven. */
    locale_t wide = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = wide != (locale_t)0 ? uselocale(wide) : (locale_t)0;
    int failed = print(&call, sheet, out);
    if (wide != (locale_t)0) {
        (void)uselocale(before); /* it was valid a moment ago */
        freelocale(wide);
    }
    return failed ? err_set(err, ERR_JUDGE, "cannot print a table: out of memory") : 0;
}

/* ---- downwards ---- */

static int add_downwards(struct str *out, const struct sheet *sheet, struct err *err)
{
    static const struct column pair[] = {{.title = ""}, {.title = "", .is_breakable = true}};
    struct sheet down = {
        .width = sheet->width, .columns = pair, .column_count = 2, .has_no_titles = true};
    size_t most = sheet->row_count * (sheet->column_count + 1), count = 0;
    const char **cells = arena_alloc(&down.arena, 2 * most * sizeof(*cells));
    for (size_t row = 0; row < sheet->row_count; row++) {
        for (size_t i = 0; i < sheet->column_count; i++) {
            if (cell_of(sheet, row, i)[0] == '\0')
                continue;
            cells[count++] = sheet->columns[i].title;
            cells[count++] = cell_of(sheet, row, i);
        }
        for (size_t i = 0; i < 2 && row + 1 < sheet->row_count; i++)
            cells[count++] = "";
    }
    down.cells = cells;
    down.row_count = count / 2;
    measure(&down);
    int status = add_beside(out, &down, err);
    arena_done(&down.arena);
    return status;
}

int columns_add(struct str *out, size_t width, const struct column *columns, size_t column_count,
                const char *const *cells, size_t row_count, struct err *err)
{
    struct sheet sheet = {.width = width,
                          .columns = columns,
                          .column_count = column_count,
                          .cells = cells,
                          .row_count = row_count};
    int status = 0;
    measure(&sheet);
    sheet.is_tight = !does_fit(&sheet);
    for (size_t i = 0; i < column_count && sheet.is_tight; i++)
        sheet.is_two_line |= strchr(columns[i].title, ' ') != NULL;
    if (row_count == 0)
        add_titles(out, &sheet);
    else if (does_fit(&sheet))
        status = add_beside(out, &sheet, err);
    else
        status = add_downwards(out, &sheet, err);
    arena_done(&sheet.arena);
    return status;
}
