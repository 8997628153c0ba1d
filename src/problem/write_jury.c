/* write_jury: submissions in the folders of the format, by what they must get; scores go to
 * submissions.yaml. */
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "model/verdict.h"
#include "problem/write.h"

#define BIT(verdict) (1U << (verdict))
#define WRONG                                                                                      \
    (BIT(VERDICT_WRONG_ANSWER) | BIT(VERDICT_PRESENTATION_ERROR) | BIT(VERDICT_NO_OUTPUT) |        \
     BIT(VERDICT_PARTIAL))
#define SLOW (BIT(VERDICT_TIME_LIMIT) | BIT(VERDICT_IDLENESS_LIMIT))
#define CRASH                                                                                      \
    (BIT(VERDICT_RUNTIME_ERROR) | BIT(VERDICT_MEMORY_LIMIT) | BIT(VERDICT_OUTPUT_LIMIT) |          \
     BIT(VERDICT_SECURITY_VIOLATION))

/* The first folder whose verdicts cover what must occur. */
static const struct folder {
    const char *name;
    unsigned verdicts;
} folders[] = {
    {"accepted", BIT(VERDICT_ACCEPTED)}, {"wrong_answer", WRONG},
    {"time_limit_exceeded", SLOW},       {"run_time_error", CRASH},
    {"brute_force", SLOW | CRASH},       {"rejected", WRONG | SLOW | CRASH},
};

static const char others[] = "mixed"; /* nothing is said of a folder with no known name */

/* Verdicts of which one must occur, as far as is said: by codes, else by the first rule for all. */
static unsigned required_of(const struct jury_submission *jury)
{
    unsigned bits = 0;
    for (size_t i = 0; i < jury->expected_count; i++) {
        enum verdict verdict;
        if (verdict_parse(jury->expected[i], &verdict))
            bits |= BIT(verdict);
    }
    for (size_t i = 0; i < jury->rule_count && bits == 0; i++) {
        const struct jury_rule *rule = &jury->rules[i];
        if (rule->tests)
            continue;
        bool is_accepted = rule->permitted != 0 &&
                           (rule->permitted & ~(BIT(VERDICT_ACCEPTED) | BIT(VERDICT_PARTIAL))) == 0;
        bits = rule->required ? rule->required : is_accepted ? BIT(VERDICT_ACCEPTED) : 0;
    }
    return bits;
}

/* The score of the whole submission, NAN where none is said. */
static double score_of(const struct jury_submission *jury)
{
    for (size_t i = 0; i < jury->rule_count; i++) {
        const struct jury_rule *rule = &jury->rules[i];
        if (!rule->tests && rule->least_score == rule->most_score)
            return rule->least_score;
    }
    return NAN;
}

static const char *folder_of(const struct problem *problem, const struct jury_submission *jury)
{
    unsigned bits = required_of(jury) & (BIT(VERDICT_ACCEPTED) | WRONG | SLOW | CRASH);
    if (bits == 0 && score_of(jury) >= problem->scoring.full_score)
        bits = BIT(VERDICT_ACCEPTED);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders) && bits != 0 && !jury->is_partial; i++) {
        if ((bits & ~folders[i].verdicts) == 0)
            return folders[i].name;
    }
    return others;
}

/* ---- submissions.yaml ---- */

static void add_codes(struct str *yaml, const char *key, unsigned bits)
{
    static const enum verdict told[] = {VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER, VERDICT_TIME_LIMIT,
                                        VERDICT_RUNTIME_ERROR};
    size_t count = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(told); i++) {
        if (bits & BIT(told[i]))
            str_printf(yaml, "%s%s", count++ == 0 ? key : ", ", verdict_info(told[i])->kattis);
    }
    str_add(yaml, count > 0 ? "]\n" : "");
}

/* Of the whole submission: a range where rounding is lost. */
static void add_whole_score(const struct problem *problem, double score, struct str *yaml)
{
    double lost = (double)write_rounded_groups(problem);
    bool is_exact = lost <= 0 || score <= 0 || score >= problem->scoring.full_score;
    if (is_exact)
        str_printf(yaml, "  score: %.10g\n", score);
    else
        str_printf(yaml, "  score: [%.10g, %.10g]\n", score > lost ? score - lost : 0, score);
}

static void add_score(struct str *yaml, const char *indent, const struct jury_rule *rule)
{
    if (isnan(rule->least_score) || isnan(rule->most_score))
        return;
    str_printf(yaml, "%sscore: ", indent);
    if (rule->least_score == rule->most_score)
        str_printf(yaml, "%.10g\n", rule->least_score);
    else
        str_printf(yaml, "[%.10g, %.10g]\n", rule->least_score, rule->most_score);
}

/* Of one glob of tests. */
static void add_rule(struct str *yaml, const struct jury_rule *rule)
{
    str_add(yaml, "  ");
    write_quoted(yaml, rule->tests);
    str_add(yaml, ":\n");
    add_codes(yaml, "    permitted: [", rule->permitted);
    add_codes(yaml, "    required: [", rule->required);
    add_score(yaml, "    ", rule);
    if (rule->message) {
        str_add(yaml, "    message: ");
        write_quoted(yaml, rule->message);
        str_add_char(yaml, '\n');
    }
}

static bool is_first_of_its_tests(const struct jury_submission *jury, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        const char *tests = jury->rules[i].tests;
        if (tests && strcmp(tests, jury->rules[index].tests) == 0)
            return false;
    }
    return true;
}

/* Names that are kept are what the rules speak of; of others nothing can be said. */
static void add_entry(struct writing *writing, const struct jury_submission *jury, const char *path,
                      struct str *yaml)
{
    EV_STR struct str entry = {0};
    size_t lost = 0;
    double score = score_of(jury);
    if (!isnan(score))
        add_whole_score(writing->problem, score, &entry);
    if (jury->is_main)
        str_add(&entry, "  model_solution: true\n");
    for (size_t i = 0; i < jury->rule_count; i++) {
        if (!jury->rules[i].tests)
            continue;
        if (writing->keeps_names && is_first_of_its_tests(jury, i))
            add_rule(&entry, &jury->rules[i]);
        else
            lost++;
    }
    if (lost > 0)
        write_note(writing, "%s: what is expected of single groups and tests (%zu rules)",
                   jury->path, lost);
    if (entry.count == 0)
        return;
    write_quoted(yaml, path);
    str_printf(yaml, ":\n%s", str_text(&entry));
}

static int write_submission(struct writing *writing, const struct jury_submission *jury,
                            struct str *yaml, struct err *err)
{
    if (jury->is_not_run) {
        write_note(writing, "%s: it is never to be run", jury->path);
        return 0;
    }
    const char *name = write_safe_name(writing, fs_base_name(jury->path));
    const char *folder = folder_of(writing->problem, jury);
    const char *path = arena_printf(writing->arena, "%s/%s", folder, name);
    const char *to = arena_printf(writing->arena, "submissions/%s", path);
    for (int number = 2; fs_exists(writing->dir_fd, to); number++) {
        path = arena_printf(writing->arena, "%s/%d-%s", folder, number, name);
        to = arena_printf(writing->arena, "submissions/%s", path);
    }
    add_entry(writing, jury, path, yaml);
    return write_copy_tree(writing, jury->path, to, err);
}

int write_jury(struct writing *writing, struct err *err)
{
    EV_STR struct str yaml = {0};
    for (size_t i = 0; i < writing->problem->jury_count; i++) {
        if (write_submission(writing, &writing->problem->jury[i], &yaml, err) != 0)
            return -1;
    }
    if (yaml.count == 0)
        return 0;
    return write_text(writing, "submissions/submissions.yaml", &yaml, false, err);
}
