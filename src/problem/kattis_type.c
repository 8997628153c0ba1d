/* kattis_type: what kind of problem it is: `type` and `validation` of problem.yaml.
 *
 * Legacy has the kinds in `validation` (custom score interactive multi-pass), 2025-09 in `type`; a
 * draft may have both. */
#include <string.h>

#include "problem/kattis.h"

static const struct type_word {
    const char *word;
    unsigned kind;
    const char *excludes; /* another word that may not stand beside it */
    bool is_legacy;
} type_words[] = {
    {"pass-fail", 0, "scoring", true},
    {"scoring", PROBLEM_SCORING, "pass-fail", true},
    {"interactive", PROBLEM_INTERACTIVE, "submit-answer", false},
    {"multi-pass", PROBLEM_MULTI_PASS, "submit-answer", false},
    {"submit-answer", PROBLEM_SUBMIT_ANSWER, NULL, false},
};

static const struct type_word *find_type_word(const char *word)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(type_words); i++) {
        if (strcmp(type_words[i].word, word) == 0)
            return &type_words[i];
    }
    return NULL;
}

static bool have_word(const struct words *words, size_t before, const char *word)
{
    for (size_t i = 0; word && i < before; i++) {
        if (strcmp(words->items[i], word) == 0)
            return true;
    }
    return false;
}

static int add_type_word(struct package *package, const struct yaml *value,
                         const struct words *words, size_t at, struct err *err)
{
    const char *name = words->items[at];
    const struct type_word *word = find_type_word(name);
    if (!word)
        return yaml_error(value, err,
                          "type: '%.64s' is not known: pass-fail, scoring, interactive, "
                          "multi-pass and submit-answer are",
                          name);
    if (have_word(words, at, name))
        return yaml_error(value, err, "type: %s stands there twice", name);
    if (have_word(words, words->count, word->excludes))
        return yaml_error(value, err, "type: %s and %s exclude each other", name, word->excludes);
    if (package->is_icpc && word->kind == PROBLEM_SCORING)
        return yaml_error(value, err,
                          "type: legacy-icpc has no scoring problems: write "
                          "problem_format_version: legacy");
    if (package->dialect == DIALECT_LEGACY && !word->is_legacy)
        package_warn_at(package, value,
                        "type: legacy has no %s, which is read all the same: it says so by "
                        "validation: custom",
                        name);
    package->problem.kinds |= word->kind;
    return 0;
}

int kattis_read_type(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const char *const *texts;
    size_t count;
    struct words words = {0};
    if (yaml_strings(&package->scratch, value, &texts, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        words = words_joined(package, words, words_split(package, texts[i]));
    if (value->kind == YAML_LIST && words.count == 0)
        return yaml_error(value, err, "type: an empty list: write pass-fail");
    for (size_t i = 0; i < words.count; i++) {
        if (add_type_word(package, value, &words, i, err) != 0)
            return -1;
    }
    return 0;
}

static int add_validation_word(struct package *package, const struct yaml *value, const char *word,
                               struct err *err)
{
    static const struct {
        const char *word;
        unsigned kind;
    } words[] = {
        {"score", 0},
        {"interactive", PROBLEM_INTERACTIVE},
        {"multi-pass", PROBLEM_MULTI_PASS},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].word, word) != 0)
            continue;
        package->problem.kinds |= words[i].kind;
        package->has_custom_score = package->has_custom_score || words[i].kind == 0;
        return 0;
    }
    return yaml_error(value, err,
                      "validation: '%.64s' is not known: after custom may follow score, "
                      "interactive and multi-pass",
                      word);
}

int kattis_read_validation(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const char *text;
    if (yaml_is_null(value))
        return 0;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    struct words words = words_split(package, text);
    const char *first = words.count > 0 ? words.items[0] : "default";
    bool is_custom = strcmp(first, "custom") == 0;
    if (!is_custom && strcmp(first, "default") != 0)
        return yaml_error(value, err, "validation: '%.64s' is not known: write default or custom",
                          first);
    package->validation = is_custom ? VALIDATION_CUSTOM : VALIDATION_DEFAULT;
    package->validation_node = value;
    if (!is_custom && words.count > 1)
        return yaml_error(value, err, "validation: %.64s needs custom, not default",
                          words.items[1]);
    for (size_t i = 1; i < words.count; i++) {
        if (add_validation_word(package, value, words.items[i], err) != 0)
            return -1;
    }
    return 0;
}

int kinds_settle(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    bool is_multi_pass = problem->kinds & PROBLEM_MULTI_PASS;
    const struct yaml *passes = package->passes_node;
    if (package->has_custom_score && !(problem->kinds & PROBLEM_SCORING))
        return yaml_error(package->validation_node, err,
                          "validation: score is for scoring problems: write type: scoring, or "
                          "leave score out");
    if (!is_multi_pass && passes && package->dialect == DIALECT_2025)
        return yaml_error(passes, err, "validation_passes: only multi-pass problems have passes");
    if (!is_multi_pass && passes)
        package_warn_at(package, passes, "validation_passes: passed over: not multi-pass");
    const int by_default = 2;
    int given = passes ? package->passes : by_default;
    problem->passes_max = is_multi_pass ? given : 1;
    return 0;
}

int kattis_read_languages(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    struct problem *problem = &package->problem;
    const char *const *names;
    size_t count;
    if (yaml_strings(&problem->arena, value, &names, &count, err) != 0)
        return -1;
    if (value->kind == YAML_LIST && count == 0)
        return yaml_error(value, err, "languages: an empty list: write all, or leave the key out");
    for (size_t i = 0; i < count; i++) {
        bool is_all = strcmp(names[i], "all") == 0;
        if (*names[i] == '\0' || (is_all && value->kind == YAML_LIST))
            return yaml_error(value, err,
                              "languages: '%s' is no language: write all alone, or "
                              "a list of codes such as cpp",
                              names[i]);
        if (is_all)
            return 0;
    }
    problem->languages = names;
    problem->language_count = count;
    return 0;
}
