/* Fuzz target of what checkers, interactors and validators say: exit status, words, score files.
 *
 * Byte 0: the convention; byte 1: exit status; byte 2: bits (killed by a signal, a limit, next
 * pass, an interactor, a validator, points known); then the texts, parted by 0xff: standard output,
 * standard error, judgemessage, teammessage, judgeerror, score, score_multiplier. A text "-" is a
 * missing file. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS = 7, KILLED = 1, LIMITED = 2, NEXT = 4, INTERACTS = 8, VALIDATES = 16, POINTS = 32 };

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void require_one_line(const char *message)
{
    size_t length = strnlen(message, CHECK_MESSAGE_MAX);
    require(length < CHECK_MESSAGE_MAX);
    for (size_t i = 0; i < length; i++)
        require((unsigned char)message[i] >= ' ');
}

static void conclude(uint8_t which, unsigned bits, const struct checker_evidence *evidence,
                     struct check_result *result)
{
    if (bits & VALIDATES) {
        validator_conclude(which % VALIDATOR_CONVENTION_COUNT, evidence, result);
        require(result->outcome != CHECK_PARTIAL && result->outcome != CHECK_PRESENTATION);
    } else if (bits & INTERACTS) {
        interactor_conclude(which % INTERACTOR_CONVENTION_COUNT, evidence, result);
    } else {
        checker_conclude(which % CHECKER_CONVENTION_COUNT, evidence, result);
    }
}

static void check(uint8_t which, unsigned bits, const struct checker_evidence *evidence)
{
    struct check_result result = {0};
    conclude(which, bits, evidence, &result);
    require(result.outcome != CHECK_NOT_RUN);
    require_one_line(result.message);
    require(!isinf(result.score) && !isinf(result.score_multiplier));
    require(!(result.score_multiplier < 0) && !(result.score_multiplier > 1));
    if (bits & (KILLED | LIMITED))
        require(result.outcome == CHECK_JUDGE_ERROR);
    if (result.outcome == CHECK_JUDGE_ERROR)
        require(result.message[0] != '\0');
}

/* Cuts the bytes at 0xff, as texts that end. */
static void split(char *bytes, size_t count, const char *texts[TEXTS])
{
    size_t which = 0;
    char *from = bytes;
    for (size_t i = 0; i <= count && which < TEXTS; i++) {
        if (i < count && (uint8_t)bytes[i] != 0xff)
            continue;
        bytes[i] = '\0';
        texts[which++] = strcmp(from, "-") == 0 ? NULL : from;
        from = bytes + i + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *texts[TEXTS] = {NULL};
    if (size < 3)
        return 0;
    unsigned bits = data[2];
    char *bytes = malloc(size - 2);
    require(bytes != NULL);
    memcpy(bytes, data + 3, size - 3);
    split(bytes, size - 3, texts);
    struct checker_evidence evidence = {
        .facts = {.exit_status = data[1],
                  .signal = bits & KILLED ? 11 : 0,
                  .limits_hit = bits & LIMITED ? LIMIT_CPU : 0},
        .stdout_text = texts[0],
        .stderr_text = texts[1],
        .judge_message = texts[2],
        .team_message = texts[3],
        .judge_error = texts[4],
        .score = texts[5],
        .score_multiplier = texts[6],
        .has_next_pass = bits & NEXT,
        .points = bits & POINTS ? 10 : (double)NAN,
    };
    check(data[0], bits, &evidence);
    free(bytes);
    return 0;
}
