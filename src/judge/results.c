/* results: verdicts that are known already.
 *
 * One value of the cache holds all that is known of one program under certain limits and a certain
 * checker: its compile report, then a record for each test, found by the test's key. A submission
 * whose tests are all known is neither compiled nor run.
 *
 * Never kept: judge errors, runs that came near a time limit, from either side, which another run
 * may end otherwise (time_is_certain), and those of files that were changed meanwhile. */
#include <math.h>
#include <string.h>

#include "base/log.h"
#include "judge/pack.h"
#include "judge/trial.h"

struct record {
    char key[HASH_HEX_BYTES];
    char padding[3];
    uint32_t verdict;
    struct facts facts;
    double score, multiplier;
    int64_t line, column; /* of the difference */
    uint64_t difference;
};

/* Texts behind it: NULL or not. */
enum { TEXTS = 6 };

/* ---- reading ---- */

/* Records come in the order of the tests, or nearly so: `next` is where to look first. */
static struct test_report *find_test(struct submission *submission, const char *key, size_t *next)
{
    size_t count = submission->report.test_count;
    for (size_t tried = 0; tried < count; tried++) {
        size_t i = (*next + tried) % count;
        const struct prepared_test *test = &submission->problem->tests[submission->test_indexes[i]];
        if (submission->twins[i] != i || strcmp(test->key, key) != 0)
            continue;
        *next = i + 1;
        return &submission->known[i];
    }
    return NULL;
}

static bool take_record(struct cursor *cursor, struct submission *submission, size_t *next)
{
    struct record record;
    const char *texts[TEXTS];
    if (!take_struct(cursor, &record, sizeof(record)))
        return false;
    for (size_t i = 0; i < TEXTS; i++) {
        if (!take_text(cursor, &submission->arena, &texts[i]))
            return false;
    }
    record.key[HASH_HEX_BYTES - 1] = '\0';
    struct test_report *known = find_test(submission, record.key, next);
    if (!known || record.verdict >= VERDICT_COUNT)
        return true; /* of a test that is not in this call */
    *known = (struct test_report){
        .is_done = true,
        .is_cached = true,
        .verdict = (enum verdict)record.verdict,
        .facts = record.facts,
        .score = record.score,
        .multiplier = record.multiplier,
        .points = NAN,
        .message = texts[0],
        .judge_message = texts[1],
        .error_text = texts[2],
        .difference = {(unsigned)record.difference, record.line, record.column, texts[3], texts[4],
                       texts[5]},
    };
    return true;
}

static bool take_all(const struct cache_value *value, struct submission *submission,
                     struct compile_report *compile_out)
{
    struct cursor cursor = {.at = value->bytes, .left = value->count};
    if (!take_compile(&cursor, &submission->arena, compile_out))
        return false;
    size_t next = 0;
    while (cursor.left > 0) {
        if (!take_record(&cursor, submission, &next))
            return false;
    }
    return true;
}

static void count_known(struct submission *submission)
{
    int64_t hits = 0, misses = 0, saved_ns = 0;
    for (size_t i = 0; i < submission->report.test_count; i++) {
        if (submission->twins[i] != i)
            continue;
        bool is_known = submission->known[i].is_done;
        hits += is_known;
        misses += !is_known;
        saved_ns += is_known ? submission->known[i].facts.wall_ns : 0;
    }
    cache_count(submission->judge->cache, CACHE_RESULT, hits, misses, saved_ns);
}

void results_load(struct submission *submission, const char *program,
                  struct compile_report *compile_out)
{
    struct judge *judge = submission->judge;
    struct cache_value value;
    struct err err;
    size_t count = submission->report.test_count;
    if (!submission->batch->has_results || submission->job.is_anew || !program[0] ||
        !submission->problem->way->is_repeatable || !problem_state_is_keyed(submission->problem))
        return;
    if (key_of_results(judge, program, &submission->report.limits, submission->problem,
                       submission->results_key, &err) != 0) {
        log_line(LOG_WARN, "results are not cached: %s", err.msg);
        submission->results_key[0] = '\0';
        return;
    }
    submission->known = arena_alloc(&submission->arena, count * sizeof(*submission->known));
    if (cache_look(judge->cache, CACHE_RESULT, submission->results_key, &value)) {
        if (!take_all(&value, submission, compile_out))
            memset(submission->known, 0, count * sizeof(*submission->known));
        cache_value_done(&value);
    }
    count_known(submission);
}

/* ---- writing ---- */

bool results_may_keep(const struct test_report *test, const struct limits *limits)
{
    return test->is_done && !test->is_cached && test->verdict != VERDICT_JUDGE_ERROR &&
           test->verdict != VERDICT_SKIPPED && time_is_certain(limits, test);
}

static void pack_record(struct str *out, struct record *record, const struct test_report *test)
{
    const struct difference *difference = &test->difference;
    const char *const texts[TEXTS] = {test->message,      test->judge_message,  test->error_text,
                                      difference->before, difference->expected, difference->got};
    record->verdict = test->verdict;
    record->facts = test->facts;
    record->score = test->score;
    record->multiplier = test->multiplier;
    record->line = difference->line;
    record->column = difference->column;
    record->difference = difference->bits;
    str_add_n(out, (const char *)record, sizeof(*record));
    for (size_t i = 0; i < TEXTS; i++)
        pack_text(out, texts[i]);
}

static bool pack_news(struct str *out, const struct submission *submission)
{
    const struct submission_report *report = &submission->report;
    bool has_news = false;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        const char *key = submission->problem->tests[submission->test_indexes[i]].key;
        if (!key[0] || !results_may_keep(test, &report->limits) ||
            !test_keys_hold(submission->problem, submission->test_indexes[i]))
            continue;
        struct record record;
        memset(&record, 0, sizeof(record)); /* padding is written too */
        memcpy(record.key, key, sizeof(record.key));
        pack_record(out, &record, test);
        has_news = true;
    }
    return has_news;
}

/* What was known stays, as it is; a second record of the same test would do no harm. */
static void pack_known(struct str *out, const struct cache_value *value)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct cursor cursor = {.at = value->bytes, .left = value->count};
    struct compile_report ignored;
    if (take_compile(&cursor, &arena, &ignored))
        str_add_n(out, cursor.at, cursor.left);
}

void results_store(struct submission *submission)
{
    struct judge *judge = submission->judge;
    const struct submission_report *report = &submission->report;
    struct cache_value value = {0};
    EV_STR struct str text = {0};
    if (!submission->results_key[0] || !report->compile.is_ok || report->error.kind != ERR_NONE)
        return;
    struct compile_report compile = report->compile;
    compile.messages = submission->artifact->messages; /* the names are the next user's */
    pack_compile(&text, &compile);
    if (!pack_news(&text, submission))
        return;
    if (cache_look(judge->cache, CACHE_RESULT, submission->results_key, &value))
        pack_known(&text, &value);
    cache_value_done(&value);
    struct iovec piece = {.iov_base = text.text, .iov_len = text.count};
    if (!text.is_cut)
        cache_put(judge->cache, CACHE_RESULT, submission->results_key, &piece, 1, 0);
}
