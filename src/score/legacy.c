/* legacy: Kattis' older packages: the default grader with its flags, and graders of a package's own
 * (problem package format "legacy", "Graders"; order of errors as in problemtools). */
#include <math.h>
#include <string.h>

#include "score/rules.h"

/* worst_error: the larger, the worse. Verdicts that Kattis does not know rank as the one they are
 * there. */
static const int severities[VERDICT_COUNT] = {
    [VERDICT_JUDGE_ERROR] = 8,  [VERDICT_RUNTIME_ERROR] = 6,      [VERDICT_SECURITY_VIOLATION] = 6,
    [VERDICT_MEMORY_LIMIT] = 5, [VERDICT_TIME_LIMIT] = 4,         [VERDICT_IDLENESS_LIMIT] = 4,
    [VERDICT_OUTPUT_LIMIT] = 3, [VERDICT_WRONG_ANSWER] = 2,       [VERDICT_NO_OUTPUT] = 2,
    [VERDICT_PARTIAL] = 2,      [VERDICT_PRESENTATION_ERROR] = 1,
};

const char *legacy_test(struct gathering *gathering, struct part *part)
{
    const struct score_test *test = part->test;
    const struct score_group *group = gathering->group;
    bool is_accepted = part->verdict == VERDICT_ACCEPTED;
    bool has_score = !isnan(test->score);
    part->outcome = is_accepted;
    part->score = is_accepted ? group->legacy.accept_score : group->legacy.reject_score;
    if (!gathering->scoring->has_scores || part->verdict == VERDICT_JUDGE_ERROR)
        return NULL;
    if (has_score && !is_accepted)
        return blame_package(gathering, "%s: the validator wrote score.txt for a rejected output",
                             test->name);
    if (has_score && !group->has_checker_score)
        return blame_package(gathering,
                             "%s: the validator wrote score.txt, but the problem's validation is "
                             "not 'custom score'",
                             test->name);
    if (is_accepted && group->has_checker_score && !has_score)
        return blame_package(gathering,
                             "%s: the problem's validation is 'custom score', but the validator "
                             "wrote no score.txt",
                             test->name);
    if (has_score) {
        part->score = test->score;
        return arena_printf(gathering->arena, "score.txt: %.10g", test->score);
    }
    return arena_printf(gathering->arena, "%s %.10g", is_accepted ? "accept_score" : "reject_score",
                        part->score);
}

static enum verdict worst_error(const struct part *parts, size_t count)
{
    enum verdict worst = VERDICT_ACCEPTED;
    for (size_t i = 0; i < count; i++) {
        if (severities[parts[i].verdict] > severities[worst])
            worst = parts[i].verdict;
    }
    return worst;
}

static enum verdict first_error(const struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].verdict != VERDICT_ACCEPTED)
            return parts[i].verdict;
    }
    return VERDICT_ACCEPTED;
}

static enum verdict always_accept(const struct part *parts, size_t count)
{
    (void)parts; /* whatever they are */
    (void)count;
    return VERDICT_ACCEPTED;
}

static const struct {
    const char *name;
    enum verdict (*verdict)(const struct part *parts, size_t count);
} verdict_modes[] = {
    [LEGACY_WORST_ERROR] = {"worst_error", worst_error},
    [LEGACY_FIRST_ERROR] = {"first_error", first_error},
    [LEGACY_ALWAYS_ACCEPT] = {"always_accept", always_accept},
};

static double sum(const struct part *parts, size_t count)
{
    double score = 0;
    for (size_t i = 0; i < count; i++)
        score += parts[i].score;
    return score;
}

static double average(const struct part *parts, size_t count)
{
    return sum(parts, count) / (double)count;
}

static double least(const struct part *parts, size_t count)
{
    double score = parts[0].score;
    for (size_t i = 1; i < count; i++)
        score = fmin(score, parts[i].score);
    return score;
}

static double most(const struct part *parts, size_t count)
{
    double score = parts[0].score;
    for (size_t i = 1; i < count; i++)
        score = fmax(score, parts[i].score);
    return score;
}

static const struct {
    const char *name, *sign;
    double (*score)(const struct part *parts, size_t count);
} score_modes[] = {
    [LEGACY_SUM] = {"sum", " + ", sum},
    [LEGACY_AVG] = {"avg", ", ", average},
    [LEGACY_MIN] = {"min", ", ", least},
    [LEGACY_MAX] = {"max", ", ", most},
};

static void add_stop(struct str *how, const struct gathering *gathering)
{
    if (gathering->stopped_by)
        str_printf(how, "; stopped at %s %s (on_reject: break)", gathering->stopped_by->name,
                   verdict_code(gathering->stopped_by->verdict));
}

static void finish(struct gathering *gathering, struct group_report *report, struct str *how)
{
    const struct legacy_grading *legacy = &gathering->group->legacy;
    bool has_scores = gathering->scoring->has_scores;
    report->score = score_tidy(report->score);
    add_stop(how, gathering);
    report->how = arena_string(gathering->arena, str_text(how));
    bool is_within = report->score >= legacy->least && report->score <= legacy->most;
    if (has_scores && !(is_within && isfinite(report->score)))
        (void)blame_package(gathering, "%s: the score %.10g is outside of the range %.10g to %.10g",
                            report->name[0] ? report->name : "all tests", report->score,
                            legacy->least, legacy->most);
}

/* problemtools: a judge error of a part is the group's, graders are not asked. */
static bool has_failed_part(const struct gathering *gathering, struct group_report *report)
{
    for (size_t i = 0; i < gathering->part_count; i++) {
        if (gathering->parts[i].verdict != VERDICT_JUDGE_ERROR)
            continue;
        report->verdict = VERDICT_JUDGE_ERROR;
        report->score = 0;
        report->how = arena_printf(gathering->arena, "judge error on %s", gathering->parts[i].name);
        return true;
    }
    return false;
}

int legacy_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    (void)err; /* asks no program */
    const struct legacy_grading *legacy = &gathering->group->legacy;
    EV_STR struct str how = {0};
    if (has_failed_part(gathering, report))
        return 0;
    struct gathering counted = *gathering;
    if (legacy->is_sample_ignored && counted.part_count > 2)
        (void)blame_package(gathering, "ignore_sample: there are more groups than sample and "
                                       "secret");
    if (legacy->is_sample_ignored && counted.part_count > 1) {
        counted.parts += counted.part_count - 1;
        counted.part_count = 1;
        str_add(&how, "without sample: ");
    }
    const struct part *parts = counted.parts;
    report->verdict = verdict_modes[legacy->verdict_mode].verdict(parts, counted.part_count);
    for (size_t i = 0; legacy->accepts_if_any && i < counted.part_count; i++) {
        if (parts[i].verdict == VERDICT_ACCEPTED)
            report->verdict = VERDICT_ACCEPTED;
    }
    report->score = score_modes[legacy->score_mode].score(parts, counted.part_count);
    add_terms(&how, &counted, score_modes[legacy->score_mode].name,
              score_modes[legacy->score_mode].sign);
    str_printf(&how, " = %.10g; %s%s: %s", score_tidy(report->score),
               verdict_modes[legacy->verdict_mode].name,
               legacy->accepts_if_any ? " or accept_if_any_accepted" : "",
               verdict_code(report->verdict));
    finish(gathering, report, &how);
    return 0;
}

int custom_group(struct gathering *gathering, struct group_report *report, struct err *err)
{
    EV_STR struct str lines = {0};
    EV_STR struct str how = {0};
    struct err why = {0};
    if (has_failed_part(gathering, report))
        return 0;
    for (size_t i = 0; i < gathering->part_count; i++) {
        const struct part *part = &gathering->parts[i];
        const char *code = verdict_info(part->verdict)->kattis;
        str_printf(&lines, "%s %.15g\n", code ? code : verdict_code(part->verdict), part->score);
    }
    report->verdict = VERDICT_JUDGE_ERROR;
    report->score = 0;
    if (!gathering->hooks || !gathering->hooks->grade) {
        (void)blame_package(gathering, "grading: custom, but there is no grader in graders/");
        return 0;
    }
    if (gathering->hooks->grade(gathering->hooks->context, gathering->group, str_text(&lines),
                                &report->verdict, &report->score, &why) != 0) {
        *err = why;
        return -1;
    }
    if (report->verdict == VERDICT_JUDGE_ERROR) {
        (void)blame_package(gathering, "%s", why.msg[0] ? why.msg : "the grader says JE");
        return 0;
    }
    str_add(&how, "the package's grader made of ");
    add_part_count(&how, gathering);
    str_printf(&how, ": %s %.10g", verdict_code(report->verdict), score_tidy(report->score));
    finish(gathering, report, &how);
    return 0;
}
