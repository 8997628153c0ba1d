/* jury_glob: see jury_glob.h. Braces are put out one combination after the other, numbered in mixed
 * radix; each is matched part by part between slashes. */
#include "problem/jury_glob.h"

#include <stddef.h>
#include <string.h>

#include "problem/problem.h"

/* The words of one pair of braces: "a,b}" has two. */
static size_t count_words(const char *after_brace)
{
    size_t count = 1;
    for (const char *at = after_brace; *at != '}'; at++)
        count += *at == ',';
    return count;
}

static const char *check_braces(const char *pattern)
{
    size_t choices = 1;
    for (const char *at = pattern; (at = strpbrk(at, "{}")); at++) {
        if (*at == '}')
            return "a } without its {";
        const char *end = strpbrk(at + 1, "{}");
        if (!end)
            return "a { without its }";
        if (*end == '{')
            return "braces within braces";
        choices *= count_words(at + 1);
        if (choices > GLOB_CHOICES_MAX)
            return "more than 64 combinations of the words in braces";
        at = end;
    }
    return NULL;
}

const char *jury_glob_fault(const char *pattern)
{
    if (*pattern == '\0')
        return "an empty pattern";
    if (strlen(pattern) > GLOB_MAX)
        return "longer than 512 characters";
    return check_braces(pattern);
}

/* Copies the word of a pair of braces that `choice` says, which is divided by their number.
 * Returns what follows the braces. */
static const char *put_word(const char *after_brace, size_t *choice, char **out)
{
    size_t count = count_words(after_brace);
    const char *at = after_brace;
    for (size_t skip = *choice % count; skip > 0; at++)
        skip -= *at == ',';
    *choice /= count;
    while (*at != ',' && *at != '}')
        *(*out)++ = *at++;
    return strchr(at, '}') + 1;
}

/* The pattern without braces, of at most its length; false when there is no such choice. */
static bool put_choice(const char *pattern, size_t choice, char *out)
{
    for (const char *at = pattern; *at;) {
        if (*at == '{')
            at = put_word(at + 1, &choice, &out);
        else
            *out++ = *at++;
    }
    *out = '\0';
    return choice == 0;
}

/* One part of a path against one part of a pattern; each has a length. */
static bool part_matches(const char *pattern, size_t pattern_length, const char *text,
                         size_t length)
{
    size_t p = 0, t = 0;
    size_t star = pattern_length; /* the last one met, and where it was tried last */
    size_t retry = 0;
    while (t < length) {
        if (p < pattern_length && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern_length && pattern[p] == text[t]) {
            p++;
            t++;
        } else if (star < pattern_length) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern_length && pattern[p] == '*')
        p++;
    return p == pattern_length;
}

static bool plain_matches(const char *pattern, const char *path)
{
    while (*pattern) {
        size_t pattern_length = strcspn(pattern, "/");
        size_t length = strcspn(path, "/");
        if (!part_matches(pattern, pattern_length, path, length))
            return false;
        pattern += pattern_length + (pattern[pattern_length] == '/' ? 1 : 0);
        path += length + (path[length] == '/' ? 1 : 0);
        if (*pattern && *path == '\0')
            return false;
    }
    return true;
}

bool jury_glob_matches(const char *pattern, const char *path)
{
    char plain[GLOB_MAX + 1];
    if (jury_glob_fault(pattern))
        return false;
    for (size_t choice = 0; put_choice(pattern, choice, plain); choice++) {
        if (plain_matches(plain, path))
            return true;
    }
    return false;
}

bool problem_glob_matches(const char *glob, const char *name)
{
    return jury_glob_matches(glob, name);
}
