/* pattern: see pattern.h. A pattern becomes a little program; the matcher runs it with
 * backtracking, and never tries the same instruction at the same place of the text twice, which
 * keeps it linear. Jumps are relative, so that a piece of program can be moved or copied. */
#include "problem/pattern.h"

#include <ctype.h>
#include <string.h>

#include "problem/pattern_code.h"

enum { NESTING_MAX = 64, REPEAT_MAX = 100 };

struct compiler {
    struct pattern *pattern;
    const char *at;
    int nesting;
    struct err *err;
};

static int fail(struct compiler *compiler, const char *what)
{
    return err_set(compiler->err, ERR_INPUT, "%s at '%.32s'", what, compiler->at);
}

static int emit(struct compiler *compiler, struct pattern_instruction instruction)
{
    struct pattern *pattern = compiler->pattern;
    if (pattern->count == PATTERN_CODE_MAX)
        return fail(compiler, "the pattern is too large");
    pattern->code[pattern->count++] = instruction;
    return 0;
}

/* Makes room before `start`. Jumps inside what moves stay right; none leads into it from before. */
static int insert(struct compiler *compiler, int start, struct pattern_instruction instruction)
{
    struct pattern *pattern = compiler->pattern;
    if (pattern->count == PATTERN_CODE_MAX)
        return fail(compiler, "the pattern is too large");
    memmove(&pattern->code[start + 1], &pattern->code[start],
            (size_t)(pattern->count - start) * sizeof(pattern->code[0]));
    pattern->code[start] = instruction;
    pattern->count++;
    return 0;
}

static void set_add(uint64_t set[4], int byte)
{
    set[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

/* \d, \w, \s or, in capitals, their opposites. */
static void set_add_class(uint64_t set[4], char letter)
{
    bool is_opposite = isupper((unsigned char)letter);
    char small = (char)tolower((unsigned char)letter);
    for (int byte = 0; byte < 256; byte++) {
        if (pattern_class_has(small, byte) != is_opposite)
            set_add(set, byte);
    }
}

static bool is_class_letter(char c)
{
    return c != '\0' && strchr("dDwWsS", c);
}

/* The byte that an escape stands for, after its backslash; -1 where it is not known. */
static int escaped(char c)
{
    static const char letters[] = "tnrfv";
    static const char bytes[] = "\t\n\r\f\v";
    const char *at = c ? strchr(letters, c) : NULL;
    if (at)
        return bytes[at - letters];
    return c == '\0' || isalnum((unsigned char)c) ? -1 : (unsigned char)c;
}

static int emit_set(struct compiler *compiler, struct pattern_instruction instruction)
{
    for (int byte = 'a'; compiler->pattern->ignores_case && byte <= 'z'; byte++) {
        int capital = toupper(byte);
        if (pattern_set_has(instruction.set, (unsigned char)byte))
            set_add(instruction.set, capital);
        if (pattern_set_has(instruction.set, (unsigned char)capital))
            set_add(instruction.set, byte);
    }
    return emit(compiler, instruction);
}

/* One end of a range in a class; -1 with a message, -2 where a whole class was added. */
static int read_class_byte(struct compiler *compiler, uint64_t set[4])
{
    char c = *compiler->at++;
    if (c != '\\')
        return (unsigned char)c;
    c = *compiler->at;
    if (is_class_letter(c)) {
        set_add_class(set, c);
        compiler->at++;
        return -2;
    }
    int byte = escaped(c);
    if (byte < 0)
        return fail(compiler, "an unknown escape");
    compiler->at++;
    return byte;
}

/* A byte, a range or a whole class such as \d. */
static int read_class_item(struct compiler *compiler, uint64_t set[4])
{
    int least = read_class_byte(compiler, set);
    int most = least;
    if (least < 0)
        return least == -1 ? -1 : 0;
    if (compiler->at[0] == '-' && compiler->at[1] && compiler->at[1] != ']') {
        compiler->at++;
        most = read_class_byte(compiler, set);
    }
    if (most < least)
        return most == -1 ? -1 : fail(compiler, "a range that runs backwards");
    for (int byte = least; byte <= most; byte++)
        set_add(set, byte);
    return 0;
}

static int compile_class(struct compiler *compiler)
{
    struct pattern_instruction instruction = {.operation = PATTERN_SET};
    bool is_opposite = *compiler->at == '^';
    compiler->at += is_opposite ? 1 : 0;
    for (bool is_first = true; *compiler->at && (is_first || *compiler->at != ']');
         is_first = false) {
        if (read_class_item(compiler, instruction.set) != 0)
            return -1;
    }
    if (*compiler->at != ']')
        return fail(compiler, "a class without ]");
    compiler->at++;
    for (size_t i = 0; is_opposite && i < 4; i++)
        instruction.set[i] = ~instruction.set[i];
    return emit_set(compiler, instruction);
}

static int compile_escape(struct compiler *compiler)
{
    struct pattern_instruction instruction = {.operation = PATTERN_SET};
    char c = *compiler->at;
    if (c == 'b') {
        compiler->at++;
        return emit(compiler, (struct pattern_instruction){.operation = PATTERN_EDGE});
    }
    if (is_class_letter(c)) {
        set_add_class(instruction.set, c);
    } else {
        int byte = escaped(c);
        if (byte < 0)
            return fail(compiler, "an unknown escape");
        set_add(instruction.set, byte);
    }
    compiler->at++;
    return emit_set(compiler, instruction);
}

static int compile_any(struct compiler *compiler, char end);

/* (?P<name> was read up to the name. */
static int read_name(struct compiler *compiler, size_t group)
{
    const char *end = strchr(compiler->at, '>');
    size_t length = end ? (size_t)(end - compiler->at) : 0;
    if (length == 0 || length >= PATTERN_NAME_MAX)
        return fail(compiler, "a group's name of 1 to 31 bytes and > are due");
    memcpy(compiler->pattern->names[group], compiler->at, length);
    compiler->at = end + 1;
    return 0;
}

static int compile_capture(struct compiler *compiler, bool is_named)
{
    struct pattern *pattern = compiler->pattern;
    size_t group = pattern->group_count;
    if (group == PATTERN_GROUPS_MAX)
        return fail(compiler, "too many groups");
    pattern->group_count++;
    if (is_named && read_name(compiler, group) != 0)
        return -1;
    if (emit(compiler,
             (struct pattern_instruction){.operation = PATTERN_SAVE, .slot = 2 * group}) != 0 ||
        compile_any(compiler, ')') != 0)
        return -1;
    return emit(compiler,
                (struct pattern_instruction){.operation = PATTERN_SAVE, .slot = 2 * group + 1});
}

static int compile_ahead(struct compiler *compiler, enum pattern_operation operation)
{
    int start = compiler->pattern->count;
    if (emit(compiler, (struct pattern_instruction){.operation = operation}) != 0 ||
        compile_any(compiler, ')') != 0 ||
        emit(compiler, (struct pattern_instruction){.operation = PATTERN_MATCH}) != 0)
        return -1;
    compiler->pattern->code[start].jump = compiler->pattern->count - start;
    return 0;
}

static bool take(struct compiler *compiler, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(compiler->at, text, length) != 0)
        return false;
    compiler->at += length;
    return true;
}

static int compile_group(struct compiler *compiler)
{
    if (take(compiler, "?:"))
        return compile_any(compiler, ')');
    if (take(compiler, "?="))
        return compile_ahead(compiler, PATTERN_AHEAD);
    if (take(compiler, "?!"))
        return compile_ahead(compiler, PATTERN_NOT_AHEAD);
    if (take(compiler, "?P<"))
        return compile_capture(compiler, true);
    if (*compiler->at == '?')
        return fail(compiler, "a kind of group that is not supported");
    return compile_capture(compiler, false);
}

static int compile_atom(struct compiler *compiler)
{
    struct pattern_instruction instruction = {.operation = PATTERN_SET};
    char c = *compiler->at;
    if (c == '*' || c == '+' || c == '?')
        return fail(compiler, "nothing to repeat");
    compiler->at++;
    switch (c) {
    case '(':
        return compile_group(compiler);
    case '[':
        return compile_class(compiler);
    case '\\':
        return compile_escape(compiler);
    case '^':
        return emit(compiler, (struct pattern_instruction){.operation = PATTERN_START});
    case '$':
        return emit(compiler, (struct pattern_instruction){.operation = PATTERN_END});
    case '.':
        memset(instruction.set, 0xff, sizeof(instruction.set));
        instruction.set[0] &= ~(UINT64_C(1) << '\n');
        return emit(compiler, instruction);
    default:
        set_add(instruction.set, (unsigned char)c);
        return emit_set(compiler, instruction);
    }
}

/* How often an atom comes; most < 0: without end. */
struct repeat {
    int least, most;
    bool is_lazy;
};

static int read_count(struct compiler *compiler, int otherwise)
{
    if (!isdigit((unsigned char)*compiler->at))
        return otherwise;
    int count = 0;
    for (; isdigit((unsigned char)*compiler->at) && count <= REPEAT_MAX; compiler->at++)
        count = count * 10 + (*compiler->at - '0');
    return count;
}

/* {m}, {m,}, {,n}, {m,n}; any other brace is itself, as in Python. */
static bool read_braces(struct compiler *compiler, struct repeat *repeat)
{
    const char *start = compiler->at;
    if (!take(compiler, "{"))
        return false;
    repeat->least = read_count(compiler, 0);
    repeat->most = repeat->least;
    if (take(compiler, ","))
        repeat->most = read_count(compiler, -1);
    else if (compiler->at == start + 1)
        repeat->least = -1;
    if (repeat->least >= 0 && take(compiler, "}"))
        return true;
    compiler->at = start;
    return false;
}

static bool read_repeat(struct compiler *compiler, struct repeat *repeat_out)
{
    struct repeat repeat = {.most = -1};
    if (take(compiler, "+"))
        repeat.least = 1;
    else if (take(compiler, "?"))
        repeat.most = 1;
    else if (!take(compiler, "*") && !read_braces(compiler, &repeat))
        return false;
    repeat.is_lazy = take(compiler, "?");
    *repeat_out = repeat;
    return true;
}

static int append_copy(struct compiler *compiler, const struct pattern_instruction *block,
                       int length)
{
    for (int i = 0; i < length; i++) {
        if (emit(compiler, block[i]) != 0)
            return -1;
    }
    return 0;
}

/* The atom at the program's end, `length` long, once more in a loop or as an option. */
static int wrap(struct compiler *compiler, int length, const struct repeat *repeat, bool is_loop)
{
    enum pattern_operation split = repeat->is_lazy ? PATTERN_SPLIT2 : PATTERN_SPLIT;
    int start = compiler->pattern->count - length;
    struct pattern_instruction instruction = {.operation = split,
                                              .jump = length + (is_loop ? 2 : 1)};
    if (insert(compiler, start, instruction) != 0)
        return -1;
    if (!is_loop)
        return 0;
    return emit(compiler,
                (struct pattern_instruction){.operation = PATTERN_JUMP, .jump = -(length + 1)});
}

static int compile_repeat(struct compiler *compiler, int start, const struct repeat *repeat)
{
    struct pattern *pattern = compiler->pattern;
    int length = pattern->count - start;
    if (repeat->least > REPEAT_MAX || repeat->most > REPEAT_MAX)
        return fail(compiler, "more than 100 repetitions");
    if (repeat->most >= 0 && repeat->most < repeat->least)
        return fail(compiler, "repetitions that run backwards");
    EV_FREE struct pattern_instruction *block = calloc((size_t)length + 1, sizeof(*block));
    if (!block)
        err_out_of_memory();
    memcpy(block, &pattern->code[start], (size_t)length * sizeof(*block));
    pattern->count = start;
    for (int i = 0; i < repeat->least; i++) {
        if (append_copy(compiler, block, length) != 0)
            return -1;
    }
    int options = repeat->most < 0 ? 1 : repeat->most - repeat->least;
    for (int i = 0; i < options; i++) {
        if (append_copy(compiler, block, length) != 0 ||
            wrap(compiler, length, repeat, repeat->most < 0) != 0)
            return -1;
    }
    return 0;
}

static int compile_sequence(struct compiler *compiler, char end)
{
    while (*compiler->at && *compiler->at != '|' && *compiler->at != ')') {
        int start = compiler->pattern->count;
        struct repeat repeat;
        if (compile_atom(compiler) != 0)
            return -1;
        if (read_repeat(compiler, &repeat) && compile_repeat(compiler, start, &repeat) != 0)
            return -1;
    }
    if (*compiler->at == ')' && end != ')')
        return fail(compiler, "a ) too many");
    return 0;
}

/* Alternatives up to `end`, which is taken. */
static int compile_any(struct compiler *compiler, char end)
{
    struct pattern *pattern = compiler->pattern;
    int start = pattern->count;
    if (++compiler->nesting > NESTING_MAX)
        return fail(compiler, "groups are nested too deep");
    if (compile_sequence(compiler, end) != 0)
        return -1;
    if (*compiler->at == '|') {
        compiler->at++;
        int length = pattern->count - start;
        struct pattern_instruction split = {.operation = PATTERN_SPLIT, .jump = length + 2};
        if (insert(compiler, start, split) != 0 ||
            emit(compiler, (struct pattern_instruction){.operation = PATTERN_JUMP}) != 0)
            return -1;
        int jump = pattern->count - 1;
        if (compile_any(compiler, end) != 0)
            return -1;
        pattern->code[jump].jump = pattern->count - jump;
        compiler->nesting--;
        return 0;
    }
    if (end && *compiler->at != end)
        return fail(compiler, "a ) is missing");
    compiler->at += end ? 1 : 0;
    compiler->nesting--;
    return 0;
}

int pattern_compile(struct arena *arena, const char *text, bool ignores_case,
                    struct pattern **pattern_out, struct err *err)
{
    struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));
    struct compiler compiler = {.pattern = pattern, .at = text, .err = err};
    pattern->ignores_case = ignores_case;
    pattern->group_count = 1;
    if (compile_any(&compiler, '\0') != 0 ||
        emit(&compiler, (struct pattern_instruction){.operation = PATTERN_MATCH}) != 0)
        return err_wrap(err, "pattern '%.64s'", text);
    *pattern_out = pattern;
    return 0;
}
