/* convention: how checkers are called and what their end means, one row for each convention. See
 * check.h. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "check/evidence.h"

enum { LINE_BYTES = 128, STATUSES_MAX = 8 };

struct status {
    int exit_status;
    enum check_outcome outcome;
};

struct convention {
    const char *files;                    /* in order: i n a(nswer) o(utput) f(eedback folder) */
    struct status statuses[STATUSES_MAX]; /* what may be; CHECK_NOT_RUN ends the list */
    /* The rest: scores and words. `result` has the outcome that the status gives. */
    void (*conclude)(const struct checker_evidence *evidence, struct check_result *result);
};

/* ---- what each says beyond its exit status ---- */

static void conclude_kattis(const struct checker_evidence *evidence, struct check_result *result)
{
    if (evidence->has_next_pass && result->outcome != CHECK_ACCEPTED) {
        evidence_blame(evidence, result, "nextpass.in was written for an output that it rejected");
        return;
    }
    const char *texts[] = {evidence->judge_message, evidence->team_message};
    evidence_word(texts, EV_ARRAY_LENGTH(texts), result->message, sizeof(result->message));
    evidence_take_scores(evidence, result);
}

/* A number behind `prefix`, where the text begins so; what comes after the number is passed over.
 */
static bool number_after(const char *text, const char *prefix, double *number_out)
{
    char word[LINE_BYTES];
    struct err err = {0};
    if (!str_starts_with(text, prefix))
        return false;
    text += strlen(prefix);
    size_t length = strcspn(text, " \t)/");
    if (length == 0 || length >= sizeof(word))
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    return parse_double("number", word, -DBL_MAX, DBL_MAX, number_out, &err) == 0;
}

/* Points of the test, as such. Where its full points are known they tell what is partial. */
static void take_points(struct check_result *result, double points, double full)
{
    result->score = points;
    if (points <= 0)
        result->outcome = CHECK_WRONG;
    else
        result->outcome = full > 0 && points >= full ? CHECK_ACCEPTED : CHECK_PARTIAL;
}

/* testlib.h: "points X words" goes with status 7; "partially correct (N) words", N of 200, with
 * status N, or 50 + N, so that the words decide, whatever else the status stands for. */
static void conclude_testlib(const struct checker_evidence *evidence, struct check_result *result)
{
    static const double FULL = 200;
    const char *texts[] = {evidence->stderr_text, evidence->stdout_text};
    evidence_word(texts, EV_ARRAY_LENGTH(texts), result->message, sizeof(result->message));
    double number = 0;
    if (number_after(result->message, "partially correct (", &number))
        evidence_take_share(result, number / FULL);
    else if (evidence->facts.exit_status == 7 && number_after(result->message, "points ", &number))
        take_points(result, number, evidence->points);
    else if (result->outcome == CHECK_JUDGE_ERROR)
        evidence_blame(evidence, result, "exit status %d (failure)", evidence->facts.exit_status);
    else if (evidence->facts.exit_status == 7)
        evidence_blame(evidence, result, "exit status 7 without \"points\" on standard error");
    else if (result->outcome == CHECK_NOT_RUN)
        evidence_blame(evidence, result, "exit status %d", evidence->facts.exit_status);
}

/* Outcome 0 to 1 on standard output, words for the contestant on standard error, some of them by
 * name. */
static void conclude_cms(const struct checker_evidence *evidence, struct check_result *result)
{
    static const struct {
        const char *token, *text;
    } names[] = {
        {"translate:success", "Output is correct"},
        {"translate:partial", "Output is partially correct"},
        {"translate:wrong", "Output isn't correct"},
    };
    char line[LINE_BYTES];
    struct err err = {0};
    double share = 0;
    evidence_line(evidence->stdout_text, 0, line, sizeof(line));
    if (parse_double("outcome", line, 0, 1, &share, &err) != 0) {
        evidence_blame(evidence, result, "%s", err.msg);
        return;
    }
    evidence_take_share(result, share);
    evidence_line(evidence->stderr_text, 0, result->message, sizeof(result->message));
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        if (strcmp(result->message, names[i].token) == 0)
            (void)snprintf(result->message, sizeof(result->message), "%s", names[i].text);
    }
}

/* Lines: OK or WRONG, a comment, percent of the points. */
static void conclude_sinol(const struct checker_evidence *evidence, struct check_result *result)
{
    char line[LINE_BYTES], percent[LINE_BYTES];
    struct err err = {0};
    double share = 100;
    evidence_line(evidence->stdout_text, 0, line, sizeof(line));
    evidence_line(evidence->stdout_text, 2, percent, sizeof(percent));
    bool is_ok = strcmp(line, "OK") == 0;
    if (!is_ok && strcmp(line, "WRONG") != 0)
        evidence_blame(evidence, result, "\"%.32s\" where OK or WRONG is due", line);
    else if (is_ok && percent[0] && parse_double("percent", percent, 0, 100, &share, &err) != 0)
        evidence_blame(evidence, result, "%s", err.msg);
    else
        evidence_take_share(result, is_ok ? share / 100 : 0);
    if (result->outcome != CHECK_JUDGE_ERROR)
        evidence_line(evidence->stdout_text, 1, result->message, sizeof(result->message));
}

static void conclude_dmoj(const struct checker_evidence *evidence, struct check_result *result)
{
    evidence_line(evidence->stdout_text, 0, result->message, sizeof(result->message));
}

/* Digits, then this character; *at moves behind it. */
static bool pass_digits(const char **at, char end)
{
    size_t count = strspn(*at, "0123456789");
    if (count == 0 || (*at)[count] != end)
        return false;
    *at += count + (end ? 1 : 0);
    return true;
}

/* A line "partial A/B" of whole numbers. */
static bool is_part(const char *line, double *share_out)
{
    static const char word[] = "partial ";
    const char *at = line + strlen(word), *whole_at;
    double part = 0, whole = 0;
    if (!str_starts_with(line, word) || !pass_digits(&at, '/'))
        return false;
    whole_at = at;
    if (!pass_digits(&at, '\0') || !number_after(line, word, &part) ||
        !number_after(whole_at, "", &whole) || whole <= 0)
        return false;
    *share_out = part / whole;
    return true;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (const char *at = text; at && *at; count++) {
        at += strcspn(at, "\n");
        at += *at ? 1 : 0;
    }
    return count;
}

/* As DMOJ's; status 7: a line "partial A/B" on standard error. That is accepted, even with 0. */
static void conclude_coci(const struct checker_evidence *evidence, struct check_result *result)
{
    char line[LINE_BYTES];
    double share = -1;
    conclude_dmoj(evidence, result);
    if (result->outcome != CHECK_PARTIAL)
        return;
    size_t count = count_lines(evidence->stderr_text);
    for (size_t i = 0; i < count && share < 0; i++) {
        evidence_line(evidence->stderr_text, i, line, sizeof(line));
        if (!is_part(line, &share))
            share = -1;
    }
    if (share < 0 || share > 1) {
        evidence_blame(evidence, result, "exit status 7 without \"partial A/B\" on standard error");
        return;
    }
    evidence_take_share(result, share);
    if (result->outcome == CHECK_WRONG)
        result->outcome = CHECK_PARTIAL;
}

/* Two lines of standard output that are numbers, one after the other: their ratio is the share,
 * whatever the status. */
static void conclude_peg(const struct checker_evidence *evidence, struct check_result *result)
{
    char line[LINE_BYTES];
    struct err err = {0};
    double before = NAN;
    size_t count = count_lines(evidence->stdout_text);
    conclude_dmoj(evidence, result);
    for (size_t i = 0; i < count; i++) {
        double number = NAN;
        evidence_line(evidence->stdout_text, i, line, sizeof(line));
        if (parse_double("number", line, -DBL_MAX, DBL_MAX, &number, &err) != 0)
            number = NAN;
        if (number != 0 && before / number > 0) {
            evidence_take_share(result, before / number);
            return;
        }
        before = number;
    }
}

/* ---- the table ---- */

#define TESTLIB_STATUSES                                                                           \
    {                                                                                              \
        {0, CHECK_ACCEPTED}, {1, CHECK_WRONG}, {2, CHECK_PRESENTATION}, {3, CHECK_JUDGE_ERROR},    \
            {4, CHECK_PRESENTATION}, {7, CHECK_PARTIAL}, {8, CHECK_PRESENTATION},                  \
    }
#define PARTIAL_STATUSES                                                                           \
    {                                                                                              \
        {0, CHECK_ACCEPTED}, {1, CHECK_WRONG}, {2, CHECK_PRESENTATION},                            \
        {                                                                                          \
            7, CHECK_PARTIAL                                                                       \
        }                                                                                          \
    }

/* The status says nothing beyond "it ran". */
#define RAN_STATUSES                                                                               \
    {                                                                                              \
        {                                                                                          \
            0, CHECK_ACCEPTED                                                                      \
        }                                                                                          \
    }

static const struct convention checkers[CHECKER_CONVENTION_COUNT] = {
    [CHECKER_KATTIS] = {"iaf", {{42, CHECK_ACCEPTED}, {43, CHECK_WRONG}}, conclude_kattis},
    [CHECKER_TESTLIB] = {"ioa", TESTLIB_STATUSES, conclude_testlib},
    [CHECKER_CMS] = {"iao", RAN_STATUSES, conclude_cms},
    [CHECKER_SINOL] = {"ioa", RAN_STATUSES, conclude_sinol},
    [CHECKER_DMOJ] = {"ioa", {{0, CHECK_ACCEPTED}, {1, CHECK_WRONG}}, conclude_dmoj},
    [CHECKER_COCI] = {"ioa", PARTIAL_STATUSES, conclude_coci},
    [CHECKER_PEG] = {"aoi", {{0, CHECK_ACCEPTED}, {1, CHECK_WRONG}}, conclude_peg},
};

/* An interactor of Kattis' is the output validator, met with another standard input. */
static const struct convention interactors[INTERACTOR_CONVENTION_COUNT] = {
    [INTERACTOR_KATTIS] = {"iaf", {{42, CHECK_ACCEPTED}, {43, CHECK_WRONG}}, conclude_kattis},
    [INTERACTOR_TESTLIB] = {"ioa", TESTLIB_STATUSES, conclude_testlib},
    [INTERACTOR_CMS] = {"", RAN_STATUSES, conclude_cms},
    [INTERACTOR_DMOJ] = {"ia", PARTIAL_STATUSES, conclude_coci},
    [INTERACTOR_DMOJ_TESTLIB] = {"ioa", TESTLIB_STATUSES, conclude_testlib},
};

static const char *place_named(const char *name, size_t length, const struct checker_files *files)
{
    const struct {
        const char *name, *path;
    } places[] = {{"input_file", files->input},
                  {"output_file", files->output},
                  {"answer_file", files->answer}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        if (strlen(places[i].name) == length && strncmp(places[i].name, name, length) == 0)
            return places[i].path;
    }
    return "";
}

static const char *fill_word(struct arena *arena, const char *word,
                             const struct checker_files *files)
{
    EV_STR struct str text = {0};
    for (const char *at = word; *at;) {
        bool is_brace = (*at == '{' || *at == '}') && at[1] == at[0];
        const char *end = *at == '{' && !is_brace ? strchr(at, '}') : NULL;
        if (end)
            str_add(&text, place_named(at + 1, (size_t)(end - at) - 1, files));
        else
            str_add_char(&text, *at);
        at = end ? end + 1 : at + (is_brace ? 2 : 1);
    }
    return arena_string(arena, str_text(&text));
}

static const char *const *own_arguments(struct arena *arena, const struct checker_files *files)
{
    const char **argv = arena_alloc(arena, (files->word_count + 1) * sizeof(*argv));
    for (size_t i = 0; i < files->word_count; i++)
        argv[i] = fill_word(arena, files->words[i], files);
    return argv;
}

static const char *const *list_arguments(const struct convention *row, struct arena *arena,
                                         const struct checker_files *files,
                                         const char *const *extra, size_t extra_count)
{
    if (files->words)
        return own_arguments(arena, files);
    size_t count = strlen(row->files);
    const char **argv = arena_alloc(arena, (count + extra_count + 1) * sizeof(*argv));
    const char *slash = files->feedback && str_ends_with(files->feedback, "/") ? "" : "/";
    for (size_t i = 0; i < count; i++) {
        char file = row->files[i];
        if (file == 'f')
            argv[i] = arena_printf(arena, "%s%s", files->feedback, slash);
        else
            argv[i] = arena_string(arena, file == 'i'   ? files->input
                                          : file == 'a' ? files->answer
                                                        : files->output);
    }
    if (extra_count)
        memcpy(argv + count, extra, extra_count * sizeof(*argv));
    return argv;
}

const char *const *checker_arguments(enum checker_convention convention, struct arena *arena,
                                     const struct checker_files *files, const char *const *extra,
                                     size_t extra_count)
{
    return list_arguments(&checkers[convention], arena, files, extra, extra_count);
}

const char *const *interactor_arguments(enum interactor_convention convention, struct arena *arena,
                                        const struct checker_files *files, const char *const *extra,
                                        size_t extra_count)
{
    return list_arguments(&interactors[convention], arena, files, extra, extra_count);
}

static const char *outcome_name(enum check_outcome outcome)
{
    static const char *const names[] = {
        [CHECK_ACCEPTED] = "accepted",         [CHECK_WRONG] = "wrong",
        [CHECK_PRESENTATION] = "presentation", [CHECK_PARTIAL] = "points",
        [CHECK_JUDGE_ERROR] = "failure",
    };
    return names[outcome];
}

static void blame_status(const struct convention *row, const struct checker_evidence *evidence,
                         struct check_result *result)
{
    EV_STR struct str text = {0};
    for (size_t i = 0; i < STATUSES_MAX && row->statuses[i].outcome != CHECK_NOT_RUN; i++)
        str_printf(&text, "%s%d (%s)", i ? " or " : "", row->statuses[i].exit_status,
                   outcome_name(row->statuses[i].outcome));
    evidence_blame(evidence, result, "exit status %d where %s is due", evidence->facts.exit_status,
                   str_text(&text));
}

static void conclude(const struct convention *row, const struct checker_evidence *evidence,
                     struct check_result *result)
{
    *result = (struct check_result){.score = NAN, .score_multiplier = NAN};
    if (evidence_is_stopped(evidence, result))
        return;
    for (size_t i = 0; i < STATUSES_MAX; i++) {
        if (row->statuses[i].exit_status == evidence->facts.exit_status)
            result->outcome = row->statuses[i].outcome;
        if (row->statuses[i].outcome == CHECK_NOT_RUN || result->outcome != CHECK_NOT_RUN)
            break;
    }
    bool is_free = row->conclude == conclude_testlib; /* any status may be "partially correct" */
    if (result->outcome == CHECK_NOT_RUN && !is_free)
        blame_status(row, evidence, result);
    else
        row->conclude(evidence, result);
}

void checker_conclude(enum checker_convention convention, const struct checker_evidence *evidence,
                      struct check_result *result_out)
{
    conclude(&checkers[convention], evidence, result_out);
}

void interactor_conclude(enum interactor_convention convention,
                         const struct checker_evidence *evidence, struct check_result *result_out)
{
    conclude(&interactors[convention], evidence, result_out);
}

bool interactor_needs_checker(enum interactor_convention convention)
{
    return convention == INTERACTOR_TESTLIB;
}
