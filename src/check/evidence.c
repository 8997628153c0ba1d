/* evidence: see evidence.h. */
#include "check/evidence.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/parse.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *copy_line(const char *text, char *buffer, size_t buffer_bytes)
{
    size_t used = 0;
    while (text && is_blank(*text) && *text != '\n')
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

const char *evidence_line(const char *text, size_t number, char *buffer, size_t buffer_bytes)
{
    for (; text && number > 0; number--) {
        text = strchr(text, '\n');
        text += text != NULL;
    }
    return copy_line(text, buffer, buffer_bytes);
}

/* The first line that is not blank. */
static const char *first_line(const char *text, char *buffer, size_t buffer_bytes)
{
    while (text && is_blank(*text))
        text++;
    return copy_line(text, buffer, buffer_bytes);
}

const char *evidence_word(const char *const *texts, size_t count, char *buffer, size_t buffer_bytes)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < count && !buffer[0]; i++)
        first_line(texts[i], buffer, buffer_bytes);
    return buffer;
}

void evidence_blame(const struct checker_evidence *evidence, struct check_result *result,
                    const char *format, ...)
{
    const char *texts[] = {evidence->judge_error, evidence->judge_message, evidence->stderr_text,
                           evidence->stdout_text};
    char why[CHECK_MESSAGE_MAX / 2], word[CHECK_MESSAGE_MAX / 3];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof(why), format, args); /* short, and a cut message is still one */
    va_end(args);
    evidence_word(texts, EV_ARRAY_LENGTH(texts), word, sizeof(word));
    *result =
        (struct check_result){.outcome = CHECK_JUDGE_ERROR, .score = NAN, .score_multiplier = NAN};
    (void)snprintf(result->message, sizeof(result->message), "%s: %s%s%s",
                   evidence->role ? evidence->role : "output validator", why, word[0] ? ": " : "",
                   word);
}

bool evidence_is_stopped(const struct checker_evidence *evidence, struct check_result *result)
{
    const struct facts *facts = &evidence->facts;
    unsigned deadly = LIMIT_CPU | LIMIT_WALL | LIMIT_MEMORY | LIMIT_OUTPUT;
    if (facts->made_forbidden_call)
        evidence_blame(evidence, result, "forbidden system call %s", facts->forbidden_call);
    else if (facts->limits_hit & deadly)
        evidence_blame(evidence, result, "%s limit", limits_hit_name(facts->limits_hit & deadly));
    else if (facts->signal)
        evidence_blame(evidence, result, "killed by signal %d (%s)", facts->signal,
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
void evidence_take_scores(const struct checker_evidence *evidence, struct check_result *result)
{
    struct err err = {0};
    double score = NAN, multiplier = NAN;
    bool has_score = evidence->score || evidence->score_multiplier;
    if (has_score && result->outcome != CHECK_ACCEPTED)
        evidence_blame(evidence, result, "a score was written for an output that it rejected");
    else if (evidence->score && evidence->score_multiplier)
        evidence_blame(evidence, result, "both score.txt and score_multiplier.txt were written");
    else if (score_read("score.txt", evidence->score, -DBL_MAX, DBL_MAX, &score, &err) < 0 ||
             score_read("score_multiplier.txt", evidence->score_multiplier, 0, 1, &multiplier,
                        &err) < 0)
        evidence_blame(evidence, result, "%s", err.msg);
    result->score = result->outcome == CHECK_ACCEPTED ? score : NAN;
    result->score_multiplier = result->outcome == CHECK_ACCEPTED ? multiplier : NAN;
}

void evidence_take_share(struct check_result *result, double share)
{
    result->outcome = share <= 0 ? CHECK_WRONG : share >= 1 ? CHECK_ACCEPTED : CHECK_PARTIAL;
    result->score_multiplier = share <= 0 ? 0 : share >= 1 ? 1 : share;
}
