/* metrics: see metrics.h. What is counted; metrics_text.c writes it. */
#include <string.h>

#include "serve/metrics_private.h"

static const double wait_bounds[] = {0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 0};
static const double judge_bounds[] = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 0};
static const double cpu_bounds[] = {0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5,
                                    1,     2,     5,    10,   30,  60,   0};

struct metrics *metrics_open(void)
{
    struct metrics *metrics = calloc(1, sizeof(*metrics));
    if (metrics == NULL)
        err_out_of_memory();
    metrics->wait.bounds = wait_bounds;
    metrics->test_cpu.bounds = cpu_bounds;
    for (size_t i = 0; i < STAGES; i++)
        metrics->stages[i].bounds = judge_bounds;
    return metrics;
}

void metrics_close(struct metrics *metrics)
{
    if (metrics != NULL)
        free(metrics->verdicts);
    free(metrics);
}

/* ---- counting ---- */

static void observe(struct histogram *histogram, double seconds)
{
    size_t bucket = 0;
    double value = seconds > 0 ? seconds : 0;
    while (histogram->bounds[bucket] > 0 && value > histogram->bounds[bucket])
        bucket++;
    histogram->counts[bucket]++;
    histogram->sum += value;
    histogram->count++;
}

static void copy_label(char out[LABEL_MAX_BYTES], const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    if (length >= LABEL_MAX_BYTES)
        length = LABEL_MAX_BYTES - 1;
    while (length > 0 && length < strlen(text) && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--; /* at a character's end */
    memcpy(out, text != NULL ? text : "", length);
    out[length] = '\0';
}

static struct verdict_series *find_series(struct metrics *metrics,
                                          const struct verdict_series *wanted)
{
    for (size_t i = 0; i < metrics->verdict_count; i++) {
        struct verdict_series *series = &metrics->verdicts[i];
        if (strcmp(series->problem, wanted->problem) == 0 &&
            strcmp(series->language, wanted->language) == 0 &&
            strcmp(series->verdict, wanted->verdict) == 0)
            return series;
    }
    return NULL;
}

static void add_series(struct metrics *metrics, const struct verdict_series *series)
{
    if (metrics->verdict_count == metrics->verdict_capacity) {
        size_t capacity = metrics->verdict_capacity * 2 + 32;
        void *grown = realloc(metrics->verdicts, capacity * sizeof(*metrics->verdicts));
        if (grown == NULL)
            err_out_of_memory();
        metrics->verdicts = grown;
        metrics->verdict_capacity = capacity;
    }
    metrics->verdicts[metrics->verdict_count++] = *series;
}

/* The verdict as a text that lives for ever: there are only so many. */
static const char *lasting_code(const char *code)
{
    enum verdict verdict;
    return verdict_parse(code, &verdict) ? verdict_code(verdict) : "other";
}

static void count_verdict(struct metrics *metrics, const char *problem, const char *language,
                          const char *code)
{
    struct verdict_series series = {.verdict = lasting_code(code), .count = 1};
    copy_label(series.problem, problem);
    copy_label(series.language, language);
    struct verdict_series *found = find_series(metrics, &series);
    if (found == NULL && metrics->verdict_count >= SERIES_MOST) {
        copy_label(series.problem, "other");
        copy_label(series.language, "other");
        found = find_series(metrics, &series);
    }
    if (found != NULL)
        found->count++;
    else
        add_series(metrics, &series);
}

static void count_report(struct metrics *metrics, const struct submission_report *report)
{
    if (report->compile.is_attempted) {
        metrics->cache[CACHED_COMPILE][report->compile.is_cached]++;
        if (!report->compile.is_cached)
            observe(&metrics->stages[STAGE_COMPILE], (double)report->compile.facts.wall_ns / 1e9);
    }
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (!test->is_done || test->verdict == VERDICT_SKIPPED)
            continue;
        metrics->cache[CACHED_TEST][test->is_cached]++;
        if (!test->is_cached)
            observe(&metrics->test_cpu, (double)test->facts.cpu_ns / 1e9);
    }
}

void metrics_judged(struct metrics *metrics, const struct job *job,
                    const struct submission_report *report, const char *verdict, int64_t now_us)
{
    const char *language = job->language;
    int64_t started_us = job->started_us > 0 ? job->started_us : now_us;
    if (report != NULL && report->language != NULL)
        language = report->language;
    count_verdict(metrics, job->problem, language, verdict);
    observe(&metrics->wait, (double)(started_us - job->queued_us) / 1e6);
    observe(&metrics->stages[STAGE_TOTAL], (double)(now_us - started_us) / 1e6);
    if (report != NULL)
        count_report(metrics, report);
}
