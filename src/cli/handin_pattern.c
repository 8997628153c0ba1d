/* handin_pattern: see handins.h. A table says from where in the text the rest of the pattern
 * matches, so that no pattern takes longer than its length times the text's. */
#include <string.h>

#include "base/str.h"
#include "cli/handins.h"

enum { PATTERN_MOST = 256, TOKENS_MOST = 256, TEXT_MOST = 1024, ALTERNATIVES_MOST = 3 };

enum token_kind { TOKEN_LITERAL, TOKEN_ANY, TOKEN_USER, TOKEN_ID, TOKEN_ATTEMPT, TOKEN_FILE };

struct token {
    enum token_kind kind;
    char literal;
};

struct alternative {
    struct token tokens[TOKENS_MOST];
    size_t count;
};

struct handin_pattern {
    struct alternative alternatives[ALTERNATIVES_MOST]; /* the first that matches counts */
    size_t count, depth;
};

static const struct {
    const char *name;
    enum token_kind kind;
} names[] = {
    {"{user}", TOKEN_USER}, {"{id}", TOKEN_ID}, {"{attempt}", TOKEN_ATTEMPT},
    {"{file}", TOKEN_FILE}, {"*", TOKEN_ANY},
};

/* What platforms call the entries of "download all submissions". */
static const struct {
    const char *name;
    const char *patterns[ALTERNATIVES_MOST];
} presets[] = {
    {"moodle",
     {"{user}_{id}_assignsubmission_file_{file}", "{user}_{id}_assignsubmission_file_",
      "{user}_{id}_assignsubmission_file"}},
    {"canvas", {"{user}_LATE_{id}_*_{file}", "{user}_{id}_*_{file}"}},
    {"folders", {"{user}"}},
};

/* ---- parsing ---- */

static int add_token(struct alternative *alternative, const char **at, const char *text,
                     struct err *err)
{
    struct token token = {.kind = TOKEN_LITERAL, .literal = **at};
    size_t length = 1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        if (str_starts_with(*at, names[i].name)) {
            token.kind = names[i].kind;
            length = strlen(names[i].name);
        }
    }
    if (token.kind == TOKEN_LITERAL && (**at == '{' || **at == '}'))
        return err_set(err, ERR_USAGE,
                       "judge: --users: '%s': known are {user}, {id}, {attempt}, {file} and *",
                       text);
    alternative->tokens[alternative->count++] = token;
    *at += length;
    return 0;
}

static int parse_one(struct handin_pattern *pattern, const char *text, struct err *err)
{
    struct alternative *alternative = &pattern->alternatives[pattern->count++];
    size_t depth = 1, users = 0;
    for (const char *at = text; *at;) {
        depth += *at == '/';
        if (add_token(alternative, &at, text, err) != 0)
            return -1;
        users += alternative->tokens[alternative->count - 1].kind == TOKEN_USER;
    }
    if (users != 1)
        return err_set(err, ERR_USAGE, "judge: --users: '%s': {user} once is expected", text);
    pattern->depth = depth;
    return 0;
}

int handin_pattern_parse(struct arena *arena, const char *text, struct handin_pattern **pattern_out,
                         struct err *err)
{
    struct handin_pattern *pattern = arena_alloc(arena, sizeof(*pattern));
    *pattern = (struct handin_pattern){0};
    if (strlen(text) >= PATTERN_MOST)
        return err_set(err, ERR_USAGE, "judge: --users: longer than %d bytes", PATTERN_MOST - 1);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(presets); i++) {
        if (strcmp(presets[i].name, text) != 0)
            continue;
        for (size_t k = 0; k < ALTERNATIVES_MOST && presets[i].patterns[k]; k++) {
            if (parse_one(pattern, presets[i].patterns[k], err) != 0)
                return -1;
        }
    }
    bool is_bad = text[0] == '/' || str_ends_with(text, "/") || strstr(text, "//");
    if (is_bad)
        return err_set(err, ERR_USAGE,
                       "judge: --users: '%s': parts with one slash between are expected", text);
    if (pattern->count == 0 && parse_one(pattern, text, err) != 0)
        return -1;
    *pattern_out = pattern;
    return 0;
}

size_t handin_pattern_depth(const struct handin_pattern *pattern)
{
    return pattern->depth;
}

/* ---- matching ---- */

static bool may_take(enum token_kind kind, char c)
{
    if (kind == TOKEN_ID)
        return c >= '0' && c <= '9';
    return c != '/';
}

struct table {
    bool rest[TOKENS_MOST + 1][TEXT_MOST + 1]; /* [token][position]: from here on it matches */
};

/* From the end to the start. A token that takes text: it matches where one more character and the
 * same token do, or where it has enough and the next token matches. */
static void fill(struct table *table, const struct alternative *alternative, const char *text,
                 size_t length)
{
    for (size_t at = 0; at <= length; at++)
        table->rest[alternative->count][at] = at == length;
    for (size_t i = alternative->count; i-- > 0;) {
        const struct token *token = &alternative->tokens[i];
        bool is_open = token->kind == TOKEN_ANY; /* nothing will do for it */
        bool is_taking = false;                  /* what is matched from at + 1, with one taken */
        for (size_t at = length + 1; at-- > 0;) {
            bool has_next = at < length, next = has_next && table->rest[i + 1][at + 1];
            if (token->kind == TOKEN_LITERAL) {
                table->rest[i][at] = has_next && text[at] == token->literal && next;
                continue;
            }
            is_taking = has_next && may_take(token->kind, text[at]) && (next || is_taking);
            table->rest[i][at] = is_taking || (is_open && table->rest[i + 1][at]);
        }
    }
}

static void keep(struct handin_match *match, enum token_kind kind, const char *text)
{
    const char **places[] = {
        [TOKEN_USER] = &match->user,
        [TOKEN_ID] = &match->id,
        [TOKEN_ATTEMPT] = &match->attempt,
        [TOKEN_FILE] = &match->file,
    };
    if (kind != TOKEN_LITERAL && kind != TOKEN_ANY)
        *places[kind] = text;
}

static void take(const struct table *table, const struct alternative *alternative,
                 struct arena *arena, const char *text, struct handin_match *match)
{
    size_t at = 0;
    for (size_t i = 0; i < alternative->count; i++) {
        enum token_kind kind = alternative->tokens[i].kind;
        size_t start = at;
        at += kind != TOKEN_ANY;
        while (kind != TOKEN_LITERAL && !table->rest[i + 1][at])
            at++;
        keep(match, kind, arena_string_n(arena, text + start, at - start));
    }
}

bool handin_pattern_match(const struct handin_pattern *pattern, struct arena *arena,
                          const char *path, struct handin_match *match_out)
{
    size_t length = strlen(path);
    if (length > TEXT_MOST)
        return false;
    EV_FREE struct table *table = malloc(sizeof(*table));
    if (!table)
        return false;
    for (size_t i = 0; i < pattern->count; i++) {
        fill(table, &pattern->alternatives[i], path, length);
        if (!table->rest[0][0])
            continue;
        *match_out = (struct handin_match){"", "", "", ""};
        take(table, &pattern->alternatives[i], arena, path, match_out);
        return true;
    }
    return false;
}
