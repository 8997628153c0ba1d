/* expect_words: what is expected, in words: "AC", "WA or TLE", "secret/group1: AC, some TLE". */
#include <math.h>

#include "verify/expect.h"

void expect_add_codes(struct str *out, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        str_printf(out, "%s%s", between, codes[i]);
    }
}

void expect_add_mask(struct str *out, unsigned mask)
{
    const char *codes[VERDICT_COUNT];
    size_t count = 0;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (mask & 1U << v)
            codes[count++] = verdict_code((enum verdict)v);
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

static void add_rule(struct str *out, const struct jury_rule *rule)
{
    EV_STR struct str text = {0};
    if (rule->permitted) {
        expect_add_mask(&text, rule->permitted);
        if (rule->required && rule->required != rule->permitted) {
            str_add(&text, ", some ");
            expect_add_mask(&text, rule->required);
        }
    } else if (rule->required) {
        str_add(&text, "some ");
        expect_add_mask(&text, rule->required);
    }
    if (!isnan(rule->least_score) || !isnan(rule->most_score)) {
        str_add(&text, text.count > 0 ? ", " : "");
        expect_add_score(&text, rule->least_score, rule->most_score);
    }
    if (rule->message)
        str_printf(&text, "%smessage \"%s\"", text.count > 0 ? ", " : "", rule->message);
    if (text.count == 0)
        return;
    str_printf(out, "%s%s%s%s", out->count > 0 ? "; " : "", rule->tests ? rule->tests : "",
               rule->tests ? ": " : "", str_text(&text));
}

const char *expect_words(struct arena *arena, const struct jury_submission *jury)
{
    EV_STR struct str out = {0};
    expect_add_codes(&out, jury->expected, jury->expected_count);
    for (size_t i = 0; i < jury->rule_count; i++)
        add_rule(&out, &jury->rules[i]);
    if (jury->grade_count > 0) {
        str_add(&out, out.count > 0 ? "; grades" : "grades");
        for (size_t i = 0; i < jury->grade_count; i++)
            str_printf(&out, " %s", jury->grades[i]);
    }
    if (jury->is_partial)
        str_add(&out, out.count > 0 ? "; not the full score" : "not the full score");
    return arena_string(arena, str_text(&out));
}
