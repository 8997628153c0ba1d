/* expect_words: what is expected, in words: "AC", "WA or TLE", "secret/group1: AC, some TLE". */
#include <math.h>
#include <string.h>

#include "verify/expect.h"

void expect_add_codes(struct str *out, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        str_printf(out, "%s%s", between, codes[i]);
    }
}

/* Without those that the vocabulary does not tell from another one that is there, and without PA
 * beside AC where there are no scores. */
void expect_add_mask(struct str *out, const struct package_check *check, unsigned mask)
{
    const char *codes[VERDICT_COUNT];
    size_t count = 0;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        enum verdict verdict = (enum verdict)v;
        enum verdict canonical = vocabulary_canonical(check->vocabulary, verdict);
        bool is_other_word = canonical != verdict && (mask & 1U << canonical);
        bool is_no_part = verdict == VERDICT_PARTIAL && !check->problem.scoring.has_scores &&
                          (mask & 1U << VERDICT_ACCEPTED);
        if ((mask & 1U << v) && !is_other_word && !is_no_part)
            codes[count++] = verdict_code(verdict);
    }
    expect_add_codes(out, codes, count);
}

void expect_add_score(struct str *out, double least, double most)
{
    if (!isnan(least) && !isnan(most) && least == most)
        str_printf(out, "score %g", least);
    else if (!isnan(least) || !isnan(most))
        str_printf(out, "score %g to %g", isnan(least) ? -INFINITY : least,
                   isnan(most) ? INFINITY : most);
}

static void add_verdicts(struct str *out, const struct package_check *check,
                         const struct jury_rule *rule)
{
    unsigned others = rule->permitted & ~rule->required;
    if (rule->required) {
        str_add(out, others || !rule->permitted ? "some " : "");
        expect_add_mask(out, check, rule->required);
    }
    if (others) {
        str_add(out, rule->required ? ", else " : "");
        expect_add_mask(out, check, others);
    }
}

static void add_rule(struct str *out, const struct package_check *check,
                     const struct jury_rule *rule)
{
    EV_STR struct str text = {0};
    add_verdicts(&text, check, rule);
    if (!isnan(rule->least_score) || !isnan(rule->most_score)) {
        str_add(&text, text.count > 0 ? ", " : "");
        expect_add_score(&text, rule->least_score, rule->most_score);
    }
    if (rule->message)
        str_printf(&text, "%smessage \"%s\"", text.count > 0 ? ", " : "", rule->message);
    if (text.count == 0 || strcmp(str_text(out), str_text(&text)) == 0)
        return; /* a rule that says what the codes said */
    str_printf(out, "%s%s%s%s", out->count > 0 ? "; " : "", rule->tests ? rule->tests : "",
               rule->tests ? ": " : "", str_text(&text));
}

const char *expect_words(struct arena *arena, const struct package_check *check,
                         const struct jury_submission *jury)
{
    EV_STR struct str out = {0};
    expect_add_codes(&out, jury->expected, jury->expected_count);
    for (size_t i = 0; i < jury->rule_count; i++)
        add_rule(&out, check, &jury->rules[i]);
    if (jury->grade_count > 0) {
        str_add(&out, out.count > 0 ? "; grades" : "grades");
        for (size_t i = 0; i < jury->grade_count; i++)
            str_printf(&out, " %s", jury->grades[i]);
    }
    if (jury->is_partial)
        str_add(&out, out.count > 0 ? "; not the full score" : "not the full score");
    return arena_string(arena, str_text(&out));
}
