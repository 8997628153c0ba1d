/* pattern: see internal.h. */
#include <string.h>
#include <time.h>

#include "hint/internal.h"

/* Counted repetition multiplies the compiled expression, and a back reference the time of matching:
 * neither is needed to know a message by. */
static const char *refusal(const char *text)
{
    bool is_in_brackets = false;
    for (const char *at = text; *at; at++) {
        if (is_in_brackets && *at == '[' && (at[1] == '.' || at[1] == '=')) {
            return "[. .] and [= =] are not supported";
        } else if (is_in_brackets) {
            is_in_brackets = *at != ']';
        } else if (*at == '\\') {
            if (at[1] >= '1' && at[1] <= '9')
                return "back references are not supported";
            at += at[1] != '\0';
        } else if (*at == '[') {
            is_in_brackets = true;
            at += at[1] == '^';
            at += at[1] == ']'; /* the first is one of the characters */
        } else if (*at == '{') {
            return "repetition by { } is not supported; a brace is written \\{";
        }
    }
    return NULL;
}

int pattern_read(const struct yaml *value, struct pattern *pattern_out, struct err *err)
{
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (text[0] == '\0' || strlen(text) > PATTERN_BYTES_MAX)
        return yaml_error(value, err, "an expression of 1 to %d bytes is expected",
                          PATTERN_BYTES_MAX);
    const char *refused = refusal(text);
    if (refused)
        return yaml_error(value, err, "%s", refused);
    int status = regcomp(&pattern_out->regex, text, REG_EXTENDED | REG_NOSUB);
    if (status != 0) {
        char why[128];
        regerror(status, &pattern_out->regex, why, sizeof(why));
        return yaml_error(value, err, "not an extended regular expression: %s", why);
    }
    pattern_out->text = text;
    return 0;
}

void pattern_done(struct pattern *pattern)
{
    if (pattern->text)
        regfree(&pattern->regex);
    pattern->text = NULL;
}

static bool line_matches(const struct pattern *pattern, const char *line, size_t count)
{
    char text[SEARCHED_LINE_MAX + 1];
    if (count > SEARCHED_LINE_MAX)
        count = SEARCHED_LINE_MAX;
    memcpy(text, line, count);
    text[count] = '\0'; /* a NUL within ends the line, too */
    return regexec(&pattern->regex, text, 0, NULL, 0) == 0;
}

static int64_t used_ns(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

bool pattern_matches(const struct pattern *pattern, const char *text, size_t count,
                     size_t most_bytes)
{
    size_t left = count < most_bytes ? count : most_bytes;
    int64_t end_ns = used_ns() + MATCHING_MOST_NS;
    while (left > 0 && used_ns() < end_ns) {
        const char *newline = memchr(text, '\n', left);
        size_t length = newline ? (size_t)(newline - text) : left;
        if (line_matches(pattern, text, length))
            return true;
        length += newline != NULL;
        text += length;
        left -= length;
    }
    return false;
}

bool text_has_any(const char *text, size_t count, const char *const *words, size_t word_count)
{
    for (size_t i = 0; i < word_count; i++) {
        if (memmem(text, count, words[i], strlen(words[i])))
            return true;
    }
    return false;
}
