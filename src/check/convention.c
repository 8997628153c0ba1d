/* convention: how a package's validator is called and what its end means, one row for each
 * convention. See check.h. */
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "check/check.h"

struct convention {
    const char *const *(*arguments)(struct arena *arena, const char *const *files,
                                    const char *const *extra, size_t extra_count);
    int accepted_status;
    int wrong_status;
};

enum { FILE_INPUT, FILE_ANSWER, FILE_FEEDBACK, FILE_COUNT };

static const char *const *arguments_in_answer_feedback(struct arena *arena,
                                                       const char *const *files,
                                                       const char *const *extra, size_t extra_count)
{
    const char **argv = arena_alloc(arena, (FILE_COUNT + extra_count + 1) * sizeof(*argv));
    memcpy(argv, files, FILE_COUNT * sizeof(*argv));
    if (extra_count)
        memcpy(argv + FILE_COUNT, extra, extra_count * sizeof(*argv));
    return argv;
}

static const struct convention conventions[] = {
    [CHECKER_KATTIS] = {arguments_in_answer_feedback, 42, 43},
};

const char *const *checker_arguments(enum checker_convention convention, struct arena *arena,
                                     const char *input_path, const char *answer_path,
                                     const char *feedback_path, const char *const *extra,
                                     size_t extra_count)
{
    const char *slash = str_ends_with(feedback_path, "/") ? "" : "/";
    const char *files[FILE_COUNT] = {
        [FILE_INPUT] = arena_string(arena, input_path),
        [FILE_ANSWER] = arena_string(arena, answer_path),
        [FILE_FEEDBACK] = arena_printf(arena, "%s%s", feedback_path, slash),
    };
    return conventions[convention].arguments(arena, files, extra, extra_count);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The first line that is not blank, on one line without control characters, cut to the buffer; ""
 * where there is none. */
static const char *first_line(const char *text, char *buffer, size_t buffer_bytes)
{
    size_t used = 0;
    while (text && is_blank(*text))
        text++;
    for (; text && *text && *text != '\n' && used + 1 < buffer_bytes; text++) {
        unsigned char byte = (unsigned char)*text;
        buffer[used++] = byte < 0x20 || byte == 0x7f ? ' ' : *text;
    }
    while (used > 0 && buffer[used - 1] == ' ')
        used--;
    buffer[used] = '\0';
    return buffer;
}

/* The first of the texts that says something. */
static const char *first_word(const char *const *texts, size_t count, char *buffer,
                              size_t buffer_bytes)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < count && !buffer[0]; i++)
        first_line(texts[i], buffer, buffer_bytes);
    return buffer;
}

__attribute__((format(printf, 3, 4))) static void
blame_judge(const struct checker_evidence *evidence, struct check_result *result,
            const char *format, ...)
{
    const char *texts[] = {evidence->judge_error, evidence->judge_message, evidence->stderr_text,
                           evidence->stdout_text};
    char why[CHECK_MESSAGE_MAX / 2], word[CHECK_MESSAGE_MAX / 3];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof(why), format, args); /* short, and a cut message is still one */
    va_end(args);
    first_word(texts, EV_ARRAY_LENGTH(texts), word, sizeof(word));
    *result =
        (struct check_result){.outcome = CHECK_JUDGE_ERROR, .score = NAN, .score_multiplier = NAN};
    (void)snprintf(result->message, sizeof(result->message), "output validator: %s%s%s", why,
                   word[0] ? ": " : "", word);
}

/* True when the validator did not end by itself. */
static bool is_stopped(const struct checker_evidence *evidence, struct check_result *result)
{
    const struct facts *facts = &evidence->facts;
    unsigned deadly = LIMIT_CPU | LIMIT_WALL | LIMIT_MEMORY | LIMIT_OUTPUT;
    if (facts->made_forbidden_call)
        blame_judge(evidence, result, "forbidden system call %s", facts->forbidden_call);
    else if (facts->limits_hit & deadly)
        blame_judge(evidence, result, "%s limit", limits_hit_name(facts->limits_hit & deadly));
    else if (facts->signal)
        blame_judge(evidence, result, "killed by signal %d (%s)", facts->signal,
                    strsignal(facts->signal));
    else
        return false;
    return true;
}

static int score_read(const char *name, const char *text, double least, double most,
                      double *score_out, struct err *err)
{
    char word[64];
    if (!text)
        return 0;
    first_line(text, word, sizeof(word));
    return parse_double(name, word, least, most, score_out, err);
}

/* Score files go with an accepted output only, and one of them at most (2025-09, "Scoring"). */
static void conclude_score(const struct checker_evidence *evidence, struct check_result *result)
{
    struct err err = {0};
    double score = NAN, multiplier = NAN;
    bool has_score = evidence->score || evidence->score_multiplier;
    if (has_score && result->outcome != CHECK_ACCEPTED)
        blame_judge(evidence, result, "a score was written for an output that it rejected");
    else if (evidence->score && evidence->score_multiplier)
        blame_judge(evidence, result, "both score.txt and score_multiplier.txt were written");
    else if (score_read("score.txt", evidence->score, -DBL_MAX, DBL_MAX, &score, &err) < 0 ||
             score_read("score_multiplier.txt", evidence->score_multiplier, 0, 1, &multiplier,
                        &err) < 0)
        blame_judge(evidence, result, "%s", err.msg);
    result->score = result->outcome == CHECK_ACCEPTED ? score : NAN;
    result->score_multiplier = result->outcome == CHECK_ACCEPTED ? multiplier : NAN;
}

void checker_conclude(enum checker_convention convention, const struct checker_evidence *evidence,
                      struct check_result *result_out)
{
    const struct convention *row = &conventions[convention];
    int status = evidence->facts.exit_status;
    *result_out = (struct check_result){.score = NAN, .score_multiplier = NAN};
    if (is_stopped(evidence, result_out))
        return;
    if (status != row->accepted_status && status != row->wrong_status) {
        blame_judge(evidence, result_out, "exit status %d where %d (accepted) or %d (wrong) is due",
                    status, row->accepted_status, row->wrong_status);
        return;
    }
    result_out->outcome = status == row->accepted_status ? CHECK_ACCEPTED : CHECK_WRONG;
    if (evidence->has_next_pass && result_out->outcome != CHECK_ACCEPTED) {
        blame_judge(evidence, result_out, "nextpass.in was written for an output that it rejected");
        return;
    }
    const char *texts[] = {evidence->judge_message, evidence->team_message};
    first_word(texts, EV_ARRAY_LENGTH(texts), result_out->message, sizeof(result_out->message));
    conclude_score(evidence, result_out);
}
