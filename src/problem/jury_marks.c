/* jury_marks: see jury.h. Names: legacy and 2025-09 specification, "Example submissions"; DOMjudge
 * manual, "Testing the jury solutions". */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "problem/jury.h"
#include "problem/settings.h"

enum { CODES_MAX = 4 };

static const struct expectation {
    const char *folder;
    const char *codes[CODES_MAX]; /* none: any verdict will do */
} expectations[] = {
    {"accepted", {"AC"}},
    {"partially_accepted", {"AC"}},
    {"partial", {"AC"}},
    {"wrong_answer", {"WA"}},
    {"time_limit_exceeded", {"TLE"}},
    {"run_time_error", {"RTE"}},
    {"runtime_error", {"RTE"}},
    {"memory_limit_exceeded", {"MLE"}},
    {"output_limit_exceeded", {"OLE"}},
    {"output_limit", {"OLE"}},
    {"no_output", {"NO"}},
    {"compiler_error", {"CE"}},
    {"compile_error", {"CE"}},
    {"rejected", {"RTE", "TLE", "WA"}},
    {"brute_force", {"RTE", "TLE"}},
    {"check_manually", {NULL}},
    {"multiple", {NULL}},
    {"mixed", {NULL}},
    {"mixed-verdicts", {NULL}},
};

/* Words of @EXPECTED_RESULTS@, in capitals and with underscores. */
static const struct mark {
    const char *word;
    const char *code; /* NULL: any verdict will do */
} marks[] = {
    {"CORRECT", "AC"},
    {"ACCEPTED", "AC"},
    {"WRONG_ANSWER", "WA"},
    {"TIMELIMIT", "TLE"},
    {"TIME_LIMIT_EXCEEDED", "TLE"},
    {"RUN_ERROR", "RTE"},
    {"RUN_TIME_ERROR", "RTE"},
    {"RUNTIME_ERROR", "RTE"},
    {"MEMORY_LIMIT", "MLE"},
    {"MEMORY_LIMIT_EXCEEDED", "MLE"},
    {"OUTPUT_LIMIT", "OLE"},
    {"OUTPUT_LIMIT_EXCEEDED", "OLE"},
    {"NO_OUTPUT", "NO"},
    {"COMPILER_ERROR", "CE"},
    {"COMPILE_ERROR", "CE"},
    {"CHECK_MANUALLY", NULL},
};

bool jury_folder_codes(const char *folder, struct words *codes_out)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(expectations); i++) {
        if (strcmp(expectations[i].folder, folder) != 0)
            continue;
        size_t count = 0;
        while (count < CODES_MAX && expectations[i].codes[count])
            count++;
        *codes_out = (struct words){.items = expectations[i].codes, .count = count};
        return true;
    }
    return false;
}

static const struct mark *find_mark(const char *word)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(marks); i++) {
        const char *known = marks[i].word;
        size_t k = 0;
        while (word[k] && toupper((unsigned char)(word[k] == '-' ? '_' : word[k])) == known[k])
            k++;
        if (word[k] == '\0' && known[k] == '\0')
            return &marks[i];
    }
    return NULL;
}

static bool words_have(const struct words *words, const char *text)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->items[i], text) == 0)
            return true;
    }
    return false;
}

static void add_code(struct package *package, const char *path, const char *word,
                     struct words *codes)
{
    const struct mark *mark = find_mark(word);
    if (!mark) {
        package_warn(package, path, "@EXPECTED_RESULTS@: '%.64s' is no known verdict", word);
        return;
    }
    if (!mark->code || words_have(codes, mark->code))
        return;
    struct words one = {.items = &mark->code, .count = 1};
    *codes = words_joined(package, *codes, one);
}

void jury_add_codes(struct package *package, const char *path, const char *list,
                    struct words *codes)
{
    static const char between[] = ", \t";
    for (const char *at = list + strspn(list, between); *at; at += strspn(at, between)) {
        size_t length = strcspn(at, between);
        add_code(package, path, arena_string_n(&package->scratch, at, length), codes);
        at += length;
    }
}

/* What follows the next mark, NULL where there is none. */
static const char *after_mark(const char *at, const char *end, const char *mark)
{
    size_t length = strlen(mark);
    while ((at = memchr(at, '@', (size_t)(end - at))) && (size_t)(end - at) >= length) {
        if (strncasecmp(at, mark, length) == 0)
            return at + length;
        at++;
    }
    return NULL;
}

const char *jury_find_named(struct package *package, const char *mark, const char *text,
                            size_t count, bool *has_several_out)
{
    const char *end = text + count;
    const char *list = after_mark(text, end, mark);
    *has_several_out = false;
    if (!list)
        return NULL;
    const char *line_end = list;
    while (line_end < end && *line_end && !strchr("\r\n", *line_end))
        line_end++;
    *has_several_out = after_mark(line_end, end, mark) != NULL;
    return arena_string_n(&package->scratch, list, (size_t)(line_end - list));
}

const char *jury_find_mark(struct package *package, const char *text, size_t count,
                           bool *has_several_out)
{
    return jury_find_named(package, "@EXPECTED_RESULTS@:", text, count, has_several_out);
}

bool jury_parse_score(struct package *package, const char *text, double *score_out)
{
    struct words words = words_split(package, text);
    return words.count > 0 &&
           parse_double("score", words.items[0], -SCORE_LIMIT, SCORE_LIMIT, score_out, NULL) == 0;
}

struct words jury_parse_grades(struct package *package, const char *text)
{
    static const char *const codes[] = {"AC", "WA", "TLE", "RTE", "MLE", "OLE", "JE", "PE", "NO"};
    struct words words = words_split(package, *text == ':' ? text + 1 : text);
    size_t count = 0;
    for (; count < words.count; count++) {
        size_t i = 0;
        while (i < EV_ARRAY_LENGTH(codes) && strcmp(codes[i], words.items[count]) != 0)
            i++;
        if (i == EV_ARRAY_LENGTH(codes))
            break;
    }
    return (struct words){.items = words.items, .count = count};
}
