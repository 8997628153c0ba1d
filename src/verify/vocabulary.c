/* vocabulary: see vocabulary.h. Facts: problemtools knows AC, WA, TLE, RTE; DOMjudge adds no output
 * and output limit, which occur in legacy packages; Polygon's tags tell presentation, memory and
 * idleness apart. */
#include "verify/vocabulary.h"

#include <stddef.h>

#include "base/base.h"
#include "base/str.h"

static const struct merge {
    enum verdict from, to;
    unsigned vocabularies; /* bits 1 << enum vocabulary */
} merges[] = {
#define IN_KATTIS (1U << VOCABULARY_KATTIS)
#define IN_DOMJUDGE (1U << VOCABULARY_DOMJUDGE)
#define IN_CODEFORCES (1U << VOCABULARY_CODEFORCES)
#define IN_OWN (1U << VOCABULARY_OWN)
    {VERDICT_IDLENESS_LIMIT, VERDICT_TIME_LIMIT, IN_KATTIS | IN_DOMJUDGE | IN_CODEFORCES | IN_OWN},
    {VERDICT_MEMORY_LIMIT, VERDICT_RUNTIME_ERROR, IN_KATTIS | IN_DOMJUDGE},
    {VERDICT_SECURITY_VIOLATION, VERDICT_RUNTIME_ERROR,
     IN_KATTIS | IN_DOMJUDGE | IN_CODEFORCES | IN_OWN},
    {VERDICT_OUTPUT_LIMIT, VERDICT_RUNTIME_ERROR, IN_KATTIS},
    {VERDICT_NO_OUTPUT, VERDICT_WRONG_ANSWER, IN_KATTIS | IN_CODEFORCES | IN_OWN},
    {VERDICT_PRESENTATION_ERROR, VERDICT_WRONG_ANSWER, IN_KATTIS | IN_DOMJUDGE | IN_OWN},
};

static const struct {
    const char *prefix; /* of struct problem's format */
    enum vocabulary vocabulary;
} formats[] = {
    {"kattis", VOCABULARY_KATTIS},
    {"icpc", VOCABULARY_KATTIS},
    {"polygon", VOCABULARY_CODEFORCES},
};

enum vocabulary vocabulary_of(const char *format, bool has_domjudge_marks)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(formats); i++) {
        if (!str_starts_with(format, formats[i].prefix))
            continue;
        bool is_legacy = str_starts_with(format, "kattis");
        return is_legacy && has_domjudge_marks ? VOCABULARY_DOMJUDGE : formats[i].vocabulary;
    }
    return VOCABULARY_OWN;
}

static bool has_domjudge_marks(const struct problem *problem)
{
    for (size_t i = 0; i < problem->jury_count; i++) {
        for (size_t k = 0; k < problem->jury[i].expected_count; k++) {
            const char *code = problem->jury[i].expected[k];
            if (strcmp(code, "NO") == 0 || strcmp(code, "OLE") == 0)
                return true;
        }
    }
    return false;
}

enum vocabulary vocabulary_of_package(const struct problem *problem)
{
    return vocabulary_of(problem->format, has_domjudge_marks(problem));
}

enum verdict vocabulary_canonical(enum vocabulary vocabulary, enum verdict verdict)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(merges); i++) {
        if (merges[i].from == verdict && (merges[i].vocabularies & 1U << vocabulary))
            return merges[i].to;
    }
    return verdict;
}

bool vocabulary_is_same(enum vocabulary vocabulary, enum verdict a, enum verdict b)
{
    return vocabulary_canonical(vocabulary, a) == vocabulary_canonical(vocabulary, b);
}

const char *vocabulary_name(enum vocabulary vocabulary, enum verdict verdict)
{
    const struct verdict_info *info = verdict_info(verdict);
    const char *const names[VOCABULARY_COUNT] = {
        [VOCABULARY_KATTIS] = info->kattis,
        [VOCABULARY_DOMJUDGE] = info->domjudge,
        [VOCABULARY_CODEFORCES] = info->codeforces,
    };
    return names[vocabulary] ? names[vocabulary] : info->code;
}
