/* java: which types a Java source declares, and which of them has a main method.
 *
 * No parser: words and punctuation outside comments and literals, the depth of braces and
 * parentheses, and the modifiers since the last statement are enough (Java Language Specification
 * 17, chapters 3, 7.3 and 12.1.4). */
#include <string.h>

#include "lang/internal.h"

enum { NAME_MAX_BYTES = 200 };

enum kind { END, WORD, MARK };

struct lexer {
    const char *at, *end;
    enum kind kind;
    const char *word; /* WORD: its bytes */
    size_t word_bytes;
    char mark; /* MARK */
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

static bool starts_with(const struct lexer *lexer, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

/* Behind the next `text`, or to the end. */
static void skip_past(struct lexer *lexer, const char *text)
{
    const char *found = memmem(lexer->at, (size_t)(lexer->end - lexer->at), text, strlen(text));
    lexer->at = found ? found + strlen(text) : lexer->end;
}

/* A literal ends at its closing text, or at the end of the line where it may not go on. */
static void skip_literal(struct lexer *lexer, const char *closing, bool may_span_lines)
{
    while (lexer->at < lexer->end && !starts_with(lexer, closing)) {
        if (*lexer->at == '\n' && !may_span_lines)
            return;
        bool is_escape = *lexer->at == '\\' && lexer->end - lexer->at > 1;
        lexer->at += is_escape ? 2 : 1;
    }
    if (lexer->at < lexer->end)
        lexer->at += strlen(closing);
}

static const struct {
    const char *opening, *closing;
    bool is_comment, may_span_lines;
} skipped[] = {
    {"//", "\n", true, true},   {"/*", "*/", true, true}, {"\"\"\"", "\"\"\"", false, true},
    {"\"", "\"", false, false}, {"'", "'", false, false},
};

static bool skip_comment_or_literal(struct lexer *lexer)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(skipped); i++) {
        if (!starts_with(lexer, skipped[i].opening))
            continue;
        lexer->at += strlen(skipped[i].opening);
        if (skipped[i].is_comment)
            skip_past(lexer, skipped[i].closing);
        else
            skip_literal(lexer, skipped[i].closing, skipped[i].may_span_lines);
        return true;
    }
    return false;
}

static void lexer_next(struct lexer *lexer)
{
    while (lexer->at < lexer->end) {
        bool is_blank = *lexer->at == ' ' || (*lexer->at >= '\t' && *lexer->at <= '\r');
        if (is_blank)
            lexer->at++;
        else if (!skip_comment_or_literal(lexer))
            break;
    }
    lexer->kind = END;
    if (lexer->at == lexer->end)
        return;
    lexer->word = lexer->at;
    while (lexer->at < lexer->end && is_word_byte(*lexer->at))
        lexer->at++;
    lexer->word_bytes = (size_t)(lexer->at - lexer->word);
    lexer->kind = lexer->word_bytes ? WORD : MARK;
    if (lexer->kind == MARK)
        lexer->mark = *lexer->at++;
}

static bool is_word(const struct lexer *lexer, const char *word)
{
    return lexer->kind == WORD && lexer->word_bytes == strlen(word) &&
           memcmp(lexer->word, word, lexer->word_bytes) == 0;
}

static bool is_mark(const struct lexer *lexer, char mark)
{
    return lexer->kind == MARK && lexer->mark == mark;
}

struct scan {
    struct arena *arena;
    struct lexer lexer;
    struct java_unit unit;
    size_t type_capacity;
    int braces, parens;
    bool is_public, is_static; /* words since the last statement */
    bool is_void;              /* the word just before */
    bool is_interface;         /* the top-level type that is open: its methods are public */
};

static void statement_begin(struct scan *scan)
{
    scan->is_public = scan->is_static = scan->is_void = false;
}

static void read_package(struct scan *scan)
{
    char name[NAME_MAX_BYTES + 1];
    size_t used = 0;
    for (lexer_next(&scan->lexer); scan->lexer.kind != END && !is_mark(&scan->lexer, ';');
         lexer_next(&scan->lexer)) {
        bool is_dot = is_mark(&scan->lexer, '.');
        const char *bytes = is_dot ? "." : scan->lexer.word;
        size_t count = is_dot ? 1 : scan->lexer.word_bytes;
        if (count > NAME_MAX_BYTES - used)
            return;
        memcpy(name + used, bytes, count);
        used += count;
    }
    if (used)
        scan->unit.package = arena_string_n(scan->arena, name, used);
    statement_begin(scan);
}

static void read_type(struct scan *scan)
{
    scan->is_interface = is_word(&scan->lexer, "interface");
    lexer_next(&scan->lexer);
    if (scan->lexer.kind != WORD || scan->lexer.word_bytes > NAME_MAX_BYTES)
        return;
    struct java_unit *unit = &scan->unit;
    unit->types = arena_grow(scan->arena, unit->types, unit->type_count, unit->type_count + 1,
                             sizeof(*unit->types), &scan->type_capacity);
    unit->types[unit->type_count++] = (struct java_type){
        .name = arena_string_n(scan->arena, scan->lexer.word, scan->lexer.word_bytes),
        .is_public = scan->is_public,
    };
    lexer_next(&scan->lexer);
}

static bool is_type_word(const struct lexer *lexer)
{
    static const char *const words[] = {"class", "interface", "enum", "record"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (is_word(lexer, words[i]))
            return true;
    }
    return false;
}

/* Reads parentheses and what is in them: is it one array of String? */
static bool read_main_arguments(struct lexer *lexer)
{
    bool has_string = false, has_array = false, has_comma = false;
    for (lexer_next(lexer); lexer->kind != END && !is_mark(lexer, ')'); lexer_next(lexer)) {
        has_string = has_string || is_word(lexer, "String");
        has_array = has_array || is_mark(lexer, '[') || (has_string && is_mark(lexer, '.'));
        has_comma = has_comma || is_mark(lexer, ',');
    }
    lexer_next(lexer);
    return has_string && has_array && !has_comma;
}

/* At "main" after "void": does it start a program? Overloads with other arguments do not. */
static void read_main(struct scan *scan)
{
    lexer_next(&scan->lexer);
    if (!is_mark(&scan->lexer, '('))
        return;
    bool is_public = scan->is_public || scan->is_interface;
    if (read_main_arguments(&scan->lexer) && is_public && scan->is_static)
        scan->unit.types[scan->unit.type_count - 1].has_main = true;
}

/* A word outside parentheses, at the top level or directly in a top-level type. Leaves the lexer at
 * the next token. */
static void take_word(struct scan *scan)
{
    struct lexer *lexer = &scan->lexer;
    bool was_void = scan->is_void;
    scan->is_void = false;
    if (scan->braces == 0 && is_word(lexer, "package")) {
        read_package(scan);
        return;
    }
    if (scan->braces == 0 && is_type_word(lexer)) {
        read_type(scan);
        return;
    }
    if (scan->braces == 1 && was_void && is_word(lexer, "main") && scan->unit.type_count) {
        read_main(scan);
        return;
    }
    scan->is_public = scan->is_public || is_word(lexer, "public");
    scan->is_static = scan->is_static || is_word(lexer, "static");
    scan->is_void = is_word(lexer, "void");
    lexer_next(lexer);
}

static void take_mark(struct scan *scan)
{
    char mark = scan->lexer.mark;
    scan->is_void = false;
    scan->parens += (mark == '(') - (mark == ')' && scan->parens > 0);
    scan->braces += (mark == '{') - (mark == '}' && scan->braces > 0);
    if (mark == '{' || mark == '}' || mark == ';')
        statement_begin(scan);
    lexer_next(&scan->lexer);
}

struct java_unit java_scan(struct arena *arena, const char *text, size_t count)
{
    struct scan scan = {.arena = arena, .lexer = {.at = text, .end = text + count}};
    lexer_next(&scan.lexer);
    while (scan.lexer.kind != END) {
        if (scan.lexer.kind == MARK)
            take_mark(&scan);
        else if (scan.parens == 0 && scan.braces <= 1)
            take_word(&scan);
        else
            lexer_next(&scan.lexer);
    }
    return scan.unit;
}
