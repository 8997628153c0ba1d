/* Fuzz target of the comparer: a plain comparison that holds everything in memory must agree on the
 * verdict.
 *
 * Input: byte 0 flags, byte 1 size of the pieces, byte 2 the tolerance, then answer and output
 * parted by 0xff. Built with -fsanitize=fuzzer it is a libFuzzer target; with -DFUZZ_ALONE it makes
 * inputs of its own: ./fuzz_compare ROUNDS SEED. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"

struct text {
    const char *bytes;
    size_t count, at;
};

static bool is_white(char c)
{
    return c && strchr(" \t\n\v\f\r", c);
}

static struct text next_run(struct text *text, bool of_white)
{
    struct text run = {text->bytes + text->at, 0, 0};
    while (text->at < text->count && is_white(text->bytes[text->at]) == of_white) {
        text->at++;
        run.count++;
    }
    return run;
}

/* By the characters allowed and strtod's own opinion: another way than the code under test. */
static bool to_number(struct text token, double *value)
{
    char copy[4097];
    if (token.count == 0 || token.count > 4096)
        return false;
    memcpy(copy, token.bytes, token.count);
    copy[token.count] = '\0';
    if (strspn(copy, "0123456789+-.eE") != token.count)
        return false;
    char *end;
    *value = strtod(copy, &end);
    return *end == '\0';
}

static bool same_bytes(struct text a, struct text b)
{
    return a.count == b.count && memcmp(a.bytes, b.bytes, a.count) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_folded(struct text a, struct text b)
{
    for (size_t i = 0; i < a.count && i < b.count; i++) {
        if (lower(a.bytes[i]) != lower(b.bytes[i]))
            return false;
    }
    return a.count == b.count;
}

static bool same_token(const struct compare_flags *flags, struct text answer, struct text output)
{
    double wanted, got;
    bool has_tolerance = flags->absolute_tolerance >= 0 || flags->relative_tolerance >= 0;
    if (same_bytes(answer, output))
        return true;
    if (has_tolerance && to_number(answer, &wanted)) {
        if (!to_number(output, &got))
            return false;
        double off = fabs(wanted - got);
        return (flags->absolute_tolerance >= 0 && off <= flags->absolute_tolerance) ||
               (flags->relative_tolerance >= 0 && off <= flags->relative_tolerance * fabs(wanted));
    }
    return !flags->is_case_sensitive && same_folded(answer, output);
}

static bool reference_accepts(const struct compare_flags *flags, struct text answer,
                              struct text output)
{
    for (;;) {
        struct text white_a = next_run(&answer, true), white_o = next_run(&output, true);
        if (flags->is_space_sensitive && !same_bytes(white_a, white_o))
            return false;
        struct text token_a = next_run(&answer, false), token_o = next_run(&output, false);
        if (!token_a.count || !token_o.count)
            return token_a.count == token_o.count;
        if (!same_token(flags, token_a, token_o))
            return false;
    }
}

static struct check_result run(const struct compare_flags *flags, struct text answer,
                               struct text output, size_t piece)
{
    struct comparer *comparer;
    struct check_result result;
    if (comparer_open(answer.bytes, answer.count, flags, &comparer, NULL) < 0)
        abort();
    for (size_t at = 0; at < output.count; at += piece) {
        size_t rest = output.count - at;
        comparer_feed(comparer, output.bytes + at, piece < rest ? piece : rest);
    }
    comparer_finish(comparer, &result);
    comparer_close(comparer);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    double tolerance = data[2] / 64.0;
    struct compare_flags flags = {
        .is_case_sensitive = data[0] & 1,
        .is_space_sensitive = data[0] & 2,
        .absolute_tolerance = data[0] & 4 ? tolerance : -1,
        .relative_tolerance = data[0] & 8 ? tolerance : -1,
    };
    const char *bytes = (const char *)data + 3;
    const char *split = memchr(bytes, 0xff, size - 3);
    size_t answer_bytes = split ? (size_t)(split - bytes) : size - 3;
    struct text answer = {bytes, answer_bytes, 0};
    struct text output = {bytes, split ? 0 : answer_bytes, 0};
    if (split)
        output = (struct text){split + 1, size - 3 - answer_bytes - 1, 0};
    struct check_result whole = run(&flags, answer, output, SIZE_MAX / 2);
    struct check_result pieces = run(&flags, answer, output, (size_t)data[1] + 1);
    if ((whole.outcome == CHECK_ACCEPTED) != reference_accepts(&flags, answer, output))
        abort();
    if (whole.outcome != pieces.outcome || whole.line != pieces.line ||
        whole.column != pieces.column || strcmp(whole.message, pieces.message) != 0)
        abort();
    return 0;
}

#ifdef FUZZ_ALONE
/* Texts of few symbols, the output a mutation of the answer: most differ late or not at all. */
static size_t make_input(uint8_t *data, unsigned *seed)
{
    static const char symbols[] = "aAbB  \n\t01.e-+5";
    size_t answer_bytes = (size_t)rand_r(seed) % 40, size = 3;
    for (size_t i = 0; i < 3; i++)
        data[i] = (uint8_t)rand_r(seed);
    data[1] %= 8;
    for (size_t i = 0; i < answer_bytes; i++)
        data[size++] = (uint8_t)symbols[(size_t)rand_r(seed) % (sizeof(symbols) - 1)];
    data[size++] = 0xff;
    for (size_t i = 0; i < answer_bytes; i++) {
        uint8_t byte = data[3 + i];
        int what = rand_r(seed) % 24;
        if (what == 0)
            continue;
        if (what == 1)
            data[size++] = (uint8_t)symbols[(size_t)rand_r(seed) % (sizeof(symbols) - 1)];
        data[size++] = what == 2 ? byte ^ 0x20 : byte;
    }
    return size;
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    unsigned seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
    uint8_t data[256];
    for (unsigned long i = 0; i < rounds; i++)
        LLVMFuzzerTestOneInput(data, make_input(data, &seed));
    return 0;
}
#endif
