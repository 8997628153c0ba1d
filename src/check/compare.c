/* compare: the default output validator, streaming.
 *
 *   SAME   the output equals the answer byte for byte since the last point where both were
 *          aligned: memcmp does the work, nothing is stored, and lines are counted only when the
 *          run ends;
 *   TOKEN  a token of the output began to differ from the answer's: it is collected (its start is
 *          the answer's own bytes), and judged as number or text when it ends, or as soon as
 *          nothing can save it;
 *   GAP    the white space differs and that is allowed: skip to the next token of both;
 *   DONE   a difference was found.
 *
 * Every decision depends on the bytes alone, never on how they were cut into pieces. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/check.h"
#include "check/difference.h"
#include "check/token.h"
#include "check/whole.h"
#include "model/difference.h"

enum state { SAME, TOKEN, GAP, DONE };

enum { WHOLE_BYTES_MAX = 256 << 20 }; /* more is cut, and wrong */

enum {
    WINDOW_FROM = 24, /* a difference further in than this is shown by what is around it, */
    WINDOW_LEAD = 8,  /* from this many bytes before it */
};

/* The output's token that differs from the answer's in at least one byte. */
struct token {
    size_t answer_start;
    size_t answer_end; /* of a number only */
    size_t count;      /* bytes of the output's token so far */
    size_t shown_from; /* offset in both tokens where messages begin */
    size_t stored;     /* bytes[] holds the output's token from there on, as far as it fits */
    bool is_number;    /* the answer's is one, and there is a tolerance */
    bool is_equal;     /* as text so far, case folded where it is */
    bool is_trailing;  /* the answer has no token for it */
    char bytes[TOKEN_NUMBER_MAX + 1];
};

struct comparer {
    const char *answer;
    size_t answer_bytes;
    struct compare_flags flags;
    bool has_tolerance;
    bool has_output;
    enum state state;
    size_t at;        /* the answer is used up to here */
    size_t run_start; /* SAME: the output since line and column is answer[run_start..at) */
    int64_t line, column;
    /* GAP, with a rule of lines: line breaks of this gap in the answer and in the output so far */
    size_t answer_breaks, output_breaks;
    bool is_first_gap; /* it stands before the first token */
    struct token token;
    struct str whole; /* all of the output, where the rule wants it */
    struct check_result result;
};

static const struct check_result result_none = {
    .outcome = CHECK_ACCEPTED, .score = NAN, .score_multiplier = NAN};

int comparer_open(const char *answer, size_t answer_bytes, const struct compare_flags *flags,
                  struct comparer **comparer_out, struct err *err)
{
    struct comparer *comparer = calloc(1, sizeof(*comparer));
    if (!comparer)
        return err_sys(err, ERR_JUDGE, "comparing the output");
    comparer->answer = answer;
    comparer->answer_bytes = answer_bytes;
    comparer->flags = *flags;
    comparer->has_tolerance = flags->absolute_tolerance >= 0 || flags->relative_tolerance >= 0;
    comparer->line = comparer->column = 1;
    comparer->whole.maximum = WHOLE_BYTES_MAX;
    comparer->result = result_none;
    *comparer_out = comparer;
    return 0;
}

void comparer_close(struct comparer *comparer)
{
    if (comparer)
        str_done(&comparer->whole);
    free(comparer);
}

bool comparer_is_decided(const struct comparer *comparer)
{
    return comparer->state == DONE;
}

bool comparer_has_output(const struct comparer *comparer)
{
    return comparer->has_output;
}

/* Line and column of the output that equals the answer up to `at`. */
static void run_close(struct comparer *c, size_t at)
{
    bytes_pass(&c->line, &c->column, c->answer + c->run_start, at - c->run_start);
    c->run_start = at;
}

__attribute__((format(printf, 2, 3))) static void decide_wrong(struct comparer *c,
                                                               const char *format, ...)
{
    struct check_result *result = &c->result;
    result->outcome = CHECK_WRONG;
    result->line = c->line;
    result->column = c->column;
    int used = snprintf(result->message, sizeof(result->message),
                        "line %lld column %lld: ", (long long)c->line, (long long)c->column);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(result->message + used, sizeof(result->message) - (size_t)used, format,
                    args); /* excerpts are short, and a cut message is still one */
    va_end(args);
    c->state = DONE;
}

static void decide_between(struct comparer *c, size_t at, const char *wanted, const char *got)
{
    decide_wrong(c, "expected %s, got %s", wanted, got);
    difference_show(&c->result, c->answer, at, wanted, got);
}

static bool answer_is_space_at(const struct comparer *c, size_t at)
{
    return at == c->answer_bytes || byte_is_space(c->answer[at]);
}

static size_t answer_token_end(const struct comparer *c, size_t start, size_t most)
{
    size_t end = start;
    while (end - start < most && !answer_is_space_at(c, end))
        end++;
    return end;
}

static const char *answer_excerpt(const struct comparer *c, size_t start,
                                  char buffer[TOKEN_EXCERPT_ROOM])
{
    size_t end = answer_token_end(c, start, TOKEN_EXCERPT_MAX + 1);
    return token_excerpt(c->answer + start, end - start, buffer);
}

static void token_store(struct token *token, const char *bytes, size_t count)
{
    size_t room = sizeof(token->bytes) - token->stored;
    if (count > room)
        count = room;
    memcpy(token->bytes + token->stored, bytes, count);
    token->stored += count;
}

/* The first byte that differs is at c->at: far into a long text only what is around it is worth
 * showing. */
static void token_differ(struct comparer *c)
{
    struct token *token = &c->token;
    token->is_equal = false;
    size_t offset = c->at - token->answer_start;
    if (token->is_number || offset <= WINDOW_FROM)
        return;
    token->shown_from = offset - WINDOW_LEAD;
    token->stored = 0;
    token_store(token, c->answer + c->at - WINDOW_LEAD, WINDOW_LEAD);
}

/* The output's token starts like the answer's, which is used up to c->at; then they part. */
static void token_begin(struct comparer *c)
{
    size_t start = c->at;
    while (start > c->run_start && !byte_is_space(c->answer[start - 1]))
        start--;
    run_close(c, start);
    struct token *token = &c->token;
    token->answer_start = start;
    token->count = c->at - start;
    token->shown_from = token->stored = 0;
    token->is_trailing = false;
    token->is_equal = true;
    token->is_number = false;
    token_store(token, c->answer + start, token->count);
    if (c->has_tolerance) {
        double ignored;
        token->answer_end = answer_token_end(c, start, TOKEN_NUMBER_MAX + 1);
        token->is_number = token_to_number(c->answer + start, token->answer_end - start, &ignored);
    }
    c->state = TOKEN;
}

static void token_begin_trailing(struct comparer *c)
{
    c->token = (struct token){.answer_start = c->at, .is_trailing = true};
    c->state = TOKEN;
}

static void token_add(struct comparer *c, char byte)
{
    struct token *token = &c->token;
    if (token->is_equal) {
        char wanted = c->at < c->answer_bytes ? c->answer[c->at] : ' ';
        bool is_same = wanted == byte || (!c->flags.is_case_sensitive &&
                                          byte_to_lower(wanted) == byte_to_lower(byte));
        if (is_same)
            c->at++;
        else
            token_differ(c);
    }
    token->count++;
    token_store(token, &byte, 1);
}

/* Nothing that follows can make it right or add to what the message shows. */
static bool token_is_hopeless(const struct token *token)
{
    if (token->is_number)
        return token->count > TOKEN_NUMBER_MAX;
    return !token->is_equal && token->stored > TOKEN_EXCERPT_MAX;
}

/* Far into a token nothing is known of it as a whole. */
static unsigned token_difference(const struct comparer *c)
{
    const struct token *token = &c->token;
    const struct token_pair pair = {
        .answer = c->answer,
        .answer_bytes = c->answer_bytes,
        .answer_start = token->answer_start,
        .got = token->bytes,
        .got_count = token->stored,
        .is_got_whole = token->stored == token->count,
        .is_first = c->line == 1 && c->column == 1,
    };
    if (token->is_trailing)
        return DIFFERENCE_EXTRA | difference_of_bytes(token->bytes, token->stored);
    return token->shown_from == 0 ? difference_of_tokens(&pair) : 0;
}

static void token_judge_number(struct comparer *c)
{
    struct token *token = &c->token;
    double wanted = 0, got;
    char wanted_text[TOKEN_EXCERPT_ROOM], got_text[TOKEN_EXCERPT_ROOM];
    (void)token_to_number(c->answer + token->answer_start, token->answer_end - token->answer_start,
                          &wanted); /* token_begin has tried it */
    answer_excerpt(c, token->answer_start, wanted_text);
    token_excerpt(token->bytes, token->stored, got_text);
    if (!token_to_number(token->bytes, token->count, &got)) {
        decide_wrong(c, "expected the number %s, got %s", wanted_text, got_text);
        difference_show(&c->result, c->answer, token->answer_start, wanted_text, got_text);
        return;
    }
    double difference = fabs(got - wanted);
    bool is_near =
        (c->flags.absolute_tolerance >= 0 && difference <= c->flags.absolute_tolerance) ||
        (c->flags.relative_tolerance >= 0 &&
         difference <= c->flags.relative_tolerance * fabs(wanted));
    if (!is_near) {
        decide_wrong(c, "expected %s, got %s: the difference %.3g is not within the tolerance",
                     wanted_text, got_text, difference);
        difference_show(&c->result, c->answer, token->answer_start, wanted_text, got_text);
    }
    c->at = token->answer_end;
}

static void token_judge_text(struct comparer *c)
{
    struct token *token = &c->token;
    if (token->is_equal && answer_is_space_at(c, c->at))
        return;
    if (token->is_equal)
        token_differ(c);
    char wanted_text[TOKEN_EXCERPT_ROOM], got_text[TOKEN_EXCERPT_ROOM];
    const char *dots = token->shown_from ? "..." : "";
    size_t at = token->answer_start + token->shown_from;
    answer_excerpt(c, at, wanted_text);
    token_excerpt(token->bytes, token->stored, got_text);
    decide_wrong(c, "expected %s%s, got %s%s", dots, wanted_text, dots, got_text);
    difference_show(&c->result, c->answer, at, wanted_text, got_text);
}

static void token_judge_trailing(struct comparer *c)
{
    char got_text[TOKEN_EXCERPT_ROOM];
    decide_between(c, c->token.answer_start, "the end of the output",
                   token_excerpt(c->token.bytes, c->token.stored, got_text));
}

static void token_end(struct comparer *c)
{
    struct token *token = &c->token;
    if (token->is_trailing)
        token_judge_trailing(c);
    else if (token->is_number)
        token_judge_number(c);
    else
        token_judge_text(c);
    if (c->state == DONE) {
        c->result.difference |= token_difference(c);
        return;
    }
    c->column += (int64_t)token->count;
    c->run_start = c->at;
    c->state = SAME;
}

static size_t token_feed(struct comparer *c, const char *bytes, size_t count)
{
    size_t used = 0;
    while (used < count && !byte_is_space(bytes[used])) {
        token_add(c, bytes[used++]);
        if (token_is_hopeless(&c->token)) {
            token_end(c);
            return used;
        }
    }
    if (used < count)
        token_end(c);
    return used;
}

/* `next`: what the output has; NULL: it ends. */
static void decide_space_wrong(struct comparer *c, const char *next)
{
    char wanted_text[TOKEN_EXCERPT_ROOM], got_text[TOKEN_EXCERPT_ROOM];
    const char *wanted = "the end of the output";
    if (c->at < c->answer_bytes)
        wanted = byte_space_name(c->answer[c->at]);
    if (!wanted)
        wanted = answer_excerpt(c, c->at, wanted_text);
    const char *got = next ? byte_space_name(*next) : "the end of the output";
    if (!got)
        got = token_excerpt(next, 1, got_text);
    decide_between(c, c->at, wanted, got);
    if (!next)
        c->result.difference = DIFFERENCE_EARLY_END;
}

static void answer_skip_space(struct comparer *c)
{
    while (c->at < c->answer_bytes && byte_is_space(c->answer[c->at]))
        c->at++;
}

/* A rule that parts lines takes a carriage return for a break too: it does not count them. */
static size_t count_breaks(const struct comparer *c, const char *bytes, size_t count)
{
    return bytes_count_breaks(bytes, count, c->flags.line_rule == LINES_PARTED);
}

/* The answer's gap around c->at; up to there the output has the same. */
static void note_breaks(struct comparer *c)
{
    size_t start = c->at, end = c->at;
    if (c->flags.line_rule == LINES_NOTHING)
        return;
    while (start > 0 && byte_is_space(c->answer[start - 1]))
        start--;
    while (end < c->answer_bytes && byte_is_space(c->answer[end]))
        end++;
    c->is_first_gap = start == 0;
    c->answer_breaks = count_breaks(c, c->answer + start, end - start);
    c->output_breaks = count_breaks(c, c->answer + start, c->at - start);
}

/* The gap has ended at another token of both. */
static bool breaks_are_right(const struct comparer *c)
{
    if (c->flags.line_rule == LINES_COUNTED)
        return c->answer_breaks == c->output_breaks;
    bool is_parted = c->flags.line_rule == LINES_PARTED && !c->is_first_gap;
    return !is_parted || (c->answer_breaks > 0) == (c->output_breaks > 0);
}

static bool same_is_in_token(const struct comparer *c)
{
    return c->at > 0 && !byte_is_space(c->answer[c->at - 1]);
}

/* The next byte of the output differs from the answer's. */
static void same_leave(struct comparer *c, const char *next)
{
    bool is_answer_space = answer_is_space_at(c, c->at);
    bool is_next_space = byte_is_space(*next);
    bool is_in_token = same_is_in_token(c);
    bool is_space_different =
        is_in_token ? is_answer_space && is_next_space : is_answer_space || is_next_space;
    if (!is_space_different) {
        token_begin(c);
        return;
    }
    run_close(c, c->at);
    bool is_trailing = c->at == c->answer_bytes && !is_next_space;
    if (c->flags.is_space_sensitive && !is_trailing) {
        decide_space_wrong(c, next);
        return;
    }
    note_breaks(c);
    answer_skip_space(c);
    c->state = GAP;
}

static size_t same_feed(struct comparer *c, const char *bytes, size_t count)
{
    size_t rest = c->answer_bytes - c->at;
    size_t used = bytes_common_prefix(c->answer + c->at, bytes, count < rest ? count : rest);
    c->at += used;
    if (used < count)
        same_leave(c, bytes + used);
    return used;
}

static size_t gap_feed(struct comparer *c, const char *bytes, size_t count)
{
    size_t used = 0;
    while (used < count && byte_is_space(bytes[used]))
        used++;
    bytes_pass(&c->line, &c->column, bytes, used);
    c->output_breaks += count_breaks(c, bytes, used);
    if (used == count)
        return used;
    c->run_start = c->at;
    c->state = SAME;
    if (c->at == c->answer_bytes)
        token_begin_trailing(c);
    else if (!breaks_are_right(c))
        decide_wrong(c, "expected %s",
                     c->answer_breaks > c->output_breaks ? "a line break before this"
                                                         : "no line break before this");
    return used;
}

void comparer_feed(struct comparer *comparer, const char *bytes, size_t count)
{
    static size_t (*const feeds[])(struct comparer *, const char *, size_t) = {
        [SAME] = same_feed, [TOKEN] = token_feed, [GAP] = gap_feed};
    if (!comparer->has_output)
        comparer->has_output = !bytes_are_space(bytes, count);
    if (comparer->flags.whole_rule != WHOLE_NOT) {
        str_add_n(&comparer->whole, bytes, count);
        return;
    }
    while (count > 0 && comparer->state != DONE) {
        size_t used = feeds[comparer->state](comparer, bytes, count);
        bytes += used;
        count -= used;
    }
}

static void finish_same(struct comparer *c)
{
    if (same_is_in_token(c) && !answer_is_space_at(c, c->at)) {
        token_begin(c);
        token_end(c);
    }
    if (c->state == DONE || c->at == c->answer_bytes)
        return; /* lines are counted for a message only */
    run_close(c, c->at);
    if (c->flags.is_space_sensitive)
        decide_space_wrong(c, NULL);
}

static void finish_rest(struct comparer *c)
{
    answer_skip_space(c);
    if (c->at == c->answer_bytes)
        return;
    char wanted_text[TOKEN_EXCERPT_ROOM];
    decide_between(c, c->at, answer_excerpt(c, c->at, wanted_text), "the end of the output");
    c->result.difference = DIFFERENCE_EARLY_END;
}

void comparer_finish(struct comparer *comparer, struct check_result *result_out)
{
    if (comparer->flags.whole_rule != WHOLE_NOT) {
        whole_compare(comparer->flags.whole_rule, comparer->answer, comparer->answer_bytes,
                      str_text(&comparer->whole), comparer->whole.count, result_out);
        return;
    }
    if (comparer->state == TOKEN)
        token_end(comparer);
    if (comparer->state == SAME)
        finish_same(comparer);
    if (comparer->state != DONE)
        finish_rest(comparer);
    *result_out = comparer->result;
}
